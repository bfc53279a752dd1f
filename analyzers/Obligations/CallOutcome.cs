using FragApi.Analyzers.Vocabulary;

namespace FragApi.Analyzers.Obligations;

/// <summary>How a call turns out, where that decides about references: judged by the first contract that asks, and the same for all.</summary>
internal readonly struct CallOutcome
{
    private readonly When _judged;
    private readonly bool _holds;

    public CallOutcome(When judged, bool holds)
    {
        _judged = judged;
        _holds = holds;
        IsDecided = true;
    }

    public bool IsDecided { get; }

    /// <summary>What holds in that case holds.</summary>
    public bool Says(When when) => _judged == when ? _holds : Opposite(_judged) == when && !_holds;

    /// <summary>What the call returns then, as far as that is known.</summary>
    public Value Value => _judged switch
    {
        When.True => Value.Of(_holds),
        When.False => Value.Of(!_holds),
        When.Zero => _holds ? Value.Constant(0) : Value.Not(0),
        When.NonZero => _holds ? Value.Not(0) : Value.Constant(0),
        When.NotNull => _holds ? Value.NotNull : Value.Null,
        _ => Value.Unknown,
    };

    private static When Opposite(When when) => when switch
    {
        When.True => When.False,
        When.False => When.True,
        When.Zero => When.NonZero,
        When.NonZero => When.Zero,
        _ => When.Always,
    };
}
