using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>What a check came to.</summary>
/// <param name="Findings">By file and place.</param>
/// <param name="Failures">Projects that could not be loaded or do not compile, and analyzers that failed: what is missing from the findings.</param>
/// <param name="Files">The files that were looked at, relative to the root.</param>
/// <param name="BindsNothing">Nothing is a fragment anywhere.</param>
/// <param name="Suppressions">The known findings that attributes hide.</param>
/// <param name="Remarks">What rules say of whole compilations: no finding, and of no place.</param>
internal sealed record CheckResult(
    ImmutableArray<Finding> Findings, ImmutableArray<string> Failures, ImmutableHashSet<string> Files, bool BindsNothing, ImmutableArray<KnownSuppression> Suppressions, ImmutableArray<string> Remarks)
{
    /// <summary>How many compilations were looked at.</summary>
    public required int Checked { get; init; }

    /// <summary>How many files were not bound, in a sentence; null when all were.</summary>
    public string? Unbound { get; init; }

    /// <summary>There was one at least.</summary>
    public required bool IsLoaded { get; init; }

    /// <summary>The target frameworks that were looked at, in order.</summary>
    public required ImmutableArray<string> Frameworks { get; init; }
}

/// <summary>Runs the package's analyzers, all that there are, over a code base.</summary>
internal sealed class Checker
{
    private readonly CodeBase _code;
    private readonly Candidates _candidates;
    private readonly Selection _selection;
    private readonly bool _withFixes;
    private readonly ImmutableArray<DiagnosticAnalyzer> _analyzers;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _failures;
    private int _checked;
    private readonly List<string> _remarks = [];
    private readonly FindingSet _findings = new();
    private readonly KnownSuppressions _suppressions;
    // Of files that several compilations have.
    private readonly ILookup<string, SyntaxTree> _sharedTrees;
    private readonly bool _keepsCode;
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private bool _bindsNothing = true;

    private Checker(CodeBase code, Selection selection, bool withFixes, ImmutableArray<DiagnosticAnalyzer> analyzers, bool keepsCode, CancellationToken cancellation)
    {
        _analyzers = analyzers;
        _code = code;
        _candidates = Candidates.Of(code, selection.BindsAll || analyzers != Analyzers, project => FileAnalysis.IsLeftToRoslyn(project) || Options.IsStrictAnywhere(project.Options, project.Compilation), withOwnership: true, cancellation);
        _failures = [.. code.Losses];
        _selection = selection;
        _withFixes = withFixes;
        _cancellation = cancellation;
        _suppressions = new KnownSuppressions(cancellation);
        _keepsCode = keepsCode;
        _sharedTrees = code.Requested.SelectMany(project => project.Sources).GroupBy(tree => tree.FilePath, StringComparer.Ordinal)
            .Where(trees => trees.Skip(1).Any()).SelectMany(trees => trees).ToLookup(tree => tree.FilePath, StringComparer.Ordinal);
    }

