using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// What a condition asks, so that the same question asked twice gets the same answer. What it reads is taken to
/// stay as it is until one of the symbols is assigned to: the other way there would be alarms on paths that nobody takes.
/// </summary>
internal sealed class Question
{
    public Question(IReadOnlyList<ISymbol> reads, Comparison? compares, ComparedNumber? number)
    {
        Reads = reads;
        Compares = compares;
        Number = number;
    }

    /// <summary>The locals, parameters, fields and properties that it reads.</summary>
    public IReadOnlyList<ISymbol> Reads { get; }

    /// <summary>What it compares with what.</summary>
    public Comparison? Compares { get; }

    /// <summary>The number that it compares with a constant.</summary>
    public ComparedNumber? Number { get; }

    /// <summary>In how many places it is asked.</summary>
    public int Count { get; set; }

    /// <summary>The last block in which it is asked; -1 for none.</summary>
    public int LastUse { get; set; } = -1;

    /// <summary>It is asked in more than one place, or the number in it takes part in other questions as well.</summary>
    public bool IsRepeated => Count > 1 || Count > 0 && Number?.Questions > 1;
}

/// <summary>A number, by how it is written, and the comparisons of it with constants.</summary>
internal sealed class ComparedNumber
{
    private IOperation? _last;

    /// <summary>Each comparison once.</summary>
    public List<Question> Comparisons { get; } = new(1);

    /// <summary>How many questions they are asked in that are not the same.</summary>
    public int Questions { get; private set; }

    /// <summary>The last block in which it is compared; -1 for none.</summary>
    public int LastUse { get; set; } = -1;

    /// <summary>Adds a comparison that is asked for the first time, and what it is asked in: by itself or with others.</summary>
    public void Add(Question comparison, IOperation askedIn)
    {
        Comparisons.Add(comparison);
        if (_last != askedIn)
            Questions++;
        _last = askedIn;
    }
}
