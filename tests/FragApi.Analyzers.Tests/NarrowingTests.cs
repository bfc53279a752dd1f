using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Casts that leave bits away: what the raw form computed is not what the accessor would.</summary>
public sealed class NarrowingTests
{
    [Theory]
    [InlineData("Dma.MapPage(dev, frag.Page, (byte)frag.Offset, 1, DmaDir.Both);")]
    [InlineData("Dma.MapPage(dev, frag.Page, (byte)(frag.Offset + n), 1, DmaDir.Both);")]
    [InlineData("Dma.MapPage(dev, frag.Page, n + (short)frag.Offset, 1, DmaDir.Both);")]
    [InlineData("byte b = (byte)frag.Offset; Dma.MapPage(dev, frag.Page, b, 4, DmaDir.Both);")]
    [InlineData("byte w = (byte)frag.Offset; while (n > 0) { Dma.MapPage(dev, frag.Page, w, 8, DmaDir.Both); w += 100; }")]
    [InlineData("long va = frag.Page.Address() + (byte)frag.Offset;")]
    [InlineData("long va = (uint)frag.Page.Address() + frag.Offset;")]
    [InlineData("var va = (int)frag.Page.Address() + frag.Offset;")]
    public async Task AreLeftAlone(string statements)
    {
        Diagnostic[] found = await ReportedAsync(statements);
        Assert.Contains(found, diagnostic => diagnostic.Id is "FRAG1003" or "FRAG1004");
        Assert.All(found.Where(diagnostic => diagnostic.Id is "FRAG1003" or "FRAG1004"), diagnostic => Assert.Contains("no fix: ", diagnostic.GetMessage(), System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Dma.MapPage(dev, frag.Page, (int)(uint)frag.Offset + n, 1, DmaDir.Both);")]
    [InlineData("Dma.MapPage(dev, frag.Page, (int)(frag.Offset + (long)n), 1, DmaDir.Both);")]
    [InlineData("long va = frag.Page.Address() + (long)frag.Offset;")]
    [InlineData("ulong va = (ulong)frag.Page.Address() + (ulong)frag.Offset;")]
    public async Task WidthIsKept(string statements)
    {
        Diagnostic[] found = await ReportedAsync(statements);
        Assert.Contains(found, diagnostic => diagnostic.Id is "FRAG1003" or "FRAG1004");
        Assert.All(found, diagnostic => Assert.DoesNotContain("no fix: ", diagnostic.GetMessage(), System.StringComparison.Ordinal));
    }

    /// <summary>In a class derived from the fragment, its parts go by their bare names.</summary>
    [Theory]
    [InlineData("Data.Get();", "FRAG1006")]
    [InlineData("Length += 1;", "FRAG1007")]
    [InlineData("int end = Start + Length;", "FRAG1007")]
    public async Task BareMembersOfADerivedFragmentAreReported(string statements, string rule)
    {
        string source = $$"""
            using FragApi;
            using Kernel;
            [Fragment(Accessor = typeof(Acc))]
            class Base { [FragmentPage] public Page Data; [FragmentOffset] public int Start; [FragmentSize] public int Length; void Own() { Data.Get(); Length++; } }
            [FragmentAccessor]
            static class Acc { public static void Ref(Base b) { b.Data.Get(); } }
            class Derived : Base { void M() { {{statements}} } }
            """;
        Diagnostic[] found = [.. (await AnalyzerRunner.GetDiagnosticsAsync(TestHost.CreateSolution(source).MainProject(), [new AccessorAnalyzer()])).ThrowOnException().Reported];
        Assert.NotEmpty(found);
        Assert.All(found, diagnostic => Assert.Equal(rule, diagnostic.Id));
        Assert.All(found, diagnostic => Assert.Contains("this.", diagnostic.GetMessage(), System.StringComparison.Ordinal));
    }

    /// <summary>-int.MinValue is int.MinValue: what is subtracted is widened first.</summary>
    [Fact]
    public async Task SubtractionIsWidenedBeforeItIsNegated()
    {
        const string source = """
            using FragApi;
            using Kernel;
            [Fragment(Accessor = typeof(@lock))]
            struct F { [FragmentOffset] public long Off; }
            [FragmentAccessor]
            static class @lock
            {
                public static long Offset(in F f) => f.Off;
                public static void SetOffset(ref F f, long offset) => f.Off = offset;
                [FragmentAccessor(FragmentOperation.AddOffset)] public static void @ref(ref F f, long n) => f.Off += n;
            }
            class C { void M(ref F f, int n) { f.Off -= n; f.Off += n; } }
            """;
        Solution solution = TestHost.CreateSolution(source);
        Solution done = await FixAllRunner.ApplyAsync(solution, new FragApi.CodeFixes.UseAccessorFix(), Microsoft.CodeAnalysis.CodeFixes.FixAllScope.Solution, new SolutionAnalysis([new AccessorAnalyzer()]));
        string text = (await done.MainProject().Documents.First().GetTextAsync()).ToString();
        Assert.Contains("@lock.SetOffset(ref f, @lock.Offset(f) - n); @lock.@ref(ref f, n);", text, System.StringComparison.Ordinal);
    }

    /// <summary>Narrow numbers are reckoned as <c>int</c>, so that what is subtracted can be added with the other sign; what is missing is named.</summary>
    [Theory]
    [InlineData("public static void AddSize(ref F f, int n) => f.N = (ushort)(f.N + n);", "f.N -= n; f.N--; f.N += n;", "S.AddSize(ref f, -n); S.AddSize(ref f, -1); S.AddSize(ref f, n);", "")]
    [InlineData("public static void AddSize(ref F f, short n) => f.N = (ushort)(f.N + n);", "f.N -= n; f.N -= 3;", "f.N -= n; S.AddSize(ref f, -3);", "'S.AddSize' takes 'short', and is given 'ushort'")]
    [InlineData("public static void AddSize(ref F f, ushort n) => f.N += n;", "f.N -= n; f.N += n;", "f.N -= n; S.AddSize(ref f, n);", "there is no accessor for 'f.N -= n'")]
    [InlineData("public static ushort Size(in F f) => f.N; public static void SetSize(ref F f, int n) => f.N = (ushort)n;", "f.N += n; f.N--;", "f.N += n; f.N--;", "names no accessor 'AddSize'")]
    public async Task NarrowParts(string accessors, string before, string after, string said)
    {
        string source = $$"""
            using FragApi;
            [Fragment(Accessor = typeof(S))] struct F { [FragmentSize] public ushort N; }
            [FragmentAccessor] static class S { {{accessors}} }
            class C { void M(ref F f, ushort n) { {{before}} } }
            """;
        Solution solution = TestHost.CreateSolution(source);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        string messages = string.Join("\n", (await analysis.RunAsync(solution.MainProject())).ThrowOnException().Reported.Select(diagnostic => diagnostic.GetMessage()));
        Assert.Contains(said, messages, System.StringComparison.Ordinal);
        Solution done = await FixAllRunner.ApplyAsync(solution, new FragApi.CodeFixes.UseAccessorFix(), Microsoft.CodeAnalysis.CodeFixes.FixAllScope.Solution, analysis);
        Assert.Contains(after, (await done.MainProject().Documents.First().GetTextAsync()).ToString(), System.StringComparison.Ordinal);
        Assert.Empty((await analysis.RunAsync(done.MainProject())).CompilerErrors);
    }

    private static async Task<Diagnostic[]> ReportedAsync(string statements)
    {
        string source = $$"""
            using Kernel;
            class C { void M(ref Frag frag, Device dev, int n) { {{statements}} } }
            """;
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(TestHost.CreateSolution(source).MainProject(), [new AccessorAnalyzer()]);
        Assert.Empty(run.CompilerErrors);
        return [.. run.ThrowOnException().Reported.Where(diagnostic => diagnostic.Id != "FRAG1007")];
    }
}