    /// <summary>The analyzers of the package, by the attribute that hosts find them by.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. from type in typeof(Rules).Assembly.GetTypes()
           where !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false)
           orderby type.FullName
           select (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!,
    ];

    /// <summary>Checks every compilation that was asked for. A failure of one is noted, and the others are looked at.</summary>
    /// <param name="code">What was loaded.</param>
    /// <param name="selection">The files and rules that are meant.</param>
    /// <param name="withFixes">Whether the findings' fixes are wanted; they cost some compiling.</param>
    /// <param name="progress">Told which project it is at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="keepsCode">Whether somebody wants the code afterwards. Otherwise each compilation goes when it, and what refers to it, is done.</param>
    public static Task<CheckResult> RunAsync(CodeBase code, Selection selection, bool withFixes, IProgressSteps progress, CancellationToken cancellation, bool keepsCode = true) =>
        RunAsync(code, selection, withFixes, Analyzers, progress, cancellation, keepsCode);

    /// <summary>The same with other analyzers than the package's.</summary>
    public static async Task<CheckResult> RunAsync(
        CodeBase code, Selection selection, bool withFixes, ImmutableArray<DiagnosticAnalyzer> analyzers, IProgressSteps progress, CancellationToken cancellation, bool keepsCode = true)
    {
        Checker checker = new(code, selection, withFixes, analyzers, keepsCode, cancellation);
        List<LoadedProject> projects = [.. code.Requested];
        for (int index = 0; index < projects.Count; index++)
        {
            progress.Step($"checking {projects[index].Name}", index, projects.Count);
            await checker.CheckAsync(projects[index]).ConfigureAwait(false);
            checker.Finish(projects[index]);
            // What has come to its end calls what goes on, and holds what it had until that comes to its end as well.
            await Task.Yield();
        }

        foreach ((LoadedProject project, ImmutableArray<Diagnostic> diagnostics) in checker._suppressions.TooMany())
            checker.Add(project, diagnostics);
        return new CheckResult(
            checker._findings.Ordered(code.Relative),
            [.. checker._failures.Distinct().Order(StringComparer.Ordinal)],
            [.. checker._files],
            checker._failures.Count == 0 && checker._bindsNothing,
            checker._suppressions.All(rule => checker._failures.Count == 0 && selection.TakesRule(rule) && selection.TakesAllFiles),
            [.. checker._remarks.Distinct().Order(StringComparer.Ordinal)])
        {
            Checked = checker._checked,
            Unbound = checker._candidates.Remark,
            IsLoaded = projects.Count > 0,
            Frameworks = [.. projects.Select(project => project.Framework).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Takes down what is asked of all projects in the end, and lets go of the code.</summary>
    private void Finish(LoadedProject project)
    {
        _files.UnionWith(project.Sources.Where(tree => !GeneratedFile.Is(tree, project.Compilation, _cancellation)).Select(tree => tree.FilePath)
            .Concat(project.Options.AdditionalFiles.Select(file => file.Path)).Select(_code.Relative).Where(_selection.Takes));
        _bindsNothing &= FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, _cancellation) is null;
        if (_keepsCode || _suppressions.Hide(project))
            return;
        _candidates.LetGo(project);
        project.LetGo();
    }

    private async Task CheckAsync(LoadedProject project)
    {
        try
        {
            if (!_code.IsLoose && !Compiles(project))
                return;
            _checked++;
            if (_candidates.IsWhole(project))
                await AnalyzeAsync(project, run => run.GetAnalyzerDiagnosticsAsync(_cancellation)).ConfigureAwait(false);
            else
                AnalyzeFiles(project);
        }
        catch (Exception problem) when (Mishap.Is(problem, _cancellation))
        {
            await CheckByFileAsync(project, problem).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether what the rules look at compiles, and whatever there is can be read. What is bound beside it may have errors:
    /// they are named, and change nothing that is found.
    /// </summary>
    private bool Compiles(LoadedProject project)
    {
        // Warnings that are errors by configuration keep nothing from being understood.
        List<Diagnostic> errors = [.. CompilerErrors.Of(project, _candidates, _cancellation).Where(problem => !problem.IsWarningAsError)];
        if (errors.Count == 0)
            return true;
        bool isElsewhere = errors.TrueForAll(error => !CompilerErrors.IsSyntax(error) && !(error.Location.SourceTree is SyntaxTree tree && _candidates.Concerns(project, tree)));
        _failures.Add(CompilerText.DoesNotCompile(project, errors, _code, isElsewhere ? "what a rule looks at does, and was checked" : "it was not checked"));
        return isElsewhere;
    }

    /// <summary>What ended the analysis of a project as a whole may lie in one file only: the others have their findings.</summary>
    private async Task CheckByFileAsync(LoadedProject project, Exception problem)
    {
        bool isElsewhere = true;
        foreach (SyntaxTree tree in _candidates.In(project))
        {
            try
            {
                await AnalyzeAsync(project, async run =>
                [
                    .. await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, _cancellation).ConfigureAwait(false),
                    .. await run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree), filterSpan: null, _cancellation).ConfigureAwait(false),
                ]).ConfigureAwait(false);
            }
            catch (Exception inFile) when (Mishap.Is(inFile, _cancellation))
            {
                isElsewhere = false;
                _failures.Add(Mishap.Of(_code.Relative(tree.FilePath), inFile).Text);
            }
        }

        // Nothing that one file would have done; what rules say of the whole is lost.
        if (isElsewhere)
            _failures.Add(Mishap.Of(project.Name + " as a whole", problem).Text);
    }

    private void AnalyzeFiles(LoadedProject project)
    {
        ConcurrentDictionary<string, bool> mishaps = new();
        ImmutableArray<Diagnostic> diagnostics = FileAnalysis.Of(project, _candidates.In(project), AnalyzersInQuestion(), mishap => mishaps.TryAdd(mishap.Text, true), _cancellation);
        Take(project, diagnostics, mishaps.Keys);
    }

    private async Task AnalyzeAsync(LoadedProject project, Func<CompilationWithAnalyzers, Task<ImmutableArray<Diagnostic>>> analysis)
    {
        ConcurrentDictionary<string, bool> mishaps = new();
        CompilationWithAnalyzers run = project.Compilation.WithAnalyzers(
            AnalyzersInQuestion(),
            new CompilationWithAnalyzersOptions(
                project.Options,
                (problem, analyzer, report) => mishaps.TryAdd(Mishap.Of(project.Name, analyzer, problem, report).Text, true),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false,
                reportSuppressedDiagnostics: true));
        Take(project, await analysis(run).ConfigureAwait(false), mishaps.Keys);
    }

    private ImmutableArray<DiagnosticAnalyzer> AnalyzersInQuestion() => [.. _analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(_selection.Takes))];

    private void Take(LoadedProject project, ImmutableArray<Diagnostic> diagnostics, IEnumerable<string> mishaps)
    {
        _failures.AddRange(mishaps.Order(StringComparer.Ordinal).Except(_failures));
        ImmutableArray<Diagnostic> meant = [.. diagnostics.Where(diagnostic => IsMeant(diagnostic, project))];
        Add(project, [.. meant.Where(diagnostic => !diagnostic.IsSuppressed)]);
        _suppressions.Add(project, meant.Where(diagnostic => diagnostic.IsSuppressed));
        _remarks.AddRange(diagnostics
            .Where(diagnostic => Counts(diagnostic) && !diagnostic.IsSuppressed && Place.Of(diagnostic.Location) is null)
            .Select(diagnostic => $"{project.Name}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal));
    }

    private bool Counts(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Info && _selection.Takes(diagnostic.Descriptor);

    private bool IsMeant(Diagnostic diagnostic, LoadedProject project) =>
        Counts(diagnostic)
        && Place.Of(diagnostic.Location) is Place place && _selection.Takes(_code.Relative(place.Path))
        && !(diagnostic.Location.SourceTree is SyntaxTree tree && project.Generated.Contains(tree))
        && !(diagnostic.Id == Rules.RawUseInDisabledText.Id && IsCompiledElsewhere(place));

    /// <summary>What another target framework compiles, the rules have seen there.</summary>
    private bool IsCompiledElsewhere(Place place) =>
        _sharedTrees[place.Path].Concat(_code.Part?.TreesElsewhere(place.Path) ?? []).Any(tree => !tree.GetRoot(_cancellation).FindTrivia(place.Span.Start).IsKind(SyntaxKind.DisabledTextTrivia));

    private void Add(LoadedProject project, ImmutableArray<Diagnostic> diagnostics)
    {
        IReadOnlyDictionary<Diagnostic, FindingFix> fixes = FixesOf(project, diagnostics);
        _findings.Add(diagnostics.Select(diagnostic => ToFinding(diagnostic, project, fixes.GetValueOrDefault(diagnostic))));
    }

    private IReadOnlyDictionary<Diagnostic, FindingFix> FixesOf(LoadedProject project, ImmutableArray<Diagnostic> diagnostics)
    {
        try
        {
            if (_withFixes)
                return FixFinder.Of(project, diagnostics, _cancellation);
        }
        catch (Exception problem) when (Mishap.Is(problem, _cancellation))
        {
            _failures.Add(Mishap.Of($"the fixes of {project.Name}", problem).Text);
        }

        return ImmutableDictionary<Diagnostic, FindingFix>.Empty;
    }

    private Finding ToFinding(Diagnostic diagnostic, LoadedProject project, FindingFix? fix)
    {
        Place place = Place.Of(diagnostic.Location)!;
        SourceText? text = diagnostic.Location.SourceTree?.GetText(_cancellation)
            ?? project.Options.AdditionalFiles.FirstOrDefault(file => file.Path == place.Path)?.GetText(_cancellation);
        string line = text is not null && place.Start.Line < text.Lines.Count ? text.Lines[place.Start.Line].ToString() : "";
        return new Finding([project], diagnostic.Descriptor, diagnostic.Severity, diagnostic.GetMessage(CultureInfo.InvariantCulture), place, line, [.. RelatedLocations.Of(diagnostic)], fix);
    }
}
