using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>The text of a document with the edits of some sites applied: inner edits within what outer ones keep, imports added once.</summary>
internal sealed class Rendering
{
    private readonly SourceText _old;
    private readonly SemanticModel _semantics;
    private readonly TypeNames _names;
    private readonly List<Edit> _edits;
    private readonly Dictionary<Edit, TextSpan> _placed = new();

    private Rendering(SourceText old, SemanticModel semantics, TypeNames names, List<Edit> edits)
    {
        _old = old;
        _semantics = semantics;
        _names = names;
        _edits = edits;
        Text = old;
    }

    public SourceText Text { get; private set; }

    public static Rendering Of(SourceText text, SyntaxNode root, SemanticModel semantics, ImmutableArray<Site> sites, CancellationToken cancellation)
    {
        List<Edit> edits = new();
        HashSet<TextSpan> seen = new();
        // Sites that are converted together share edits; outer edits come before the inner ones at the same start.
        foreach (Edit edit in sites.SelectMany(site => site.Edits).OrderBy(edit => edit.Span.Start).ThenByDescending(edit => edit.Span.Length))
        {
            if (seen.Add(edit.Span))
                edits.Add(edit);
        }

        TypeNames names = new(root, semantics, cancellation);
        Rendering rendering = new(text, semantics, names, edits);
        rendering.Apply();
        return rendering;
    }

    /// <summary>Whether a place in the new text lies in what the site's edits wrote there.</summary>
    public bool Touches(Site site, TextSpan place) =>
        site.Edits.Any(edit => _edits.Any(applied => applied.Span == edit.Span && _placed.TryGetValue(applied, out TextSpan span) && span.IntersectsWith(place)));

    private void Apply()
    {
        // The names decide which imports are needed, so the body is rendered first and the imports go in front of it.
        List<TextChange> changes = new();
        List<(Edit Edit, int Start, int Length)> placed = new();
        int index = 0;
        while (index < _edits.Count)
        {
            Edit edit = _edits[index];
            int last = index + 1;
            while (last < _edits.Count && edit.Span.Contains(_edits[last].Span) && _edits[last].Span.Length > 0)
                last++;
            StringBuilder text = new();
            Render(edit, index + 1, last, text, placed, edit.Span.Start, changes.Count);
            changes.Add(new TextChange(edit.Span, text.ToString()));
            index = last;
        }

        ImmutableArray<TextChange> imports = _names.Imports(_old);
        List<TextChange> all = imports.Concat(changes).OrderBy(change => change.Span.Start).ToList();
        Text = _old.WithChanges(all);
        Place(all, changes, placed);
    }

    /// <summary>Where each edit came to lie in the new text.</summary>
    private void Place(List<TextChange> all, List<TextChange> changes, List<(Edit Edit, int Start, int Length)> placed)
    {
        Dictionary<int, int> shiftAt = new();
        int shift = 0;
        foreach (TextChange change in all)
        {
            shiftAt[change.Span.Start] = shift;
            shift += (change.NewText?.Length ?? 0) - change.Span.Length;
        }

        foreach ((Edit edit, int start, int length) in placed)
        {
            TextChange outer = changes.First(change => change.Span.Contains(edit.Span));
            _placed[edit] = new TextSpan(outer.Span.Start + shiftAt[outer.Span.Start] + start, length);
        }
    }

    private void Render(Edit edit, int from, int to, StringBuilder text, List<(Edit Edit, int Start, int Length)> placed, int position, int change)
    {
        int start = text.Length;
        foreach (Piece piece in edit.Pieces)
        {
            if (piece.Text is string literal)
                text.Append(literal);
            else if (piece.Type is ITypeSymbol type)
                text.Append(_names.NameOf(type, edit.Span.Start));
            else if (piece.MaybeNull is ExpressionSyntax raw)
                text.Append(NullableFlow.NeedsForgiving(raw, _semantics) ? "!" : "");
            else
                RenderKept(piece.Kept, from, to, text, placed, change);
        }

        placed.Add((edit, start, text.Length - start));
    }

    /// <summary>A stretch of the old text, with the edits that lie in it.</summary>
    private void RenderKept(TextSpan kept, int from, int to, StringBuilder text, List<(Edit Edit, int Start, int Length)> placed, int change)
    {
        int position = kept.Start;
        int index = from;
        while (index < to)
        {
            Edit inner = _edits[index];
            if (!kept.Contains(inner.Span) || inner.Span.Start < position)
            {
                index++;
                continue;
            }

            int last = index + 1;
            while (last < to && inner.Span.Contains(_edits[last].Span))
                last++;
            text.Append(_old.ToString(TextSpan.FromBounds(position, inner.Span.Start)));
            Render(inner, index + 1, last, text, placed, inner.Span.Start, change);
            position = inner.Span.End;
            index = last;
        }

        text.Append(_old.ToString(TextSpan.FromBounds(position, kept.End)));
    }
}
