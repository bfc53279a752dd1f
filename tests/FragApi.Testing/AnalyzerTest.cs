using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>
/// One analyzer test: sources with the expectation marked in place. It checks the exact diagnostics, that generated
/// code is left alone, that <c>#pragma warning disable</c> silences, and that nothing throws.
/// </summary>
public abstract class AnalyzerTest
{
    private ImmutableArray<DiagnosticAnalyzer> _analyzers;

    /// <summary>The first (usually the only) source.</summary>
    public string TestCode
    {
        set => TestState.Sources.Add(value);
    }

    /// <summary>The solution that is analysed.</summary>
    public SolutionState TestState { get; } = new();

    /// <summary>Expected diagnostics beyond the marked ones.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    /// <summary>Which compiler diagnostics have to be expected.</summary>
    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    /// <summary>The language; the newest that the host knows unless stated.</summary>
    public LanguageVersion LanguageVersion { get; set; } = LanguageVersion.Default;

    /// <summary>Symbols for #if.</summary>
    public List<string> PreprocessorSymbols { get; } = [];

    /// <summary>Ids that are switched off. Rules that are off by default are switched on.</summary>
    public List<string> DisabledDiagnostics { get; } = [];

    /// <summary>The framework that the code compiles against.</summary>
    public ReferenceAssemblies ReferenceAssemblies { get; set; } = ReferenceAssemblies.Default;

    /// <summary>Last changes to the solution before it is analysed; the id is the main project's.</summary>
    public List<Func<Solution, ProjectId, Solution>> SolutionTransforms { get; } = [];

    /// <summary>Checks to leave out.</summary>
    public TestBehaviors TestBehaviors { get; set; }

    /// <summary>How marks are read.</summary>
    public MarkupOptions MarkupOptions { get; set; }

    private protected ImmutableArray<DiagnosticAnalyzer> Analyzers => _analyzers.IsDefault ? _analyzers = [.. GetDiagnosticAnalyzers()] : _analyzers;

    /// <summary>Runs the checks.</summary>
    /// <exception cref="VerificationException">A check failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (TestState.Sources.Count == 0)
            throw new VerificationException("The test has no source: set TestCode or TestState.Sources.");
        SolutionAnalysis analysis = new(Analyzers);
        EvaluatedState state = EvaluatedState.Of(TestState, Describe);
        Solution solution = CreateSolution(state);
        await VerifyDiagnosticsAsync("Test state", state, solution, analysis, cancellationToken).ConfigureAwait(false);
        await VerifyExclusionsAsync(solution, analysis, cancellationToken).ConfigureAwait(false);
        await RunFixesAsync(state, solution, analysis, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The analyzers under test.</summary>
    protected abstract IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers();

    /// <summary>What <c>[|..|]</c> stands for.</summary>
    protected virtual DiagnosticDescriptor? GetDefaultDiagnostic(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        DiagnosticDescriptor[] all = [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)];
        return all.Length == 1 || (all.Length > 0 && MarkupOptions.HasFlag(MarkupOptions.UseFirstDescriptor)) ? all[0] : null;
    }

    private protected virtual Task RunFixesAsync(EvaluatedState state, Solution solution, SolutionAnalysis analysis, CancellationToken cancellationToken) => Task.CompletedTask;

