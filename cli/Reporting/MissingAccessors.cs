using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Cli.Converting;
using Plan = FragApi.Cli.Converting.Plan;

namespace FragApi.Cli.Reporting;

/// <summary>The sites that wait for an accessor which nobody has written yet: one line for all of them, with what to write.</summary>
internal sealed class MissingAccessors
{
    private readonly List<IGrouping<string, PlannedSite>> _byAccessor;

    private MissingAccessors(IEnumerable<PlannedSite> sites) =>
        _byAccessor = [.. sites.GroupBy(site => site.Waits.ToString()!).OrderByDescending(accessor => accessor.Count()).ThenBy(accessor => accessor.Key, StringComparer.Ordinal)];

    public bool IsEmpty => _byAccessor.Count == 0;

    public IEnumerable<PlannedSite> Sites => _byAccessor.SelectMany(accessor => accessor);

    public static MissingAccessors Of(Plan plan) => new(plan.Sites.Where(IsOne));

    public bool Contains(PlannedSite site) => IsOne(site);

    public override string ToString() =>
        $"no accessor: {string.Join(", ", _byAccessor.Select(accessor => $"{accessor.Key} {accessor.Count().ToString(CultureInfo.InvariantCulture)}"))}; once the fragment's accessor type has them, these are converted: fragapi explain accessors";

    private static bool IsOne(PlannedSite site) => site.Waits is not null;
}
