using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>The loops of a graph: runs of blocks that control comes back to.</summary>
internal sealed class Loops
{
    // The outermost, in order.
    private readonly List<(int First, int Last)> _outer = new();
    private readonly List<(int First, int Last)> _all = new();

    public Loops(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            AddBack(block.FallThroughSuccessor);
            AddBack(block.ConditionalSuccessor);
        }

        _all.Sort();
        foreach ((int first, int last) in _all)
        {
            if (_outer.Count > 0 && first <= _outer[_outer.Count - 1].Last)
                _outer[_outer.Count - 1] = (_outer[_outer.Count - 1].First, System.Math.Max(last, _outer[_outer.Count - 1].Last));
            else
                _outer.Add((first, last));
        }
    }

    /// <summary>Every loop by itself: first and last block.</summary>
    public IReadOnlyList<(int First, int Last)> All => _all;

    /// <summary>The loops that a block is in, the outermost only: first and last block.</summary>
    public (int First, int Last)? At(int block)
    {
        foreach ((int First, int Last) loop in _outer)
        {
            if (block >= loop.First && block <= loop.Last)
                return loop;
        }

        return null;
    }

    /// <summary>The last block of the loops that a block is in; the block itself where it is in none.</summary>
    public int EndAt(int block) => At(block) is (int, int last) ? last : block;

    /// <summary>The block decides whether there is another turn.</summary>
    public bool IsLeftAt(BasicBlock block) =>
        At(block.Ordinal) is (int first, int last)
        && (IsOutside(block.FallThroughSuccessor, first, last) || IsOutside(block.ConditionalSuccessor, first, last) || block.Predecessors.Any(branch => branch.Source.Ordinal >= block.Ordinal));

    private static bool IsOutside(ControlFlowBranch? branch, int first, int last) =>
        branch?.Destination is BasicBlock target && (target.Ordinal < first || target.Ordinal > last) && branch.Semantics == ControlFlowBranchSemantics.Regular;

    private void AddBack(ControlFlowBranch? branch)
    {
        if (branch?.Destination is not BasicBlock target || target.Ordinal > branch.Source.Ordinal)
            return;
        int last = branch.Source.Ordinal;
        foreach (ControlFlowRegion region in branch.FinallyRegions)
            last = System.Math.Max(last, region.LastBlockOrdinal);
        _all.Add((target.Ordinal, last));
    }
}