    private protected DiagnosticResult Describe(string? id)
    {
        if (id is null)
        {
            return new DiagnosticResult(GetDefaultDiagnostic(Analyzers)
                ?? throw new VerificationException("Markup: [|..|] and $$ need an analyzer with one descriptor; write {|ID:..|}, or set MarkupOptions.UseFirstDescriptor."));
        }

        return Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).FirstOrDefault(descriptor => descriptor.Id == id) is DiagnosticDescriptor known
            ? new DiagnosticResult(known)
            : DiagnosticResult.CompilerError(id).WithOptions(DiagnosticOptions.IgnoreSeverity);
    }

    private protected Solution CreateSolution(EvaluatedState state)
    {
        // As an editor config would: opt-in rules on, disabled ones off.
        Dictionary<string, ReportDiagnostic> severities = [];
        foreach (DiagnosticDescriptor descriptor in Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Where(descriptor => !descriptor.IsEnabledByDefault))
            severities[descriptor.Id] = AsReport(descriptor.DefaultSeverity);
        foreach (string id in DisabledDiagnostics)
            severities[id] = ReportDiagnostic.Suppress;

        Solution solution = TestHost.CreateSolution(
            state.Plain,
            TestHost.DefaultParseOptions.WithLanguageVersion(LanguageVersion).WithPreprocessorSymbols(PreprocessorSymbols),
            TestHost.DefaultCompilationOptions.WithSpecificDiagnosticOptions(severities),
            ReferenceAssemblies);
        foreach (Func<Solution, ProjectId, Solution> transform in SolutionTransforms)
            solution = transform(solution, solution.MainProject().Id);
        return solution;
    }

    private protected async Task VerifyDiagnosticsAsync(string what, EvaluatedState state, Solution solution, SolutionAnalysis analysis, CancellationToken cancellationToken) =>
        DiagnosticVerifier.Verify(what, state, await DiagnosticsAsync(what, solution, analysis, cancellationToken).ConfigureAwait(false));

    private protected async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(string what, Solution solution, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        foreach (AnalyzerRun run in await analysis.RunAsync(solution, cancellationToken).ConfigureAwait(false))
        {
            if (!run.Exceptions.IsEmpty)
                throw new VerificationException($"{what}: {string.Join("\n", run.Exceptions)}", run.Exceptions[0].Exception);
            diagnostics.AddRange(run.Compiler.Where(IsCompared));
            diagnostics.AddRange(run.Reported);
        }

        return AnalyzerRunner.InOrder(diagnostics);
    }

    // Generated code and #pragma: only diagnostics in source are subject to them.
    private async Task VerifyExclusionsAsync(Solution solution, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        ImmutableArray<Diagnostic> inSource = await InSourceAsync(solution).ConfigureAwait(false);
        if (inSource.IsEmpty)
            return;

        if (!TestBehaviors.HasFlag(TestBehaviors.SkipGeneratedCodeCheck))
        {
            await VerifySilentAsync("Generated code (every file starts with // <auto-generated>)", "// <auto-generated>\n", afterDefines: false, _ => true).ConfigureAwait(false);
        }

        string[] ids = [.. inSource.Where(diagnostic => !diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)).Select(diagnostic => diagnostic.Id).Distinct()];
        if (!TestBehaviors.HasFlag(TestBehaviors.SkipSuppressionCheck) && ids.Length > 0)
        {
            string pragma = $"#pragma warning disable {string.Join(", ", ids)}\n";
            await VerifySilentAsync($"Suppression (every file starts with {pragma.TrimEnd()})", pragma, afterDefines: true, diagnostic => ids.Contains(diagnostic.Id)).ConfigureAwait(false);
        }

        async Task VerifySilentAsync(string what, string line, bool afterDefines, Func<Diagnostic, bool> isExcluded)
        {
            Solution variant = solution;
            foreach (DocumentId id in solution.Projects.SelectMany(project => project.DocumentIds))
            {
                Document document = solution.GetDocument(id)!;
                SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                int at = afterDefines ? EndOfDefines((await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!) : 0;
                variant = variant.WithDocumentText(id, text.Replace(at, 0, line));
            }

            ImmutableArray<Diagnostic> left = [.. (await InSourceAsync(variant, what).ConfigureAwait(false)).Where(isExcluded)];
            if (left.IsEmpty)
                return;
            List<(string, string)> files = [];
            foreach (Document document in variant.Projects.SelectMany(project => project.Documents))
                files.Add((document.FilePath!, (await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString()));
            throw new VerificationException($"{what}: no diagnostics expected, {left.Length} reported.\n{DiagnosticVerifier.Describe(files, left)}");
        }

        async Task<ImmutableArray<Diagnostic>> InSourceAsync(Solution of, string what = "Test state") =>
        [
            .. (await DiagnosticsAsync(what, of, analysis, cancellationToken).ConfigureAwait(false))
                .Where(diagnostic => diagnostic.Location.IsInSource && !DiagnosticVerifier.IsCompilerDiagnostic(diagnostic)),
        ];
    }

    // #define has to stay first in its file.
    private static int EndOfDefines(SyntaxNode root) =>
        root.DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.DefineDirectiveTrivia) || trivia.IsKind(SyntaxKind.UndefDirectiveTrivia))
            .Select(trivia => trivia.FullSpan.End)
            .LastOrDefault();

    private bool IsCompared(Diagnostic diagnostic) => CompilerDiagnostics switch
    {
        CompilerDiagnostics.None => false,
        CompilerDiagnostics.Errors => diagnostic.Severity == DiagnosticSeverity.Error,
        CompilerDiagnostics.Warnings => diagnostic.Severity >= DiagnosticSeverity.Warning,
        CompilerDiagnostics.Suggestions => diagnostic.Severity >= DiagnosticSeverity.Info,
        _ => true,
    };

    private static ReportDiagnostic AsReport(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };
}
