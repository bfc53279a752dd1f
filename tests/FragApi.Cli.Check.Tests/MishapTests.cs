using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Cli.Checking;
using FragApi.Cli.Converting;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>A failure of a rule or of the compiler costs what it touched: everything else is reported, and the loss is named.</summary>
public sealed class MishapTests : IDisposable
{
    private readonly Folder _folder = Folder.WithKernel().Write("Card.cs", Sources.Driver).Write("FragApi.Bindings.txt", "# nothing\n").Write("Other.cs", Sources.Driver.Replace("class Card", "class Other"));

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Actions => [.. Throws.Registrations.Keys];

    [Theory, MemberData(nameof(Actions))]
    public async Task AnAnalyzerThatThrowsCostsOnlyItsOwnFindings(string action)
    {
        CodeBase code = await LoadAsync();
        CheckResult result = await CheckAsync(code, [new Throws(action), .. Checker.Analyzers]);
        Assert.Equal(["Card.cs FRAG1001", "Card.cs FRAG1002", "Other.cs FRAG1001", "Other.cs FRAG1002"], Heads(result, code));
        Assert.NotEmpty(result.Failures);
        Assert.All(result.Failures, failure =>
        {
            Assert.Matches("^tree: Throws failed( in .+)?, and its findings are incomplete: InvalidOperationException: on purpose", failure);
            // What the run looked at is named where there is such a thing.
            Assert.True(!Throws.InFiles.Contains(action) || failure.Contains(".cs, and", StringComparison.Ordinal), failure);
        });

        JsonObject log = JsonNode.Parse(Sarif.Of(result.Findings, result.Failures, Rules.All, ExitCode.Failed, code))!.AsObject();
        SarifShape.Demand(log);
        Assert.False((bool)log["runs"]![0]!["invocations"]![0]!["executionSuccessful"]!);
    }

    [Fact]
    public async Task WhereTheCompilerThrowsOverAFileTheOthersAreChecked()
    {
        CodeBase code = Breaking(await LoadAsync(), "Other.cs");
        CheckResult result = await CheckAsync(code, Checker.Analyzers);
        Assert.Equal(["Card.cs FRAG1001", "Card.cs FRAG1002"], Heads(result, code));
        string failure = Assert.Single(result.Failures);
        Assert.StartsWith("Other.cs could not be analysed, and has no findings here: InvalidOperationException: on purpose", failure, StringComparison.Ordinal);
        Assert.False(result.BindsNothing);
    }

