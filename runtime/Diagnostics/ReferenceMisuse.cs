namespace FragApi;

/// <summary>What was done wrong with a reference count.</summary>
public enum ReferenceMisuse
{
    /// <summary>A reference was taken on something whose last reference was already dropped.</summary>
    Resurrected,

    /// <summary>More references were dropped than there were.</summary>
    PutBelowZero,

    /// <summary>More references were taken than the count can hold (2^31 - 1).</summary>
    Overflow,

    /// <summary>Something was used after its last reference was dropped.</summary>
    UsedAfterRelease,
}
