using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.CodeFixes;
using FragApi.CodeFixes.Generating;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Proposing;

/// <summary>An accessor that raw uses wait for and that nobody can write for them.</summary>
/// <param name="Fragment">The fragment.</param>
/// <param name="Operation">What it would do.</param>
/// <param name="Reason">Why not.</param>
internal sealed record RefusedOperation(string Fragment, FragmentOperation Operation, string Reason);

/// <summary>The accessors that the raw uses of a code base wait for, as they would be written.</summary>
/// <param name="Accessors">What would be written.</param>
/// <param name="Refused">What cannot be.</param>
/// <param name="Changed">Files that would change.</param>
/// <param name="Added">Files that would be there in addition.</param>
internal sealed record AccessorProposal(ImmutableArray<FragmentAccessor> Accessors, ImmutableArray<RefusedOperation> Refused, ImmutableArray<ChangedFile> Changed, ImmutableArray<(string Path, string Text)> Added)
{
    /// <summary>What could not be looked at.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];
}

/// <summary>Writes the accessors that raw uses wait for: as the light bulb of an editor does, for a whole code base.</summary>
internal static class AccessorProposer
{
    /// <summary>Looks for the uses, and writes what they wait for.</summary>
    /// <param name="code">The code base.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<AccessorProposal> OfAsync(CodeBase code, IProgressSteps progress, CancellationToken cancellation)
    {
        List<WaitingUses> waiting = [];
        List<string> losses = [];
        LoadedProject[] projects = [.. code.Requested];
        Candidates candidates = Candidates.Of(code, bindsAll: false, _ => false, withOwnership: false, cancellation);
        for (int index = 0; index < projects.Length; index++)
        {
            progress.Step($"looking at {projects[index].Name}", index, projects.Length);
            (IReadOnlyDictionary<SyntaxTree, TreeSurvey> trees, _, ImmutableArray<Mishap> mishaps) = await Survey.OfAsync(projects[index], candidates, cancellation).ConfigureAwait(false);
            losses.AddRange(mishaps.Select(mishap => mishap.Text));
            foreach ((SyntaxTree tree, TreeSurvey survey) in trees)
            {
                if (survey.Sites.Where(site => site.Missing is not null).Select(site => site.Span).ToImmutableHashSet() is { Count: > 0 } places)
                    waiting.Add(new WaitingUses(projects[index], tree, places));
            }
        }

        progress.Step("writing accessors", 0, 1);
        return Of(code, waiting, cancellation) with { Losses = [.. losses.Distinct()] };
    }

    /// <summary>Writes what known uses wait for, and compiles it in every target framework.</summary>
    /// <param name="code">The code base.</param>
    /// <param name="waiting">The uses.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ToolException">A file is in the way.</exception>
    public static AccessorProposal Of(CodeBase code, IReadOnlyCollection<WaitingUses> waiting, CancellationToken cancellation)
    {
        (AccessorProposal proposal, Generated generated) = Draft(code, waiting, cancellation);
        return generated.Accessors.Count > 0 && Objection(code, generated, proposal, cancellation) is string objection
            ? new AccessorProposal([], [.. proposal.Accessors.Select(accessor => new RefusedOperation(accessor.Fragment, accessor.Operation, objection)).DistinctBy(refused => (refused.Fragment, refused.Operation)), .. proposal.Refused], [], [])
            : proposal;
    }

    /// <summary>The same for a plan that is read and not written: each accessor is compiled where it stands, and nothing else is.</summary>
    public static AccessorProposal Sketch(CodeBase code, IReadOnlyCollection<WaitingUses> waiting, CancellationToken cancellation)
    {
        try
        {
            return Draft(code, waiting, cancellation).Proposal;
        }
        catch (Exception problem) when (Mishap.Is(problem, cancellation))
        {
            return new AccessorProposal([], [], [], []) { Losses = [Mishap.Of("What accessors are missing", problem).Text] };
        }
    }

    private static (AccessorProposal Proposal, Generated Generated) Draft(CodeBase code, IReadOnlyCollection<WaitingUses> waiting, CancellationToken cancellation)
    {
        Dictionary<SyntaxTree, bool> writable = [];
        Generated generated = AccessorGenerator.Generate(
            [.. code.Projects.Select(project => new GeneratorUnit(project.Compilation, project.Options.AdditionalFiles))],
            waiting.Select(use => new UsesIn(code.Projects.IndexOf(use.Project), use.Tree, use.Places)),
            withInner: true,
            IsWritable,
            cancellation);
        AccessorProposal proposal = new(
            [.. generated.Accessors.Select(accessor => new FragmentAccessor(Name(accessor.Fragment), accessor.Operation, accessor.Signature, Exists: false))],
            [.. generated.Refused.Select(refused => new RefusedOperation(Name(refused.Fragment), refused.Operation, refused.Reason))],
            [.. generated.Changed.Select(file => new ChangedFile(file.Tree.FilePath, file.Tree.GetText(cancellation), file.Text)), .. generated.Bindings.Select(file => new ChangedFile(file.File.Path, file.File.GetText(cancellation)!, file.Text))],
            [.. generated.Added.Select(file => (file.Path, file.Text.ToString()))]);
        return (proposal, generated);

        bool IsWritable(SyntaxTree tree)
        {
            if (!writable.TryGetValue(tree, out bool known))
                writable.Add(tree, known = code.Projects.Any(project => project.IsRequested && project.Compilation.ContainsSyntaxTree(tree) && !project.Generated.Contains(tree)));
            return known;
        }
    }

    /// <summary>What the compiler says against it, in any target framework of the projects that get the accessors.</summary>
    private static string? Objection(CodeBase code, Generated generated, AccessorProposal proposal, CancellationToken cancellation)
    {
        Dictionary<string, Microsoft.CodeAnalysis.Text.SourceText> texts = proposal.Changed.ToDictionary(file => file.Path, file => file.New, StringComparer.Ordinal);
        CodeBase changed = code.With(texts).With(project =>
        {
            CSharpCompilation compilation = project.Compilation;
            foreach (AddedFile file in generated.Added.Where(file => project.Sources.Any(tree => tree.FilePath == file.Beside.FilePath)))
            {
                if (File.Exists(file.Path))
                    throw new ToolException(ExitCode.Failed, $"{file.Path} is in the way: the accessors go into a file of that name. Move it, or name the type of the accessors yourself ('fragapi explain annotations').");
                compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(file.Text, (CSharpParseOptions)compilation.SyntaxTrees[0].Options, file.Path, cancellation));
            }

            return compilation;
        });
        foreach ((LoadedProject before, LoadedProject after) in code.Projects.Zip(changed.Projects))
        {
            if (!before.Sources.Any(tree => texts.ContainsKey(tree.FilePath)) && after.Compilation.SyntaxTrees.Length == before.Compilation.SyntaxTrees.Length)
                continue;
            List<Diagnostic> problems = [.. after.Compilation.GetDiagnostics(cancellation).Where(Problems.IsOne)];
            if (problems.Count > 0 && Problems.New(problems, before.Compilation.GetDiagnostics(cancellation).Where(Problems.IsOne)).FirstOrDefault() is Diagnostic problem)
                return $"it would not compile in {before.Name}: {problem.Id} {problem.GetMessage(CultureInfo.InvariantCulture)}";
        }

        return null;
    }

    private static string Name(INamedTypeSymbol fragment) => Proposal.IdOf(fragment);
}
