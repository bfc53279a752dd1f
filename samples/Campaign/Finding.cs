using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Campaign;

/// <summary>One FRAG diagnostic of a build; the file is relative to the tree.</summary>
public sealed partial record Finding(string File, int Line, int Column, string Rule, string Message)
{
    /// <summary>The findings in a build's output. A build repeats each in its summary.</summary>
    public static IReadOnlyList<Finding> Parse(string output, string root) =>
        output.Split('\n')
            .Select(line => LineForm().Match(line))
            .Where(match => match.Success)
            .Select(match => new Finding(
                Path.GetRelativePath(root, match.Groups["file"].Value.Trim()),
                int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups["column"].Value, CultureInfo.InvariantCulture),
                match.Groups["rule"].Value,
                match.Groups["message"].Value))
            .Distinct()
            .OrderBy(finding => finding.File, System.StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column)
            .ToList();

    [GeneratedRegex(@"^\s*(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): (?:warning|error|info|message) (?<rule>FRAG\d{4}): (?<message>.*?)(?: \(https?://\S+\))?(?: \[.*\])?\s*$")]
    private static partial Regex LineForm();
}
