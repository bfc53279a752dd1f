using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Surveying;

/// <summary>What the rules see in one tree, under one project.</summary>
/// <param name="tree">The tree; null when nothing was looked at.</param>
/// <param name="compilation">In which the sites were found; their symbols mean nothing in another.</param>
internal sealed class TreeSurvey(SyntaxTree? tree = null, Compilation? compilation = null)
{
    public SyntaxTree? Tree { get; } = tree;

    /// <summary>A model to ask about the sites. Not the one in which they were found: that holds all that it has bound.</summary>
    public SemanticModel NewModel() => compilation!.GetSemanticModel(Tree!);

    /// <summary>The reason to leave what accessors do.</summary>
    public const string InAccessor = "accessor code, where the raw form belongs";

    /// <summary>Raw uses that nothing silences.</summary>
    public List<Site> Sites { get; } = [];

    /// <summary>What needs no conversion, or must not have one, with the reason; null for calls of accessors.</summary>
    public List<(TextSpan Span, DiagnosticDescriptor Rule, string? Reason)> Others { get; } = [];

    /// <summary>Raw uses in a site that has no fix: left with it, and to be converted with it.</summary>
    public List<(TextSpan Span, DiagnosticDescriptor Rule)> Held { get; } = [];

    /// <summary>Raw uses in disabled text.</summary>
    public List<TextSpan> Disabled { get; } = [];
}

/// <summary>Looks at every use of a fragment in a project, with the analyzers' own eyes.</summary>
internal static class Survey
{
    /// <summary>The trees in which there is anything, what is wrong with the bindings, and what could not be looked at.</summary>
    public static async Task<(IReadOnlyDictionary<SyntaxTree, TreeSurvey> Trees, ImmutableArray<Diagnostic> Bindings, ImmutableArray<Mishap> Mishaps)> OfAsync(LoadedProject project, Candidates candidates, CancellationToken cancellation)
    {
        try
        {
            return candidates.IsWhole(project)
                ? await OfAsync(project, run => run.GetAnalyzerDiagnosticsAsync(cancellation), cancellation).ConfigureAwait(false)
                : OfFiles(project, candidates.In(project), cancellation);
        }
        catch (Exception problem) when (Mishap.Is(problem, cancellation))
        {
            return await ByFileAsync(project, candidates, problem, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What ended the look at a project as a whole may lie in one file only.</summary>
    private static async Task<(IReadOnlyDictionary<SyntaxTree, TreeSurvey> Trees, ImmutableArray<Diagnostic> Bindings, ImmutableArray<Mishap> Mishaps)> ByFileAsync(LoadedProject project, Candidates candidates, Exception problem, CancellationToken cancellation)
    {
        Dictionary<SyntaxTree, TreeSurvey> trees = [];
        List<Mishap> mishaps = [];
        foreach (SyntaxTree tree in candidates.In(project))
        {
            try
            {
                (IReadOnlyDictionary<SyntaxTree, TreeSurvey> found, _, ImmutableArray<Mishap> more) = await OfAsync(
                    project,
                    async run =>
                    [
                        .. await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, cancellation).ConfigureAwait(false),
                        .. await run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree), filterSpan: null, cancellation).ConfigureAwait(false),
                    ],
                    cancellation).ConfigureAwait(false);
                if (found.TryGetValue(tree, out TreeSurvey? survey))
                    trees.Add(tree, survey);
                mishaps.AddRange(more);
            }
            catch (Exception inFile) when (Mishap.Is(inFile, cancellation))
            {
                mishaps.Add(Mishap.Of(tree.FilePath, inFile, tree.FilePath));
            }
        }

        // Nothing that one file would have done: nobody knows what is lost.
        return (trees, [], mishaps.Count > 0 ? [.. mishaps.Distinct()] : [Mishap.Of(project.Name, problem)]);
    }

    private static (IReadOnlyDictionary<SyntaxTree, TreeSurvey> Trees, ImmutableArray<Diagnostic> Bindings, ImmutableArray<Mishap> Mishaps) OfFiles(LoadedProject project, IEnumerable<SyntaxTree> files, CancellationToken cancellation)
    {
        Collector collector = new(byNames: true);
        ConcurrentBag<Mishap> mishaps = [];
        // Where a raw use is does not hang on what may be null there, and to follow that through a body costs as much as to bind it.
        ImmutableArray<Diagnostic> reported = FileAnalysis.Of(project, files, AnalyzersWith(collector), mishaps.Add, cancellation, SemanticModelOptions.DisableNullableAnalysis);
        return Sorted(project, collector, reported, mishaps);
    }

    private static async Task<(IReadOnlyDictionary<SyntaxTree, TreeSurvey> Trees, ImmutableArray<Diagnostic> Bindings, ImmutableArray<Mishap> Mishaps)> OfAsync(
        LoadedProject project, Func<CompilationWithAnalyzers, Task<ImmutableArray<Diagnostic>>> analysis, CancellationToken cancellation)
    {
        Collector collector = new(byNames: false);
        ConcurrentBag<Mishap> mishaps = [];
        CompilationWithAnalyzers run = project.Compilation.WithAnalyzers(
            AnalyzersWith(collector),
            new CompilationWithAnalyzersOptions(
                project.Options,
                (problem, analyzer, report) => mishaps.Add(Mishap.Of(project.Name, analyzer, problem, report)),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false));
        ImmutableArray<Diagnostic> reported = await analysis(run).ConfigureAwait(false);
        return Sorted(project, collector, reported, mishaps);
    }

