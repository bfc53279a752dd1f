using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using DiffPlex;
using DiffPlex.Model;
using FragApi.Cli.Checking;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting.Html;

/// <summary>Cuts the code out that a reader has to see of a site: its surroundings, old and new side by side, or the way through a method.</summary>
internal sealed class CodeParts
{
    private const int Context = 3;

    /// <summary>A method of up to so many lines is shown whole.</summary>
    private const int Whole = 60;

    private readonly Numbering<PageLine> _lines = new(new SameLine());

    /// <summary>All lines that parts refer to.</summary>
    public IReadOnlyList<PageLine> Lines => _lines.Items;

    /// <summary>A stretch of a file that stays as it is.</summary>
    public PagePart Single(int file, Colours.Coloured text, TextSpan span)
    {
        (int first, int last) = Around(text.Text, span);
        return new PagePart(file, null, Sided: false, Rows(text, [(first, last)]), Marks(0, text.Text, span), []);
    }

    /// <summary>A stretch of a file, before and after; as it is where nothing changes.</summary>
    public PagePart Sided(int file, string? title, Colours.Coloured before, Colours.Coloured after, Rendered change, TextSpan span)
    {
        (int first, int last) = Around(before.Text, span);
        TextSpan newSpan = change.NewSpan(TextSpan.FromBounds(before.Text.Lines[first].Start, before.Text.Lines[last].End));
        (int newFirst, int newLast) = (after.Text.Lines.IndexOf(newSpan.Start), after.Text.Lines.IndexOf(newSpan.End));
        PageLine[] oldLines = [.. before.Lines(first, last)];
        PageLine[] newLines = [.. after.Lines(newFirst, newLast)];
        DiffResult diff = new Differ().CreateLineDiffs(Joined(oldLines), Joined(newLines), ignoreWhitespace: false);
        if (diff.DiffBlocks.Count == 0)
            return Single(file, before, span) with { Title = title };

        List<int> rows = [];
        (int old, int @new) = (0, 0);
        foreach (DiffBlock block in diff.DiffBlocks)
        {
            for (; old < block.DeleteStartA; old++, @new++)
                Add(old, @new);
            int common = Math.Min(block.DeleteCountA, block.InsertCountB);
            for (int index = 0; index < common; index++)
                Add(old++, @new++);
            for (int index = common; index < block.DeleteCountA; index++)
                Add(old++, null);
            for (int index = common; index < block.InsertCountB; index++)
                Add(null, @new++);
        }

        for (; old < oldLines.Length && @new < newLines.Length; old++, @new++)
            Add(old, @new);
        return new PagePart(file, title, Sided: true, rows, [.. Marks(0, before.Text, span), .. Marks(1, after.Text, change.NewSpan(span))], []);

        void Add(int? oldLine, int? newLine)
        {
            rows.Add(oldLine is int o ? first + o + 1 : 0);
            rows.Add(oldLine is int oldIndex ? _lines[oldLines[oldIndex]] : 0);
            rows.Add(newLine is int n ? newFirst + n + 1 : 0);
            rows.Add(newLine is int newIndex ? _lines[newLines[newIndex]] : 0);
        }

        static string Joined(PageLine[] lines) => string.Join('\n', lines.Select(line => line.Text));
    }

    /// <summary>The members that a path goes through, with its stations.</summary>
    /// <param name="path">In the order in which a reader walks it.</param>
    /// <param name="textOf">The files.</param>
    /// <param name="numberOf">Their numbers on the page.</param>
    public IReadOnlyList<PagePart> Trail(IReadOnlyList<RelatedPlace> path, Func<string, Colours.Coloured> textOf, Func<string, int> numberOf)
    {
        List<PagePart> parts = [];
        List<(PageStep Step, (string Path, TextSpan Member) Home)> steps = [];
        int from = 0;
        for (int index = 0; index < path.Count; index++)
        {
            // What is said twice in a row are two ends of one way, and not one behind the other.
            if (index > 0 && path[index].Message != path[index - 1].Message)
                from = index;
            Place place = path[index].Place;
            int end = place.End.Line == place.Start.Line ? place.End.Character : textOf(place.Path).Text.Lines is { Count: > 0 } lines && place.Start.Line < lines.Count ? lines[place.Start.Line].Span.Length : place.Start.Character;
            steps.Add((new PageStep(index + 1, from, place.Start.Line + 1, place.Start.Character, end, path[index].Message), (place.Path, MemberAt(textOf(place.Path), place.Span))));
        }

        foreach (IGrouping<(string Path, TextSpan Member), PageStep> home in steps.GroupBy(entry => entry.Home, entry => entry.Step))
        {
            Colours.Coloured text = textOf(home.Key.Path);
            if (text.Text.Length == 0)
                continue;
            (int first, int last) = (text.Text.Lines.IndexOf(home.Key.Member.Start), text.Text.Lines.IndexOf(home.Key.Member.End));
            parts.Add(new PagePart(numberOf(home.Key.Path), null, Sided: false, Rows(text, Windows(first, last, [.. home.Select(step => step.Line - 1)])), [], [.. home]));
        }

        return parts;
    }

