using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Testing;

/// <summary>Runs a set of analyzers over projects, each project once: a <see cref="Project"/> is an immutable value.</summary>
public sealed class SolutionAnalysis
{
    private readonly ConditionalWeakTable<Project, Task<AnalyzerRun>> _runs = [];

    /// <summary>An analysis by these analyzers.</summary>
    public SolutionAnalysis(ImmutableArray<DiagnosticAnalyzer> analyzers) => Analyzers = analyzers;

    /// <summary>The analyzers.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    /// <summary>The run over a project.</summary>
    public Task<AnalyzerRun> RunAsync(Project project, CancellationToken cancellationToken = default)
    {
        lock (_runs)
        {
            if (!_runs.TryGetValue(project, out Task<AnalyzerRun>? run))
                _runs.Add(project, run = AnalyzerRunner.GetDiagnosticsAsync(project, Analyzers, cancellationToken: cancellationToken));
            return run;
        }
    }

    /// <summary>The runs over all projects, in the solution's order.</summary>
    public async Task<ImmutableArray<AnalyzerRun>> RunAsync(Solution solution, CancellationToken cancellationToken = default)
    {
        ImmutableArray<AnalyzerRun>.Builder runs = ImmutableArray.CreateBuilder<AnalyzerRun>();
        foreach (Project project in solution.Projects)
            runs.Add(await RunAsync(project, cancellationToken).ConfigureAwait(false));
        return runs.ToImmutable();
    }

    /// <summary>The local diagnostics, of analyzers and compiler, that a provider says it can fix, in the order of the documents.</summary>
    public async Task<ImmutableArray<FixableDiagnostic>> FixableAsync(Project project, CodeFixProvider provider, CancellationToken cancellationToken = default)
    {
        AnalyzerRun run = await RunAsync(project, cancellationToken).ConfigureAwait(false);
        return Fixable(project, provider, run.Local.Concat(run.Compiler));
    }

    /// <summary>The non-local ones: no editor offers their fixes (roslyn#51653), so no provider should.</summary>
    public async Task<ImmutableArray<FixableDiagnostic>> NonLocalFixableAsync(Project project, CodeFixProvider provider, CancellationToken cancellationToken = default)
    {
        AnalyzerRun run = await RunAsync(project, cancellationToken).ConfigureAwait(false);
        return Fixable(project, provider, run.NonLocal);
    }

    private static ImmutableArray<FixableDiagnostic> Fixable(Project project, CodeFixProvider provider, IEnumerable<Diagnostic> diagnostics)
    {
        ImmutableArray<string> ids = provider.FixableDiagnosticIds;
        return
        [
            .. AnalyzerRunner.InOrder(diagnostics.Where(diagnostic => ids.Contains(diagnostic.Id)))
                .Select(diagnostic => (Document: project.GetDocument(diagnostic.Location.SourceTree), Diagnostic: diagnostic))
                .Where(pair => pair.Document is not null)
                .Select(pair => new FixableDiagnostic(pair.Document!, pair.Diagnostic)),
        ];
    }
}

/// <summary>A diagnostic and the document it is in.</summary>
/// <param name="Document">The document, of the solution that was analysed.</param>
/// <param name="Diagnostic">The diagnostic.</param>
public sealed record FixableDiagnostic(Document Document, Diagnostic Diagnostic);
