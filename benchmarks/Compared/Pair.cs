using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Benchmarks.Compared;

/// <summary>A mistake and the same code without it: a namespace with the types <c>Buggy</c> and <c>Fixed</c>, or with one of them.</summary>
internal sealed record Pair(string Name, SyntaxTree Tree, TypeDeclarationSyntax? Buggy, TypeDeclarationSyntax? Fixed)
{
    private const string Prefix = "Pairs/";

    /// <summary>The pairs by kind: a file is a kind, which its first line tells.</summary>
    public static IEnumerable<(string Kind, ImmutableArray<Pair> Pairs)> Kinds()
    {
        foreach (string name in typeof(Pair).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string text = TreeGenerator.Resource(name);
            SyntaxTree tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp13), name[Prefix.Length..]);
            ImmutableArray<Pair> pairs =
            [
                .. from space in tree.GetCompilationUnitRoot().Members.OfType<NamespaceDeclarationSyntax>()
                   let types = space.Members.OfType<TypeDeclarationSyntax>().ToArray()
                   let pair = new Pair(space.Name.ToString(), tree, Array.Find(types, type => type.Identifier.ValueText == "Buggy"), Array.Find(types, type => type.Identifier.ValueText == "Fixed"))
                   where pair.Buggy is not null || pair.Fixed is not null
                   select pair,
            ];
            yield return (text[..text.IndexOf('\n', StringComparison.Ordinal)].TrimStart('/', ' ').TrimEnd('.', '\r'), pairs);
        }
    }
}
