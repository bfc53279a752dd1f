using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>A file's text with changes in it, and where things are in the old and the new one.</summary>
internal sealed class Rendered
{
    private readonly SourceText _old;
    private readonly int[] _oldEnds;
    private readonly int[] _newStarts;

    /// <summary>By how much the first so many changes together move what stands behind them.</summary>
    private readonly int[] _shifts;

    /// <param name="path">The file's full path.</param>
    /// <param name="old">Its text.</param>
    /// <param name="changes">In order, none over another.</param>
    public Rendered(string path, SourceText old, ImmutableArray<TextChange> changes)
    {
        Path = path;
        _old = old;
        Changes = changes;
        Text = old.WithChanges(changes);
        _oldEnds = new int[changes.Length];
        _newStarts = new int[changes.Length];
        _shifts = new int[changes.Length + 1];
        for (int index = 0; index < changes.Length; index++)
        {
            TextSpan span = changes[index].Span;
            _oldEnds[index] = span.End;
            _newStarts[index] = span.Start + _shifts[index];
            _shifts[index + 1] = _shifts[index] + (changes[index].NewText?.Length ?? 0) - span.Length;
        }
    }

    public string Path { get; }

    public SourceText Text { get; }

    public ImmutableArray<TextChange> Changes { get; }

    public ChangedFile ToChangedFile() => new(Path, _old, Text);

    /// <summary>What a stretch of the old text has become. An insertion right in front, such as an import, does not belong to it.</summary>
    public string TextOf(TextSpan span) => Text.ToString(NewSpan(span));

    /// <summary>Where what a stretch of the old text has become is in the new one.</summary>
    public TextSpan NewSpan(TextSpan span)
    {
        int start = NewPosition(span.Start);
        return TextSpan.FromBounds(start, Math.Clamp(NewPosition(span.End), start, Text.Length));
    }

    /// <summary>Where a stretch of the new text was in the old one.</summary>
    public TextSpan OldSpan(TextSpan span) => TextSpan.FromBounds(OldPosition(span.Start), OldPosition(span.End));

    private int NewPosition(int old) => old + _shifts[CountUpTo(_oldEnds, old)];

    private int OldPosition(int @new)
    {
        int count = CountUpTo(_newStarts, @new - 1);
        // What was written anew comes from where it was written.
        return count > 0 && @new < _newStarts[count - 1] + (Changes[count - 1].NewText?.Length ?? 0) ? Changes[count - 1].Span.Start : @new - _shifts[count];
    }

    private static int CountUpTo(int[] sorted, int limit)
    {
        int index = Array.BinarySearch(sorted, limit);
        if (index < 0)
            return ~index;
        while (index < sorted.Length && sorted[index] == limit)
            index++;
        return index;
    }
}
