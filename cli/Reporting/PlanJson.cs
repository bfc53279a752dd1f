using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;

namespace FragApi.Cli.Reporting;

/// <summary>The plan as a file: for scripts, and for the record.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Code is for reading; this is no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private sealed record Site(string File, int Line, int Column, string Rule, string Status, string? Reason, string Before, string? After);

    private sealed record Summary(int Files, int Sites, int Converted, int Already, int Skipped, int NeedsHuman, int Insertions, int Deletions);

    private sealed record Accessor(string Fragment, string Operation, string Signature, bool Exists);

    private sealed record Document(int Version, IEnumerable<Site> Sites, IEnumerable<Accessor> Accessors, Summary Summary);

    public static string Of(Plan plan, IEnumerable<FragmentAccessor> accessors, DiffStat stat, CodeBase code) => JsonSerializer.Serialize(
        new Document(
            1,
            plan.Sites.Select(site => new Site(code.Relative(site.File), site.Start.Line + 1, site.Start.Character + 1, site.Rule, NameOf(site.Status), site.Reason, site.Before, site.After)),
            accessors.Select(accessor => new Accessor(accessor.Fragment, accessor.Operation.ToString(), accessor.Signature, accessor.Exists)),
            new Summary(stat.Files, plan.Sites.Length, plan.Count(SiteStatus.Converted), plan.Count(SiteStatus.Already), plan.Count(SiteStatus.Skipped), plan.Count(SiteStatus.NeedsHuman), stat.Insertions, stat.Deletions)),
        s_options);

    /// <summary>The status as the plan and the messages spell it.</summary>
    public static string NameOf(SiteStatus status) => status switch
    {
        SiteStatus.Converted => "converted",
        SiteStatus.Already => "already",
        SiteStatus.Skipped => "skipped",
        _ => "needs-human",
    };
}
