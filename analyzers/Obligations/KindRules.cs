using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What is said of a kind of thing when something is wrong; null where its rules say nothing.</summary>
internal sealed class KindRules
{
    public static readonly KindRules Counted = new()
    {
        Leak = Rules.Leak,
        LeakOnPath = Rules.LeakOnPath,
        Discarded = Rules.Discarded,
        Overwritten = Rules.Overwritten,
        ReleasedTwice = Rules.ReleasedTwice,
        UsedAfterRelease = Rules.UsedAfterRelease,
    };

    /// <summary>Forgotten, it is collected in the end.</summary>
    public static readonly KindRules Collected = new()
    {
        Leak = Rules.LeakOfPooled,
        LeakOnPath = Rules.LeakOnPathOfPooled,
        Discarded = Rules.DiscardedPooled,
        Overwritten = Rules.OverwrittenPooled,
        ReleasedTwice = Rules.ReleasedTwice,
        UsedAfterRelease = Rules.UsedAfterRelease,
    };

    /// <summary>An address that the device uses: however it is lost, it is still mapped, and the DMA rules say so.</summary>
    public static readonly KindRules Mapped = new()
    {
        ReleasedTwice = Rules.UnmappedTwice,
        Undermined = Rules.PutBeforeUnmap,
    };

    /// <summary>A finalizer releases what was forgotten.</summary>
    public static readonly KindRules Finalized = new()
    {
        ReleasedTwice = Rules.ReleasedTwice,
        UsedAfterRelease = Rules.UsedAfterRelease,
    };

    /// <summary>Somebody else's, which may be looked at for a time.</summary>
    public static readonly KindRules Shown = new()
    {
        UsedAfterRelease = Rules.UsedAfterRelease,
    };

    public DiagnosticDescriptor? Leak { get; private set; }

    public DiagnosticDescriptor? LeakOnPath { get; private set; }

    /// <summary>Nobody takes it; where nothing is said of that, it leaks.</summary>
    public DiagnosticDescriptor? Discarded { get; private set; }

    /// <summary>Its last name got another value; where nothing is said of that, it leaks.</summary>
    public DiagnosticDescriptor? Overwritten { get; private set; }

    public DiagnosticDescriptor? ReleasedTwice { get; private set; }

    public DiagnosticDescriptor? UsedAfterRelease { get; private set; }

    /// <summary>What it stands on was released before it was.</summary>
    public DiagnosticDescriptor? Undermined { get; private set; }
}
