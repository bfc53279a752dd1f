using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>
/// Folders of real size, whole and broken: no crash, the census adds up, and nothing parses worse than before. The normal run
/// takes a part of them, the long run all.
/// </summary>
public sealed class BigInputTests
{
    /// <summary>Of so many files or pieces the normal run takes one.</summary>
    private static int Every => LongRun.IsOn ? 1 : 4;

    [Fact]
    public async Task TheRepositoryItself()
    {
        using SourceTree tree = new();
        foreach (string file in (LongRun.IsOn ? [Repository.Root] : (string[])[Repository.PathOf("samples"), Repository.PathOf("analyzers", "Vocabulary")]).SelectMany(Sourcefiles))
            tree.AddBytes(Path.GetRelativePath(Repository.Root, file), File.ReadAllBytes(file));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync(".", "--loose", "--write");
        Assert.True(outcome.ExitCode is 0 or 1, outcome.ToString());
        Assert.True(plan.Summary.Sites > 500, plan.Summary.ToString());
        ParsesNoWorse(tree, file => Path.Combine(Repository.Root, file));
    }

    [Fact]
    public async Task AGeneratedTreeWholeAndWithHalfOfItsFilesCutOff()
    {
        using SourceTree tree = new();
        (await Tool.DotNetAsync(tree.Folder, Repository.PathOf("benchmarks", "bin", Tool.Configuration, "net10.0", "FragApi.Benchmarks.dll"), "generate", LongRun.IsOn ? "20000" : "6000", "600", tree.Folder)).Exits(0);
        File.Delete(tree.PathOf("Tree.csproj"));
        string[] files = [.. Directory.EnumerateFiles(tree.Folder, "Driver*.cs").Order(StringComparer.Ordinal)];
        (Outcome whole, PlanFile plan) = await tree.ConvertAsync();
        whole.Exits(0);
        // Each raw form of the generator's names the page once, and nothing else does.
        Assert.Equal(files.Sum(file => Regex.Matches(File.ReadAllText(file), @"\.Page\b").Count), plan.Summary.Converted);
        Assert.Equal(0, plan.Summary.NeedsHuman);

        Random random = new(7);
        Dictionary<string, string> before = [];
        for (int index = 0; index < files.Length; index++)
        {
            string text = File.ReadAllText(files[index]);
            if (index % 2 == 0)
                File.WriteAllText(files[index], text = text[..random.Next(text.Length)]);
            before.Add(Path.GetRelativePath(tree.Folder, files[index]), text);
        }

        string originals = Path.Combine(tree.Folder, "..", "cut");
        Directory.CreateDirectory(originals);
        foreach ((string file, string text) in before)
            File.WriteAllText(Path.Combine(originals, file), text);
        (Outcome cut, PlanFile cutPlan) = await tree.ConvertAsync("--write");
        Assert.True(cut.ExitCode is 0 or 1, cut.ToString());
        Assert.True(cutPlan.Summary.Converted >= 300, cutPlan.Summary.ToString());
        ParsesNoWorse(tree, file => Path.Combine(originals, file));
        (Outcome _, PlanFile again) = await tree.ConvertAsync();
        Assert.Empty(again.Of("converted"));
    }

    /// <summary>Every piece of C# that stands as a string in the analyzers' tests, in one tree.</summary>
    [Fact]
    public async Task EveryPieceOfCodeOfTheTests()
    {
        using SourceTree tree = new();
        tree.Add(Sources.Annotations, Sources.Kernel);
        int number = 0;
        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("tests", "FragApi.Analyzers.Tests"), "*.cs").Order(StringComparer.Ordinal))
        {
            foreach (string piece in Strings(File.ReadAllText(file)).Where(text => text.Contains(';', StringComparison.Ordinal)))
            {
                if (number++ % Every != 0)
                    continue;
                string plain = Regex.Replace(piece, @"\{\|[^:|]*:|\|\}|\[\||\|\]", "");
                bool isFile = CSharpSyntaxTree.ParseText(plain).GetCompilationUnitRoot().Members.Any(member => member is Microsoft.CodeAnalysis.CSharp.Syntax.BaseTypeDeclarationSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.BaseNamespaceDeclarationSyntax);
                string name = $"Piece{number:0000}";
                tree.Add(($"{name}.cs", isFile ? plain : $$"""
                    namespace {{name}}
                    {
                        using System;
                        using Kernel;

                        unsafe class C
                        {
                            Frag own;
                            Frag[] ring = new Frag[4];
                            static void Use(object o) { }
                            long M(SkBuff skb, ref Frag frag, Frag other, Frag[] frags, Device dev, PciDev pdev, Page page, int i, int start, int len, int n, bool b)
                            {
                                long dma = 0, va = 0, pa = 0;
                                {{plain}}
                                return dma + va + pa;
                            }
                        }
                    }
                    """));
            }
        }

        Assert.True(number > 500, $"{number} pieces");
        string originals = Path.Combine(tree.Folder, "..", "before");
        Directory.CreateDirectory(originals);
        foreach (string file in Directory.EnumerateFiles(tree.Folder))
            File.Copy(file, Path.Combine(originals, Path.GetFileName(file)));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        Assert.True(outcome.ExitCode is 0 or 1, outcome.ToString());
        Assert.True(plan.Summary.Converted > 200 / Every, plan.Summary.ToString());
        ParsesNoWorse(tree, file => Path.Combine(originals, file));

        (Outcome _, PlanFile again) = await tree.ConvertAsync();
        Assert.Empty(again.Of("converted"));
        // No site is lost. It was 13 more once (1145 for 1132), and nobody has looked which: likely conversions that write two
        // calls of accessors, or pieces that do not compile before. On trees that compile, the other tests ask for equal numbers.
        Assert.True(again.Summary.Already >= plan.Summary.Already + plan.Summary.Converted, $"{plan.Summary}, then {again.Summary}");
    }

    private static IEnumerable<string> Strings(string code) =>
        CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot().DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken)
            .Select(token => token.ValueText);

    private static void ParsesNoWorse(SourceTree tree, Func<string, string> originalOf)
    {
        foreach (string file in Sourcefiles(tree.Folder))
        {
            string original = originalOf(Path.GetRelativePath(tree.Folder, file));
            if (!File.Exists(original))
                continue;
            string[] before = Errors(File.ReadAllText(original));
            string now = File.ReadAllText(file);
            Assert.True(Errors(now).Length <= before.Length, $"{file} parses worse than before");
            // The end of the file, with whatever is half there, is still there.
            Assert.Equal(File.ReadAllText(original).TakeLast(1), now.TakeLast(1));
        }
    }

    private static string[] Errors(string text) =>
        [.. CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id)];

    private static IEnumerable<string> Sourcefiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts" || part.StartsWith('.')));
}
