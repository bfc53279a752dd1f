namespace FragApi.Cli.Writing;

/// <summary>The steps of a write, in their order; the tests stop, fail and kill it at each of them.</summary>
internal enum WriteStep
{
    /// <summary>A target is looked at: there, unchanged, writable.</summary>
    Check,

    /// <summary>The journal says what will be prepared.</summary>
    Announce,

    /// <summary>The new bytes are written beside the target.</summary>
    WriteNew,

    /// <summary>The old bytes are copied beside the target.</summary>
    KeepOld,

    /// <summary>The finisher is waited for.</summary>
    AwaitFinisher,

    /// <summary>The journal says that the write is to be completed: the point of no return.</summary>
    Commit,

    /// <summary>The new file takes the target's place.</summary>
    Rename,

    /// <summary>The original takes its place back, after a failure.</summary>
    Restore,

    /// <summary>A file of our own beside a target goes away.</summary>
    CleanUp,

    /// <summary>The journal goes away: the end.</summary>
    RemoveJournal,
}
