using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What becomes of diagnostics on their way to the reports; the analyzers are made up.</summary>
public sealed class PipelineTests
{
    private static readonly ImmutableArray<string> s_labels = ["acquired here", "not released on this branch", ""];

    [Fact]
    public void TheAnalyzersAreThoseOfThePackage()
    {
        Assert.Equal(Rules.All.Select(rule => rule.Id), Checker.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RelatedPlacesComeWithTheirLabelsInEveryReport()
    {
        using Folder folder = new();
        folder.Write("A.cs", "class A\n{\n    void One() { }\n    void Two() { }\n    void Three() { }\n    void Leak() { }\n}\n");
        (CodeBase code, CheckResult result) = await RunAsync(folder, new Walks());
        Finding finding = Assert.Single(result.Findings);

        StringWriter text = new();
        CheckReport.Write(text, width: 80, result.Findings, code);
        Assert.Equal(
            ["A.cs(6,10): warning FRAG1001: " + Walks.Message, "  A.cs(3,10): acquired here", "  A.cs(4,10): not released on this branch", "  A.cs(5,10): related location"],
            text.ToString().ReplaceLineEndings("\n").Split('\n').Take(4));

        JsonNode json = JsonNode.Parse(FindingsJson.Of(result.Findings, code))!;
        Assert.True(JsonNode.DeepEquals(json["findings"]![0]!["related"], JsonNode.Parse("""
            [{"file":"A.cs","line":3,"message":"acquired here"},{"file":"A.cs","line":4,"message":"not released on this branch"},{"file":"A.cs","line":5,"message":"related location"}]
            """)), json.ToJsonString());

        JsonObject log = JsonNode.Parse(Sarif.Of(result.Findings, result.Failures, Rules.All, ExitCode.Left, code))!.AsObject();
        SarifShape.Demand(log);
        JsonNode sarif = log["runs"]![0]!["results"]![0]!;
        Assert.Equal([3, 4, 5], sarif["relatedLocations"]!.AsArray().Select(LineOf));
        Assert.Equal([1, 2, 3], sarif["relatedLocations"]!.AsArray().Select(related => (int)related!["id"]!));
        JsonArray steps = sarif["codeFlows"]![0]!["threadFlows"]![0]!["locations"]!.AsArray();
        // The finding stands behind what led to it.
        Assert.Equal([3, 4, 5, 6], steps.Select(step => LineOf(step!["location"])));
        Assert.Equal(Walks.Message, (string)steps[3]!["location"]!["message"]!["text"]!);

        // Reported where it begins, it stands first.
        Finding leak = finding with { Place = finding.Related[0].Place, Related = [finding.Related[1]] };
        log = JsonNode.Parse(Sarif.Of([leak], [], Rules.All, ExitCode.Left, code))!.AsObject();
        steps = log["runs"]![0]!["results"]![0]!["codeFlows"]![0]!["threadFlows"]![0]!["locations"]!.AsArray();
        Assert.Equal([3, 4], steps.Select(step => LineOf(step!["location"])));

        static int LineOf(JsonNode? location) => (int)location!["physicalLocation"]!["region"]!["startLine"]!;
    }

    [Fact]
    public async Task NothingThatIsHiddenCounts()
    {
        using Folder folder = new();
        folder.Write("A.cs", "class A { void Leak() { } }").Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.FRAG1001.severity = silent\n");
        Assert.Empty((await RunAsync(folder, new Walks())).Result.Findings);
    }

    private static async Task<(CodeBase Code, CheckResult Result)> RunAsync(Folder folder, params DiagnosticAnalyzer[] analyzers)
    {
        CodeBase code = await Loader.LoadAsync(new LoadRequest([folder.Root], [], Loose: true, null, []), new SourceStore(), CancellationToken.None);
        return (code, await Checker.RunAsync(code, new Selection([], [], []), withFixes: true, [.. analyzers], new Silent(), CancellationToken.None));
    }

    private sealed class Silent : IProgressSteps
    {
        public void Step(string what, int done, int of)
        {
        }

        public void Note(string text)
        {
        }
    }

#pragma warning disable RS1001, RS1036, RS1038, RS1041 // run by hand, not by a compiler
    /// <summary>Reports the method Leak, with all the others as related places.</summary>
    private sealed class Walks : DiagnosticAnalyzer
    {
        public const string Message = "'X' takes a reference on the page of 'y' by hand; z";

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.RawGet];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxTreeAction(tree =>
            {
                List<MethodDeclarationSyntax> methods = [.. tree.Tree.GetRoot(tree.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>()];
                ImmutableDictionary<string, string?> labels = s_labels.Select((label, index) => (label, index)).Where(entry => entry.label.Length > 0).ToImmutableDictionary(entry => $"related{entry.index}", entry => (string?)entry.label);
                tree.ReportDiagnostic(Diagnostic.Create(Rules.RawGet, methods[^1].Identifier.GetLocation(), methods.SkipLast(1).Select(method => method.Identifier.GetLocation()), labels, "X", "y", "z"));
            });
        }
    }
#pragma warning restore RS1001, RS1036, RS1038, RS1041
}
