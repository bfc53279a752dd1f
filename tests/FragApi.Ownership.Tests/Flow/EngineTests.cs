using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Flow;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The engine on toy graphs, without any compiler: what it reaches, and that it ends.</summary>
public sealed class EngineTests
{
    [Fact]
    public void AStraightLineIsWalkedOnce()
    {
        Toy toy = new(steps: 1, [[1], [2], []]);
        Assert.Equal(PathOutcome.Complete, toy.Run());
        Assert.Equal(["0", "0,1", "0,1,2"], toy.Seen);
    }

    [Fact]
    public void StatesStandSideBySideWherePathsMeet()
    {
        Toy toy = new(steps: 1, [[1, 2], [3], [3], []]);
        Assert.Equal(PathOutcome.Complete, toy.Run());
        Assert.Contains("0,1,3", toy.Seen);
        Assert.Contains("0,2,3", toy.Seen);
    }

    [Fact]
    public void ALoopComesToAnEnd()
    {
        Toy toy = new(steps: 1, [[1], [2, 3], [1], []]);
        Assert.Equal(PathOutcome.Complete, toy.Run());
        Assert.Contains("0,1,2,3", toy.Seen);
    }

    [Fact]
    public void AnIrreducibleGraphComesToAnEnd()
    {
        // Two entries into one cycle.
        Toy toy = new(steps: 1, [[1, 2], [2], [1, 3], []]);
        Assert.Equal(PathOutcome.Complete, toy.Run());
        Assert.Contains("0,1,2,3", toy.Seen);
        Assert.Contains("0,2,3", toy.Seen);
    }

    [Fact]
    public void TooManyStatesAreJoined()
    {
        // Ten diamonds one behind the other: 1,024 paths.
        List<int[]> edges = [];
        for (int i = 0; i < 10; i++)
        {
            int at = edges.Count;
            edges.Add([at + 1, at + 2]);
            edges.Add([at + 3]);
            edges.Add([at + 3]);
        }

        edges.Add([]);
        Toy toy = new(steps: 1, [.. edges]);
        Assert.Equal(PathOutcome.Joined, toy.Run(new PathLimits(states: 64, stepsPerStep: 1_000)));
        Assert.True(toy.Steps < 64 * 3 * edges.Count, $"{toy.Steps} steps");
    }

    [Fact]
    public void ItGivesUpRatherThanGoOnForEver()
    {
        Toy toy = new(steps: 1, [[0]]) { Grows = true };
        Assert.Equal(PathOutcome.GaveUp, toy.Run(new PathLimits(states: 1_000_000, stepsPerStep: 10)));
    }

    [Fact]
    public void CancellationStopsIt()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => PathAnalysis.Run(new Toy(1, [[]]), new Toy(1, [[]]), new Names(""), PathLimits.Default, source.Token));
    }

    [Fact]
    public void NodesComeBeforeWhatTheyLeadTo()
    {
        int[] order = PathAnalysis.ReversePostOrder(new Toy(0, [[2, 1], [3], [3], [4], []]));
        Assert.Equal(0, order[0]);
        Assert.True(order[3] > order[1] && order[3] > order[2] && order[4] > order[3]);
    }

    /// <summary>The nodes that a path came through, each once.</summary>
    private sealed record Names(string Text);

    private sealed class Toy(int steps, int[][] edges) : IFlowGraph, ITransfer<Names>
    {
        private readonly HashSet<string> _seen = [];

        public IEnumerable<string> Seen => _seen.Order(StringComparer.Ordinal);

        public int Steps { get; private set; }

        /// <summary>Every turn makes another state.</summary>
        public bool Grows { get; init; }

        public int NodeCount => edges.Length;

        public int Entry => 0;

        public PathOutcome Run(PathLimits? limits = null) => PathAnalysis.Run(this, this, new Names(""), limits ?? PathLimits.Default, CancellationToken.None);

        public int StepCount(int node) => steps;

        public IReadOnlyList<FlowEdge> EdgesFrom(int node) => [.. edges[node].Select(target => new FlowEdge(target, EdgeKind.Always))];

        public IReadOnlyList<FlowEdge> EdgesFromStep(int node, int step) => [];

        public void Step(Names state, int node, int step, List<Names> results)
        {
            Steps++;
            IEnumerable<string> names = state.Text.Split(',', StringSplitOptions.RemoveEmptyEntries).Append(node.ToString(System.Globalization.CultureInfo.InvariantCulture));
            string text = string.Join(',', Grows ? names : names.Distinct().Order(StringComparer.Ordinal));
            _seen.Add(text);
            results.Add(new Names(text));
        }

        public Names? Follow(Names state, int node, FlowEdge edge) => state;

        public Names Join(Names one, Names other) => new(string.Join(',', one.Text.Split(',').Intersect(other.Text.Split(','))));
    }
}
