using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Loading;

/// <summary>
/// The generators that the SDK gives every project. Each works for an attribute, and a code base that nowhere says its name gets
/// nothing from them: to find that out with them takes longer than to read and to parse a small project.
/// </summary>
internal static class SdkGenerators
{
    /// <summary>Where they lie, and nothing else does.</summary>
    private const string Folder = "/packs/Microsoft.NETCore.App.Ref/";

    /// <summary>The words without which each of them makes nothing; none for what the others are made of.</summary>
    public static IReadOnlyDictionary<string, string[]> Words { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Microsoft.Interop.ComInterfaceGenerator.dll"] = ["GeneratedComInterface", "GeneratedComClass"],
        ["Microsoft.Interop.JavaScript.JSImportGenerator.dll"] = ["JSImport", "JSExport"],
        ["Microsoft.Interop.LibraryImportGenerator.dll"] = ["LibraryImport"],
        ["Microsoft.Interop.SourceGeneration.dll"] = [],
        ["System.Text.Json.SourceGeneration.dll"] = ["JsonSerializable"],
        ["System.Text.RegularExpressions.Generator.dll"] = ["GeneratedRegex"],
    };

    private static readonly SearchValues<string> s_words = SearchValues.Create([.. Words.Values.SelectMany(words => words)], StringComparison.Ordinal);

    /// <summary>Whether an assembly is one of them.</summary>
    public static bool Has(string path) => path.Replace('\\', '/').Contains(Folder, StringComparison.Ordinal) && Words.ContainsKey(Path.GetFileName(path));

    /// <summary>They make nothing of these files. Of what another generator makes nobody knows.</summary>
    public static bool AreIdle(IEnumerable<SyntaxTree> trees) => !trees.AsParallel().Any(IsFor);

    private static bool IsFor(SyntaxTree tree)
    {
        string text = tree.GetText().ToString();
        return text.AsSpan().ContainsAny(s_words)
            || text.Contains("\\u", StringComparison.OrdinalIgnoreCase) && tree.GetRoot().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Text.Contains('\\', StringComparison.Ordinal));
    }
}
