using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Testing;

/// <summary>What was done to a token.</summary>
public enum MutationKind
{
    /// <summary>Taken out.</summary>
    Delete,

    /// <summary>Written twice.</summary>
    Duplicate,

    /// <summary>Everything behind it taken out.</summary>
    Truncate,
}

/// <summary>A broken variant of a source.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="TokenIndex">To which token.</param>
/// <param name="Token">That token's text.</param>
/// <param name="Text">The variant.</param>
public sealed record Mutation(MutationKind Kind, int TokenIndex, string Token, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} token {TokenIndex} '{Token}'";
}

/// <summary>Breaks sources token by token: what an editor feeds analyzers while somebody types.</summary>
public static class SourceMutator
{
    private static readonly ImmutableArray<MutationKind> Kinds = [MutationKind.Delete, MutationKind.Duplicate, MutationKind.Truncate];

    /// <summary>Every mutation of every token, in order; made one at a time.</summary>
    public static IEnumerable<Mutation> All(string source, CSharpParseOptions? options = null)
    {
        ImmutableArray<SyntaxToken> tokens = Tokens(source, options);
        return Enumerable.Range(0, tokens.Length).SelectMany(i => Kinds.Select(kind => Apply(source, tokens, i, kind)));
    }

    /// <summary>Up to <paramref name="count"/> different mutations, the same ones for the same seed.</summary>
    public static IEnumerable<Mutation> Sample(string source, int seed, int count, CSharpParseOptions? options = null)
    {
        ImmutableArray<SyntaxToken> tokens = Tokens(source, options);
        int[] choices = [.. Enumerable.Range(0, tokens.Length * Kinds.Length)];
        // System.Random keeps its sequence for a given seed across versions.
        new Random(seed).Shuffle(choices);
        return choices.Take(count).Select(choice => Apply(source, tokens, choice / Kinds.Length, Kinds[choice % Kinds.Length]));
    }

    private static ImmutableArray<SyntaxToken> Tokens(string source, CSharpParseOptions? options) =>
    [
        .. CSharpSyntaxTree.ParseText(source, options ?? TestHost.DefaultParseOptions).GetRoot().DescendantTokens().Where(token => !token.Span.IsEmpty),
    ];

    private static Mutation Apply(string source, ImmutableArray<SyntaxToken> tokens, int index, MutationKind kind)
    {
        SyntaxToken token = tokens[index];
        string text = kind switch
        {
            MutationKind.Delete => source.Remove(token.SpanStart, token.Span.Length),
            MutationKind.Duplicate => source.Insert(token.Span.End, " " + token.Text),
            _ => source[..token.Span.End],
        };
        return new Mutation(kind, index, token.Text, text);
    }
}
