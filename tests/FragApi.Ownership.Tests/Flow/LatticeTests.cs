using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CsCheck;
using FragApi.Analyzers.Obligations;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The states of paths are a lattice. The states are others in each run; what fails is made smaller before it is told.</summary>
public sealed class LatticeTests
{
    private const int Iterations = 20_000;

    private static readonly Gen<PathState> s_state = Gen.Select(
        Gen.Int[0, 1].Nullable().Array[3],
        Gen.Int[0, 4].Array[3],
        (stages, kinds) => StateOf(stages, kinds));

    [Fact]
    public void ToJoinIsToAgree() => Gen.Select(s_state, s_state).Sample(
        (a, b) => PathState.Join(a, b).Equals(PathState.Join(b, a)) && PathState.Join(a, a).Equals(a), iter: Iterations);

    [Fact]
    public void AJoinSaysNothingThatOneOfTheTwoDoesNot() => Gen.Select(s_state, s_state).Sample(
        (a, b) =>
        {
            PathState both = PathState.Join(a, b);
            return IsAbove(both, a) && IsAbove(both, b) && PathState.Join(both, a).Equals(both);
        },
        iter: Iterations);

    /// <summary>a &lt;= a|c, so (a|b) &lt;= (a|c)|b.</summary>
    [Fact]
    public void ToJoinIsMonotone() => Gen.Select(s_state, s_state, s_state).Sample(
        (a, b, c) => IsAbove(PathState.Join(PathState.Join(a, c), b), PathState.Join(a, b)), iter: Iterations);

    [Fact]
    public void WhatIsEqualHasOneHash() => Gen.Select(s_state, Gen.Int).Sample(
        (state, node) =>
        {
            // How a path came here tells no two states apart.
            PathState twin = new([.. state.Places], [.. state.Tokens], state.Condition, state.Result, state.Exit, new Trail(node, true, null));
            return state.Equals(twin) && state.GetHashCode() == twin.GetHashCode();
        },
        iter: Iterations);

    /// <summary>Or the others would say nothing.</summary>
    [Fact]
    public void TheStatesDiffer()
    {
        HashSet<PathState> states = [];
        s_state.Sample(state => { lock (states) { states.Add(state); } }, iter: Iterations);
        Assert.True(states.Count > 100, $"{states.Count} states");
    }

    private static bool IsAbove(PathState above, PathState below) =>
        above.Places.All(below.Places.Contains) && above.Tokens.All(below.Tokens.Contains);

    /// <param name="stages">What each of three tokens is, or that it is not followed.</param>
    /// <param name="kinds">What is known of each of three places.</param>
    private static PathState StateOf(int?[] stages, int[] kinds)
    {
        ImmutableArray<Token> tokens = [.. stages.SelectMany((stage, id) => stage is int known ? [new Token(id, known, -1)] : Enumerable.Empty<Token>())];
        ImmutableArray<(int, Value)> places = [.. kinds.SelectMany((kind, place) => ValueOf(kind, place, tokens) is Value value ? [(place, value)] : Enumerable.Empty<(int, Value)>())];
        return new PathState(places, tokens, Value.Unknown, Value.Unknown, -1, null);
    }

    private static Value? ValueOf(int kind, int place, ImmutableArray<Token> tokens) => kind switch
    {
        0 when tokens.Length > 0 => Value.Token(tokens[place % tokens.Length].Id),
        1 => Value.Of(true),
        2 => Value.Of(false),
        3 => Value.Null,
        _ => null,
    };
}
