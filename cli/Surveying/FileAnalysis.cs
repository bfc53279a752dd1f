using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Surveying;

/// <summary>
/// Runs the package's analyzers over those files of a project in which they may find something. Roslyn's own driver binds
/// all of a compilation, or makes a copy of it for each file; here one model of a file serves all.
/// </summary>
internal sealed class FileAnalysis
{
    private readonly LoadedProject _project;
    private readonly SemanticModelOptions _binding;
    private readonly Action<Mishap> _mishaps;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentBag<Diagnostic> _found = [];
    private readonly List<RecordedActions> _actions = [];

    private FileAnalysis(LoadedProject project, SemanticModelOptions binding, Action<Mishap> mishaps, CancellationToken cancellation)
    {
        _project = project;
        _binding = binding;
        _mishaps = mishaps;
        _cancellation = cancellation;
    }

    /// <summary>What the analyzers report, what is suppressed in the source among it.</summary>
    /// <param name="project">The project.</param>
    /// <param name="files">Its files that are looked at.</param>
    /// <param name="analyzers">Of the package.</param>
    /// <param name="mishaps">Told, from several threads, of what fails.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="binding">What of the compiler's knowledge the analyzers can do without.</param>
    public static ImmutableArray<Diagnostic> Of(
        LoadedProject project, IEnumerable<SyntaxTree> files, ImmutableArray<DiagnosticAnalyzer> analyzers, Action<Mishap> mishaps, CancellationToken cancellation, SemanticModelOptions binding = SemanticModelOptions.None)
    {
        FileAnalysis analysis = new(project, binding, mishaps, cancellation);
        List<SyntaxTree> trees = [.. files];
        if (trees.Count > 0)
        {
            analysis.Ask(analyzers);
            Parallel.ForEach(trees, new ParallelOptions { CancellationToken = cancellation }, analysis.Look);
        }

        if (analyzers.Any(analyzer => analyzer is BindingAnalyzer) && FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is FragmentModel model)
        {
            foreach (Diagnostic diagnostic in model.Diagnostics)
                analysis._found.Add(diagnostic);
        }

        return [.. CompilationWithAnalyzers.GetEffectiveDiagnostics(analysis._found, project.Compilation)];
    }

    /// <summary>
    /// Severities for whole categories at once are no business of this driver's: a project that has some is left to Roslyn's.
    /// </summary>
    public static bool IsLeftToRoslyn(LoadedProject project) =>
        HasBulk(project.Options.AnalyzerConfigOptionsProvider.GlobalOptions) || project.Compilation.SyntaxTrees.Any(tree => HasBulk(project.Options.AnalyzerConfigOptionsProvider.GetOptions(tree)));

    private static bool HasBulk(AnalyzerConfigOptions options) => options.Keys.Any(key => key.StartsWith("dotnet_analyzer_diagnostic.", StringComparison.OrdinalIgnoreCase));

    private void Ask(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        foreach (DiagnosticAnalyzer analyzer in analyzers)
            Guarded(analyzer, null, () => _actions.Add(RecordedActions.Of(analyzer, _project.Compilation, _project.Options, _cancellation)));
    }

    private void Look(SyntaxTree tree)
    {
        SemanticModel semantics = _project.Compilation.GetSemanticModel(tree, _binding);
        GeneratedPlaces generated = new(semantics, _cancellation);
        List<(SyntaxNode Block, ISymbol Owner)>? blocks = null;
        List<ISymbol>? fields = null;
#pragma warning disable CS0618 // Roslyn asks to be the driver, which is what this class is instead
        foreach (RecordedActions recorded in _actions)
        {
            foreach (Action<SemanticModelAnalysisContext> action in recorded.Files)
                Guarded(recorded.Analyzer, tree, () => action(new SemanticModelAnalysisContext(semantics, _project.Options, Report, IsSupported, _cancellation)));
            foreach (Action<CodeBlockAnalysisContext> action in recorded.Blocks)
            {
                foreach ((SyntaxNode block, ISymbol owner) in blocks ??= [.. CodeBlocks.In(semantics, _cancellation)])
                    Guarded(recorded.Analyzer, tree, () => action(new CodeBlockAnalysisContext(block, owner, semantics, _project.Options, Report, IsSupported, _cancellation)));
            }

            foreach (Action<SymbolAnalysisContext> action in recorded.Fields)
            {
                foreach (ISymbol field in fields ??= [.. CodeBlocks.FieldsIn(semantics, _cancellation)])
                    Guarded(recorded.Analyzer, tree, () => action(new SymbolAnalysisContext(field, _project.Compilation, _project.Options, Report, IsSupported, _cancellation)));
            }
        }
#pragma warning restore CS0618

        void Report(Diagnostic diagnostic)
        {
            if (!generated.Has(diagnostic.Location.SourceSpan))
                _found.Add(diagnostic);
        }
    }

    private static bool IsSupported(Diagnostic diagnostic) => true;

    /// <summary>An analyzer that fails over one piece of code goes on with the next.</summary>
    private void Guarded(DiagnosticAnalyzer analyzer, SyntaxTree? tree, Action action)
    {
        try
        {
            action();
        }
        catch (Exception problem) when (Mishap.Is(problem, _cancellation))
        {
            _mishaps(Mishap.Of(_project.Name, analyzer, problem, tree?.FilePath));
        }
    }
}
