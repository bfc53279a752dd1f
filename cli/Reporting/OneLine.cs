using System.Text.RegularExpressions;

namespace FragApi.Cli.Reporting;

/// <summary>Code in a list.</summary>
internal static partial class OneLine
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        text = Blanks().Replace(text, " ").Trim();
        return text.Length <= Longest ? text : text[..(Longest - 3)] + "...";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
