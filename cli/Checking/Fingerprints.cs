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
        Counter seen = new();
        foreach (Finding finding in findings)
        {
            string fingerprint = Of(finding.Rule.Id, finding.LineText);
            yield return finding with { Fingerprint = fingerprint, Occurrence = seen.Count(finding.Place.Path, fingerprint) };
        }
    }

    /// <summary>Tells equal lines of a file apart, by their order.</summary>
    internal sealed class Counter
    {
        private readonly Dictionary<(string, string), int> _seen = [];

        /// <summary>The how manieth it is, from 1.</summary>
        public int Count(string file, string fingerprint) =>
            _seen[(file, fingerprint)] = _seen.GetValueOrDefault((file, fingerprint)) + 1;

        /// <summary>A name that is the same in later runs, for what a rule has to do with a line of a file.</summary>
        public string Next(string file, string rule, string line)
        {
            string fingerprint = Of($"{file}\n{rule}", line);
            return $"{fingerprint}-{Count(file, fingerprint)}";
        }
    }

    private static string Of(string rule, string line)
    {
        string text = $"{rule}\n{string.Concat(line.Where(character => !char.IsWhiteSpace(character)))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HexDigits];
    }
}
