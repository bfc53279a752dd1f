using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Analyzers;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;

namespace FragApi.Cli.Reporting;

/// <summary>What a person wants to know of a conversion: how much of what, what is left and why, and what to do next.</summary>
internal static partial class ConvertReport
{
    private const int MostPlaces = 5;

    private static readonly (SiteStatus Status, string Name)[] s_columns =
    [
        (SiteStatus.Converted, "converted"), (SiteStatus.Already, "already"), (SiteStatus.Skipped, "skipped"), (SiteStatus.NeedsHuman, "needs human"),
    ];

    /// <param name="output">Where it is said.</param>
    /// <param name="width">How wide that is.</param>
    /// <param name="plan">What is done.</param>
    /// <param name="accessors">What sites wait for.</param>
    /// <param name="writeThem">The command that writes the accessors.</param>
    /// <param name="stat">How much changes.</param>
    /// <param name="code">In what.</param>
    public static void Write(TextWriter output, int width, Plan plan, IReadOnlyCollection<FragmentAccessor> accessors, string writeThem, DiffStat stat, CodeBase code)
    {
        if (plan.Sites.IsEmpty)
        {
            output.WriteLine("No fragment is used anywhere.");
            return;
        }

        Dictionary<string, string> titles = Rules.All.ToDictionary(rule => rule.Id, rule => rule.Title.ToString(CultureInfo.InvariantCulture));
        WriteTable(output, width, "rule", plan.Sites.GroupBy(site => site.Rule), rule => $"{rule}  {titles.GetValueOrDefault(rule)}", total: true);
        if (plan.Sites.Select(site => site.Project).Distinct().Skip(1).Any())
            WriteTable(output, width, "project", plan.Sites.GroupBy(site => site.Project), project => project, total: false);
        WriteReasons(output, plan, accessors, writeThem, code);
        if (Frameworks.Of(code) is string frameworks)
            output.WriteLine($"target frameworks: {frameworks}");
        output.WriteLine(" " + stat);
    }

    private static void WriteTable(TextWriter output, int width, string what, IEnumerable<IGrouping<string, PlannedSite>> groups, Func<string, string> nameOf, bool total)
    {
        CountTable table = new(what, ["sites", .. s_columns.Select(column => column.Name)]);
        List<IGrouping<string, PlannedSite>> rows = [.. groups.OrderBy(group => group.Key, StringComparer.Ordinal)];
        foreach (IGrouping<string, PlannedSite> row in rows)
            Add(nameOf(row.Key), [.. row]);
        if (total)
            Add("all", [.. rows.SelectMany(row => row)]);
        table.WriteTo(output, width);
        output.WriteLine();

        void Add(string name, IReadOnlyCollection<PlannedSite> sites) =>
            table.Add(name, [sites.Count, .. s_columns.Select(column => sites.Count(site => site.Status == column.Status))]);
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static void WriteReasons(TextWriter output, Plan plan, IReadOnlyCollection<FragmentAccessor> accessors, string writeThem, CodeBase code)
    {
        // A reason names what it is about; without the names, like is with like.
        MissingAccessors missing = MissingAccessors.Of(plan);
        List<IGrouping<(string Rule, string), PlannedSite>> groups =
        [
            .. plan.Sites.Where(site => site.Status == SiteStatus.NeedsHuman && !missing.Contains(site))
                .GroupBy(site => (site.Rule, Names().Replace(site.Reason ?? "", "…")))
                .OrderBy(group => group.Key.Rule, StringComparer.Ordinal).ThenByDescending(group => group.Count()),
        ];
        if (groups.Count == 0 && missing.IsEmpty)
            return;
        output.WriteLine("needs a human:");
        if (!missing.IsEmpty)
        {
            output.WriteLine($"  {missing}");
            WritePlaces(output, [.. missing.Sites], code);
        }

        if (accessors.Count > 0)
        {
            output.WriteLine($"    to write {(accessors.Count == 1 ? "it" : "them")}: {writeThem}");
            AccessorReport.WriteSignatures(output, accessors, "      ");
        }

        foreach (IGrouping<(string Rule, string Shape), PlannedSite> group in groups)
        {
            output.WriteLine($"  {group.Key.Rule}  {(group.Count() == 1 ? group.First().Reason : group.Key.Shape)}");
            WritePlaces(output, [.. group], code);
        }

        output.WriteLine();
    }

    private static void WritePlaces(TextWriter output, IReadOnlyCollection<PlannedSite> sites, CodeBase code)
    {
        foreach (PlannedSite site in sites.Take(MostPlaces))
            output.WriteLine($"    {code.Relative(site.File)}({Number(site.Start.Line + 1)},{Number(site.Start.Character + 1)}): {OneLine.Of(site.Before)}");
        if (sites.Count > MostPlaces)
            output.WriteLine($"    and {Number(sites.Count - MostPlaces)} more; --plan FILE lists all");
    }

    [GeneratedRegex("'[^']*'|line [0-9]+")]
    private static partial Regex Names();
}
