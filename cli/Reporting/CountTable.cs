using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Reporting;

/// <summary>
/// Numbers by rule or by project: the name on the left, cut where the line is too short for it, and the numbers in columns.
/// Where not even the numbers have room, each row is a sentence.
/// </summary>
/// <param name="what">What a row is.</param>
/// <param name="columns">What its numbers count.</param>
internal sealed class CountTable(string what, params IReadOnlyList<string> columns)
{
    private const string Gap = " ";
    private const string Cut = "…";

    /// <summary>A name that is cut shorter than this tells nothing; what is longest of the ids fits.</summary>
    private const int ShortestName = 9;

    private readonly List<(string Name, int[] Numbers)> _rows = [];

    public void Add(string name, params IEnumerable<int> numbers) => _rows.Add((name, [.. numbers]));

    /// <param name="output">Where to.</param>
    /// <param name="width">Of a line.</param>
    public void WriteTo(TextWriter output, int width)
    {
        int[] widths = [.. columns.Select((column, index) => Math.Max(column.Length, _rows.Max(row => Number(row.Numbers[index]).Length)))];
        int longest = _rows.Max(row => row.Name.Length);
        // One column less: a terminal that is full to its edge may go on in the next line.
        int left = Math.Min(Math.Max(longest, what.Length), width - 1 - widths.Sum(column => column + Gap.Length));
        if (left < Math.Min(longest, ShortestName))
        {
            foreach ((string name, int[] numbers) in _rows)
                output.WriteLine(Shortened(name, width - 1) + "\n  " + Sentence(numbers));
            return;
        }

        output.WriteLine(Line(what, columns));
        foreach ((string name, int[] numbers) in _rows)
            output.WriteLine(Line(name, numbers.Select(Number)));

        string Line(string name, IEnumerable<string> cells) =>
            Shortened(name, left).PadRight(left) + string.Concat(cells.Select((cell, index) => Gap + cell.PadLeft(widths[index])));
    }

    private string Sentence(int[] numbers) =>
        string.Join(", ", numbers.Select((number, index) => (number, text: $"{Number(number)} {columns[index]}")).Where((entry, index) => index == 0 || entry.number > 0).Select(entry => entry.text));

    private static string Shortened(string text, int width) => text.Length <= width ? text : text[..(width - Cut.Length)].TrimEnd() + Cut;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
