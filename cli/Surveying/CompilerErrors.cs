using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Surveying;

/// <summary>What the compiler objects to in the files that are bound, and in all files as far as it is seen without binding.</summary>
internal static class CompilerErrors
{
    /// <summary>The errors.</summary>
    public static IEnumerable<Diagnostic> Of(LoadedProject project, Candidates candidates, CancellationToken cancellation) =>
        In(project, candidates.PathsIn(project), cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>All that it has to say.</summary>
    /// <param name="project">The project, as it is or changed.</param>
    /// <param name="bound">The paths of the files that are bound; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<Diagnostic> In(LoadedProject project, IReadOnlySet<string>? bound, CancellationToken cancellation)
    {
        if (bound is null)
            return project.Compilation.GetDiagnostics(cancellation);
        return project.Compilation.SyntaxTrees.AsParallel().AsOrdered().WithCancellation(cancellation).SelectMany(tree => bound.Contains(tree.FilePath)
            ? project.Compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellation)
            : tree.GetDiagnostics(cancellation)).ToList();
    }

    /// <summary>The file cannot even be read: nobody knows what else is in it.</summary>
    public static bool IsSyntax(Diagnostic error) =>
        error.Location.SourceTree is SyntaxTree tree && tree.GetDiagnostics().Any(read => read.Id == error.Id && read.Location.SourceSpan == error.Location.SourceSpan);
}
