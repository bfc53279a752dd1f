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

    /// <summary>Which files were bound.</summary>
    public required Candidates Candidates { get; init; }
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
    private readonly Dictionary<(string Path, string Rule, TextSpan Span, int Index), Finding> _findings = [];
    private readonly KnownSuppressions _suppressions;
    private readonly ILookup<string, SyntaxTree> _treesByPath;

    private Checker(CodeBase code, Selection selection, bool withFixes, ImmutableArray<DiagnosticAnalyzer> analyzers, CancellationToken cancellation)
    {
        _analyzers = analyzers;
        _code = code;
        _candidates = Candidates.Of(code, selection.BindsAll || analyzers != Analyzers, project => FileAnalysis.IsLeftToRoslyn(project) || Options.IsStrictAnywhere(project.Options, project.Compilation), withOwnership: true, cancellation);
        _failures = [.. code.Losses];
        _selection = selection;
        _withFixes = withFixes;
        _cancellation = cancellation;
        _suppressions = new KnownSuppressions(cancellation);
        _treesByPath = code.Requested.SelectMany(project => project.Sources).ToLookup(tree => tree.FilePath, StringComparer.Ordinal);
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
    public static Task<CheckResult> RunAsync(CodeBase code, Selection selection, bool withFixes, IProgressSteps progress, CancellationToken cancellation) =>
        RunAsync(code, selection, withFixes, Analyzers, progress, cancellation);

    /// <summary>The same with other analyzers than the package's.</summary>
    public static async Task<CheckResult> RunAsync(
        CodeBase code, Selection selection, bool withFixes, ImmutableArray<DiagnosticAnalyzer> analyzers, IProgressSteps progress, CancellationToken cancellation)
    {
        Checker checker = new(code, selection, withFixes, analyzers, cancellation);
        List<LoadedProject> projects = [.. code.Requested];
        for (int index = 0; index < projects.Count; index++)
        {
            progress.Step($"checking {projects[index].Name}", index, projects.Count);
            await checker.CheckAsync(projects[index]).ConfigureAwait(false);
        }

        foreach ((LoadedProject project, ImmutableArray<Diagnostic> diagnostics) in checker._suppressions.TooMany())
            checker.Add(project, diagnostics);
        IEnumerable<Finding> ordered = checker._findings.Values
            .OrderBy(finding => code.Relative(finding.Place.Path), StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.Span.Start).ThenBy(finding => finding.Place.Span.End)
            .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal).ThenBy(finding => finding.Message, StringComparer.Ordinal);
        return new CheckResult(
            [.. Fingerprints.Add(ordered)],
            [.. checker._failures],
            [.. projects.SelectMany(project => project.Sources.Where(tree => !GeneratedFile.Is(tree, project.Compilation, cancellation)).Select(tree => tree.FilePath).Concat(project.Options.AdditionalFiles.Select(file => file.Path))).Select(code.Relative).Where(selection.Takes)],
            checker._failures.Count == 0 && projects.TrueForAll(project => FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is null),
            checker._suppressions.All(rule => checker._failures.Count == 0 && selection.TakesRule(rule) && selection.TakesAllFiles),
            [.. checker._remarks])
        {
            Checked = checker._checked,
            Candidates = checker._candidates,
        };
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
        _treesByPath[place.Path].Any(tree => !tree.GetRoot(_cancellation).FindTrivia(place.Span.Start).IsKind(SyntaxKind.DisabledTextTrivia));

    private void Add(LoadedProject project, ImmutableArray<Diagnostic> diagnostics)
    {
        IReadOnlyDictionary<Diagnostic, FindingFix> fixes = FixesOf(project, diagnostics);
        foreach (IGrouping<(string Path, string Id, TextSpan Span), Diagnostic> here in diagnostics.GroupBy(diagnostic => (Place.Of(diagnostic.Location)!.Path, diagnostic.Id, diagnostic.Location.SourceSpan)))
        {
            // A rule may say two things of one place; compilations that share the file say them in the same order.
            int index = 0;
            foreach (Diagnostic diagnostic in here.OrderBy(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparer.Ordinal))
            {
                (string, string, TextSpan, int) key = (here.Key.Path, here.Key.Id, here.Key.Span, index++);
                Finding finding = ToFinding(diagnostic, project, fixes.GetValueOrDefault(diagnostic));
                _findings[key] = _findings.TryGetValue(key, out Finding? known) ? Merged(known, finding) : finding;
            }
        }
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

    private static Finding Merged(Finding one, Finding other) => one with
    {
        Projects = one.Projects.Union(other.Projects).ToImmutableArray(),
        Severity = other.Severity > one.Severity ? other.Severity : one.Severity,
        // Only what all of them would write alike can be offered.
        Fix = one.Fix is FindingFix fix && other.Fix is FindingFix same && fix.Changes.SequenceEqual(same.Changes) ? fix : null,
    };

    private Finding ToFinding(Diagnostic diagnostic, LoadedProject project, FindingFix? fix)
    {
        Place place = Place.Of(diagnostic.Location)!;
        SourceText? text = diagnostic.Location.SourceTree?.GetText(_cancellation)
            ?? project.Options.AdditionalFiles.FirstOrDefault(file => file.Path == place.Path)?.GetText(_cancellation);
        string line = text is not null && place.Start.Line < text.Lines.Count ? text.Lines[place.Start.Line].ToString() : "";
        return new Finding([project], diagnostic.Descriptor, diagnostic.Severity, diagnostic.GetMessage(CultureInfo.InvariantCulture), place, line, [.. RelatedLocations.Of(diagnostic)], fix);
    }
}
