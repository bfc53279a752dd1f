using System.Globalization;
using System.Text.RegularExpressions;

namespace FragApi.Cli.Loading;

/// <summary>One of several parts of a code base, each of which is checked by itself.</summary>
/// <param name="Index">Which of them, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed partial record Shard(int Index, int Count)
{
    /// <summary>As the command line has it, <c>K/N</c>; null when it is none.</summary>
    public static Shard? Parse(string text) =>
        Shape().Match(text) is { Success: true } match
        && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is int index && int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) is int count
        && index >= 1 && index <= count ? new Shard(index, count) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    [GeneratedRegex("^([0-9]{1,4})/([0-9]{1,4})$")]
    private static partial Regex Shape();
}
