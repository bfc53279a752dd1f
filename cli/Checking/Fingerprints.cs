using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace FragApi.Cli.Checking;

/// <summary>
/// What a finding is known by in later runs: its rule and the text of its line, without blanks. Lines may move, and may
/// be indented anew; a line that says something else is another finding. Equal lines of a file are told apart by their
/// order.
/// </summary>
internal static class Fingerprints
{
    private const int HexDigits = 16;

    /// <summary>The findings with their fingerprints; in the same order, which has to be that of their places.</summary>
    public static IEnumerable<Finding> Add(IEnumerable<Finding> findings)
    {
        Dictionary<(string, string), int> seen = [];
        foreach (Finding finding in findings)
        {
            string fingerprint = Of(finding.Rule.Id, finding.LineText);
            int occurrence = seen.GetValueOrDefault((finding.Place.Path, fingerprint)) + 1;
            seen[(finding.Place.Path, fingerprint)] = occurrence;
            yield return finding with { Fingerprint = fingerprint, Occurrence = occurrence };
        }
    }

    private static string Of(string rule, string line)
    {
        string text = $"{rule}\n{string.Concat(line.Where(character => !char.IsWhiteSpace(character)))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HexDigits];
    }
}
