using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Comments and directives inside what is replaced: carried, or no fix.</summary>
internal static class Trivia
{
    private static readonly List<TextSpan> s_none = new();

    /// <summary>What would be lost if the pieces took the node's place; null when nothing.</summary>
    public static DeclineReason? LostIn(SyntaxNode replaced, ImmutableArray<Piece> pieces, List<TextSpan>? accountedFor = null)
    {
        if (!MayHold(replaced))
            return null;
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
                if (piece.IsKept && piece.Kept.Contains(span))
                    return true;
            }

            foreach (TextSpan other in accountedFor ?? s_none)
            {
                if (other.Contains(span))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Without a slash or a number sign in its text there is neither comment nor directive, and no need to look at its tokens.</summary>
    private static bool MayHold(SyntaxNode node)
    {
        SourceText text = node.SyntaxTree.GetText();
        for (int i = node.SpanStart; i < node.Span.End; i++)
        {
            if (text[i] is '/' or '#')
                return true;
        }

        return false;
    }

    public static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    /// <summary>What separates a statement from one that is added: the end of the line and the same indentation, or a space where several stand on one line.</summary>
    public static string SeparatorAt(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        int start = text.Lines.GetLineFromPosition(statement.SpanStart).Start;
        return IsMoreThanBlank(statement, TextSpan.FromBounds(start, statement.SpanStart)) ? " " : LineEndAt(statement);
    }

    /// <summary>The end of a line, and the indentation of the line that the statement stands on.</summary>
    public static string LineEndAt(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(statement.SpanStart);
        int end = line.Start;
        while (end < line.End && text[end] is ' ' or '\t')
            end++;
        TextLine ended = line.EndIncludingLineBreak > line.End ? line : text.Lines[0];
        string lineEnd = text.ToString(TextSpan.FromBounds(ended.End, ended.EndIncludingLineBreak));
        return (lineEnd.Length == 0 ? "\n" : lineEnd) + text.ToString(TextSpan.FromBounds(line.Start, end));
    }

    /// <summary>There is more than one space there: a line break, an indentation, a comment.</summary>
    public static bool IsMoreThanBlank(SyntaxNode near, TextSpan space)
    {
        if (space.Length == 0)
            return false;
        SourceText text = near.SyntaxTree.GetText();
        for (int i = space.Start; i < space.End; i++)
        {
            if (text[i] is not (' ' or '\t'))
                return true;
        }

        return false;
    }
}
