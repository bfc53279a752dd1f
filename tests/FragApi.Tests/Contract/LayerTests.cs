using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Tests;

/// <summary>
/// The library's folders stand on each other in one direction. A member is where it is written, so that a type may grow from
/// folder to folder: the lower ones know nothing of what the upper ones add. A type as such is where its lowest part is.
/// </summary>
public sealed class LayerTests
{
    private static readonly string s_root = Repository.PathOf("runtime");

    /// <summary>Each folder, and what it may use.</summary>
    private static readonly Dictionary<string, string[]> s_layers = new()
    {
        ["Diagnostics"] = [],
        ["Pages"] = ["Diagnostics"],
        ["Fragments"] = ["Pages", "Diagnostics"],
        ["Buffers"] = ["Fragments", "Pages", "Diagnostics"],
        ["Dma"] = ["Buffers", "Fragments", "Pages", "Diagnostics"],
        ["Net"] = ["Buffers", "Fragments", "Pages", "Diagnostics"],
        ["Interop"] = ["Buffers", "Fragments", "Pages", "Diagnostics"],
        // Arrays of the base library: of pages it knows nothing.
        ["Checked"] = [],
    };

    private static readonly Lazy<HashSet<(string From, string To, string What)>> s_uses = new(FindUses);

    [Fact]
    public void FoldersUseWhatIsBelowThem()
    {
        string[] wrong = [.. s_uses.Value
            .Where(use => !s_layers[use.From].Contains(use.To))
            .Select(use => $"{use.From} uses {use.To}: {use.What}")
            .Order(StringComparer.Ordinal)];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void EveryFolderIsALayer() =>
        Assert.Equal(s_layers.Keys.Order(StringComparer.Ordinal), Sources().Select(FolderOf).Distinct().Order(StringComparer.Ordinal));

    /// <summary>What the test sees is there to be seen.</summary>
    [Fact]
    public void UsesAreFound()
    {
        string[] found = [.. s_uses.Value.Select(use => $"{use.From} {use.To}").Distinct()];
        Assert.Contains("Pages Diagnostics", found);
        Assert.Contains("Fragments Pages", found);
        Assert.Contains("Buffers Fragments", found);
        Assert.Contains("Dma Pages", found);
        Assert.Contains("Net Buffers", found);
        Assert.Contains("Interop Buffers", found);
    }

    private static HashSet<(string From, string To, string What)> FindUses()
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp13);
        string annotations = Repository.PathOf("analyzers", "Vocabulary", "Annotations");
        CSharpCompilation compilation = CSharpCompilation.Create(
            "FragApi",
            Sources().Concat(Directory.EnumerateFiles(annotations, "*.cs", SearchOption.AllDirectories))
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("Microsoft.Win32", StringComparison.Ordinal))
                .Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        HashSet<(string, string, string)> uses = [];
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(s_root, StringComparison.Ordinal)))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            string from = FolderOf(tree.FilePath);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol is not ISymbol symbol)
                    continue;
                string[] folders = [.. symbol.OriginalDefinition.DeclaringSyntaxReferences
                    .Select(reference => reference.SyntaxTree.FilePath)
                    .Where(file => file.StartsWith(s_root, StringComparison.Ordinal))
                    .Select(FolderOf)];
                // Of a type in several folders the lowest counts; everything else has one place.
                if (folders.Length > 0 && folders.MinBy(folder => s_layers[folder].Length) is string to && to != from && !folders.Contains(from))
                    uses.Add((from, to, $"{Path.GetFileName(tree.FilePath)}: {symbol.ToDisplayString()}"));
            }
        }

        return uses;
    }

    private static string[] Sources() =>
    [
        .. Directory.EnumerateFiles(s_root, "*.cs", SearchOption.AllDirectories)
            .Where(file => FolderOf(file) is not ("bin" or "obj")),
    ];

    private static string FolderOf(string file) => Path.GetRelativePath(s_root, file).Split(Path.DirectorySeparatorChar)[0];
}
