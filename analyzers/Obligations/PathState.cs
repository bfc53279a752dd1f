using System;
using System.Collections.Immutable;

namespace FragApi.Analyzers.Obligations;

/// <summary>A branch that a path took: a linked list back to the entry.</summary>
internal sealed class Trail
{
    public Trail(int node, bool taken, Trail? before)
    {
        Node = node;
        Taken = taken;
        Before = before;
    }

    /// <summary>The node whose condition decided.</summary>
    public int Node { get; }

    /// <summary>Whether the condition was true.</summary>
    public bool Taken { get; }

    public Trail? Before { get; }
}

/// <summary>
/// What is known on one path: values of places, the tokens they lead to, and, once the body is being left, how. Equal
/// when all that is equal; which branches led here is carried along, but tells no two states apart.
/// </summary>
internal sealed class PathState : IEquatable<PathState>
{
    public static readonly PathState Empty = new(ImmutableArray<(int, Value)>.Empty, ImmutableArray<Token>.Empty, Value.Unknown, Value.Unknown, -1, null);

    private readonly int _hash;

    public PathState(ImmutableArray<(int Place, Value Value)> places, ImmutableArray<Token> tokens, Value condition, Value result, int exit, Trail? trail)
    {
        Places = places;
        Tokens = tokens;
        Condition = condition;
        Result = result;
        Exit = exit;
        Trail = trail;
        unchecked
        {
            int hash = condition.GetHashCode() * 31 + result.GetHashCode() * 17 + exit;
            foreach ((int place, Value value) in places)
                hash = hash * 31 + place * 7 + value.GetHashCode();
            foreach (Token token in tokens)
                hash = hash * 31 + token.GetHashCode();
            _hash = hash;
        }
    }

    /// <summary>The known values, by number of place.</summary>
    public ImmutableArray<(int Place, Value Value)> Places { get; }

    /// <summary>The tokens that are followed, by number.</summary>
    public ImmutableArray<Token> Tokens { get; }

    /// <summary>The value of the condition that was just evaluated.</summary>
    public Value Condition { get; }

    /// <summary>The value that is being returned.</summary>
    public Value Result { get; }

    /// <summary>The number of the place at which the body is being left, or -1.</summary>
    public int Exit { get; }

    public Trail? Trail { get; }

    private PathState(PathState state, Trail? trail)
    {
        Places = state.Places;
        Tokens = state.Tokens;
        Condition = state.Condition;
        Result = state.Result;
        Exit = state.Exit;
        Trail = trail;
        _hash = state._hash;
    }

    public PathState With(Trail? trail) => new(this, trail);

    /// <summary>Only what both agree on.</summary>
    public static PathState Join(PathState one, PathState other)
    {
        ImmutableArray<Token>.Builder tokens = ImmutableArray.CreateBuilder<Token>();
        for (int i = 0, j = 0; i < one.Tokens.Length && j < other.Tokens.Length;)
        {
            int order = one.Tokens[i].Id.CompareTo(other.Tokens[j].Id);
            if (order == 0 && one.Tokens[i].Equals(other.Tokens[j]))
                tokens.Add(one.Tokens[i]);
            if (order <= 0)
                i++;
            if (order >= 0)
                j++;
        }

        ImmutableArray<(int, Value)>.Builder places = ImmutableArray.CreateBuilder<(int, Value)>();
        for (int i = 0, j = 0; i < one.Places.Length && j < other.Places.Length;)
        {
            int order = one.Places[i].Place.CompareTo(other.Places[j].Place);
            Value value = one.Places[i].Value;
            if (order == 0 && value.Equals(other.Places[j].Value) && (value.TokenId < 0 || Contains(tokens, value.TokenId)))
                places.Add(one.Places[i]);
            if (order <= 0)
                i++;
            if (order >= 0)
                j++;
        }

        // A token is followed by its names: one that some path knows under another name is not followed any more.
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            if (Names(one, tokens[i].Id) != Names(places, tokens[i].Id) || Names(other, tokens[i].Id) != Names(places, tokens[i].Id))
            {
                int id = tokens[i].Id;
                tokens.RemoveAt(i);
                for (int place = places.Count - 1; place >= 0; place--)
                {
                    if (places[place].Item2.TokenId == id)
                        places.RemoveAt(place);
                }
            }
        }

        return new PathState(
            places.ToImmutable(),
            tokens.ToImmutable(),
            one.Condition.Equals(other.Condition) && one.Condition.TokenId < 0 ? one.Condition : Value.Unknown,
            one.Result.Equals(other.Result) && one.Result.TokenId < 0 ? one.Result : Value.Unknown,
            one.Exit == other.Exit ? one.Exit : -1,
            one.Trail);
    }

    private static bool Contains(ImmutableArray<Token>.Builder tokens, int id)
    {
        foreach (Token token in tokens)
        {
            if (token.Id == id)
                return true;
        }

        return false;
    }

    private static int Names(PathState state, int id)
    {
        int names = 0;
        foreach ((_, Value value) in state.Places)
            names += value.TokenId == id ? 1 : 0;
        return names;
    }

    private static int Names(ImmutableArray<(int, Value)>.Builder places, int id)
    {
        int names = 0;
        foreach ((_, Value value) in places)
            names += value.TokenId == id ? 1 : 0;
        return names;
    }

    public bool Equals(PathState? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || _hash != other._hash || Exit != other.Exit || Places.Length != other.Places.Length || Tokens.Length != other.Tokens.Length
            || !Condition.Equals(other.Condition) || !Result.Equals(other.Result))
        {
            return false;
        }

        for (int i = 0; i < Places.Length; i++)
        {
            if (Places[i].Place != other.Places[i].Place || !Places[i].Value.Equals(other.Places[i].Value))
                return false;
        }

        for (int i = 0; i < Tokens.Length; i++)
        {
            if (!Tokens[i].Equals(other.Tokens[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is PathState other && Equals(other);

    public override int GetHashCode() => _hash;
}
