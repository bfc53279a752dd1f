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
    /// <summary>Where in the new text each edit has come, by what it replaces.</summary>
    private readonly Dictionary<TextSpan, TextSpan> _placed = new();
    private readonly List<(Edit Edit, Edit Outer, TextSpan Span)> _rendered = new();

    private Rendering(SourceText old, SemanticModel semantics, TypeNames names, List<Edit> edits)
    {
        _old = old;
        _semantics = semantics;
        _names = names;
        _edits = edits;
        Text = old;
    }

    public SourceText Text { get; private set; }

    /// <summary>What makes <see cref="Text"/> of the old text, in order; imports included.</summary>
    public ImmutableArray<TextChange> Changes { get; private set; } = ImmutableArray<TextChange>.Empty;

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
        site.Edits.Any(edit => _placed.TryGetValue(edit.Span, out TextSpan span) && span.IntersectsWith(place));

    private void Apply()
    {
        // The names decide which imports are needed, so the body is rendered first and the imports go in front of it.
        List<TextChange> changes = new();
        int end = 0;
        foreach (Edit edit in _edits)
        {
            // What lies in an outer edit is rendered where, and if, the outer one keeps it.
            if (edit.Span.Start < end)
                continue;
            StringBuilder text = new();
            Render(edit, edit, text);
            changes.Add(new TextChange(edit.Span, text.ToString()));
            end = edit.Span.End;
        }

        List<TextChange> all = _names.Imports(_old).Concat(changes).OrderBy(change => change.Span.Start).ToList();
        Changes = all.ToImmutableArray();
        Text = _old.WithChanges(all);
        ILookup<TextSpan, (Edit Edit, Edit Outer, TextSpan Span)> renderedIn = _rendered.ToLookup(rendered => rendered.Outer.Span);
        int shift = 0;
        foreach (TextChange change in all)
        {
            foreach ((Edit edit, Edit _, TextSpan span) in renderedIn[change.Span])
                _placed[edit.Span] = new TextSpan(change.Span.Start + shift + span.Start, span.Length);

            shift += (change.NewText?.Length ?? 0) - change.Span.Length;
        }
    }

    private void Render(Edit edit, Edit outer, StringBuilder text)
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
                RenderKept(piece.Kept, edit, outer, text);
        }

        _rendered.Add((edit, outer, TextSpan.FromBounds(start, text.Length)));
    }

    /// <summary>A stretch of the old text, with the edits that lie in it; it need not lie in the edit that keeps it.</summary>
    private void RenderKept(TextSpan kept, Edit keeper, Edit outer, StringBuilder text)
    {
        int position = kept.Start;
        for (int index = FirstAt(kept.Start); index < _edits.Count && _edits[index].Span.Start < kept.End; index++)
        {
            Edit inner = _edits[index];
            if (inner == keeper || inner.Span.Start < position || !kept.Contains(inner.Span))
                continue;
            text.Append(_old.ToString(TextSpan.FromBounds(position, inner.Span.Start)));
            Render(inner, outer, text);
            position = inner.Span.End;
        }

        text.Append(_old.ToString(TextSpan.FromBounds(position, kept.End)));
    }

    /// <summary>The first edit that starts there or behind.</summary>
    private int FirstAt(int position)
    {
        int low = 0;
        int high = _edits.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_edits[middle].Span.Start < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
