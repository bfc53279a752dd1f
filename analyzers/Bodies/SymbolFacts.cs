using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>What a body does with one local or parameter.</summary>
internal sealed class SymbolFacts
{
    /// <summary>Something may change it out of sight.</summary>
    public const int Untracked = 1;

    /// <summary>It is counted up or down.</summary>
    public const int Counted = 2;

    /// <summary>It takes part in a test.</summary>
    public const int Tested = 4;

    /// <summary>It is asked whether it is null, or something is that gets its value.</summary>
    public const int NullTested = 8;

    /// <summary>What is stored in it was made by <c>new</c>.</summary>
    public const int New = 16;

    /// <summary>Something else is stored in it as well.</summary>
    public const int NotNew = 32;

    /// <summary>Another local gets its value as it is.</summary>
    public const int Copied = 64;

    /// <summary>It may become less, or something that is not known.</summary>
    public const int Lowered = 128;

    private int _facts;

    /// <summary>The blocks of its scope.</summary>
    public int First { get; set; }

    public int Last { get; set; } = int.MaxValue;

    /// <summary>The last block in which it is mentioned; -1 for none.</summary>
    public int LastUse { get; set; } = -1;

    /// <summary>How often it is asked whether it is null.</summary>
    public int NullTests { get; set; }

    /// <summary>What its values were made of.</summary>
    public List<ISymbol>? Origins { get; set; }

    public bool Has(int fact) => (_facts & fact) != 0;

    public void Add(int fact) => _facts |= fact;
}
