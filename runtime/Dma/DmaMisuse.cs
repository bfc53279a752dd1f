namespace FragApi;

/// <summary>What was done wrong with a DMA mapping.</summary>
public enum DmaMisuse
{
    /// <summary>The mapping was used, synced or unmapped before anyone asked whether it had failed.</summary>
    Unchecked,

    /// <summary>There is no such mapping, and there was none lately.</summary>
    NotMapped,

    /// <summary>The mapping was undone before.</summary>
    UnmappedTwice,

    /// <summary>The address of a mapping that failed was used.</summary>
    UsedAfterFailure,

    /// <summary>The size is not that of the mapping, or reaches past its end.</summary>
    WrongSize,

    /// <summary>The direction is not the mapping's.</summary>
    WrongDirection,

    /// <summary>The page was released before the mapping was undone.</summary>
    PageReleased,

    /// <summary>The mapping was never undone.</summary>
    Leaked,
}
