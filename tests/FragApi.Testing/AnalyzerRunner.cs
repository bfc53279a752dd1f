using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Testing;

/// <summary>What the compiler and the analyzers said of one compilation.</summary>
/// <param name="Compilation">The compilation that was analysed.</param>
/// <param name="Compiler">The compiler's own diagnostics, warnings and hidden ones included.</param>
/// <param name="Local">Diagnostics in the tree (or additional file) whose analysis reported them: an editor can offer fixes for these.</param>
/// <param name="NonLocal">Those reported from elsewhere, or at the end of the compilation, or without a location.</param>
/// <param name="Exceptions">AD0001: what analyzers threw.</param>
public sealed record AnalyzerRun(
    Compilation Compilation,
    ImmutableArray<Diagnostic> Compiler,
    ImmutableArray<Diagnostic> Local,
    ImmutableArray<Diagnostic> NonLocal,
    ImmutableArray<AnalyzerException> Exceptions)
{
    /// <summary>Everything that the analyzers reported, AD0001 aside.</summary>
    public IEnumerable<Diagnostic> Reported => Local.Concat(NonLocal);

    /// <summary>The compiler's errors.</summary>
    public IEnumerable<Diagnostic> CompilerErrors => Compiler.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Throws if an analyzer threw.</summary>
    /// <exception cref="VerificationException">An analyzer threw: the message carries its exception.</exception>
    public AnalyzerRun ThrowOnException() =>
        Exceptions.IsEmpty ? this : throw new VerificationException(string.Join("\n\n", Exceptions.Select(exception => exception.ToString())), Exceptions[0].Exception);
}

/// <summary>An exception out of an analyzer; the compiler would call it AD0001.</summary>
/// <param name="Analyzer">Who threw.</param>
/// <param name="Exception">What.</param>
public sealed record AnalyzerException(DiagnosticAnalyzer Analyzer, Exception Exception)
{
    /// <inheritdoc/>
    public override string ToString() => $"AD0001: analyzer {Analyzer.GetType().Name} threw\n{Exception}";
}

/// <summary>Runs analyzers as the compiler does.</summary>
public static class AnalyzerRunner
{
    /// <summary>Runs over a project, with its additional files and configuration.</summary>
    public static async Task<AnalyzerRun> GetDiagnosticsAsync(
        Project project, ImmutableArray<DiagnosticAnalyzer> analyzers, bool concurrent = true, CancellationToken cancellationToken = default)
    {
        Compilation compilation = (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
        return await RunAsync(compilation, analyzers, project.AnalyzerOptions, concurrent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs over a bare compilation.</summary>
    public static Task<AnalyzerRun> GetDiagnosticsAsync(
        Compilation compilation,
        ImmutableArray<DiagnosticAnalyzer> analyzers,
        ImmutableArray<AdditionalText> additionalFiles = default,
        bool concurrent = true,
        CancellationToken cancellationToken = default) =>
        RunAsync(compilation, analyzers, new AnalyzerOptions(additionalFiles.IsDefault ? [] : additionalFiles), concurrent, cancellationToken);

    private static async Task<AnalyzerRun> RunAsync(
        Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions options, bool concurrent, CancellationToken cancellationToken)
    {
        if (analyzers.IsEmpty)
            return new AnalyzerRun(compilation, compilation.GetDiagnostics(cancellationToken), [], [], []);

        ConcurrentQueue<AnalyzerException> exceptions = new();
        CompilationWithAnalyzers run = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            options,
            onAnalyzerException: (exception, analyzer, _) => exceptions.Enqueue(new AnalyzerException(analyzer, exception)),
            concurrentAnalysis: concurrent,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false));

        AnalysisResult result = await run.GetAnalysisResultAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<Diagnostic> local = result.SyntaxDiagnostics.Values.Concat(result.SemanticDiagnostics.Values)
            .Concat(result.AdditionalFileDiagnostics.Values)
            .SelectMany(ofFile => ofFile.Values)
            .SelectMany(ofAnalyzer => ofAnalyzer);
        IEnumerable<Diagnostic> nonLocal = result.CompilationDiagnostics.Values.SelectMany(ofAnalyzer => ofAnalyzer);
        return new AnalyzerRun(
            compilation,
            compilation.GetDiagnostics(cancellationToken),
            InOrder(local),
            InOrder(nonLocal),
            [.. exceptions.OrderBy(exception => exception.Analyzer.GetType().FullName, StringComparer.Ordinal)]);
    }

    internal static ImmutableArray<Diagnostic> InOrder(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenByDescending(diagnostic => diagnostic.Location.SourceSpan.End)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
    ];
}
