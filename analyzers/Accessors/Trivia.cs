using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Comments and directives inside what is replaced: carried, or no fix.</summary>
internal static class Trivia
{
    /// <summary>What would be lost if the pieces took the node's place; null when nothing.</summary>
    public static DeclineReason? LostIn(SyntaxNode replaced, ImmutableArray<Piece> pieces, List<TextSpan> accountedFor)
    {
        foreach (SyntaxTrivia trivia in replaced.DescendantTrivia(descendIntoTrivia: false))
        {
            bool directive = trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia);
            // What another build compiles there is not known to survive the change around it.
            if (trivia.IsKind(SyntaxKind.DisabledTextTrivia) && replaced.Span.Contains(trivia.Span))
                return DeclineReason.DirectiveInside;
            if ((!directive && !IsComment(trivia)) || !replaced.Span.Contains(trivia.Span) || IsKept(trivia.Span))
                continue;
            return directive ? DeclineReason.DirectiveInside : DeclineReason.CommentInside;
        }

        return null;

        bool IsKept(TextSpan span)
        {
            foreach (Piece piece in pieces)
            {
                if (piece.Text is null && piece.Type is null && piece.Kept.Contains(span))
                    return true;
            }

            foreach (TextSpan other in accountedFor)
            {
                if (other.Contains(span))
                    return true;
            }

            return false;
        }
    }

    public static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    /// <summary>There is more than one space there: a line break, an indentation, a comment.</summary>
    public static bool IsMoreThanBlank(SyntaxNode near, TextSpan space)
    {
        if (space.Length == 0)
            return false;
        Microsoft.CodeAnalysis.Text.SourceText text = near.SyntaxTree.GetText();
        for (int i = space.Start; i < space.End; i++)
        {
            if (text[i] is not (' ' or '\t'))
                return true;
        }

        return false;
    }
}
