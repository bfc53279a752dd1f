using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>What the comments of a binding file say of symbols: who decided against a proposal left it there.</summary>
internal static partial class BindingComments
{
    /// <summary>The documentation comment ids in the comments, those of open questions aside.</summary>
    public static IEnumerable<string> IdsIn(SourceText? text)
    {
        if (text is null)
            yield break;
        foreach (string line in text.Lines.Select(line => line.ToString()).Where(line => line.TrimStart().StartsWith('#') && !IsQuestion(line)))
        {
            foreach (Match id in Ids().Matches(line))
                yield return id.Value;
        }
    }

    /// <summary>The comment is a question that nobody has answered.</summary>
    public static bool IsQuestion(string line) => line.TrimStart().StartsWith("#?", System.StringComparison.Ordinal);

    // What a sentence ends in is no part of it.
    [GeneratedRegex(@"\b[TFPM]:[^\s]*[^\s.,:;]")]
    private static partial Regex Ids();
}
