using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// 'n <= 256 ? own : Rent(n)', and later 'if (b.Length != 256) Return(b)': a question that was not asked before may tell
// one from the other, and then neither is the one returned wrongly nor the other one lost.
internal sealed partial class OwnershipWalker
{
    private List<Origins>? _origins;

    /// <summary>The nodes whose conditions nobody could decide while there was an array, as bits.</summary>
    private ulong[]? _undecided;

    /// <summary>What comes to a call that returns arrays to a pool.</summary>
    private sealed class Origins
    {
        public Origins(IOperation call) => Call = call;

        public IOperation Call { get; }

        /// <summary>Where it is: a <c>finally</c> is in the graph more than once.</summary>
        public List<int> Nodes { get; } = new(1);

        /// <summary>Arrays of pools, by where they were rented.</summary>
        public List<int>? Rented { get; set; }

        /// <summary>Arrays of no pool.</summary>
        public bool HasOwn { get; set; }

        /// <summary>Whatever somebody else put there.</summary>
        public bool HasOthers { get; set; }

        /// <summary>Nothing at all.</summary>
        public bool HasNothing { get; set; }

        /// <summary>Arrays of another pool.</summary>
        public bool IsWrong { get; set; }

        public bool AreMixed => (Rented is not null ? 1 : 0) + (HasOwn ? 1 : 0) + (HasOthers ? 1 : 0) > 1;
    }

    private Origins OriginsAt(IOperation call)
    {
        _origins ??= new List<Origins>(1);
        Origins? origins = null;
        foreach (Origins known in _origins)
        {
            if (known.Call == call)
                origins = known;
        }

        if (origins is null)
            _origins.Add(origins = new Origins(call));
        if (!origins.Nodes.Contains(Node))
            origins.Nodes.Add(Node);
        return origins;
    }

    private void NoteOrigin(IOperation call, Value value)
    {
        if (Exits is not null)
            return;
        if (value.Kind == ValueKind.Null)
            OriginsAt(call).HasNothing = true;
        else if (value.Kind != ValueKind.Token || !Path.TryGet(value.TokenId, out Token token) || HoldingOf(token).IsGone)
            OriginsAt(call).HasOthers = true;
        else if (_kinds[SiteOf(token)] == ResourceKind.OwnArray)
            OriginsAt(call).HasOwn = true;
        else
            AddRented(OriginsAt(call), SiteOf(token));
    }

    private static void AddRented(Origins origins, int site)
    {
        origins.Rented ??= new List<int>(1);
        if (!origins.Rented.Contains(site))
            origins.Rented.Add(site);
    }

    private void NoteUndecided()
    {
        if (CurrentStep.Kind != StepKind.Condition || Exits is not null)
            return;
        foreach (Token token in Path.Tokens)
        {
            if (!_kinds[SiteOf(token)].IsArray)
                continue;
            _undecided ??= new ulong[Graph.NodeCount / 64 + 1];
            _undecided[Node / 64] |= 1ul << Node % 64;
            return;
        }
    }

    private bool IsUndecided(int node) => _undecided is not null && (_undecided[node / 64] & 1ul << node % 64) != 0;

    private void ReconsiderOrigins()
    {
        if (_origins is null || _undecided is null)
            return;
        foreach (Origins origins in _origins)
        {
            // Nothing tells itself; only a number that has become another one since asks for it in another way.
            bool byNumber = !origins.AreMixed;
            if (byNumber && !(origins.HasNothing && origins.Rented is not null) || !IsGuarded(origins.Nodes, byNumber))
                continue;
            if (origins.HasOwn && !origins.IsWrong)
                Wrong.Remove((Rules.WrongPool.Id, origins.Call.Syntax));
            foreach (int site in origins.Rented ?? new List<int>())
                FateAt(site)?.Leaks.RemoveAll(exit => exit.Kind is ExitKind.Return or ExitKind.Throw && WentElsewhere(exit.Trail, origins.Nodes, byNumber));
        }
    }

    private Fate? FateAt(int site) => Fates.TryGetValue(site, out Fate? fate) ? fate : null;

    private bool WentElsewhere(Trail? trail, List<int> calls, bool byNumber)
    {
        for (Trail? at = trail; at is not null; at = at.Before)
        {
            if (IsUndecided(at.Node) && (!byNumber || AsksChanged(at.Node)) && Guards(at.Node, calls))
                return true;
        }

        return false;
    }

    private bool IsGuarded(List<int> calls, bool byNumber)
    {
        for (int node = 0; node < Graph.NodeCount; node++)
        {
            if (IsUndecided(node) && (!byNumber || AsksChanged(node)) && Guards(node, calls))
                return true;
        }

        return false;
    }

    // 'n -= 10; if (n > 246) Return(b)'
    private bool AsksChanged(int node)
    {
        if (Graph.Node(node).Steps is not { Length: > 0 } steps)
            return false;
        foreach (IOperation part in steps[steps.Length - 1].Operation.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation local && Facts.IsCounted(local.Local) || part is IParameterReferenceOperation parameter && Facts.IsCounted(parameter.Parameter))
                return true;
        }

        return false;
    }

    /// <summary>One answer leads to the call, and the other goes past it.</summary>
    private bool Guards(int condition, List<int> calls)
    {
        bool leads = false;
        bool passes = false;
        foreach (FlowEdge edge in Graph.EdgesFrom(condition))
        {
            if (edge.Kind is not (EdgeKind.WhenTrue or EdgeKind.WhenFalse))
                continue;
            bool reaches = Reaches(edge.Target, calls, condition);
            leads |= reaches;
            passes |= !reaches;
        }

        return leads && passes;
    }

    /// <summary>Without a turn of a loop in between, other than of the one that asks: 'for (i = 0; i &lt; n; i++) …; Return(b);'.</summary>
    private bool Reaches(int from, List<int> calls, int condition)
    {
        HashSet<int> seen = new();
        Stack<int> open = new();
        open.Push(from);
        while (open.Count > 0)
        {
            int node = open.Pop();
            if (calls.Contains(node))
                return true;
            if (!seen.Add(node) || Graph.Node(node).Block is not { } block)
                continue;
            foreach (FlowEdge edge in Graph.EdgesFrom(node))
            {
                if (edge.Target == condition)
                    return true;
                if (edge.Kind is not (EdgeKind.Escaping or EdgeKind.Unwinding) && Graph.Node(edge.Target).Block is { } next && next.Ordinal > block.Ordinal)
                    open.Push(edge.Target);
            }
        }

        return false;
    }
}
