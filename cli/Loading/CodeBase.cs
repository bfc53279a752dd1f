using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>One compilation: a project, for one target framework.</summary>
/// <param name="Name">As messages call it: the file's name, and the framework where there are several.</param>
/// <param name="FilePath">The project file; the folder of a tree without projects.</param>
/// <param name="IsRequested">It was asked for, and is not only referred to by one that was.</param>
/// <param name="Compilation">With the generated trees.</param>
/// <param name="Options">Additional files and analyzer configuration.</param>
/// <param name="Generated">Trees that source generators made: nothing to write to.</param>
internal sealed record LoadedProject(
    string Name, string FilePath, bool IsRequested, CSharpCompilation Compilation, AnalyzerOptions Options, ImmutableHashSet<SyntaxTree> Generated)
{
    private Held _held = new(Compilation, Generated);

    public CSharpCompilation Compilation
    {
        get => _held.Compilation ?? throw new InvalidOperationException($"{Name} was let go of");
        init => _held = value == _held.Compilation ? _held : new Held(value, _held.Generated);
    }

    public ImmutableHashSet<SyntaxTree> Generated
    {
        get => _held.Generated;
        init => _held = value == _held.Generated ? _held : new Held(_held.Compilation!, value);
    }

    /// <summary>Nobody will ask for the code any more. It goes with the last project that refers to it; what the project is called stays.</summary>
    public void LetGo() => _held.LetGo();

    public bool Equals(LoadedProject? other) => _held == other?._held;

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_held);

    /// <summary>The code, held by all that know the project.</summary>
    private sealed class Held(CSharpCompilation compilation, ImmutableHashSet<SyntaxTree> generated)
    {
        public CSharpCompilation? Compilation { get; private set; } = compilation;

        public ImmutableHashSet<SyntaxTree> Generated { get; private set; } = generated;

        public void LetGo() => (Compilation, Generated) = (null, []);
    }

    /// <summary>The target framework; empty for a folder without projects.</summary>
    public string Framework { get; init; } = "";

    /// <summary>What goes into the assembly beside the code.</summary>
    public ImmutableArray<ResourceDescription> Resources { get; init; } = [];

    /// <summary>What the user's own build makes of it; null for a folder without projects.</summary>
    public BuildOutput? Build { get; init; }

    /// <summary>The trees that have a file.</summary>
    public IEnumerable<SyntaxTree> Sources => Compilation.SyntaxTrees.Where(tree => !Generated.Contains(tree));
}

/// <summary>What was loaded: compilations, each behind those that it refers to.</summary>
internal sealed class CodeBase(string root, bool isLoose, ImmutableArray<LoadedProject> projects, ImmutableArray<string> notes, ImmutableArray<string> losses)
{
    /// <summary>The folder that paths are printed relative to.</summary>
    public string Root { get; } = root;

    /// <summary>A folder without projects: names may be unresolved.</summary>
    public bool IsLoose { get; } = isLoose;

    public ImmutableArray<LoadedProject> Projects { get; } = projects;

    /// <summary>What the user should know of the loading.</summary>
    public ImmutableArray<string> Notes { get; } = notes;

    /// <summary>Projects that could not be loaded, and why: what is missing from <see cref="Projects"/>.</summary>
    public ImmutableArray<string> Losses { get; } = losses;

    /// <summary>Which part of the whole this is; null for the whole.</summary>
    public PartOfCode? Part { get; init; }

    /// <summary>The top of the repository that the root lies in; where there is none, the root.</summary>
    public string Top { get => field ??= Git.WorkTreeOf(Root) ?? Root; init; }

    public IEnumerable<LoadedProject> Requested => Projects.Where(project => project.IsRequested);

    /// <summary>A path as it is printed: relative to the root, with slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The same with other texts in some files, in every compilation that has them.</summary>
    public CodeBase With(IReadOnlyDictionary<string, SourceText> texts) => With(ToTexts(texts));

    /// <summary>The same with some compilations changed; who refers to one refers to the new one.</summary>
    public CodeBase With(Func<LoadedProject, CSharpCompilation> change) => new(Root, IsLoose, [.. Changed(change)], Notes, Losses);

    /// <summary>Each project with other texts in some files, one after the other: none is held longer than one to come refers to it.</summary>
    public IEnumerable<LoadedProject> OneByOne(IReadOnlyDictionary<string, SourceText> texts) => Changed(ToTexts(texts));

    private static Func<LoadedProject, CSharpCompilation> ToTexts(IReadOnlyDictionary<string, SourceText> texts) => project =>
    {
        // Read anew: where changes stand all over a file, to look for what may stay takes longer.
        List<(SyntaxTree Old, SyntaxTree New)> read = [.. project.Sources.AsParallel().AsOrdered()
            .Where(tree => texts.ContainsKey(tree.FilePath))
            .Select(tree => (tree, CSharpSyntaxTree.ParseText(texts[tree.FilePath], (CSharpParseOptions)tree.Options, tree.FilePath)))];
        return read.Aggregate(project.Compilation, (compilation, tree) => compilation.ReplaceSyntaxTree(tree.Old, tree.New));
    };

    private IEnumerable<LoadedProject> Changed(Func<LoadedProject, CSharpCompilation> change)
    {
        ILookup<int, Compilation> lastUses = Projects
            .SelectMany((project, index) => project.Compilation.References.OfType<CompilationReference>().Select(reference => (reference.Compilation, Index: index)))
            .GroupBy(use => use.Compilation).ToLookup(uses => uses.Max(use => use.Index), uses => uses.Key);
        HashSet<Compilation> used = [.. lastUses.SelectMany(last => last)];
        Dictionary<Compilation, CSharpCompilation> changed = [];
        for (int index = 0; index < Projects.Length; index++)
            yield return ChangedAt(index);

        // No local of the iterator holds what it has made.
        LoadedProject ChangedAt(int index)
        {
            LoadedProject project = Projects[index];
            CSharpCompilation compilation = change(project);
            foreach (MetadataReference reference in compilation.References)
            {
                if (reference is CompilationReference inner && changed.TryGetValue(inner.Compilation, out CSharpCompilation? other))
                    compilation = compilation.ReplaceReference(reference, other.ToMetadataReference(inner.Properties.Aliases, inner.Properties.EmbedInteropTypes));
            }

            foreach (Compilation done in lastUses[index])
                changed.Remove(done);
            if (compilation != project.Compilation && used.Contains(project.Compilation))
                changed.Add(project.Compilation, compilation);
            return project with { Compilation = compilation };
        }
    }
}
