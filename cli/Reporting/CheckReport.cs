using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using FragApi.Cli.Checking;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis.Text;
using Spectre.Console;

namespace FragApi.Cli.Reporting;

/// <summary>Findings as compilers print them, and a table of how many of which rule.</summary>
internal static class CheckReport
{
    public static void Write(TextWriter lines, IAnsiConsole console, ImmutableArray<Finding> findings, CodeBase code)
    {
        foreach (Finding finding in findings)
        {
            lines.WriteLine($"{At(finding.Place, code)}: {finding.SeverityName} {finding.Rule.Id}: {finding.Message}");
            foreach (RelatedPlace related in finding.Related)
                lines.WriteLine($"  {At(related.Place, code)}: {related.Message}");
        }

        if (findings.IsEmpty)
            return;
        lines.WriteLine();
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(new TableColumn("rule"));
        table.AddColumn(new TableColumn("findings").RightAligned());
        table.AddColumn(new TableColumn("files").RightAligned());
        foreach (IGrouping<string, Finding> rule in findings.GroupBy(finding => finding.Rule.Id).OrderBy(rule => rule.Key, StringComparer.Ordinal))
            AddRow(table, $"{rule.Key}  {rule.First().Rule.Title.ToString(CultureInfo.InvariantCulture)}", [.. rule]);
        AddRow(table, "all", findings);
        console.Write(table);
        console.WriteLine();
    }

    private static void AddRow(Table table, string name, IReadOnlyCollection<Finding> findings) =>
        table.AddRow(Markup.Escape(name), Number(findings.Count), Number(findings.Select(finding => finding.Place.Path).Distinct().Count()));

    private static string At(Place place, CodeBase code)
    {
        LinePosition start = place.Start;
        return string.Create(CultureInfo.InvariantCulture, $"{code.Relative(place.Path)}({start.Line + 1},{start.Character + 1})");
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
