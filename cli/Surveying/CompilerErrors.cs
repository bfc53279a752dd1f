using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
        ImmutableArray<SyntaxTree> trees = project.Compilation.SyntaxTrees;
        ILookup<SyntaxTree?, Diagnostic>? all = AreMost(trees, bound) ? AtOneGo(project, cancellation) : null;
        IEnumerable<Diagnostic>[] found = new IEnumerable<Diagnostic>[trees.Length];
        // One after the other to whoever is free: halves that are dealt out beforehand take unlike times.
        Parallel.For(0, trees.Length, new ParallelOptions { CancellationToken = cancellation }, index => found[index] =
            !bound.Contains(trees[index].FilePath) ? trees[index].GetDiagnostics(cancellation)
            : all is not null ? all[trees[index]]
            : project.Compilation.GetSemanticModel(trees[index]).GetDiagnostics(cancellationToken: cancellation));
        return found.SelectMany(diagnostics => diagnostics);
    }

    /// <summary>The file cannot even be read: nobody knows what else is in it.</summary>
    public static bool IsSyntax(Diagnostic error) =>
        error.Location.SourceTree is SyntaxTree tree && tree.GetDiagnostics().Any(read => read.Id == error.Id && read.Location.SourceSpan == error.Location.SourceSpan);

    /// <summary>To bind a project at one go takes three quarters of what its files take one by one.</summary>
    private static bool AreMost(ImmutableArray<SyntaxTree> trees, IReadOnlySet<string> bound)
    {
        long all = trees.Sum(tree => (long)tree.Length);
        return trees.Where(tree => bound.Contains(tree.FilePath)).Sum(tree => (long)tree.Length) > all * 3 / 4;
    }

    /// <summary>Of all files at one go; null where the compiler fails over one, which need not be one that is asked about.</summary>
    private static ILookup<SyntaxTree?, Diagnostic>? AtOneGo(LoadedProject project, CancellationToken cancellation)
    {
        try
        {
            return project.Compilation.GetDiagnostics(cancellation).ToLookup(diagnostic => diagnostic.Location.SourceTree);
        }
        catch (Exception problem) when (Mishap.Is(problem, cancellation))
        {
            return null;
        }
    }
}
