using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Sources to break: every piece of C# that stands as a string in these tests, and the raw driver files of the sample
/// tree. Each belongs to a world, the assemblies that it is compiled against.
/// </summary>
internal static class Corpus
{
    private static readonly Lazy<MetadataReference> s_kernel = new(() => Compile("Drivers.Kernel", [.. FilesIn("Kernel"), FakeKernel.Annotations, FakeKernel.SealedPage]));

    /// <summary>A piece of source with its name and the solution it stands in; the piece is the first document.</summary>
    public static IEnumerable<(string Name, string Text, Solution Solution)> Sources()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("tests", "FragApi.Analyzers.Tests"), "*.cs").OrderBy(file => file, StringComparer.Ordinal))
        {
            int number = 0;
            foreach (string text in CodeIn(File.ReadAllText(file)))
                yield return ($"{Path.GetFileName(file)}#{number++}", text, World(text, FakeKernel.Reference));
        }

        foreach (string folder in new[] { "Net", "Storage", "Virt", "Core" })
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Drivers(), folder), "*.cs").OrderBy(file => file, StringComparer.Ordinal))
                yield return ($"{folder}/{Path.GetFileName(file)}", File.ReadAllText(file), World(File.ReadAllText(file), s_kernel.Value));
        }
    }

    /// <summary>A solution of one document.</summary>
    public static Solution World(string text) => World(text, FakeKernel.Reference);

    private static Solution World(string text, MetadataReference kernel) => TestHost.CreateSolution([.. References.Net100, kernel], text);

    /// <summary>The strings of a test file that are C#: more than a phrase, and statements or declarations.</summary>
    private static IEnumerable<string> CodeIn(string testFile)
    {
        foreach (SyntaxToken token in CSharpSyntaxTree.ParseText(testFile, TestHost.DefaultParseOptions).GetRoot().DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.StringLiteralToken) && !token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken) && !token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken))
                continue;
            if (!token.ValueText.Contains(';', StringComparison.Ordinal) && !token.ValueText.Contains('{', StringComparison.Ordinal))
                continue;
            string plain = Marks.Plain(token.ValueText);
            yield return IsFile(plain) ? plain : Around(plain);
        }
    }

    private static bool IsFile(string text) =>
        CSharpSyntaxTree.ParseText(text, TestHost.DefaultParseOptions).GetCompilationUnitRoot().Members.Any(member => member is BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax);

    private static string Around(string statements) =>
        $$"""
        using Kernel;
        unsafe class C
        {
            static void Consume(object page) { }
            long M(SkBuff skb, ref Frag frag, Frag* pointer, Device dev, PciDev pdev, Page page, int i, int start, int len, int n, int done)
            {
                long dma = 0, va = 0, pa = 0;
                {{statements}}
                return dma + va + pa;
            }
        }
        """;

    private static MetadataReference Compile(string name, IEnumerable<string> sources)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, TestHost.DefaultParseOptions, $"{name}{index}.cs")),
            References.Net100,
            TestHost.DefaultCompilationOptions.WithNullableContextOptions(NullableContextOptions.Enable));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    private static ImmutableArray<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Drivers(), folder), "*.cs").Select(File.ReadAllText)];

    private static string Drivers() => Repository.PathOf("samples", "Drivers");
}
