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

/// <summary>Shims of another design than ours: generic operations, ref-returning properties, a get on a pool.</summary>
public sealed class UnseenShapesTests
{
    [Theory]
    [InlineData("Rc.Retain(b.Head.Mem);", "Seg.Ref(b.Head);")]
    [InlineData("Rc.Retain<Mem>(b.Head.Mem);", "Seg.Ref(b.Head);")]
    [InlineData("_pool.Drop(b[1].Mem);", "Seg.Unref(b[1]);")]
    [InlineData("b.Head.Mem = m; b.Head.At = 4; b.Head.Len = 8;", "Seg.Fill(ref b.Head, m, 4, 8);")]
    public async Task AreConverted(string raw, string expected)
    {
        Solution solution = TestHost.CreateSolution(References.Net100, Source(raw), FakeKernel.Annotations);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        Solution done = await FixAllRunner.ApplyAsync(solution, new UseAccessorFix(), FixAllScope.Solution, analysis);
        string text = (await done.MainProject().Documents.First().GetTextAsync()).ToString();
        Assert.Contains(expected, text, StringComparison.Ordinal);
        AnalyzerRun run = await analysis.RunAsync(done.MainProject());
        Assert.Empty(run.Reported);
        Assert.Empty(run.CompilerErrors);
    }

    private static string Source(string statements) =>
        $$"""
        using FragApi;
        public class Mem { public int N; }
        public static class Rc { [PageGet] public static void Retain<T>(T counted) where T : class { } }
        public class Pool { [PagePut] public void Drop(Mem mem) { } }
        [Fragment(Accessor = typeof(Seg))]
        public struct Seg
        {
            [FragmentPage] public Mem Mem { get; set; }
            [FragmentOffset] public int At;
            [FragmentSize] public int Len { get; set; }
            [FragmentAccessor] public static void Ref(in Seg s) { }
            [FragmentAccessor] public static void Unref(in Seg s) { }
            [FragmentAccessor] public static void Fill(ref Seg s, Mem m, int at, int len) { }
        }
        public class Buf
        {
            private readonly Seg[] _segs = new Seg[4];
            public ref Seg Head => ref _segs[0];
            public ref Seg this[int i] => ref _segs[i];
        }
        class C
        {
            private readonly Pool _pool = new Pool();
            void M(Buf b, Mem m) { {{statements}} }
        }
        """;
}
