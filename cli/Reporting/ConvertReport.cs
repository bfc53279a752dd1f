using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Analyzers;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using Spectre.Console;

namespace FragApi.Cli.Reporting;

/// <summary>What a person wants to know of a conversion: how much of what, what is left and why, and what to do next.</summary>
internal static partial class ConvertReport
{
    private const int MostPlaces = 5;

    private static readonly (SiteStatus Status, string Name)[] s_columns =
    [
        (SiteStatus.Converted, "converted"), (SiteStatus.Already, "already"), (SiteStatus.Skipped, "skipped"), (SiteStatus.NeedsHuman, "needs human"),
    ];

    public static void Write(IAnsiConsole console, Plan plan, DiffStat stat, CodeBase code)
    {
        if (plan.Sites.IsEmpty)
        {
            console.WriteLine("No fragment is used anywhere. Fragments are what [Fragment] or a binding file says; see 'fragapi explain bindings'.");
            return;
        }

        Dictionary<string, string> titles = Rules.All.ToDictionary(rule => rule.Id, rule => rule.Title.ToString(CultureInfo.InvariantCulture));
        WriteTable(console, "rule", plan.Sites.GroupBy(site => site.Rule), rule => $"{rule}  {titles.GetValueOrDefault(rule)}", total: true);
        if (plan.Sites.Select(site => site.Project).Distinct().Skip(1).Any())
            WriteTable(console, "project", plan.Sites.GroupBy(site => site.Project), project => project, total: false);
        WriteReasons(console, plan, code);
        console.WriteLine();
        console.WriteLine(" " + stat);
    }

    private static void WriteTable(IAnsiConsole console, string what, IEnumerable<IGrouping<string, PlannedSite>> groups, System.Func<string, string> nameOf, bool total)
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(new TableColumn(what));
        table.AddColumn(new TableColumn("sites").RightAligned());
        foreach ((SiteStatus _, string name) in s_columns)
            table.AddColumn(new TableColumn(name).RightAligned());
        List<IGrouping<string, PlannedSite>> rows = [.. groups.OrderBy(group => group.Key, System.StringComparer.Ordinal)];
        foreach (IGrouping<string, PlannedSite> row in rows)
            table.AddRow(Cells(nameOf(row.Key), [.. row]));
        if (total)
            table.AddRow(Cells("all", [.. rows.SelectMany(row => row)]));
        console.Write(table);
        console.WriteLine();
    }

    private static string[] Cells(string name, IReadOnlyCollection<PlannedSite> sites) =>
        [Markup.Escape(name), Number(sites.Count), .. s_columns.Select(column => Number(sites.Count(site => site.Status == column.Status)))];

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static void WriteReasons(IAnsiConsole console, Plan plan, CodeBase code)
    {
        // A reason names what it is about; without the names, like is with like.
        List<IGrouping<(string Rule, string), PlannedSite>> groups =
        [
            .. plan.Sites.Where(site => site.Status == SiteStatus.NeedsHuman)
                .GroupBy(site => (site.Rule, Names().Replace(site.Reason ?? "", "…")))
                .OrderBy(group => group.Key.Rule, System.StringComparer.Ordinal).ThenByDescending(group => group.Count()),
        ];
        if (groups.Count == 0)
            return;
        console.WriteLine("needs a human:");
        foreach (IGrouping<(string Rule, string Shape), PlannedSite> group in groups)
        {
            console.WriteLine($"  {group.Key.Rule}  {(group.Count() == 1 ? group.First().Reason : group.Key.Shape)}");
            foreach (PlannedSite site in group.Take(MostPlaces))
                console.WriteLine($"    {code.Relative(site.File)}({Number(site.Start.Line + 1)},{Number(site.Start.Character + 1)}): {OneLine.Of(site.Before)}");
            if (group.Count() > MostPlaces)
                console.WriteLine($"    and {Number(group.Count() - MostPlaces)} more; --plan FILE lists all");
        }
    }

    [GeneratedRegex("'[^']*'|line [0-9]+")]
    private static partial Regex Names();
}
