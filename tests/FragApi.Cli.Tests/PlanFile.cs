using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace FragApi.Cli.Tests;

internal sealed record PlanSite(string File, int Line, int Column, string Rule, string Status, string? Reason, string Before, string? After);

internal sealed record PlanSummary(int Files, int Sites, int Converted, int Already, int Skipped, int NeedsHuman, int Insertions, int Deletions);

/// <summary>The plan as <c>--plan</c> writes it. Reading it checks that it has the promised fields, no others, and that it adds up.</summary>
internal sealed record PlanFile(IReadOnlyList<PlanSite> Sites, PlanSummary Summary, IReadOnlyList<string> Accessors)
{
    private static readonly string[] s_statuses = ["converted", "already", "skipped", "needs-human"];

    public static PlanFile Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Fields(root, "version", "sites", "accessors", "summary");
        Assert.Equal(1, root.GetProperty("version").GetInt32());
        List<PlanSite> sites = [];
        foreach (JsonElement site in root.GetProperty("sites").EnumerateArray())
        {
            Fields(site, "file", "line", "column", "rule", "status", "reason", "before", "after");
            sites.Add(new PlanSite(
                site.GetProperty("file").GetString()!, site.GetProperty("line").GetInt32(), site.GetProperty("column").GetInt32(), site.GetProperty("rule").GetString()!,
                site.GetProperty("status").GetString()!, site.GetProperty("reason").GetString(), site.GetProperty("before").GetString()!, site.GetProperty("after").GetString()));
        }

        List<string> accessors = [];
        foreach (JsonElement accessor in root.GetProperty("accessors").EnumerateArray())
        {
            Fields(accessor, "fragment", "operation", "signature", "exists");
            Assert.False(accessor.GetProperty("exists").GetBoolean());
            accessors.Add($"{accessor.GetProperty("fragment").GetString()} {accessor.GetProperty("operation").GetString()}: {accessor.GetProperty("signature").GetString()}");
        }

        JsonElement summary = root.GetProperty("summary");
        Fields(summary, "files", "sites", "converted", "already", "skipped", "needsHuman", "insertions", "deletions");
        int Number(string name) => summary.GetProperty(name).GetInt32();
        PlanFile plan = new(sites, new PlanSummary(Number("files"), Number("sites"), Number("converted"), Number("already"), Number("skipped"), Number("needsHuman"), Number("insertions"), Number("deletions")), accessors);
        plan.AddsUp();
        return plan;
    }

    public IEnumerable<PlanSite> Of(string status) => Sites.Where(site => site.Status == status);

    public int CountOf(string status) => Of(status).Count();

    private void AddsUp()
    {
        Assert.All(Sites, site =>
        {
            Assert.Contains(site.Status, s_statuses);
            Assert.Matches("^FRAG1\\d{3}$", site.Rule);
            Assert.True(site.Line > 0 && site.Column > 0, site.ToString());
            Assert.NotEqual("", site.Before);
            // A reason for what is left, a result for what is not.
            Assert.Equal(site.Status is "skipped" or "needs-human", site.Reason is not null);
            Assert.Equal(site.Status == "converted", site.After is not null);
            Assert.NotEqual(site.Before, site.After);
            Assert.False(System.IO.Path.IsPathRooted(site.File), site.File);
        });
        Assert.Equal(Sites.Count, Sites.Select(site => (site.File, site.Line, site.Column, site.Rule, site.Before)).Distinct().Count());
        Assert.Equal(Sites.Count, Summary.Sites);
        Assert.Equal(Summary.Sites, Summary.Converted + Summary.Already + Summary.Skipped + Summary.NeedsHuman);
        Assert.Equal(
            [Summary.Converted, Summary.Already, Summary.Skipped, Summary.NeedsHuman],
            s_statuses.Select(CountOf));
    }

    private static void Fields(JsonElement element, params string[] names) =>
        Assert.Equal(names, element.EnumerateObject().Select(property => property.Name));
}
