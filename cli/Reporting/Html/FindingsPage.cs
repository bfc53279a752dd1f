using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Cli.Checking;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting.Html;

/// <summary>The findings of a check as a page to review: each with its path drawn through the method, and with its fix.</summary>
internal static class FindingsPage
{
    private static readonly ImmutableArray<string> s_states = ["error", "warning", "info"];

    public static string Of(ImmutableArray<Finding> findings, IReadOnlyList<string> remarks, CodeBase code, string name, CancellationToken cancellation)
    {
        CodeParts parts = new();
        Numbering<string> projects = new(StringComparer.Ordinal), files = new(StringComparer.Ordinal), rules = new(StringComparer.Ordinal);
        Colours before = new(code, cancellation);
        PagePart?[] fixes = Fixes(findings, before, parts, files, code, cancellation);
        Fingerprints.Counter seen = new();
        List<PageSite> sites = [];
        for (int index = 0; index < findings.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            Finding finding = findings[index];
            string relative = code.Relative(finding.Place.Path);
            List<PagePart> shown = [];
            // Where there is no way to walk, the fix shows the place. What the rule says stands above.
            if (!finding.Related.IsEmpty || fixes[index] is null)
                shown.AddRange(parts.Trail([.. finding.Walk().Select(step => step.Message == finding.Message ? step with { Message = "reported here" } : step)], before.Of, path => files[code.Relative(path)]));
            if (fixes[index] is PagePart fix)
                shown.Add(fix);
            Colours.Coloured text = before.Of(finding.Place.Path);
            sites.Add(new PageSite(
                seen.Next(relative, finding.Rule.Id, finding.LineText), files[relative], projects[finding.Projects[0].Name], rules[finding.Rule.Id], s_states.IndexOf(finding.SeverityName),
                finding.Place.Start.Line + 1, finding.Place.Start.Character + 1, OneLine.Of(finding.Place.Span.End <= text.Text.Length ? text.Text.ToString(finding.Place.Span) : finding.LineText), finding.Message, shown));
        }

        return ReportPage.Of("check", name, remarks, s_states, projects, files, rules, parts, sites);
    }

    /// <summary>
    /// Each fix alone, before and after. Fixes of different files do not disturb each other, so that the compiler's
    /// knowledge of the new text, which the colours need, is asked for in layers of one fix a file.
    /// </summary>
    private static PagePart?[] Fixes(ImmutableArray<Finding> findings, Colours before, CodeParts parts, Numbering<string> files, CodeBase code, CancellationToken cancellation)
    {
        PagePart?[] fixes = new PagePart?[findings.Length];
        List<List<int>> byFile = [.. Enumerable.Range(0, findings.Length).Where(index => findings[index].Fix is not null).GroupBy(index => findings[index].Place.Path, StringComparer.Ordinal).Select(same => same.ToList())];
        for (int layer = 0; byFile.Exists(file => layer < file.Count); layer++)
        {
            List<(int Index, Rendered Change)> here = [];
            foreach (List<int> file in byFile.Where(file => layer < file.Count))
            {
                Finding finding = findings[file[layer]];
                here.Add((file[layer], new Rendered(finding.Place.Path, before.Of(finding.Place.Path).Text, finding.Fix!.Changes)));
            }

            Colours after = new(code.With(here.ToDictionary(fix => fix.Change.Path, fix => fix.Change.Text, StringComparer.Ordinal)), cancellation);
            foreach ((int index, Rendered change) in here)
            {
                cancellation.ThrowIfCancellationRequested();
                Finding finding = findings[index];
                // The import that a fix may bring stands elsewhere; what matters is the place.
                TextSpan span = finding.Fix!.Changes.Select(edit => edit.Span).Where(edit => edit.IntersectsWith(finding.Place.Span))
                    .Aggregate(finding.Place.Span, (all, edit) => TextSpan.FromBounds(Math.Min(all.Start, edit.Start), Math.Max(all.End, edit.End)));
                fixes[index] = parts.Sided(files[code.Relative(finding.Place.Path)], finding.Fix.Title, before.Of(finding.Place.Path), after.Of(finding.Place.Path), change, span);
            }
        }

        return fixes;
    }
}
