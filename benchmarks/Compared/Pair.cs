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
    private const string Scenario = "Scenarios/";

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

        yield return ("The mistakes of this repository's scenarios, which use the library FragApi", [.. Scenarios()]);
    }

    // What is right about them is tested with them: the scenarios themselves.
    private static IEnumerable<Pair> Scenarios()
    {
        foreach (string name in typeof(Pair).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Scenario, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            SyntaxTree tree = CSharpSyntaxTree.ParseText(TreeGenerator.Resource(name), new CSharpParseOptions(LanguageVersion.CSharp13), name[Scenario.Length..]);
            TypeDeclarationSyntax buggy = tree.GetCompilationUnitRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
                .First(type => type.DescendantTrivia().Any(trivia => trivia.ToString().StartsWith("// BUG", StringComparison.Ordinal)));
            yield return new Pair(name[Scenario.Length..], tree, buggy, null);
        }
    }
}
