using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>Where a file has the names of one round, for whom, and which of its members do so on behalf of their callers.</summary>
internal sealed class FilePlaces : IEquatable<FilePlaces>
{
    public static readonly FilePlaces None = new(new int[0], new Interest[0], new SortedDictionary<string, uint>(StringComparer.Ordinal));

    private readonly int[] _positions;
    private readonly Interest[] _interests;
    private readonly SortedDictionary<string, uint> _helpers;

    private FilePlaces(int[] positions, Interest[] interests, SortedDictionary<string, uint> helpers)
    {
        _positions = positions;
        _interests = interests;
        _helpers = helpers;
        foreach (Interest interest in interests)
            All |= interest;
    }

    /// <summary>Who finds anything here.</summary>
    public Interest All { get; }

    /// <summary>Members and types by name, with the bits of that: whoever calls them may do what they do.</summary>
    public IReadOnlyCollection<KeyValuePair<string, uint>> Helpers => _helpers;

    public IReadOnlyList<int> Positions => _positions;

    public static FilePlaces Of(List<(SyntaxToken Token, uint Bits)>? found)
    {
        if (found is null)
            return None;
        SortedDictionary<int, Interest> places = new();
        SortedDictionary<string, uint> helpers = new(StringComparer.Ordinal);
        OwnCalls? calls = null;
        foreach ((SyntaxToken token, uint bits) in found)
        {
            places[token.SpanStart] = Interests.Here(bits);
            Interest passed = Interests.ThroughCalls(bits);
            if (passed == Interest.None)
                continue;
            Helper.AddAround(token, passed, helpers);
            if ((bits & Interests.Acquires) != 0)
                Helper.AddType(token, passed, helpers);
            (calls ??= new OwnCalls()).Add(token, passed);
        }

        calls?.AddTo(places);
        int[] positions = new int[places.Count];
        Interest[] interests = new Interest[places.Count];
        places.Keys.CopyTo(positions, 0);
        places.Values.CopyTo(interests, 0);
        return new FilePlaces(positions, interests, helpers);
    }

    /// <summary>Who finds something in a stretch of the file.</summary>
    public Interest In(TextSpan span)
    {
        int at = Array.BinarySearch(_positions, span.Start);
        Interest interest = Interest.None;
        for (at = at < 0 ? ~at : at; at < _positions.Length && _positions[at] < span.End; at++)
            interest |= _interests[at];
        return interest;
    }

    /// <summary>To other files the two say the same: where in their own they say it is nobody else's business.</summary>
    public bool Equals(FilePlaces? other)
    {
        if (other is null || other.All != All || other._helpers.Count != _helpers.Count)
            return false;
        foreach (KeyValuePair<string, uint> helper in _helpers)
        {
            if (!other._helpers.TryGetValue(helper.Key, out uint bits) || bits != helper.Value)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FilePlaces);

    public override int GetHashCode() => _helpers.Count;
}
