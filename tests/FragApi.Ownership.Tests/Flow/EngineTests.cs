using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Obligations;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The engine on toy graphs, without any compiler: what it reaches, that it ends, and that its states are a lattice.</summary>
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

    /// <summary>Joins of random states are an upper bound: they imply nothing that one of the two does not, and joining again changes nothing.</summary>
    [Fact]
    public void JoiningIsMonotone()
    {
        Random random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            PathState a = RandomState(random);
            PathState b = RandomState(random);
            PathState c = RandomState(random);
            PathState ab = PathState.Join(a, b);
            Assert.Equal(ab, PathState.Join(b, a));
            Assert.Equal(a, PathState.Join(a, a));
            Assert.True(IsAbove(ab, a) && IsAbove(ab, b));
            Assert.Equal(ab, PathState.Join(ab, a));
            // a <= a|c, so (a|b) <= (a|c)|b.
            Assert.True(IsAbove(PathState.Join(PathState.Join(a, c), b), ab));
        }
    }

    [Fact]
    public void EqualStatesHaveEqualHashes()
    {
        Random random = new(5);
        Dictionary<PathState, int> states = [];
        for (int i = 0; i < 20_000; i++)
            states[RandomState(random)] = i;
        Assert.InRange(states.Count, 100, 19_999);
        Assert.All(states.Keys, state => Assert.Equal(state, new PathState([.. state.Places], [.. state.Tokens], state.Condition, state.Result, state.Exit, new Trail(1, true, null))));
    }

    private static bool IsAbove(PathState above, PathState below) =>
        above.Places.All(below.Places.Contains) && above.Tokens.All(below.Tokens.Contains);

    private static PathState RandomState(Random random)
    {
        ImmutableArray<Token>.Builder tokens = ImmutableArray.CreateBuilder<Token>();
        for (int id = 0; id < 3; id++)
        {
            if (random.Next(2) == 0)
                tokens.Add(new Token(id, random.Next(2), -1));
        }

        ImmutableArray<(int, Value)>.Builder places = ImmutableArray.CreateBuilder<(int, Value)>();
        for (int place = 0; place < 3; place++)
        {
            switch (random.Next(4))
            {
                case 0 when tokens.Count > 0:
                    places.Add((place, Value.Token(tokens[random.Next(tokens.Count)].Id)));
                    break;
                case 1:
                    places.Add((place, Value.Of(random.Next(2) == 0)));
                    break;
                case 2:
                    places.Add((place, Value.Null));
                    break;
            }
        }

        return new PathState(places.ToImmutable(), tokens.ToImmutable(), Value.Unknown, Value.Unknown, -1, null);
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