    [Fact]
    public async Task WhereTheCompilerThrowsOverAProjectTheOthersAreChecked()
    {
        CodeBase one = await LoadAsync();
        LoadedProject good = one.Projects[0];
        LoadedProject bad = Breaking(one, "Other.cs").Projects[0] with { Name = "bad" };
        CodeBase code = With(one, isLoose: false, bad, good with { Name = "good" });
        CheckResult result = await CheckAsync(code, Checker.Analyzers);
        Assert.Equal(["Card.cs FRAG1001", "Card.cs FRAG1002", "Other.cs FRAG1001", "Other.cs FRAG1002"], Heads(result, code));
        Assert.NotEmpty(result.Failures);
        Assert.All(result.Failures, failure => Assert.Contains("on purpose", failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AConversionLeavesWhatItCouldNotLookAt()
    {
        CodeBase one = await LoadAsync();
        LoadedProject good = one.Projects[0] with { Name = "good", Compilation = one.Projects[0].Compilation.RemoveSyntaxTrees(one.Projects[0].Sources.Where(tree => tree.FilePath.EndsWith("Other.cs", StringComparison.Ordinal))) };
        LoadedProject bad = Breaking(one, "Other.cs").Projects[0] with { Name = "bad" };
        bad = bad with { Compilation = bad.Compilation.RemoveSyntaxTrees(bad.Sources.Where(tree => tree.FilePath.EndsWith("Card.cs", StringComparison.Ordinal))) };
        CodeBase code = With(one, isLoose: true, good, bad);
        Plan plan = await Converting.Conversion.PlanAsync(code, new Selection([], [], []), new Silent(), CancellationToken.None);
        Assert.StartsWith("Other.cs could not be analysed", Assert.Single(plan.Losses), StringComparison.Ordinal);
        Assert.Equal(["Card.cs"], plan.Files.Select(file => code.Relative(file.Path)));
        Assert.DoesNotContain(plan.Sites, site => site.Status == SiteStatus.Converted && site.File.EndsWith("Other.cs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AConversionOfAFolderLeavesTheFile()
    {
        CodeBase code = Breaking(await LoadAsync(), "Other.cs");
        Plan plan = await Converting.Conversion.PlanAsync(code, new Selection([], [], []), new Silent(), CancellationToken.None);
        Assert.NotEmpty(plan.Losses);
        Assert.All(plan.Losses, loss => Assert.StartsWith("Other.cs could not be analysed", loss, StringComparison.Ordinal));
        Assert.Equal(["Card.cs"], plan.Files.Select(file => code.Relative(file.Path)));
    }

    [Fact]
    public async Task ASealingProvesNothingOfWhatItCouldNotLookAt()
    {
        CodeBase code = Breaking(await LoadAsync(), "Other.cs");
        Sealing.SealResult result = await Sealing.Sealing.OfAsync(code, bindsAll: false, new Silent(), CancellationToken.None);
        Assert.NotEmpty(result.Losses);
    }

    private async Task<CodeBase> LoadAsync() =>
        await Loader.LoadAsync(new LoadRequest([_folder.Root], [], Loose: true, null, []), new SourceStore(), CancellationToken.None);

    private static Task<CheckResult> CheckAsync(CodeBase code, ImmutableArray<DiagnosticAnalyzer> analyzers) =>
        Checker.RunAsync(code, new Selection([], [], []), withFixes: true, analyzers, new Silent(), CancellationToken.None);

    private static IEnumerable<string> Heads(CheckResult result, CodeBase code) => result.Findings.Select(finding => $"{code.Relative(finding.Place.Path)} {finding.Rule.Id}");

    private static CodeBase With(CodeBase code, bool isLoose, params ImmutableArray<LoadedProject> projects) => new(code.Root, isLoose, projects, code.Notes, code.Losses);

    /// <summary>The same with a compiler that throws whenever it is to say something of the file.</summary>
    private static CodeBase Breaking(CodeBase code, string file)
    {
        LoadedProject project = code.Projects[0];
        CSharpCompilation compilation = project.Compilation.WithOptions(project.Compilation.Options.WithSyntaxTreeOptionsProvider(new BreakingOptions(file)));
        // Something for the compiler to say.
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath.EndsWith(file, StringComparison.Ordinal));
        compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(tree + "\nclass Unused { void M() { int unused; } }\n")));
        return With(code, code.IsLoose, project with { Compilation = compilation });
    }

    private sealed class BreakingOptions(string file) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            if (tree.FilePath.EndsWith(file, StringComparison.Ordinal))
                throw new InvalidOperationException("on purpose");
            severity = default;
            return false;
        }
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

#pragma warning disable RS1001, RS1012, RS1013, RS1022, RS1026, RS1036, RS1038, RS1041 // run by hand, not by a compiler
    /// <summary>Throws in one kind of action.</summary>
    private sealed class Throws(string action) : DiagnosticAnalyzer
    {
        public static readonly Dictionary<string, Action<AnalysisContext>> Registrations = new()
        {
            ["initialize"] = _ => Fail(),
            ["compilation"] = context => context.RegisterCompilationAction(_ => Fail()),
            ["compilation start"] = context => context.RegisterCompilationStartAction(_ => Fail()),
            ["compilation end"] = context => context.RegisterCompilationStartAction(start => start.RegisterCompilationEndAction(_ => Fail())),
            ["syntax tree"] = context => context.RegisterSyntaxTreeAction(_ => Fail()),
            ["semantic model"] = context => context.RegisterSemanticModelAction(_ => Fail()),
            ["additional file"] = context => context.RegisterAdditionalFileAction(_ => Fail()),
            ["symbol"] = context => context.RegisterSymbolAction(_ => Fail(), SymbolKind.NamedType),
            ["symbol start"] = context => context.RegisterSymbolStartAction(_ => Fail(), SymbolKind.NamedType),
            ["symbol end"] = context => context.RegisterSymbolStartAction(start => start.RegisterSymbolEndAction(_ => Fail()), SymbolKind.NamedType),
            ["syntax node"] = context => context.RegisterSyntaxNodeAction(_ => Fail(), SyntaxKind.InvocationExpression),
            ["operation"] = context => context.RegisterOperationAction(_ => Fail(), OperationKind.Invocation),
            ["code block"] = context => context.RegisterCodeBlockAction(_ => Fail()),
            ["code block start"] = context => context.RegisterCodeBlockStartAction<SyntaxKind>(_ => Fail()),
            ["code block end"] = context => context.RegisterCodeBlockStartAction<SyntaxKind>(start => start.RegisterCodeBlockEndAction(_ => Fail())),
            ["operation block"] = context => context.RegisterOperationBlockAction(_ => Fail()),
            ["operation block start"] = context => context.RegisterOperationBlockStartAction(_ => Fail()),
            ["operation block end"] = context => context.RegisterOperationBlockStartAction(start => start.RegisterOperationBlockEndAction(_ => Fail())),
        };

        /// <summary>The kinds that are about one file.</summary>
        public static readonly HashSet<string> InFiles = ["syntax tree", "semantic model", "syntax node", "operation"];

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.RawGet];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            Registrations[action](context);
        }

        private static void Fail() => throw new InvalidOperationException("on purpose");
    }
#pragma warning restore RS1001, RS1012, RS1013, RS1022, RS1026, RS1036, RS1038, RS1041
}
