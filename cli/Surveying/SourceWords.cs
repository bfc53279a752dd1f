using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>Which names stand in which files: each is read once, and whoever looks for some is told where.</summary>
internal sealed class SourceWords
{
    private readonly ConcurrentDictionary<SyntaxTree, uint[]> _words = new();

    public SourceWords(IEnumerable<SyntaxTree> trees, CancellationToken cancellation)
    {
        Trees = [.. trees];
        Parallel.ForEach(Trees, new ParallelOptions { CancellationToken = cancellation }, tree => _words[tree] = NameTable.HashesIn(tree.GetText(cancellation), cancellation));
    }

    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>All of some words stand in a file, as names or otherwise.</summary>
    public bool Has(SyntaxTree tree, IEnumerable<string> words) => words.All(word => Array.BinarySearch(_words[tree], NameTable.Hash(word)) >= 0);

    /// <summary>The parts of the namespaces' names, and what stands for another name in a file or in all: what a type in no other may be qualified by.</summary>
    public IReadOnlySet<string> Qualifiers => field ??= Trees.AsParallel()
        .SelectMany(tree => tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
        .SelectMany(node => node switch
        {
            BaseNamespaceDeclarationSyntax declared => declared.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText),
            UsingDirectiveSyntax { Alias.Name.Identifier.ValueText: string alias } => [alias],
            ExternAliasDirectiveSyntax { Identifier.ValueText: string alias } => [alias],
            _ => [],
        })
        .Append("global").ToHashSet(StringComparer.Ordinal);

    /// <summary>Where any of some names stands as an identifier.</summary>
    /// <param name="names">With what each stands for.</param>
    /// <param name="trees">The files in question.</param>
    /// <param name="found">Told of each file that has one, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Find(IReadOnlyCollection<KeyValuePair<string, uint>> names, IEnumerable<SyntaxTree> trees, Action<SyntaxTree, List<(SyntaxToken Token, uint Bits)>> found, CancellationToken cancellation)
    {
        if (names.Count == 0)
            return;
        NameTable table = new(names);
        uint[] hashes = [.. names.Select(name => NameTable.Hash(name.Key))];
        Parallel.ForEach(trees, new ParallelOptions { CancellationToken = cancellation }, tree =>
        {
            uint[] words = _words[tree];
            if (Array.Exists(hashes, hash => Array.BinarySearch(words, hash) >= 0) && table.FindIn(tree, cancellation) is { } places)
                found(tree, places);
        });
    }
}
