using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DiffPlex;
using DiffPlex.Model;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Converting;

/// <summary>The difference of two texts, as <c>diff -u</c> and git write it; <c>git apply</c> takes it.</summary>
internal sealed class UnifiedDiff
{
    private const int Context = 3;

    private readonly string[] _old;
    private readonly string[] _new;
    private readonly IList<DiffBlock> _blocks;

    private UnifiedDiff(string[] old, string[] @new, IList<DiffBlock> blocks)
    {
        _old = old;
        _new = @new;
        _blocks = blocks;
    }

    public int Insertions => _blocks.Sum(block => block.InsertCountB);

    public int Deletions => _blocks.Sum(block => block.DeleteCountA);

    public static UnifiedDiff Of(SourceText old, SourceText @new)
    {
        // Lines with their ends, so that a changed line end is a change, and only a line feed ends a line, as git has it.
        DiffResult result = new Differ().CreateCustomDiffs(old.ToString(), @new.ToString(), ignoreWhiteSpace: false, Lines);
        return new UnifiedDiff([.. result.PiecesOld], [.. result.PiecesNew], result.DiffBlocks);
    }

    private static string[] Lines(string text)
    {
        List<string> lines = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0)
                end = text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    /// <summary>Writes it, with the two headers.</summary>
    public void WriteTo(StringBuilder text, string path)
    {
        if (_blocks.Count == 0)
            return;
        text.Append("diff --git ").Append(Quoted("a/" + path)).Append(' ').Append(Quoted("b/" + path)).Append('\n');
        text.Append("--- ").Append(Quoted("a/" + path)).Append('\n').Append("+++ ").Append(Quoted("b/" + path)).Append('\n');
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
