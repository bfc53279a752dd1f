using System;
using System.Collections.Generic;
using System.Text;

namespace FragApi.Testing;

/// <summary>A unified diff of two texts by lines, for failure messages.</summary>
public static class LineDiff
{
    private const int Context = 3;

    /// <summary>The diff; empty if the texts are equal. Lines that differ in their ending only are shown with the ending escaped.</summary>
    public static string Unified(string expected, string actual, string expectedName = "expected", string actualName = "actual")
    {
        if (expected == actual)
            return "";
        // A missing newline at the end is worth a word only if it is the difference.
        bool sameEnd = expected.EndsWith('\n') == actual.EndsWith('\n');
        string[] before = Split(expected, sameEnd);
        string[] after = Split(actual, sameEnd);
        List<(char Kind, string Line)> script = Script(before, after);

        StringBuilder result = new();
        result.Append("--- ").Append(expectedName).Append('\n').Append("+++ ").Append(actualName).Append('\n');
        int oldLine = 1, newLine = 1;
        for (int i = 0; i < script.Count;)
        {
            if (script[i].Kind == ' ' && !ChangeWithin(script, i, Context))
            {
                (oldLine, newLine, i) = (oldLine + 1, newLine + 1, i + 1);
                continue;
            }

            int end = i;
            int lastChange = i;
            while (end < script.Count && end - lastChange <= 2 * Context)
            {
                if (script[end].Kind != ' ')
                    lastChange = end;
                end++;
            }

            end = Math.Min(script.Count, lastChange + Context + 1);
            int oldCount = 0, newCount = 0;
            StringBuilder hunk = new();
            for (; i < end; i++)
            {
                (char kind, string line) = script[i];
                oldCount += kind == '+' ? 0 : 1;
                newCount += kind == '-' ? 0 : 1;
                hunk.Append(kind).Append(line).Append('\n');
            }

            result.Append($"@@ -{oldLine},{oldCount} +{newLine},{newCount} @@\n").Append(hunk);
            oldLine += oldCount;
            newLine += newCount;
        }

        return result.ToString();
    }

    private static bool ChangeWithin(List<(char Kind, string Line)> script, int start, int distance)
    {
        for (int i = start; i < script.Count && i <= start + distance; i++)
        {
            if (script[i].Kind != ' ')
                return true;
        }

        return false;
    }

    // The ending belongs to the line, but only an unusual one is shown.
    private static string[] Split(string text, bool sameEnd)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            lines[i] = lines[i].EndsWith('\r') ? lines[i][..^1] + "\\r" : lines[i];
        if (lines[^1].Length == 0)
            return lines[..^1];
        if (!sameEnd)
            lines[^1] += "\\ no newline at the end";
        return lines;
    }

    private static List<(char Kind, string Line)> Script(string[] before, string[] after)
    {
        int head = 0;
        while (head < before.Length && head < after.Length && before[head] == after[head])
            head++;
        int tail = 0;
        while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
            tail++;

        int rows = before.Length - head - tail, columns = after.Length - head - tail;
        // Beyond this the table would cost more than the message is worth: all out, all in.
        int[,]? common = (long)rows * columns <= 4_000_000 ? new int[rows + 1, columns + 1] : null;
        if (common is not null)
        {
            for (int r = rows - 1; r >= 0; r--)
            {
                for (int c = columns - 1; c >= 0; c--)
                    common[r, c] = before[head + r] == after[head + c] ? common[r + 1, c + 1] + 1 : Math.Max(common[r + 1, c], common[r, c + 1]);
            }
        }

        List<(char, string)> script = [];
        for (int i = 0; i < head; i++)
            script.Add((' ', before[i]));
        int row = 0, column = 0;
        while (row < rows || column < columns)
        {
            if (common is not null && row < rows && column < columns && before[head + row] == after[head + column])
            {
                script.Add((' ', before[head + row]));
                (row, column) = (row + 1, column + 1);
            }
            else if (row < rows && (common is null || column == columns || common[row + 1, column] >= common[row, column + 1]))
            {
                script.Add(('-', before[head + row++]));
            }
            else
            {
                script.Add(('+', after[head + column++]));
            }
        }

        for (int i = before.Length - tail; i < before.Length; i++)
            script.Add((' ', before[i]));
        return script;
    }
}
