using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Cli.Checking;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Reporting.Html;

/// <summary>A conversion as a page to review: every site with its status, before and after.</summary>
internal static class PlanPage
{
    private static readonly ImmutableArray<SiteStatus> s_states = [SiteStatus.Converted, SiteStatus.Already, SiteStatus.Skipped, SiteStatus.NeedsHuman];

    public static string Of(Plan plan, IReadOnlyList<string> remarks, CodeBase code, string name, CancellationToken cancellation)
    {
        CodeParts parts = new();
        Numbering<string> projects = new(StringComparer.Ordinal), files = new(StringComparer.Ordinal), rules = new(StringComparer.Ordinal);
        Colours before = new(code, cancellation);
        Colours after = new(code.With(plan.Files.ToDictionary(file => file.Path, file => file.New, StringComparer.Ordinal)), cancellation);
        Dictionary<string, Rendered> changes = plan.Files.ToDictionary(file => file.Path, file => new Rendered(file.Path, file.Old, [.. file.New.GetTextChanges(file.Old)]), StringComparer.Ordinal);
        Fingerprints.Counter seen = new();
        List<PageSite> sites = [];
        foreach (PlannedSite site in plan.Sites)
        {
            cancellation.ThrowIfCancellationRequested();
            Colours.Coloured text = before.Of(site.File);
            int file = files[code.Relative(site.File)];
            PagePart part = changes.TryGetValue(site.File, out Rendered? change)
                ? parts.Sided(file, null, text, after.Of(site.File), change, site.Extent)
                : parts.Single(file, text, site.Extent);
            string line = text.Text.Lines[site.Start.Line].ToString();
            sites.Add(new PageSite(
                seen.Next(code.Relative(site.File), site.Rule, line), file, projects[site.Project], rules[site.Rule], s_states.IndexOf(site.Status),
                site.Start.Line + 1, site.Start.Character + 1, OneLine.Of(site.Before), site.Reason, [part]));
        }

        return ReportPage.Of("convert", name, remarks, [.. s_states.Select(PlanJson.NameOf)], projects, files, rules, parts, sites);
    }
}
