using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// A piece of replacement text: literal text, a stretch of the source that is kept (with whatever edits lie inside
/// it), the name of a type, spelled as the place demands, or a <c>!</c> where the place demands it.
/// </summary>
internal readonly struct Piece
{
    // One of: a string, a type, a raw form, or null for what is kept. Every argument of every site is such a piece.
    private readonly object? _content;

    private Piece(object? content, TextSpan kept)
    {
        _content = content;
        Kept = kept;
    }

    public string? Text => _content as string;

    public TextSpan Kept { get; }

    public ITypeSymbol? Type => _content as ITypeSymbol;

    /// <summary>The raw form: <c>!</c> stands here if the compiler knew that one not to be null and cares.</summary>
    public ExpressionSyntax? MaybeNull => _content as ExpressionSyntax;

    public bool IsKept => _content is null;

    public static implicit operator Piece(string text) => new(text, default);

    public static Piece Keep(TextSpan span) => new(null, span);

    public static Piece Keep(SyntaxNode node) => Keep(node.Span);

    /// <summary>The expression, in parentheses where a member access would bind tighter than it.</summary>
    public static ImmutableArray<Piece> Primary(ExpressionSyntax expression) =>
        Expressions.IsPrimary(expression) ? ImmutableArray.Create(Keep(expression)) : ImmutableArray.Create("(", Keep(expression), ")");

    public static Piece NotNullAs(ExpressionSyntax raw) => new(raw, default);

    public static Piece NameOf(ITypeSymbol type) => new(type, default);
}

/// <summary>Replaces a stretch of the source by pieces. Edits of different sites may be nested: the inner ones lie in what the outer one keeps.</summary>
internal sealed class Edit
{
    public Edit(TextSpan span, ImmutableArray<Piece> pieces)
    {
        Span = span;
        Pieces = pieces;
    }

    public TextSpan Span { get; }

    public ImmutableArray<Piece> Pieces { get; }
}
