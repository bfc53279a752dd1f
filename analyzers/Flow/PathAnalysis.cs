using System;
using System.Collections.Generic;
using System.Threading;

namespace FragApi.Analyzers.Flow;

/// <summary>Where an analysis stops being exact, and where it stops.</summary>
internal readonly struct PathLimits
{
    public static readonly PathLimits Default = new(states: 64, stepsPerStep: 96);

    public PathLimits(int states, int stepsPerStep)
    {
        States = states;
        StepsPerStep = stepsPerStep;
    }

    /// <summary>How many states stand side by side at a node before they are joined.</summary>
    public int States { get; }

    /// <summary>How often a step is taken, on average over the graph, before the analysis gives up.</summary>
    public int StepsPerStep { get; }
}

/// <summary>How an analysis ended.</summary>
internal enum PathOutcome
{
    /// <summary>Every path was followed.</summary>
    Complete,

    /// <summary>Some node was reached in too many states, which were joined.</summary>
    Joined,

    /// <summary>It took too long: what was found so far must not be used.</summary>
    GaveUp,
}

/// <summary>
/// The worklist: follows every path of a graph forward until no node is reached in a new state. Each state is worked on
/// once per node, so a transfer function may collect findings as it goes; they hold unless the analysis gave up.
/// </summary>
internal static class PathAnalysis
{
    public static PathOutcome Run<TState>(
        IFlowGraph graph, ITransfer<TState> transfer, TState initial, PathLimits limits, CancellationToken cancellation)
        where TState : class, IEquatable<TState>
    {
        int[] order = ReversePostOrder(graph);
        PathSet<TState>?[] sets = new PathSet<TState>?[graph.NodeCount];
        long budget = 1_000;
        for (int node = 0; node < graph.NodeCount; node++)
            budget += (long)limits.StepsPerStep * (graph.StepCount(node) + 1);

        Worklist work = new(order);
        PathOutcome outcome = PathOutcome.Complete;
        Reach(graph.Entry, initial);

        List<TState> taken = new();
        List<TState> states = new();
        List<TState> next = new();
        while (work.TryTake(out int node))
        {
            cancellation.ThrowIfCancellationRequested();
            taken.Clear();
            sets[node]!.Take(taken);
            foreach (TState start in taken)
            {
                states.Clear();
                states.Add(start);
                int steps = graph.StepCount(node);
                for (int step = 0; step < steps; step++)
                {
                    IReadOnlyList<FlowEdge> aside = graph.EdgesFromStep(node, step);
                    next.Clear();
                    foreach (TState state in states)
                    {
                        if (--budget < 0)
                            return PathOutcome.GaveUp;
                        transfer.Step(state, node, step, next);
                        // What the step does tells what it leaves behind when it does not complete.
                        for (int i = 0; i < aside.Count; i++)
                            FollowEdge(state, node, aside[i]);
                    }

                    // A node that forks without end within itself: the same limit as between nodes.
                    if (next.Count > limits.States)
                    {
                        outcome = PathOutcome.Joined;
                        TState joined = next[0];
                        for (int i = 1; i < next.Count; i++)
                            joined = transfer.Join(joined, next[i]);
                        next.Clear();
                        next.Add(joined);
                    }

                    (states, next) = (next, states);
                }

                IReadOnlyList<FlowEdge> edges = graph.EdgesFrom(node);
                foreach (TState state in states)
                {
                    if (--budget < 0)
                        return PathOutcome.GaveUp;
                    for (int i = 0; i < edges.Count; i++)
                        FollowEdge(state, node, edges[i]);
                }
            }
        }

        return outcome;

        void FollowEdge(TState state, int node, FlowEdge edge)
        {
            if (transfer.Follow(state, node, edge) is TState arrived)
                Reach(edge.Target, arrived);
        }

        void Reach(int node, TState state)
        {
            PathSet<TState> set = sets[node] ??= new PathSet<TState>(transfer, limits.States);
            if (!set.Add(state))
                return;
            if (set.IsJoined)
                outcome = PathOutcome.Joined;
            work.Add(node);
        }
    }

    /// <summary>Each node's place in reverse post-order: what comes before a join is done before it.</summary>
    public static int[] ReversePostOrder(IFlowGraph graph)
    {
        int[] order = new int[graph.NodeCount];
        bool[] visited = new bool[graph.NodeCount];
        Stack<(int Node, int Edge)> stack = new();
        int number = graph.NodeCount;
        Visit(graph.Entry);
        // Reached through a step that does not complete only, or not at all: at the end.
        for (int node = 0; node < graph.NodeCount; node++)
        {
            if (!visited[node])
                Visit(node);
        }

        return order;

        void Visit(int root)
        {
            visited[root] = true;
            stack.Push((root, 0));
            while (stack.Count > 0)
            {
                (int node, int edge) = stack.Pop();
                IReadOnlyList<FlowEdge> edges = graph.EdgesFrom(node);
                if (edge < edges.Count)
                {
                    stack.Push((node, edge + 1));
                    int target = edges[edge].Target;
                    if (!visited[target])
                    {
                        visited[target] = true;
                        stack.Push((target, 0));
                    }
                }
                else
                {
                    order[node] = --number;
                }
            }
        }
    }

    /// <summary>The nodes that have something to do, first in order first.</summary>
    private sealed class Worklist
    {
        private readonly int[] _order;
        private readonly int[] _heap;
        private readonly bool[] _queued;
        private int _count;

        public Worklist(int[] order)
        {
            _order = order;
            _heap = new int[order.Length];
            _queued = new bool[order.Length];
        }

        public void Add(int node)
        {
            if (_queued[node])
                return;
            _queued[node] = true;
            int at = _count++;
            while (at > 0 && _order[_heap[(at - 1) / 2]] > _order[node])
            {
                _heap[at] = _heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }

            _heap[at] = node;
        }

        public bool TryTake(out int node)
        {
            node = -1;
            if (_count == 0)
                return false;
            node = _heap[0];
            _queued[node] = false;
            int last = _heap[--_count];
            int at = 0;
            while (2 * at + 1 < _count)
            {
                int child = 2 * at + 1;
                if (child + 1 < _count && _order[_heap[child + 1]] < _order[_heap[child]])
                    child++;
                if (_order[last] <= _order[_heap[child]])
                    break;
                _heap[at] = _heap[child];
                at = child;
            }

            _heap[at] = last;
            return true;
        }
    }
}
