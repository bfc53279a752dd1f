using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Lifetime;

/// <summary>What is known on one path: numbered facts with a number each, in order.</summary>
internal sealed class Facts : IEquatable<Facts>
{
    public static readonly Facts None = new(ImmutableArray<(int Key, int Value)>.Empty);

    private readonly ImmutableArray<(int Key, int Value)> _all;

    private Facts(ImmutableArray<(int Key, int Value)> all) => _all = all;

    public ImmutableArray<(int Key, int Value)> All => _all;

    public int? this[int key]
    {
        get
        {
            foreach ((int known, int value) in _all)
            {
                if (known == key)
                    return value;
            }

            return null;
        }
    }

    public Facts With(int key, int value)
    {
        int at = 0;
        while (at < _all.Length && _all[at].Key < key)
            at++;
        if (at < _all.Length && _all[at].Key == key)
            return _all[at].Value == value ? this : new Facts(_all.SetItem(at, (key, value)));
        return new Facts(_all.Insert(at, (key, value)));
    }

    public Facts Without(int key)
    {
        for (int i = 0; i < _all.Length; i++)
        {
            if (_all[i].Key == key)
                return new Facts(_all.RemoveAt(i));
        }

        return this;
    }

    /// <summary>What both know.</summary>
    public static Facts Join(Facts one, Facts other)
    {
        Facts joined = one;
        foreach ((int key, int value) in one._all)
        {
            if (other[key] != value)
                joined = joined.Without(key);
        }

        return joined;
    }

    public bool Equals(Facts? other) => other is not null && System.Linq.ImmutableArrayExtensions.SequenceEqual(_all, other._all);

    public override bool Equals(object? obj) => Equals(obj as Facts);

    public override int GetHashCode()
    {
        int hash = _all.Length;
        foreach ((int key, int value) in _all)
            hash = unchecked((hash * 31 + key) * 31 + value);
        return hash;
    }
}

/// <summary>The order in which the operations of a step are carried out: what is within an operation comes before it.</summary>
internal static class EvaluationOrder
{
    public static IEnumerable<IOperation> Of(IOperation root)
    {
        Stack<(IOperation Operation, bool Ready)> stack = new();
        stack.Push((root, false));
        List<IOperation> children = new();
        while (stack.Count > 0)
        {
            (IOperation operation, bool ready) = stack.Pop();
            if (ready)
            {
                yield return operation;
                continue;
            }

            stack.Push((operation, true));
            children.Clear();
            foreach (IOperation child in operation.ChildOperations)
                children.Add(child);
            for (int i = children.Count - 1; i >= 0; i--)
                stack.Push((children[i], false));
        }
    }
}

/// <summary>Follows facts along the paths of a body.</summary>
internal abstract class FactWalker : ITransfer<Facts>
{
    private readonly List<object> _keys = new();
    private readonly List<IOperation> _sites = new();

    protected FactWalker(BodyGraph graph) => Graph = graph;

    protected BodyGraph Graph { get; }

    /// <summary>What is known where the walker is.</summary>
    protected Facts Known { get; set; } = Facts.None;

    /// <summary>The number of what a fact is about, a place or a symbol; a new one where there is none yet.</summary>
    protected int KeyOf(object key)
    {
        int number = FindKey(key);
        if (number >= 0)
            return number;
        _keys.Add(key);
        return _keys.Count - 1;
    }

    /// <summary>The same, or -1.</summary>
    protected int FindKey(object key) => _keys.IndexOf(key);

    protected object Key(int number) => _keys[number];

    /// <summary>The number of an operation that a fact comes from.</summary>
    protected int SiteOf(IOperation operation)
    {
        int number = _sites.FindIndex(known => known.Syntax == operation.Syntax);
        if (number >= 0)
            return number;
        _sites.Add(operation);
        return _sites.Count - 1;
    }

    protected IOperation Site(int number) => _sites[number];

    public PathOutcome Walk(System.Threading.CancellationToken cancellation) =>
        PathAnalysis.Run(Graph, this, Facts.None, PathLimits.Default, cancellation);

    public Facts Join(Facts one, Facts other) => Facts.Join(one, other);

    public void Step(Facts state, int node, int step, List<Facts> results)
    {
        Known = state;
        foreach (IOperation operation in EvaluationOrder.Of(Graph.Step(node, step).Operation))
            Visit(operation);
        results.Add(Known);
    }

    public Facts? Follow(Facts state, int node, FlowEdge edge)
    {
        if (edge.Kind == EdgeKind.Unknown)
            return Facts.None;
        int steps = Graph.StepCount(node);
        if (edge.Kind is not (EdgeKind.WhenTrue or EdgeKind.WhenFalse) || steps == 0 || Graph.Step(node, steps - 1) is not { Kind: StepKind.Condition } condition)
            return state;
        Known = state;
        Learn(condition.Operation, edge.Kind == EdgeKind.WhenTrue);
        return Known;
    }

    /// <summary>An operation is carried out.</summary>
    protected abstract void Visit(IOperation operation);

    /// <summary>A condition turned out so.</summary>
    protected abstract void Learn(IOperation condition, bool outcome);
}
