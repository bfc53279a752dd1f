using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>All operations of a graph in one list, outer before inner: gone through once, and looked at by all who ask.</summary>
internal sealed class GraphOperations
{
    private readonly List<IOperation> _all = new();

    /// <summary>For each block, where its first operation is; and, last, the end.</summary>
    private readonly int[] _blocks;

    /// <summary>Where each operation of a block begins, and its branch value behind them; and, last, the end.</summary>
    private readonly List<int> _starts = new();

    public GraphOperations(ControlFlowGraph graph)
    {
        OperationCursor cursor = new();
        _blocks = new int[graph.Blocks.Length];
        for (int number = 0; number < _blocks.Length; number++)
        {
            BasicBlock block = graph.Blocks[number];
            _blocks[number] = _starts.Count;
            foreach (IOperation operation in block.Operations)
                Add(operation);
            if (block.BranchValue is IOperation value)
                Add(value);
        }

        _starts.Add(_all.Count);

        void Add(IOperation operation)
        {
            _starts.Add(_all.Count);
            cursor.Start(operation);
            while (cursor.Next() is IOperation inner)
                _all.Add(inner);
        }
    }

    public int Count => _all.Count;

    public IOperation this[int index] => _all[index];

    /// <summary>Where an operation of a block is with all in it; the branch value comes behind the operations.</summary>
    public (int Start, int End) Within(BasicBlock block, int operation)
    {
        int at = _blocks[block.Ordinal] + operation;
        return (_starts[at], _starts[at + 1]);
    }
}
