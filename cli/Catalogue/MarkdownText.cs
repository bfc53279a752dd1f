using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace FragApi.Cli.Catalogue;

/// <summary>
/// Markdown as plain text for a terminal: headings underlined, paragraphs wrapped, code indented and otherwise as it is,
/// tables in columns, or row by row where columns would not fit. It knows what the documentation uses, and no more.
/// </summary>
/// <param name="width">Columns.</param>
internal sealed partial class MarkdownText(int width)
{
    private const string CodeIndent = "    ";
    private const string ColumnGap = "  ";

    private readonly StringBuilder _text = new();
    private readonly List<string> _paragraph = [];
    private readonly List<string[]> _table = [];
    private bool _isInList;

    /// <summary>The text, ending with one line end.</summary>
    public string Render(string markdown)
    {
        _text.Clear();
        bool inCode = false;
        foreach (string line in WithoutComments(markdown).Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                Flush();
                Blank();
                inCode = !inCode;
            }
            else if (inCode)
            {
                _isInList = false;
                _text.Append((CodeIndent + line).TrimEnd()).Append('\n');
            }
            else
            {
                Take(line.TrimEnd());
            }
        }

        Flush();
        return _text.ToString().Trim('\n') + "\n";
    }

    private void Take(string line)
    {
        if (line.StartsWith('|'))
        {
            FlushParagraph();
            _table.Add([.. CellBar().Split(line.Trim('|')).Select(cell => Inline(cell.Trim()).Replace("\\|", "|", StringComparison.Ordinal))]);
            return;
        }

        FlushTable();
        if (Heading().Match(line) is { Success: true } heading)
        {
            FlushParagraph();
            Blank();
            string title = Inline(heading.Groups[2].Value);
            _text.Append(title).Append('\n').Append(heading.Groups[1].Length == 1 ? '=' : '-', title.Length).Append('\n');
        }
        else if (line.Length == 0)
        {
            FlushParagraph();
        }
        else
        {
            if (Item().IsMatch(line))
                FlushParagraph();
            _paragraph.Add(line);
        }
    }

    private void Flush()
    {
        FlushParagraph();
        FlushTable();
    }

    private void FlushParagraph()
    {
        if (_paragraph.Count == 0)
            return;
        Match item = Item().Match(_paragraph[0]);
        // The items of a list stand close together.
        if (!item.Success || !_isInList)
            Blank();
        Wrap(Inline(string.Join(' ', _paragraph.Select(line => line.Trim()))), new string(' ', item.Success ? item.Length : 0));
        _isInList = item.Success;
        _paragraph.Clear();
    }

    private void Wrap(string text, string hanging, int column = 0)
    {
        int start = column;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > Math.Max(start, hanging.Length) && column + 1 + word.Length > width)
            {
                _text.Append('\n').Append(hanging);
                column = hanging.Length;
            }
            else if (column > start)
            {
                _text.Append(' ');
                column++;
            }

            _text.Append(word);
            column += word.Length;
        }

        _text.Append('\n');
    }

    private void FlushTable()
    {
        if (_table.Count == 0)
            return;
        Blank();
        // The second row is the rule below the head.
        string[] head = _table[0];
        List<string[]> rows = [.. _table.Skip(2)];
        int[] widths = [.. head.Select((cell, column) => rows.Where(row => column < row.Length).Select(row => row[column].Length).Append(cell.Length).Max())];
        if (widths.Sum() + (widths.Length - 1) * ColumnGap.Length <= width)
        {
            if (Array.Exists(head, cell => cell.Length > 0))
            {
                Row(head, widths);
                Row([.. widths.Select(columnWidth => new string('-', columnWidth))], widths);
            }

            foreach (string[] row in rows)
                Row(row, widths);
        }
        else
        {
            foreach (string[] row in rows)
                Stack(head, row);
        }

        _table.Clear();
    }

    private void Row(string[] cells, int[] widths) =>
        _text.Append(string.Join(ColumnGap, cells.Select((cell, column) => cell.PadRight(column < widths.Length ? widths[column] : 0))).TrimEnd()).Append('\n');

    /// <summary>One row of a table that is too wide: its first cell, and below it the others. Without a first cell it goes on with the row before.</summary>
    private void Stack(string[] head, string[] row)
    {
        if (row[0].Length > 0)
        {
            Blank();
            Wrap(row[0], "");
        }

        for (int column = 1; column < row.Length; column++)
        {
            if (row[column].Length == 0)
                continue;
            string name = head.Length > 2 && column < head.Length ? head[column] + ": " : "";
            _text.Append(CodeIndent);
            Wrap(name + row[column], CodeIndent + ColumnGap, CodeIndent.Length);
        }
    }

    private void Blank()
    {
        if (_text.Length > 1 && !(_text[^1] == '\n' && _text[^2] == '\n'))
            _text.Append('\n');
    }

    /// <summary>Links and emphasis as text; what is between backticks stays.</summary>
    private static string Inline(string text)
    {
        // A link's text may have code in it, so links come first.
        text = Link().Replace(text, match => IsWeb(match.Groups[2].Value) ? $"{match.Groups[1].Value} ({match.Groups[2].Value})" : match.Groups[1].Value);
        string[] parts = text.Split('`');
        for (int index = 0; index < parts.Length; index += 2)
            parts[index] = Emphasis().Replace(parts[index], "$2");
        return string.Join('`', parts);
    }

    private static bool IsWeb(string target) => target.StartsWith("http", StringComparison.Ordinal);

    private static string WithoutComments(string markdown) => Comment().Replace(markdown, "");

    [GeneratedRegex(@"^<!--.*?-->\n?", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(#{1,6}) +(.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*([-*]|[0-9]+\.) +")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellBar();

    [GeneratedRegex(@"\[((?:`[^`]*`|[^\]`])+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\w)(\*\*|\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")]
    private static partial Regex Emphasis();
}
