using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Ownership.Tests;

/// <summary>
/// Large, deep, tangled and half-typed code: no exception, no hang, and work that grows with the method and not with its
/// square. <c>FRAGAPI_LONG=1</c> breaks the sources of these tests in thousands of ways; the normal run takes a sample.
/// </summary>
[Collection(nameof(OwnAlone))]
public sealed class OwnRobustnessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(120);

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new OwnershipAnalyzer(), new OwnedFieldAnalyzer(), new DescriptorCopyAnalyzer()];

    [Theory]
    [InlineData("{ var p{0} = Alloc(); p{0}.Touch(); p{0}.Put(); }", 3)]
    [InlineData("var p{0} = Alloc(); p{0}.Touch(); p{0}.Put();", 3)]
    [InlineData("var p{0} = Alloc();", 1)]
    [InlineData("var p{0} = Alloc(); if (n == {0}) { p{0}.Put(); return; } p{0}.Put();", 5)]
    [InlineData("if (b) page.Touch(); else other.Touch();", 3)]
    [InlineData("page.Get(); try { n++; } finally { page.Put(); }", 3)]
    [InlineData("list.Add(Alloc());", 1)]
    [InlineData("Page p{0} = null; while (TryGet(out p{0})) { if (n == {0}) continue; p{0}.Put(); }", 5)]
    public async Task FiveThousandStatementsAreLinear(string statement, int each)
    {
        int count = 5_000 / each;
        await RunAsync(Repeat(20));
        long half = await AllocatedAsync(Repeat(count / 2));
        long full = await AllocatedAsync(Repeat(count));
        output.WriteLine($"{half:N0} bytes, {full:N0} bytes");
        Assert.True(full < 2.6 * half, $"{half:N0} bytes for half, {full:N0} for all");

        string Repeat(int times) => Own.Around(string.Join('\n', Enumerable.Range(0, times).Select(i => statement.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("for (int i# = 0; i# < n; i#++) {", "var p = Alloc(); if (b) continue; p.Put();", "}", 200)]
    [InlineData("while (b) {", "var p = Alloc(); if (c) break; p.Put();", "}", 200)]
    [InlineData("if (b) {", "var p = Alloc(); p.Put();", "}", 200)]
    [InlineData("try {", "var p = Alloc(); if (b) return; p.Put();", "} finally { n++; }", 100)]
    [InlineData("try { n++; } finally {", "var p = Alloc(); p.Put();", "}", 60)]
    [InlineData("try {", "var p = Alloc(); if (b) throw new Exception(); p.Put();", "} catch (Exception e#) when (e#.Message != null) { n++; }", 100)]
    [InlineData("{ Action a# = () => {", "var p = Alloc(); p.Put();", "}; }", 60)]
    [InlineData("lock (list) {", "var p = Alloc(); p.Put();", "}", 100)]
    [InlineData("switch (n) { case 1: {", "var p = Alloc(); p.Put();", "break; } }", 100)]
    public Task DeepNesting(string open, string inner, string close, int depth) =>
        RunAsync(Own.Around(string.Concat(Enumerable.Range(0, depth).Select(i => open.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\n")) + inner
            + string.Concat(Enumerable.Range(0, depth).Select(i => "\n" + close.Replace("#", (depth - 1 - i).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))));

    [Theory]
    [InlineData("PutPage(", "page", ")", 400)]
    [InlineData("Same(", "Alloc()", ")", 400)]
    [InlineData("b ? page : (", "Alloc()", ")", 300)]
    [InlineData("TryAlloc() ?? (", "Alloc()", ")", 300)]
    public Task DeepExpressions(string open, string inner, string close, int depth)
    {
        string expression = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
        return RunAsync(Own.Around($"var x = {expression};"));
    }

    /// <summary>An editor refers to the other projects of a solution as compilations: their methods have syntax, but no model here.</summary>
    [Fact]
    public async Task CalleesInAProjectThatIsACompilation()
    {
        Compilation model = (await World("class Nothing { }").MainProject().GetCompilationAsync())!;
        Compilation library = model.WithAssemblyName("library").AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"application\")] namespace Mem { public static class Callee { internal static void Drop(Page p) { p.Put(); } } }"));
        Compilation application = CSharpCompilation.Create("application", options: (CSharpCompilationOptions)model.Options, references: [.. model.References, library.ToMetadataReference()])
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class C { void F() { var p = Mem.Mm.Alloc(); Mem.Callee.Drop(p); } void G() { var p = Mem.Mm.Alloc(); } }"));
        Assert.Empty(application.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        Diagnostic only = Assert.Single((await AnalyzerRunner.GetDiagnosticsAsync(application, s_analyzers, concurrent: false)).ThrowOnException().Reported);

        Assert.Equal("FRAG2001", only.Id);
    }

    [Fact]
    public Task ALongSum() => RunAsync(Own.Around("var p = Alloc(); n = p.Data" + string.Concat(Enumerable.Repeat(" + n", 3_000)) + "; p.Put();"));

    [Fact]
    public async Task TangledGotos()
    {
        StringBuilder text = new("var p = Alloc();\n");
        Random random = new(3);
        for (int label = 0; label < 120; label++)
            text.AppendLine(CultureInfo.InvariantCulture, $"L{label}: if (n++ == {label}) goto L{random.Next(120)}; if (b) goto L{random.Next(120)};");
        text.AppendLine("p.Put();");
        await RunAsync(Own.Around(text.ToString()));
    }

    [Fact]
    public Task ManyCorrelatedFlags() =>
        RunAsync(Own.Around(string.Concat(Enumerable.Range(0, 24).Select(i => $"Page p{i} = null; bool f{i} = n > {i}; if (f{i}) p{i} = Alloc();\n")) + string.Concat(Enumerable.Range(0, 24).Select(i => $"if (f{i}) p{i}.Put();\n"))));

    [Fact]
    public async Task BrokenSourcesBreakNothing()
    {
        int wanted = LongRun.IsOn ? 6_000 : 150;
        string[] sources = [.. Sources()];
        Assert.True(sources.Length > 400, $"{sources.Length} sources");
        Random random = new(17);
        int reported = 0;
        int done = 0;
        while (done < wanted)
        {
            // Several at a time: what is measured is survival.
            StringBuilder file = new();
            string text = sources[random.Next(sources.Length)];
            foreach (Mutation mutation in SourceMutator.Sample(text, random.Next(), 3))
            {
                reported += await RunAsync(mutation.Text, mutation.ToString());
                done++;
            }
        }

        output.WriteLine($"{done} mutants, {reported} diagnostics in them");
        Assert.True(reported > done / 20);
    }

    /// <summary>The programs of the tables about references; what else there is, stands in surroundings of its own.</summary>
    private static IEnumerable<string> Sources()
    {
        string[] folders = ["Obligations", "Ownership"];
        foreach (string file in folders.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("tests", "FragApi.Ownership.Tests", folder), "*.cs")).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            foreach (AttributeSyntax attribute in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<AttributeSyntax>())
            {
                if (attribute.Name.ToString() != "InlineData" || attribute.ArgumentList?.Arguments[0].Expression is not LiteralExpressionSyntax { Token.Value: string marked } || !marked.Contains(';', StringComparison.Ordinal))
                    continue;
                string plain = Marks.Plain(marked);
                yield return name is "CalleeTests.cs" or "OwnedFieldTests.cs" ? Own.Class(plain) : Own.Around(plain);
            }
        }
    }

    private static async Task<long> AllocatedAsync(string source)
    {
        Compilation compilation = (await World(source).MainProject().GetCompilationAsync())!;
        compilation.GetDiagnostics();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        (await AnalyzerRunner.GetDiagnosticsAsync(compilation, [new OwnershipAnalyzer()], concurrent: false)).ThrowOnException();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static async Task<int> RunAsync(string source, string name = "")
    {
        using CancellationTokenSource bound = new(s_bound);
        try
        {
            return (await AnalyzerRunner.GetDiagnosticsAsync(World(source).MainProject(), s_analyzers, cancellationToken: bound.Token)).ThrowOnException().Reported.Count();
        }
        catch (Exception exception)
        {
            Assert.Fail($"{name}\n{exception}\n{source[..Math.Min(source.Length, 4_000)]}");
            throw;
        }
    }

    private static Solution World(string source) => TestHost.CreateSolution(source);
}

/// <summary>Runs while nothing else does: allocations are counted for the whole process.</summary>
[CollectionDefinition(nameof(OwnAlone), DisableParallelization = true)]
public sealed class OwnAlone;
