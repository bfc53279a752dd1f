using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FragApi.Cli.Check.Tests;

/// <summary>What a terminal shows after all that was written to it: enough of one to tell whether a progress bar is gone.</summary>
internal sealed class Screen
{
    private readonly int _columns;
    private readonly List<StringBuilder> _rows = [new()];

    /// <summary>The rows that go on in the next one because the line was too long.</summary>
    private readonly HashSet<int> _continued = [];

    private (int Row, int Column) _cursor;
    private bool _wraps = true;

    /// <param name="written">All that the program wrote.</param>
    /// <param name="columns">The terminal's width.</param>
    public Screen(string written, int columns)
    {
        _columns = columns;
        for (int at = 0; at < written.Length;)
            at = written[at] == '\e' ? Sequence(written, at + 1) : Character(written, at);
    }

    public bool ShowsCursor { get; private set; } = true;

    /// <summary>Long lines are broken into rows, as a shell wants to find it.</summary>
    public bool WrapsLines => _wraps;

    /// <summary>The lines as they were meant, with what the edge of the terminal broke put together.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            List<string> lines = [];
            for (int row = 0; row < _rows.Count; row++)
            {
                string text = _continued.Contains(row) ? _rows[row].ToString() : _rows[row].ToString().TrimEnd();
                if (row > 0 && _continued.Contains(row - 1))
                    lines[^1] += text;
                else
                    lines.Add(text);
            }

            return [.. Enumerable.Reverse(lines).SkipWhile(line => line.Length == 0).Reverse()];
        }
    }

    private int Character(string written, int at)
    {
        switch (written[at])
        {
            case '\r':
                _cursor.Column = 0;
                break;
            case '\n':
                MoveTo(_cursor.Row + 1);
                break;
            case >= ' ':
                if (_cursor.Column == _columns && _wraps)
                {
                    _continued.Add(_cursor.Row);
                    MoveTo(_cursor.Row + 1);
                    _cursor.Column = 0;
                }

                StringBuilder row = _rows[_cursor.Row];
                _cursor.Column = Math.Min(_cursor.Column, _columns - 1);
                row.Append(' ', Math.Max(0, _cursor.Column + 1 - row.Length));
                row[_cursor.Column++] = written[at];
                break;
        }

        return at + 1;
    }

    private int Sequence(string written, int at)
    {
        if (at >= written.Length || written[at] != '[')
            return at + 1;
        int end = at + 1;
        while (end < written.Length && written[end] is < '@' or > '~')
            end++;
        if (end == written.Length)
            return end;
        string parameters = written[(at + 1)..end];
        int number = int.TryParse(parameters, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
        switch (written[end])
        {
            case 'A':
                _cursor.Row = Math.Max(0, _cursor.Row - Math.Max(1, number));
                break;
            case 'B':
                MoveTo(_cursor.Row + Math.Max(1, number));
                break;
            case 'K':
                Erase(number);
                break;
            case 'h' or 'l' when parameters == "?25":
                ShowsCursor = written[end] == 'h';
                break;
            case 'h' or 'l' when parameters == "?7":
                _wraps = written[end] == 'h';
                break;
        }

        return end + 1;
    }

    private void Erase(int which)
    {
        StringBuilder row = _rows[_cursor.Row];
        _continued.Remove(_cursor.Row);
        if (which == 2)
            row.Clear();
        else if (which == 0 && row.Length > _cursor.Column)
            row.Length = _cursor.Column;
    }

    private void MoveTo(int row)
    {
        _cursor.Row = row;
        while (_rows.Count <= row)
            _rows.Add(new StringBuilder());
    }
}
