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

    /// <summary>Another name of the source stands in its place.</summary>
    Rename,
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
    /// <summary>Every mutation of every token, in order; made one at a time.</summary>
    public static IEnumerable<Mutation> All(string source, CSharpParseOptions? options = null)
    {
        ImmutableArray<SyntaxToken> tokens = Tokens(source, options);
        return Choices(tokens).Select(choice => Apply(source, tokens, choice.Index, choice.Kind));
    }

    /// <summary>Up to <paramref name="count"/> different mutations, the same ones for the same seed.</summary>
    public static IEnumerable<Mutation> Sample(string source, int seed, int count, CSharpParseOptions? options = null)
    {
        ImmutableArray<SyntaxToken> tokens = Tokens(source, options);
        (int Index, MutationKind Kind)[] choices = [.. Choices(tokens)];
        // System.Random keeps its sequence for a given seed across versions.
        new Random(seed).Shuffle(choices);
        return choices.Take(count).Select(choice => Apply(source, tokens, choice.Index, choice.Kind));
    }

    private static IEnumerable<(int Index, MutationKind Kind)> Choices(ImmutableArray<SyntaxToken> tokens) =>
        Enumerable.Range(0, tokens.Length).SelectMany(index => Enum.GetValues<MutationKind>()
            .Where(kind => kind != MutationKind.Rename || Another(tokens, index) is not null)
            .Select(kind => (index, kind)));

    /// <summary>The name to take in the place of one: of those that differ from it, the first from a place on that differs from token to token.</summary>
    private static string? Another(ImmutableArray<SyntaxToken> tokens, int index) =>
        !tokens[index].IsKind(SyntaxKind.IdentifierToken) ? null
        : Enumerable.Range(0, tokens.Length).Select(step => tokens[(index * 31 + step) % tokens.Length])
            .FirstOrDefault(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Text != tokens[index].Text).Text is { Length: > 0 } name ? name : null;

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
            MutationKind.Rename => source.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, Another(tokens, index)!),
            _ => source[..token.Span.End],
        };
        return new Mutation(kind, index, token.Text, text);
    }
}
