using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using FragApi.Cli.Checking;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting;

/// <summary>Findings as compilers print them, and a table of how many of which rule.</summary>
internal static class CheckReport
{
    public static void Write(TextWriter output, int width, ImmutableArray<Finding> findings, CodeBase code)
    {
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{At(finding.Place, code)}: {finding.SeverityName} {finding.Rule.Id}: {finding.Message}");
            foreach (RelatedPlace related in finding.Related)
                output.WriteLine($"  {At(related.Place, code)}: {related.Message}");
        }

        if (findings.IsEmpty)
            return;
        output.WriteLine();
        CountTable table = new("rule", "findings", "files");
        foreach (IGrouping<string, Finding> rule in findings.GroupBy(finding => finding.Rule.Id).OrderBy(rule => rule.Key, StringComparer.Ordinal))
            Add($"{rule.Key}  {rule.First().Rule.Title.ToString(CultureInfo.InvariantCulture)}", [.. rule]);
        Add("all", findings);
        table.WriteTo(output, width);
        output.WriteLine();

        void Add(string name, IReadOnlyCollection<Finding> counted) => table.Add(name, counted.Count, counted.Select(finding => finding.Place.Path).Distinct().Count());
    }

    private static string At(Place place, CodeBase code)
    {
        LinePosition start = place.Start;
        return string.Create(CultureInfo.InvariantCulture, $"{code.Relative(place.Path)}({start.Line + 1},{start.Character + 1})");
    }
}
