using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Analyzers;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>How a check was asked for: parts of one run were asked for alike.</summary>
internal sealed record ShardOptions(string[] Rules, string[] Include, string[] Exclude, string Severity, string FailOn)
{
    public Selection ToSelection() => new(Include, Exclude, Rules);
}

/// <summary>
/// All that the check of a part came to, as it goes into the part's report, so that what one run would have reported can be made
/// of the parts, on another machine.
/// </summary>
internal sealed record ShardResult(
    string Shard, string Plan, string Root, string Top, ShardOptions Options, bool IsLoaded, bool BindsNothing, int Checked, string[] Frameworks, string[] Notes, string[] Failures, string[] Remarks, string[] Files,
    ShardResult.Found[] Findings, ShardResult.Suppression[] Suppressions)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    internal sealed record Spot(string File, int Start, int Length, int Line, int Column, int EndLine, int EndColumn);

    internal sealed record Step(Spot At, string Message);

    internal sealed record Edit(Spot At, string Text);

    internal sealed record Mending(string Title, Edit[] Edits);

    internal sealed record Found(string Rule, string Severity, string Message, Spot At, string LineText, Step[] Related, Mending? Fix = null);

    internal sealed record Suppression(Spot At, string Rule, string Scope, string Target, int Known, int? Found = null);

    public static ShardResult Of(CheckResult result, CodeBase code, PartOfCode part, ShardOptions options)
    {
        return new ShardResult(
            part.Shard.ToString(), part.Plan, code.Root, code.Top, options, result.IsLoaded, result.BindsNothing, result.Checked, [.. result.Frameworks], [.. code.Notes], [.. result.Failures], [.. result.Remarks],
            [.. result.Files.Order(StringComparer.Ordinal)],
            [
                .. result.Findings.Select(finding => new Found(
                    finding.Rule.Id, finding.Severity.ToString(), finding.Message, At(finding.Place), finding.LineText,
                    [.. finding.Related.Select(related => new Step(At(related.Place), related.Message))],
                    finding.Fix is FindingFix fix ? new Mending(fix.Title, [.. fix.Changes.Zip(fix.Lines, (change, lines) => new Edit(At(new Place(finding.Place.Path, change.Span, lines.Start, lines.End)), change.NewText ?? ""))]) : null)),
            ],
            [.. result.Suppressions.Select(known => new Suppression(At(known.Place), known.Rule, known.Target.Scope, known.Target.Id, known.Known, known.Found))]);

        Spot At(Place place) => new(
            code.Relative(place.Path), place.Span.Start, place.Span.Length, place.Start.Line, place.Start.Character, place.End.Line, place.End.Character);
    }

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, s_json);

    /// <summary>What a report of a part has in it, be it JSON or SARIF.</summary>
    /// <exception cref="ToolException">It cannot be read, or is not the report of a part.</exception>
    public static ShardResult Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = document.RootElement;
            JsonElement part = default;
            bool isPart = root.ValueKind == JsonValueKind.Object
                && (root.TryGetProperty("shard", out part)
                    || root.TryGetProperty("runs", out JsonElement runs) && runs.ValueKind == JsonValueKind.Array && runs.GetArrayLength() == 1
                        && runs[0].TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty("shard", out part));
            if (isPart && part.Deserialize<ShardResult>(s_json) is ShardResult result && Loading.Shard.Parse(result.Shard) is not null)
                return result;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"{path}: it could not be read: {problem.Message}");
        }
        catch (JsonException problem)
        {
            throw new ToolException(ExitCode.Usage, $"{path}({(problem.LineNumber ?? 0) + 1}): this is no report of a part: {problem.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]}");
        }

        throw new ToolException(ExitCode.Usage, $"{path}: this is no report of a part. Give what 'fragapi check --shard K/N' wrote, with --format json or --sarif.");
    }

    /// <summary>The findings, in the folder where the whole is taken to be.</summary>
    public IEnumerable<Finding> ToFindings(string root) => Findings.Select(found => new Finding(
        [], Rules.All.First(rule => rule.Id == found.Rule), Enum.Parse<DiagnosticSeverity>(found.Severity), found.Message, ToPlace(found.At, root), found.LineText,
        [.. found.Related.Select(related => new RelatedPlace(ToPlace(related.At, root), related.Message))],
        found.Fix is Mending fix
            ? new FindingFix(
                fix.Title,
                [.. fix.Edits.Select(edit => new TextChange(ToPlace(edit.At, root).Span, edit.Text))],
                [.. fix.Edits.Select(edit => new LinePositionSpan(ToPlace(edit.At, root).Start, ToPlace(edit.At, root).End))])
            : null));

    public IEnumerable<KnownSuppression> ToSuppressions(string root) =>
        Suppressions.Select(known => new KnownSuppression(ToPlace(known.At, root), known.Rule, new SuppressionTarget(known.Scope, known.Target), known.Known, known.Found));

    private static Place ToPlace(Spot spot, string root) => new(
        Path.GetFullPath(spot.File, root), new TextSpan(spot.Start, spot.Length), new LinePosition(spot.Line, spot.Column), new LinePosition(spot.EndLine, spot.EndColumn));
}
