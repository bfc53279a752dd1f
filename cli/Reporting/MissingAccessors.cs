using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers.Accessors;
using FragApi.Cli.Converting;
using Plan = FragApi.Cli.Converting.Plan;

namespace FragApi.Cli.Reporting;

/// <summary>The sites that wait for an accessor which nobody has written yet: one line for all of them, with what to write.</summary>
internal sealed class MissingAccessors
{
    // The reason with a hole where the accessor's name stands.
    private static readonly string[] s_reason = Decline.Text(DeclineReason.NoAccessor).Split("{0}");

    private readonly List<IGrouping<string, PlannedSite>> _byAccessor;

    private MissingAccessors(IEnumerable<PlannedSite> sites) =>
        _byAccessor = [.. sites.GroupBy(site => NameIn(site.Reason!)!).OrderByDescending(accessor => accessor.Count()).ThenBy(accessor => accessor.Key, StringComparer.Ordinal)];

    public bool IsEmpty => _byAccessor.Count == 0;

    public IEnumerable<PlannedSite> Sites => _byAccessor.SelectMany(accessor => accessor);

    public static MissingAccessors Of(Plan plan) => new(plan.Sites.Where(IsOne));

    public bool Contains(PlannedSite site) => IsOne(site);

    public override string ToString() =>
        $"no accessor: {string.Join(", ", _byAccessor.Select(accessor => $"{accessor.Key} {accessor.Count().ToString(CultureInfo.InvariantCulture)}"))}; once the fragment's accessor type has them, these are converted: fragapi explain accessors";

    private static bool IsOne(PlannedSite site) => site.Status == SiteStatus.NeedsHuman && site.Reason is string reason && NameIn(reason) is not null;

    private static string? NameIn(string reason) =>
        s_reason is [var before, var after] && reason.Length > before.Length + after.Length && reason.StartsWith(before, StringComparison.Ordinal) && reason.EndsWith(after, StringComparison.Ordinal)
            ? reason[before.Length..^after.Length]
            : null;
}
