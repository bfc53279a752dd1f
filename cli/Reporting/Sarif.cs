using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting;

/// <summary>The findings as SARIF 2.1.0 (OASIS), for code scanning services and editors.</summary>
internal static class Sarif
{
    /// <summary>What paths are relative to.</summary>
    private const string Root = "SRCROOT";

    private const string FingerprintName = "fragapiLine/v1";

    /// <summary>The one that GitHub's code scanning goes by.</summary>
    private const string GitHubFingerprintName = "primaryLocationLineHash";

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="findings">What is reported.</param>
    /// <param name="failures">What kept the run from being whole.</param>
    /// <param name="rules">The rules that ran.</param>
    /// <param name="exitCode">What the process ends with.</param>
    /// <param name="code">For paths, and for the notes of the loading.</param>
    /// <param name="part">What the whole is to be made of, where this is a part.</param>
    public static string Of(ImmutableArray<Finding> findings, ImmutableArray<string> failures, ImmutableArray<DiagnosticDescriptor> rules, ExitCode exitCode, CodeBase code, ShardResult? part = null)
    {
        rules = [.. rules.Concat(findings.Select(finding => finding.Rule)).DistinctBy(rule => rule.Id)];
        Dictionary<string, int> indices = rules.Select((rule, index) => (rule.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        Paths paths = new(code);
        object run = new
        {
            tool = new
            {
                driver = new
                {
                    name = "fragapi",
                    organization = "FragApi contributors",
                    version = ToolVersion.Full,
                    semanticVersion = ToolVersion.Full,
                    informationUri = "https://github.com/fragapi/fragapi",
                    rules = rules.Select(Rule),
                },
            },
            invocations = new object[]
            {
                new
                {
                    executionSuccessful = exitCode is ExitCode.Done or ExitCode.Left,
                    exitCode = (int)exitCode,
                    exitCodeDescription = exitCode switch
                    {
                        ExitCode.Done => "no findings",
                        ExitCode.Left => "findings",
                        _ => "something could not be checked",
                    },
                    toolExecutionNotifications = failures.Select(text => Notification("error", text)).Concat(code.Notes.Select(text => Notification("note", text))),
                },
            },
            originalUriBaseIds = new Dictionary<string, object> { [Root] = new { uri = paths.RootUri, description = Text("The top folder of the repository; where there is none, that of the solution or project, or the folder that was given.") } },
            columnKind = "utf16CodeUnits",
            results = findings.Select(finding => Result(finding, indices[finding.Rule.Id], paths)),
            properties = part is null ? null : new { shard = part.ToJson() },
        };
        return JsonSerializer.Serialize(
            new Dictionary<string, object> { ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json", ["version"] = "2.1.0", ["runs"] = new[] { run } },
            s_options) + "\n";
    }

    private static object Rule(DiagnosticDescriptor rule)
    {
        string? page = RulePages.Published(rule);
        return new
        {
            id = rule.Id,
            name = RulePages.NameOf(rule),
            shortDescription = Text(rule.Title.ToString(CultureInfo.InvariantCulture)),
            fullDescription = Text(rule.Description.ToString(CultureInfo.InvariantCulture)),
            helpUri = rule.HelpLinkUri,
            help = page is null ? null : new { text = new MarkdownText(width: 100).Render(page), markdown = page },
            defaultConfiguration = new { level = Level(rule.DefaultSeverity), enabled = rule.IsEnabledByDefault },
            properties = new { category = rule.Category, tags = rule.CustomTags.Prepend(rule.Category).Distinct() },
        };
    }

    private static object Result(Finding finding, int ruleIndex, Paths paths) => new
    {
        ruleId = finding.Rule.Id,
        ruleIndex,
        level = Level(finding.Severity),
        message = Text(finding.Message),
        locations = new[] { Location(finding.Place, paths) },
        relatedLocations = finding.Related.IsEmpty ? null : finding.Related.Select((related, index) => Location(related.Place, paths, related.Message, index + 1)),
        codeFlows = finding.Related.IsEmpty ? null : new object[]
        {
            new { threadFlows = new object[] { new { locations = finding.Walk().Select(step => new { location = Location(step.Place, paths, step.Message) }) } } },
        },
        partialFingerprints = new[] { FingerprintName, GitHubFingerprintName }.ToDictionary(name => name, _ => $"{finding.Fingerprint}:{finding.Occurrence}"),
        fixes = finding.Fix is null ? null : new[] { Fix(finding.Fix, finding.Place.Path, paths) },
    };

    private static object Location(Place place, Paths paths, string? message = null, int? id = null) => new
    {
        id,
        physicalLocation = new { artifactLocation = paths.Artifact(place.Path), region = Region(place.Start, place.End) },
        message = message is null ? null : Text(message),
    };

    private static object Fix(FindingFix fix, string path, Paths paths) => new
    {
        description = Text(fix.Title),
        artifactChanges = new[]
        {
            new
            {
                artifactLocation = paths.Artifact(path),
                replacements = fix.Changes.Zip(fix.Lines, (change, lines) => new
                {
                    deletedRegion = Region(lines.Start, lines.End),
                    insertedContent = string.IsNullOrEmpty(change.NewText) ? null : Text(change.NewText),
                }),
            },
        },
    };

    private static object Region(LinePosition start, LinePosition end) =>
        new { startLine = start.Line + 1, startColumn = start.Character + 1, endLine = end.Line + 1, endColumn = end.Character + 1 };

    private static object Notification(string level, string text) => new { level, message = Text(text) };

    private static Message Text(string text) => new(text);

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "note",
        _ => "none",
    };

    private sealed record Message([property: JsonPropertyName("text")] string Text);

    private sealed class Paths(CodeBase code)
    {
        // Services take a path for one of the repository, wherever the solution lies in it.
        private readonly string _root = code.Top;

        public string RootUri => new Uri(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar).AbsoluteUri;

        public object Artifact(string path)
        {
            string relative = Path.GetRelativePath(_root, path).Replace('\\', '/');
            return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
                ? new { uri = new Uri(path).AbsoluteUri }
                : new { uri = string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)), uriBaseId = Root };
        }
    }
}
