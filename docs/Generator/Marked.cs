using System;

namespace FragApi.Docs;

/// <summary>A hand-written text with a generated part between <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c>.</summary>
internal static class Marked
{
    /// <summary>The text with the part replaced; everything around it stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The markers are missing, or are there twice.</exception>
    public static string Replace(string text, string name, string part, string path)
    {
        string begin = Begin(name);
        string end = End(name);
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        int to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from || text.LastIndexOf(begin, StringComparison.Ordinal) != from || text.LastIndexOf(end, StringComparison.Ordinal) != to)
            throw new InvalidOperationException($"{path}: the markers '{begin}' and '{end}' have to stand there once, in this order.");
        return string.Concat(text.AsSpan(0, from + begin.Length), "\n" + part.Trim('\n') + "\n", text.AsSpan(to));
    }

    public static string Wrap(string name, string part) => $"{Begin(name)}\n{part.Trim('\n')}\n{End(name)}\n";

    public static string Begin(string name) => $"<!-- {name}:begin -->";

    public static string End(string name) => $"<!-- {name}:end -->";
}
