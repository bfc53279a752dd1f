using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DiffPlex;
using DiffPlex.Model;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting;

/// <summary>The difference of two texts, as <c>diff -u</c> and git write it; <c>git apply</c> takes it.</summary>
internal sealed class UnifiedDiff
{
    private const int Context = 3;

    private readonly string[] _old;
    private readonly string[] _new;
    private readonly List<DiffBlock> _blocks = [];

    private UnifiedDiff(string[] old, string[] @new)
    {
        _old = old;
        _new = @new;
    }

    public int Insertions => _blocks.Sum(block => block.InsertCountB);

    public int Deletions => _blocks.Sum(block => block.DeleteCountA);

    /// <summary>Compares only the lines that were changed, where the new text knows its changes: else it takes time with the square of their number.</summary>
    public static UnifiedDiff Of(SourceText old, SourceText @new)
    {
        (string[] oldLines, int[] oldStarts) = Lines(old.ToString());
        (string[] newLines, int[] newStarts) = Lines(@new.ToString());
        UnifiedDiff diff = new(oldLines, newLines);
        (int Start, int End) oldRange = default, newRange = default;
        int shift = 0;
        foreach (TextChangeRange change in @new.GetChangeRanges(old))
        {
            (int Start, int End) oldChanged = LinesOf(change.Span.Start, change.Span.End, oldStarts, oldLines);
            (int Start, int End) newChanged = LinesOf(change.Span.Start + shift, change.Span.Start + shift + change.NewLength, newStarts, newLines);
            shift += change.NewLength - change.Span.Length;
            if (oldChanged.Start > oldRange.End && newChanged.Start > newRange.End)
            {
                diff.Compare(oldRange, newRange);
                (oldRange, newRange) = (oldChanged, newChanged);
            }

            (oldRange.End, newRange.End) = (Math.Max(oldRange.End, oldChanged.End), Math.Max(newRange.End, newChanged.End));
        }

        diff.Compare(oldRange, newRange);
        return diff;
    }

    /// <summary>Compares some lines of the old text with those that stand in their place.</summary>
    private void Compare((int Start, int End) old, (int Start, int End) @new)
    {
        // Each piece is a line with its end, so that a changed line end is a change.
        DiffResult result = new Differ().CreateCustomDiffs(string.Concat(_old[old.Start..old.End]), string.Concat(_new[@new.Start..@new.End]), ignoreWhiteSpace: false, text => Lines(text).Lines);
        foreach (DiffBlock block in result.DiffBlocks)
            _blocks.Add(new DiffBlock(block.DeleteStartA + old.Start, block.DeleteCountA, block.InsertStartB + @new.Start, block.InsertCountB));
    }

    /// <summary>
    /// Lines with their ends, and where they start: behind the last line feed a line starts even if nothing is in it. Only a line
    /// feed ends a line, as git has it.
    /// </summary>
    private static (string[] Lines, int[] Starts) Lines(string text)
    {
        List<string> lines = [];
        List<int> starts = [0];
        for (int start = 0; start < text.Length;)
        {
            int feed = text.IndexOf('\n', start);
            int end = feed < 0 ? text.Length : feed + 1;
            lines.Add(text[start..end]);
            if (feed >= 0)
                starts.Add(end);
            start = end;
        }

        return ([.. lines], [.. starts]);
    }

    /// <summary>The lines that a stretch of text lies in, the one that its end stands in among them.</summary>
    private static (int Start, int End) LinesOf(int start, int end, int[] starts, string[] lines) =>
        (LineAt(starts, start), Math.Min(LineAt(starts, end) + 1, lines.Length));

    private static int LineAt(int[] starts, int position)
    {
        int index = Array.BinarySearch(starts, position);
        return index < 0 ? ~index - 1 : index;
    }

    /// <summary>Writes it, with the two headers.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="isNew">There is no such file yet.</param>
    public void WriteTo(StringBuilder text, string path, bool isNew = false)
    {
        if (_blocks.Count == 0)
            return;
        text.Append("diff --git ").Append(Quoted("a/" + path)).Append(' ').Append(Quoted("b/" + path)).Append('\n');
        if (isNew)
            text.Append("new file mode 100644\n");
        text.Append("--- ").Append(isNew ? "/dev/null" : Quoted("a/" + path)).Append('\n').Append("+++ ").Append(Quoted("b/" + path)).Append('\n');
        for (int first = 0; first < _blocks.Count;)
        {
            int last = first;
            while (last + 1 < _blocks.Count && _blocks[last + 1].DeleteStartA - (_blocks[last].DeleteStartA + _blocks[last].DeleteCountA) <= 2 * Context)
                last++;
            WriteHunk(text, first, last);
            first = last + 1;
        }
    }

    private void WriteHunk(StringBuilder text, int first, int last)
    {
        int oldStart = Math.Max(0, _blocks[first].DeleteStartA - Context);
        int newStart = _blocks[first].InsertStartB - (_blocks[first].DeleteStartA - oldStart);
        int oldEnd = Math.Min(_old.Length, _blocks[last].DeleteStartA + _blocks[last].DeleteCountA + Context);
        int newEnd = _blocks[last].InsertStartB + _blocks[last].InsertCountB + (oldEnd - (_blocks[last].DeleteStartA + _blocks[last].DeleteCountA));
        text.Append("@@ -").Append(Range(oldStart, oldEnd)).Append(" +").Append(Range(newStart, newEnd)).Append(" @@\n");
        int line = oldStart;
        for (int index = first; index <= last; index++)
        {
            DiffBlock block = _blocks[index];
            for (; line < block.DeleteStartA; line++)
                Append(text, ' ', _old[line]);
            for (; line < block.DeleteStartA + block.DeleteCountA; line++)
                Append(text, '-', _old[line]);
            for (int added = block.InsertStartB; added < block.InsertStartB + block.InsertCountB; added++)
                Append(text, '+', _new[added]);
        }

        for (; line < oldEnd; line++)
            Append(text, ' ', _old[line]);
    }

    private static string Range(int start, int end) =>
        // A range without lines names the line in front of it.
        string.Create(CultureInfo.InvariantCulture, $"{(end == start ? start : start + 1)}{(end - start == 1 ? "" : $",{end - start}")}");

    private static void Append(StringBuilder text, char kind, string line)
    {
        text.Append(kind).Append(line);
        if (!line.EndsWith('\n'))
            text.Append("\n\\ No newline at end of file\n");
    }

    /// <summary>As git quotes names with unusual characters in them.</summary>
    private static string Quoted(string path)
    {
        if (path.All(character => character is > ' ' and < (char)127 and not '"' and not '\\' or ' '))
            return path;
        StringBuilder quoted = new("\"");
        foreach (byte unit in Encoding.UTF8.GetBytes(path))
        {
            if (unit is (byte)'"' or (byte)'\\')
                quoted.Append('\\').Append((char)unit);
            else if (unit is >= 32 and < 127)
                quoted.Append((char)unit);
            else
                quoted.Append('\\').Append(Convert.ToString(unit, 8).PadLeft(3, '0'));
        }

        return quoted.Append('"').ToString();
    }
}
