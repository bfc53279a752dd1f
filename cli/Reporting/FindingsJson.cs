using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Cli.Checking;
using FragApi.Cli.Loading;

namespace FragApi.Cli.Reporting;

/// <summary>The findings for scripts.</summary>
internal static class FindingsJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Code is for reading; this is no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Related(string File, int Line, string Message);

    private sealed record Entry(string File, int Line, int Column, string Rule, string Severity, string Message, IEnumerable<Related> Related);

    /// <param name="Files">Those that have findings.</param>
    /// <param name="Findings">All of them.</param>
    private sealed record Summary(int Files, int Findings);

    private sealed record Document(int Version, IEnumerable<Entry> Findings, Summary Summary, JsonElement? Shard);

    /// <param name="findings">What is reported.</param>
    /// <param name="code">For paths.</param>
    /// <param name="part">What the whole is to be made of, where this is a part.</param>
    public static string Of(ImmutableArray<Finding> findings, CodeBase code, ShardResult? part = null) => JsonSerializer.Serialize(
        new Document(
            1,
            findings.Select(finding => new Entry(
                code.Relative(finding.Place.Path), finding.Place.Start.Line + 1, finding.Place.Start.Character + 1, finding.Rule.Id, finding.SeverityName, finding.Message,
                finding.Related.Select(related => new Related(code.Relative(related.Place.Path), related.Place.Start.Line + 1, related.Message)))),
            new Summary(findings.Select(finding => finding.Place.Path).Distinct().Count(), findings.Length),
            part?.ToJson()),
        s_options);
}
