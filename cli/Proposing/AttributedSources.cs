using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Proposing;

/// <summary>The sources with what is sure said in them, and the declarations of the attributes where a project has none.</summary>
internal sealed class AttributedSources
{
    private readonly HashSet<string> _withAnnotations = new(StringComparer.Ordinal);

    /// <summary>What is said there, and in no binding file.</summary>
    public HashSet<Proposal> Said { get; } = [];

    public List<ChangedFile> Changed { get; } = [];

    public List<(string Path, string Text)> Added { get; } = [];

    public static AttributedSources Of(Corpus corpus, IEnumerable<Proposal> proposals)
    {
        AttributedSources sources = new();
        AttributeWriter writer = new(corpus.Cancellation);
        foreach (Proposal proposal in proposals.Where(proposal => proposal.Confidence == Confidence.Sure))
        {
            if (corpus.ProjectOf(proposal.Symbol) is not LoadedProject project || !writer.Add(proposal))
                continue;
            sources.Said.Add(proposal);
            if (!AttributeWriter.IsDeclared(project) && sources._withAnnotations.Add(project.FilePath) && AttributeWriter.Annotations(project) is var file && !File.Exists(file.Path))
                sources.Added.Add(file);
        }

        sources.Changed.AddRange(writer.Changed.Select(file => new ChangedFile(file.Tree.FilePath, file.Tree.GetText(corpus.Cancellation), file.Text)));
        return sources;
    }

    /// <summary>The code base with the changed sources.</summary>
    public CodeBase Apply(CodeBase code) => code.With(Changed.ToDictionary(file => file.Path, file => file.New, StringComparer.Ordinal)).With(project =>
        _withAnnotations.Contains(project.FilePath)
            ? project.Compilation.AddSyntaxTrees(Added.Where(file => Path.GetDirectoryName(file.Path) == (Directory.Exists(project.FilePath) ? project.FilePath : Path.GetDirectoryName(project.FilePath))).Select(file => CSharpSyntaxTree.ParseText(file.Text, (CSharpParseOptions?)project.Compilation.SyntaxTrees.FirstOrDefault()?.Options, file.Path)))
            : project.Compilation);
}
