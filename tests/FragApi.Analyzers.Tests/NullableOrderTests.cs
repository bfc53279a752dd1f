using System;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Where pages may be null, a test or a store that is converted teaches the compiler nothing of the raw uses that are not yet: one outcome in any order, and no new warning.</summary>
public sealed class NullableOrderTests
{
    private const string Shim = """
        #nullable enable
        using FragApi;
        public sealed class Page { public int Count; [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(SkbFrag))]
        public struct Frag { [FragmentPage] public Page? Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }
        public static class Mm { [PageGet] public static void GetPage(Page page) { } public static void Use(Page page) { } }
        [FragmentAccessor]
        public static class SkbFrag
        {
            public static Page? Page(in Frag frag) => frag.Page;
            public static void SetPage(ref Frag frag, Page? page) => frag.Page = page;
            public static void Ref(in Frag frag) { }
        }
        """;

    [Theory]
    [InlineData("if (frag.Page == null) return; Mm.GetPage(frag.Page);", "if (SkbFrag.Page(frag) == null) return; SkbFrag.Ref(frag);")]
    [InlineData("if (frag.Page is not null) { frag.Page.Get(); }", "if (SkbFrag.Page(frag) is not null) { SkbFrag.Ref(frag); }")]
    [InlineData("frag.Page = page; frag.Page.Get(); size = 1;", "SkbFrag.SetPage(ref frag, page); SkbFrag.Ref(frag); size = 1;")]
    [InlineData("frag.Page = page; Mm.Use(frag.Page);", "SkbFrag.SetPage(ref frag, page); Mm.Use(SkbFrag.Page(frag)!);")]
    public async Task OneOutcome(string statements, string expected)
    {
        Solution solution = TestHost.CreateSolution(References.Net100, Method(statements), Shim, FakeKernel.Annotations);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        UseAccessorFix fix = new();
        string[] ids = [.. fix.FixableDiagnosticIds];
        foreach (string[]? order in new[] { null, ids, [.. ids.Reverse()] })
        {
            Solution done = order is null
                ? await FixAllRunner.ApplyAsync(solution, fix, FixAllScope.Solution, analysis)
                : await FixAllRunner.ApplyLikeDotnetFormatAsync(solution, fix, analysis, order);
            Document document = done.MainProject().Documents.First();
            Assert.Equal(Method(expected), (await document.GetTextAsync()).ToString());
            SemanticModel? semantics = await document.GetSemanticModelAsync();
            Assert.DoesNotContain(semantics!.GetDiagnostics(), diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id.StartsWith("CS86", StringComparison.Ordinal));
        }
    }

    private static string Method(string statements) =>
        $$"""
        #nullable enable
        static class C
        {
            static void M(ref Frag frag, Page page, out int size)
            {
                size = 0;
                {{statements}}
            }
        }
        """;
}
