using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Writes the call, with the comments and line breaks of the raw form where they stood.</summary>
internal static class CallText
{
    public static Plan Render(RawUse use, CallTarget target, List<CallArgument> given)
    {
        Accessor accessor = target.Accessor;
        ImmutableArray<Piece>.Builder pieces = ImmutableArray.CreateBuilder<Piece>(4 + 3 * given.Count);
        if (accessor.OnReceiver)
            pieces.AddRange(target.Text);
        else
            pieces.Add(Piece.NameOf(accessor.Method.ContainingType));
        pieces.Add(accessor.Opening);
        for (int i = 0; i < given.Count; i++)
        {
            if (i > 0)
                pieces.Add(",");
            AddSpaceBefore(given[i], pieces, first: i == 0);
            pieces.AddRange(given[i].Text);
            AddSpaceAfter(given[i], pieces);
        }

        pieces.Add(")");
        ImmutableArray<Piece> text = pieces.ToImmutable();
        if (Trivia.LostIn(use.Replaced, text, use.AccountedFor) is DeclineReason lost)
            return lost;
        return Plan.Rewrite(accessor, ImmutableArray.Create(new Edit(use.Replaced.Span, text)));
    }

    /// <summary>Line breaks and comments stand where they stood, before the same argument.</summary>
    private static void AddSpaceBefore(CallArgument argument, ImmutableArray<Piece>.Builder pieces, bool first)
    {
        // Missing tokens of half-typed code have no width, and no neighbour unless asked for.
        TextSpan space = argument.Raw is ArgumentSyntax raw
            ? TextSpan.FromBounds(raw.GetFirstToken(includeZeroWidth: true).GetPreviousToken(includeZeroWidth: true).Span.End, raw.SpanStart)
            : argument.SpaceBefore;
        if (Trivia.IsMoreThanBlank(argument.EvaluatedAt, space))
        {
            pieces.Add(Piece.Keep(space));
            return;
        }

        if (!first)
            pieces.Add(" ");
    }

    private static void AddSpaceAfter(CallArgument argument, ImmutableArray<Piece>.Builder pieces)
    {
        if (argument.Raw is not ArgumentSyntax raw)
            return;
        TextSpan space = TextSpan.FromBounds(raw.Span.End, raw.GetLastToken(includeZeroWidth: true).GetNextToken(includeZeroWidth: true).SpanStart);
        if (Trivia.IsMoreThanBlank(raw, space))
            pieces.Add(Piece.Keep(space));
    }
}
