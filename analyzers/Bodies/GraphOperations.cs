using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>All operations of a graph in one list, outer before inner: gone through once, and looked at by all who ask.</summary>
internal sealed class GraphOperations
{
    // How many there are is known when they were gone through, and graphs come one after the other.
    [ThreadStatic]
    private static Gathered? s_gathered;

    private readonly IOperation[] _all;

    /// <summary>For each block, where its first operation is; and, last, the end.</summary>
    private readonly int[] _blocks;

    /// <summary>Where each operation of a block begins, and its branch value behind them; and, last, the end.</summary>
    private readonly int[] _starts;

    public GraphOperations(ControlFlowGraph graph)
    {
        Gathered gathered = s_gathered ??= new Gathered();
        _blocks = new int[graph.Blocks.Length];
        for (int number = 0; number < _blocks.Length; number++)
        {
            BasicBlock block = graph.Blocks[number];
            _blocks[number] = gathered.Starts.Count;
            foreach (IOperation operation in block.Operations)
                gathered.Add(operation);
            if (block.BranchValue is IOperation value)
                gathered.Add(value);
        }

        gathered.Starts.Add(gathered.All.Count);
        _all = gathered.All.ToArray();
        _starts = gathered.Starts.ToArray();
        gathered.Clear();
    }

    public int Count => _all.Length;

    public IOperation this[int index] => _all[index];

    /// <summary>Where an operation of a block is with all in it; the branch value comes behind the operations.</summary>
    public (int Start, int End) Within(BasicBlock block, int operation)
    {
        int at = _blocks[block.Ordinal] + operation;
        return (_starts[at], _starts[at + 1]);
    }

    /// <summary>What was gone through so far.</summary>
    private sealed class Gathered
    {
        // What one long method needed is not kept for all that come after it.
        private const int Kept = 4096;

        private readonly OperationCursor _cursor = new();

        public List<IOperation> All { get; private set; } = new();

        public List<int> Starts { get; private set; } = new();

        public void Add(IOperation operation)
        {
            Starts.Add(All.Count);
            _cursor.Start(operation);
            while (_cursor.Next() is IOperation inner)
                All.Add(inner);
        }

        public void Clear()
        {
            if (All.Capacity > Kept)
                (All, Starts) = (new List<IOperation>(), new List<int>());
            All.Clear();
            Starts.Clear();
        }
    }
}