    /// <summary>The declaration that a place is in, without the comments in front of it; a few lines where there is none.</summary>
    private static TextSpan MemberAt(Colours.Coloured text, TextSpan span)
    {
        if (text.Tree?.GetRoot() is SyntaxNode root && root.FullSpan.Contains(span) && !root.FindTrivia(span.Start).IsPartOfStructuredTrivia())
        {
            foreach (SyntaxNode node in root.FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf())
            {
                // A finding on a type's own line is about the type; its other members are no help.
                if (node is MemberDeclarationSyntax and not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax or BaseTypeDeclarationSyntax))
                    return node.Span;
            }
        }

        (int first, int last) = Around(text.Text, span);
        return TextSpan.FromBounds(text.Text.Lines[first].Start, text.Text.Lines[last].End);
    }

    /// <summary>All lines of a short member; of a long one its head, and what is around the stations.</summary>
    private static IEnumerable<(int First, int Last)> Windows(int first, int last, ImmutableArray<int> stations)
    {
        if (last - first < Whole)
            return [(first, last)];
        List<(int First, int Last)> windows = [(first, Math.Min(first + 2, last))];
        foreach (int station in stations.Order())
        {
            (int First, int Last) window = (Math.Max(first, station - 2 * Context), Math.Min(last, station + 2 * Context));
            if (window.First <= windows[^1].Last + 2)
                windows[^1] = (windows[^1].First, Math.Max(windows[^1].Last, window.Last));
            else
                windows.Add(window);
        }

        if (windows[^1].Last < last)
            windows.Add((last, last));
        return windows;
    }

    private List<int> Rows(Colours.Coloured text, IEnumerable<(int First, int Last)> windows)
    {
        List<int> rows = [];
        foreach ((int first, int last) in windows)
        {
            if (rows.Count > 0)
                rows.AddRange([0, 0, 0, 0]);
            int number = first;
            foreach (PageLine line in text.Lines(first, last))
                rows.AddRange([++number, _lines[line], 0, 0]);
        }

        return rows;
    }

    private static (int First, int Last) Around(SourceText text, TextSpan span)
    {
        int end = text.Lines.Count - 1;
        return (Math.Clamp(LineAt(span.Start) - Context, 0, end), Math.Clamp(LineAt(span.End) + Context, 0, end));

        // A file may have changed since; a place in what is no text of ours is shown where it can be.
        int LineAt(int position) => text.Lines.IndexOf(Math.Min(position, text.Length));
    }

    private static List<int> Marks(int side, SourceText text, TextSpan span)
    {
        List<int> marks = [];
        for (int line = text.Lines.IndexOf(span.Start); line < text.Lines.Count && text.Lines[line].Start <= span.End; line++)
        {
            TextSpan all = text.Lines[line].Span;
            (int start, int end) = (Math.Max(span.Start, all.Start) - all.Start, Math.Min(span.End, all.End) - all.Start);
            if (line > text.Lines.IndexOf(span.Start))
                start = Math.Max(start, all.Length - text.ToString(all).TrimStart().Length);
            if (end > start)
                marks.AddRange([side, line + 1, start, end]);
        }

        return marks;
    }

    private sealed class SameLine : IEqualityComparer<PageLine>
    {
        public bool Equals(PageLine? one, PageLine? other) =>
            one!.Text == other!.Text && (one.Runs ?? []).SequenceEqual(other.Runs ?? []);

        public int GetHashCode(PageLine line) => HashCode.Combine(line.Text.GetHashCode(StringComparison.Ordinal), line.Runs?.Count);
    }
}
