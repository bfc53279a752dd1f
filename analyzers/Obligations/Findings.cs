using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>A way out of a body on which something is still held.</summary>
internal sealed class LeakingExit
{
    public LeakingExit(ExitKind kind, Location location, Trail? trail, Value result, bool isScopeEnd)
    {
        Kind = kind;
        Location = location;
        Trail = trail;
        Result = result;
        IsScopeEnd = isScopeEnd;
    }

    public ExitKind Kind { get; }

    public Location Location { get; }

    public Trail? Trail { get; }

    /// <summary>What is returned there.</summary>
    public Value Result { get; }

    /// <summary>Code outside of .NET had it, and may have kept it.</summary>
    public bool IsLent { get; set; }

    /// <summary>The last name goes out of scope there; the body goes on.</summary>
    public bool IsScopeEnd { get; }
}

/// <summary>What became of one acquisition, over all paths.</summary>
internal sealed class Fate
{
    public List<LeakingExit> Leaks { get; } = new();

    /// <summary>What is returned where it was released before.</summary>
    public HashSet<Value> ResultsWhenReleased { get; } = new();

    public bool IsReleased { get; set; }

    /// <summary>The block that it was acquired in, -1 for a parameter.</summary>
    public int AcquiredIn { get; set; } = -1;

    /// <summary>The blocks in which it was released, or escaped.</summary>
    public HashSet<int> EndedIn { get; } = new();

    /// <summary>Others hold it too: it was found, and another reference was taken on it.</summary>
    public bool IsShared { get; set; }

    /// <summary>Somebody else may release it.</summary>
    public bool IsEscaped { get; set; }

    /// <summary>Something else is reported of it already.</summary>
    public bool IsReported { get; set; }

    /// <summary>Where it went before anybody had asked whether it is there: the expression, and what it is a part of.</summary>
    public SortedDictionary<int, (SyntaxNode At, IOperation In)>? Unasked { get; set; }

    /// <summary>Those of these after which somebody asks, on some path.</summary>
    public HashSet<int>? AskedLater { get; set; }

    /// <summary>The call that it escaped through, and why it is not followed.</summary>
    public (IOperation At, EscapeReason Reason)? Escape { get; set; }
}