    private static ImmutableArray<DiagnosticAnalyzer> AnalyzersWith(Collector collector) => [collector, new DisabledTextAnalyzer(), new BindingAnalyzer()];

    private static (IReadOnlyDictionary<SyntaxTree, TreeSurvey> Trees, ImmutableArray<Diagnostic> Bindings, ImmutableArray<Mishap> Mishaps) Sorted(
        LoadedProject project, Collector collector, ImmutableArray<Diagnostic> reported, IEnumerable<Mishap> mishaps)
    {
        Dictionary<SyntaxTree, TreeSurvey> trees = [];
        HashSet<Site> heard = HeardSites.Among(collector.Found.Where(found => !found.IsGenerated).SelectMany(found => found.Sites), project.Compilation);
        foreach (Collected found in collector.Found.OrderBy(found => found.Code.SpanStart))
        {
            if (project.Generated.Contains(found.Code.SyntaxTree))
                continue;
            TreeSurvey tree = Of(found.Code.SyntaxTree, found.Compilation);
            foreach (Site site in found.Sites)
            {
                if (found.IsGenerated)
                    tree.Others.Add((site.Span, site.Rule, "generated code"));
                else if (!heard.Contains(site))
                    tree.Others.Add((site.Span, site.Rule, "suppressed, or turned off in the configuration"));
                else
                    tree.Sites.Add(site);
            }

            foreach ((SyntaxNode node, DiagnosticDescriptor rule) in found.Census.Already)
                tree.Others.Add((node.Span, rule, null));
            foreach ((SyntaxNode node, DiagnosticDescriptor rule) in found.Census.Skipped)
                tree.Others.Add((node.Span, rule, TreeSurvey.InAccessor));
            foreach ((SyntaxNode node, DiagnosticDescriptor rule) in found.Census.Held)
                tree.Held.Add((node.Span, rule));
        }

        foreach (Diagnostic diagnostic in reported)
        {
            if (diagnostic.Id == Rules.RawUseInDisabledText.Id && diagnostic.Location.SourceTree is SyntaxTree tree)
                Of(tree, project.Compilation).Disabled.Add(diagnostic.Location.SourceSpan);
        }

        return (trees, [.. reported.Where(diagnostic => diagnostic.Descriptor.Category == Rules.BindingCategory)], [.. mishaps.Distinct().OrderBy(mishap => mishap.Text, StringComparer.Ordinal)]);

        TreeSurvey Of(SyntaxTree tree, Compilation compilation)
        {
            if (!trees.TryGetValue(tree, out TreeSurvey? survey))
                trees.Add(tree, survey = new TreeSurvey(tree, compilation));
            return survey;
        }
    }

    /// <param name="Code">A member's.</param>
    /// <param name="Compilation">What the sites were found in: Roslyn's own run works on a copy of the compilation, with symbols of its own.</param>
    /// <param name="IsGenerated">No person wrote it.</param>
    /// <param name="Sites">The raw uses.</param>
    /// <param name="Census">The rest.</param>
    private sealed record Collected(SyntaxNode Code, Compilation Compilation, bool IsGenerated, List<Site> Sites, Census Census);

    /// <summary>Finds the sites of each member as the accessor rules do, in generated code as well, and keeps them.</summary>
    /// <param name="byNames">Members that have no name of any use are passed over.</param>
#pragma warning disable RS1001, RS1036, RS1038 // run by hand, not by a compiler
    private sealed class Collector(bool byNames) : DiagnosticAnalyzer
#pragma warning restore RS1001, RS1036, RS1038
    {
        public ConcurrentBag<Collected> Found { get; } = [];

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.RawRead];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
            context.EnableConcurrentExecution();
            context.RegisterCompilationStartAction(start =>
            {
                if (FragmentModel.For(start.Compilation, start.Options.AdditionalFiles, start.CancellationToken) is not FragmentModel model)
                    return;
                // Found out once a file: a file may have tens of thousands of blocks.
                ConcurrentDictionary<SyntaxTree, GeneratedPlaces> generated = new();
                ConcurrentDictionary<SyntaxTree, IReadOnlyList<int>?> places = new();
                SiteNames? names = byNames ? SiteNames.Of(model) : null;
                start.RegisterCodeBlockAction(block =>
                {
                    if (MemberCode.Of(block) is not SyntaxNode code)
                        return;
                    if (names is not null && !SiteNames.Has(places.GetOrAdd(code.SyntaxTree, tree => names.In(tree, block.CancellationToken)), code.Span))
                        return;
                    Census census = new();
                    List<Site> sites = SiteFinder.Find(model, block.SemanticModel, MemberCode.Roots(code, block.SemanticModel, block.CancellationToken), block.CancellationToken, census);
                    if (sites.Count + census.Already.Count + census.Skipped.Count > 0)
                        Found.Add(new Collected(code, block.SemanticModel.Compilation, generated.GetOrAdd(code.SyntaxTree, _ => new GeneratedPlaces(block.SemanticModel, block.CancellationToken)).HasCode(code.Span), sites, census));
                });
            });
        }
    }
}
