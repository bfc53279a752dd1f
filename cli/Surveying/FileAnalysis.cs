using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Surveying;

/// <summary>Runs analyzers over the files of a project in which they may find something.</summary>
internal static class FileAnalysis
{
    /// <summary>What they report: of the candidates, and of the additional files.</summary>
    public static async Task<ImmutableArray<Diagnostic>> OfAsync(CompilationWithAnalyzers run, LoadedProject project, Candidates candidates, CancellationToken cancellation)
    {
        if (candidates.IsWhole(project))
            return await run.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        ConcurrentBag<ImmutableArray<Diagnostic>> found = [];
        await Parallel.ForEachAsync(candidates.In(project), cancellation, async (tree, stop) =>
        {
            found.Add(await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, stop).ConfigureAwait(false));
            found.Add(await run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree), filterSpan: null, stop).ConfigureAwait(false));
        }).ConfigureAwait(false);
        foreach (AdditionalText file in project.Options.AdditionalFiles.Where(file => FragApi.Analyzers.Vocabulary.BindingFile.IsBindingFile(file.Path)))
        {
            AnalysisResult result = await run.GetAnalysisResultAsync(file, cancellation).ConfigureAwait(false);
            found.Add(result.GetAllDiagnostics());
        }

        return [.. found.SelectMany(diagnostics => diagnostics)];
    }
}
