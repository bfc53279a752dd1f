using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>A page member of the sealed type: FRAG1010 for opening it, and what is left for the other rules. And pages that are structs.</summary>
public sealed class SealedPageTests
{
    [Theory]
    [InlineData("Use({|FRAG1010:f.Page.Unwrap()|});")]
    [InlineData("own = {|FRAG1010:f.Page.Unwrap()|};")]
    [InlineData("Func<Page> open = {|FRAG1010:f.Page.Unwrap|}; Use(open());")]
    [InlineData("FragPage<Page> kept = default; Use({|FRAG1010:kept.Unwrap()|});")]
    [InlineData("if ({|FRAG1010:a[0].Page.Unwrap()|} == null) own = null;")]
    [InlineData("FragPage<Page> kept = {|FRAG1006:f.Page|}; Use(kept);")]
    [InlineData("{|FRAG1005:r.Page = FragPage<Page>.Wrap(own)|};")]
    [InlineData("{|FRAG1005:a[1].Page = default|};")]
    [InlineData("Take(ref {|FRAG1008:r.Page|}); static void Take(ref FragPage<Page> p) { }")]
    [InlineData("Use({|FRAG1008:System.Runtime.CompilerServices.Unsafe.As<FragPage<Page>, Page>(ref {|FRAG1008:r.Page|})|});")]
    public Task StillReports(string statements) => Verify.KeepsAsync(Sealed(statements));

    [Theory]
    [InlineData("Use(A.Page(f));")]
    [InlineData("A.SetPage(ref r, own);")]
    [InlineData("r = f; a[0] = r; Use(f);")]
    [InlineData("Use(nameof(FragPage<Page>)); Use(nameof(f.Page));")]
    [InlineData("Use(Other.Unwrap()); Use(new Other().Unwrap(3));")]
    [InlineData("Use(Open(f));")]
    public Task IsSilent(string statements) => Verify.KeepsAsync(Sealed(statements));

    [Theory]
    [InlineData("Use({|FRAG1007:f.Size|});", "Use(A.Size(f));")]
    [InlineData("{|FRAG1007:r.Size = 3|};", "A.SetSize(ref r, 3);")]
    public Task StillConverts(string statements, string fixedStatements) => Verify.FixesAsync(Sealed(statements), Sealed(fixedStatements));

    [Theory]
    [InlineData("{|FRAG1006:r.Page|}.Count++;")]
    [InlineData("{|FRAG1006:r.Page|}.Count = 3;")]
    [InlineData("{|FRAG1006:r.Page|}.Bump();")]
    [InlineData("{|FRAG1006:r.Page|}.P = 3;")]
    [InlineData("{|FRAG1006:r.Page|}.P++;")]
    [InlineData("{|FRAG1006:r.Page|}.In.X = 3;")]
    [InlineData("{|FRAG1006:r.Page|}.In.Bump();")]
    [InlineData("{|FRAG1006:r.Page|}[3] = 4;")]
    [InlineData("({|FRAG1006:r.Page|}.Count, n) = (1, 2);")]
    [InlineData("System.Threading.Interlocked.Increment(ref {|FRAG1006:r.Page|}.Count);")]
    [InlineData("ref int c = ref {|FRAG1006:r.Page|}.In.X; c = 3;")]
    [InlineData("Use({|FRAG1006:r.Page|}.ToString());")]
    public async Task StructIsWorkedOnInPlace(string statements)
    {
        await Verify.KeepsAsync(Struct(statements));
        await Snippet.SaysAsync("InPlace", Snippet.Plain(Struct(statements)));
    }

    [Theory]
    [InlineData("{|FRAG1008:r.Page|}.Up();")]
    public Task StructIsHandedOutByReference(string statements) => Verify.KeepsAsync(Struct(statements));

    [Theory]
    [InlineData("Use({|FRAG1006:r.Page|}.Count);", "Use(A.Page(r).Count);")]
    [InlineData("Use({|FRAG1006:r.Page|}.Peek());", "Use(A.Page(r).Peek());")]
    [InlineData("Use({|FRAG1006:r.Page|}.In.X);", "Use(A.Page(r).In.X);")]
    [InlineData("Use({|FRAG1006:r.Page|}.Look());", "Use(A.Page(r).Look());")]
    [InlineData("{|FRAG1006:r.Page|}.Items[0] = 3;", "A.Page(r).Items[0] = 3;")]
    [InlineData("Use({|FRAG1006:r.Page|}[2]);", "Use(A.Page(r)[2]);")]
    [InlineData("Pg q = {|FRAG1006:r.Page|}; q.Count++;", "Pg q = A.Page(r); q.Count++;")]
    public Task StructIsOnlyRead(string statements, string fixedStatements) => Verify.FixesAsync(Struct(statements), Struct(fixedStatements));

    private static string Sealed(string statements) =>
        $$"""
        using System;
        using FragApi;

        class Page { }

        [Fragment(Accessor = typeof(A))]
        struct F { [FragmentPage] public FragPage<Page> Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }

        [FragmentAccessor]
        static class A
        {
            public static Page Page(in F f) { return f.Page.Unwrap(); }
            public static void SetPage(ref F f, Page p) { f.Page = FragPage<Page>.Wrap(p); }
            public static int Size(in F f) { return f.Size; }
            public static void SetSize(ref F f, int n) { f.Size = n; }
        }

        class Other { public static int Unwrap() { return 0; } public int Unwrap(int n) { return n; } }

        class C
        {
            Page own;
            static void Use(object o) { }
            [FragmentAccessor] Page Open(F f) { return f.Page.Unwrap(); }

            void M(F f, ref F r, F[] a)
            {
                {{statements}}
            }
        }

        """;

    private static string Struct(string statements) =>
        $$"""
        using System;
        using FragApi;

        struct Inner { public int X; public void Bump() { X++; } }

        struct Pg
        {
            public int Count;
            public object[] Items;
            public Inner In;
            public int P { get; set; }
            public int this[int i] { get { return 0; } set { } }
            public readonly int Peek() { return Count; }
            public void Bump() { Count++; }
            public override string ToString() { Count++; return ""; }
        }

        static class Extensions
        {
            public static void Up(this ref Pg p) { }
            public static int Look(this in Pg p) { return 0; }
        }

        [Fragment(Accessor = typeof(A))]
        struct F { [FragmentPage] public Pg Page; [FragmentSize] public int Size; }

        [FragmentAccessor]
        static class A { public static Pg Page(in F f) { return f.Page; } }

        class C
        {
            static void Use(object o) { }

            void M(ref F r, int n)
            {
                {{statements}}
            }
        }

        """;
}
