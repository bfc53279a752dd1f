using System;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FragApi.Cli.Catalogue;

/// <summary>
/// Markdown as plain text for a terminal: headings underlined, paragraphs wrapped, code indented and otherwise as it is,
/// tables in columns, or row by row where columns would not fit.
/// </summary>
/// <param name="width">Columns.</param>
internal sealed class MarkdownText(int width)
{
    private const string CodeIndent = "    ";
    private const string ColumnGap = "  ";

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    private readonly StringBuilder _text = new();

    /// <summary>The text, ending with one line end.</summary>
    public string Render(string markdown)
    {
        _text.Clear();
        WriteAll(Markdown.Parse(markdown, s_pipeline), "", separate: true);
        return _text.ToString().Trim('\n') + "\n";
    }

    private void WriteAll(ContainerBlock blocks, string indent, bool separate)
    {
        foreach (Block block in blocks)
        {
            // Comments, and what only a browser shows.
            if (block is HtmlBlock)
                continue;
            if (separate)
                Blank();
            Write(block, indent);
        }
    }

    private void Write(Block block, string indent)
    {
        switch (block)
        {
            case HeadingBlock heading:
                string title = Plain(heading.Inline);
                _text.Append(indent).Append(title).Append('\n').Append(indent).Append(heading.Level == 1 ? '=' : '-', title.Length).Append('\n');
                break;
            case CodeBlock code:
                foreach (string line in code.Lines.ToString().TrimEnd('\n').Split('\n'))
                    _text.Append((indent + CodeIndent + line).TrimEnd()).Append('\n');
                break;
            case Table table:
                WriteTable(table);
                break;
            case ListBlock list:
                WriteList(list, indent);
                break;
            case LeafBlock { Inline: ContainerInline inline }:
                _text.Append(indent);
                Wrap(Plain(inline), indent, indent.Length);
                break;
            case ContainerBlock container:
                WriteAll(container, indent, separate: false);
                break;
        }
    }

    /// <summary>The items of a list stand close together.</summary>
    private void WriteList(ListBlock list, string indent)
    {
        int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
        foreach (ListItemBlock item in list.Cast<ListItemBlock>())
        {
            string mark = indent + (list.IsOrdered ? $"{number++}{list.OrderedDelimiter} " : $"{list.BulletType} ");
            string hanging = new(' ', mark.Length);
            _text.Append(mark);
            bool isFirst = true;
            foreach (Block block in item)
            {
                if (isFirst && block is LeafBlock { Inline: ContainerInline inline })
                {
                    Wrap(Plain(inline), hanging, mark.Length);
                }
                else
                {
                    if (block is CodeBlock or Table)
                        Blank();
                    Write(block, hanging);
                }

                isFirst = false;
            }
        }
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

    private void WriteTable(Table table)
    {
        string[][] all = [.. table.Cast<TableRow>().Select(row => row.Cast<TableCell>().Select(TextOf).ToArray())];
        string[] head = all[0];
        string[][] rows = all[1..];
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
    }

    private static string TextOf(TableCell cell) => string.Join(' ', cell.OfType<LeafBlock>().Select(block => Plain(block.Inline)));

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

    /// <summary>Links and emphasis as text; code keeps its backticks, so that it can be told from words.</summary>
    private static string Plain(ContainerInline? inlines) => inlines is null ? "" : string.Concat(inlines.Select(Plain));

    private static string Plain(Inline inline) => inline switch
    {
        // What is escaped for the table that it stands in.
        CodeInline code => $"`{code.Content.Replace("\\|", "|", StringComparison.Ordinal)}`",
        LineBreakInline => " ",
        LinkInline { IsImage: false, Url: string url } link when url.StartsWith("http", StringComparison.Ordinal) => $"{Plain((ContainerInline)link)} ({url})",
        AutolinkInline link => link.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        HtmlInline => "",
        ContainerInline container => Plain(container),
        _ => inline.ToString() ?? "",
    };
}
