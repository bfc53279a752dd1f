using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>A place marked in a test source; <see cref="Id"/> is null for <c>[|..|]</c> and <c>$$</c>.</summary>
/// <param name="Id">The diagnostic id of <c>{|ID:..|}</c>.</param>
/// <param name="Span">Where, in the text without the marks.</param>
/// <param name="IsPosition">True for <c>$$</c>: only the start counts.</param>
public sealed record MarkedSpan(string? Id, TextSpan Span, bool IsPosition);

/// <summary>
/// Text with the marks taken out, and what they marked: <c>[|..|]</c>, <c>{|ID:..|}</c>, <c>{|#0:..|}</c>, <c>$$</c>.
/// Marks nest and may touch; each closing mark closes the nearest open one of its own kind.
/// </summary>
public sealed class Markup
{
    private Markup(string text, ImmutableArray<MarkedSpan> spans, ImmutableDictionary<int, TextSpan> locations)
    {
        Text = text;
        Spans = spans;
        Locations = locations;
    }

    /// <summary>The text without marks.</summary>
    public string Text { get; }

    /// <summary>The marked diagnostics, in order of their start.</summary>
    public ImmutableArray<MarkedSpan> Spans { get; }

    /// <summary>The places named <c>{|#n:..|}</c>.</summary>
    public ImmutableDictionary<int, TextSpan> Locations { get; }

    /// <summary>Takes the marks out of <paramref name="marked"/>.</summary>
    /// <exception cref="VerificationException">A mark is never closed or never opened, or a location is named twice.</exception>
    public static Markup Parse(string marked)
    {
        StringBuilder text = new(marked.Length);
        List<MarkedSpan> spans = [];
        ImmutableDictionary<int, TextSpan>.Builder locations = ImmutableDictionary.CreateBuilder<int, TextSpan>();
        Stack<int> unnamed = new();
        Stack<(string Name, int Start)> named = new();

        int at = 0;
        while (at < marked.Length)
        {
            if (Is(marked, at, "[|"))
            {
                unnamed.Push(text.Length);
                at += 2;
            }
            else if (Is(marked, at, "|]"))
            {
                if (unnamed.Count == 0)
                    throw new VerificationException($"Markup: '|]' closes nothing.\n{marked}");
                int start = unnamed.Pop();
                spans.Add(new MarkedSpan(null, TextSpan.FromBounds(start, text.Length), IsPosition: false));
                at += 2;
            }
            else if (Is(marked, at, "{|") && NameAt(marked, at + 2) is string name)
            {
                named.Push((name, text.Length));
                at += 2 + name.Length + 1;
            }
            else if (Is(marked, at, "|}"))
            {
                if (named.Count == 0)
                    throw new VerificationException($"Markup: '|}}' closes nothing.\n{marked}");
                (string id, int start) = named.Pop();
                TextSpan span = TextSpan.FromBounds(start, text.Length);
                if (id[0] != '#')
                    spans.Add(new MarkedSpan(id, span, IsPosition: false));
                else if (!locations.TryAdd(int.Parse(id[1..]), span))
                    throw new VerificationException($"Markup: location {id} is named twice.\n{marked}");
                at += 2;
            }
            else if (IsPositionMark(marked, at))
            {
                spans.Add(new MarkedSpan(null, new TextSpan(text.Length, 0), IsPosition: true));
                at += 2;
            }
            else
            {
                text.Append(marked[at++]);
            }
        }

        if (unnamed.Count + named.Count > 0)
            throw new VerificationException($"Markup: a mark is never closed.\n{marked}");
        return new Markup(text.ToString(), [.. spans.OrderBy(s => s.Span.Start).ThenByDescending(s => s.Span.End)], locations.ToImmutable());
    }

    /// <summary>Writes marks into a text: the reverse of <see cref="Parse"/>. Spans that cross come out as crossing marks.</summary>
    public static string Write(string text, IEnumerable<(string Id, TextSpan Span)> spans)
    {
        // At one position: closing marks first (inner ones first), then empty spans, then opening ones (outer ones first).
        List<(int At, int Rank, int Tie, string Mark)> marks = [];
        foreach ((string id, TextSpan span) in spans)
        {
            if (span.IsEmpty)
            {
                marks.Add((span.Start, 1, 0, $"{{|{id}:|}}"));
                continue;
            }

            marks.Add((span.Start, 2, -span.End, $"{{|{id}:"));
            marks.Add((span.End, 0, -span.Start, "|}"));
        }

        StringBuilder result = new(text);
        foreach ((int position, int _, int _, string mark) in marks.OrderBy(m => m.At).ThenBy(m => m.Rank).ThenBy(m => m.Tie).Reverse())
            result.Insert(position, mark);
        return result.ToString();
    }

    private static bool Is(string text, int at, string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0;

    // $$"..." and longer runs of dollars are interpolated raw strings.
    private static bool IsPositionMark(string text, int at) =>
        Is(text, at, "$$")
        && (at == 0 || text[at - 1] != '$')
        && (at + 2 == text.Length || text[at + 2] is not ('$' or '"'));

    private static string? NameAt(string text, int start)
    {
        int end = start;
        if (end < text.Length && text[end] == '#')
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == start + 1)
                return null;
        }
        else
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
        }

        return end > start && end < text.Length && text[end] == ':' ? text[start..end] : null;
    }
}
