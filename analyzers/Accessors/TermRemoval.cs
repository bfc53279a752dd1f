using System;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>Takes a term out of its sum.</summary>
internal static class TermRemoval
{
    /// <summary>The edit that takes the term out of the sum, which stands at <paramref name="whole"/>; null when it cannot be taken out.</summary>
    public static Edit? Removal(this Term term, SyntaxNode whole, Func<ITypeSymbol?, string> zero)
    {
        if (term.Sum is null)
            return new Edit(whole.Span, ImmutableArray.Create<Piece>(zero(term.Leaf.Type)));
        if (term.Rest is null || term.Sum.Syntax is not BinaryExpressionSyntax binary)
            return null;
        ExpressionSyntax rest = term.IsLeft ? binary.Right : binary.Left;
        // Parentheses that held the sum together have nothing left to hold.
        ExpressionSyntax replaced = binary;
        while (replaced.Parent is ParenthesizedExpressionSyntax parenthesized && Expressions.IsPrimary(rest) && whole.Span.Contains(parenthesized.Span))
            replaced = parenthesized;
        return new Edit(replaced.Span, ImmutableArray.Create(Piece.Keep(rest)));
    }
}
