using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>What the compiler knew about null at a raw read is not lost in the call that replaces it: no new warning.</summary>
public sealed class NullableTests
{
    [Theory]
    // known not to be null: said
    [InlineData("if ({|FRAG1006:f.Page|} != null) Need({|FRAG1006:f.Page|});", "if (A.Page(f) != null) Need(A.Page(f)!);")]
    [InlineData("if ({|FRAG1006:f.Page|} is not null && {|FRAG1006:f.Page|}.Count > 1) n++;", "if (A.Page(f) is not null && A.Page(f)!.Count > 1) n++;")]
    [InlineData("if ({|FRAG1006:f.Page|} is null) return; Pg q = {|FRAG1006:f.Page|}; Need(q);", "if (A.Page(f) is null) return; Pg q = A.Page(f)!; Need(q);")]
    [InlineData("if ({|FRAG1006:f.Page|} is null) return; var q = {|FRAG1006:f.Page|}; Need(q);", "if (A.Page(f) is null) return; var q = A.Page(f)!; Need(q);")]
    [InlineData("if ({|FRAG1006:f.Page|} is null) return; Gen({|FRAG1006:f.Page|});", "if (A.Page(f) is null) return; Gen(A.Page(f)!);")]
    [InlineData("{|FRAG1005:f.Page = p|}; Need({|FRAG1006:f.Page|});", "A.SetPage(ref f, p); Need(A.Page(f)!);")]
    [InlineData("if ({|FRAG1006:f.Page|} != null) { var w = new { {|FRAG1006:f.Page|} }; Need(w.Page); }", "if (A.Page(f) != null) { var w = new { Page = A.Page(f)! }; Need(w.Page); }")]
    // said already
    [InlineData("Need({|FRAG1006:f.Page|}!);", "Need(A.Page(f)!);")]
    [InlineData("int c = {|FRAG1006:f.Page|}!.Count;", "int c = A.Page(f)!.Count;")]
    // nobody cares
    [InlineData("if ({|FRAG1006:f.Page|} != null) May({|FRAG1006:f.Page|});", "if (A.Page(f) != null) May(A.Page(f));")]
    [InlineData("if ({|FRAG1006:f.Page|} != null && {|FRAG1006:f.Page|} == p) n++;", "if (A.Page(f) != null && A.Page(f) == p) n++;")]
    [InlineData("if ({|FRAG1006:f.Page|} != null) s = $\"{{|FRAG1006:f.Page|}}\";", "if (A.Page(f) != null) s = $\"{A.Page(f)}\";")]
    [InlineData("if ({|FRAG1006:f.Page|} != null) n = {|FRAG1006:f.Page|}?.Count ?? 0;", "if (A.Page(f) != null) n = A.Page(f)?.Count ?? 0;")]
    // not known
    [InlineData("May({|FRAG1006:f.Page|});", "May(A.Page(f));")]
    [InlineData("Pg? q = {|FRAG1006:f.Page|};", "Pg? q = A.Page(f);")]
    [InlineData("Pg q = {|FRAG1006:f.Page|} ?? p;", "Pg q = A.Page(f) ?? p;")]
    [InlineData("if ({|FRAG1006:f.Page|} is { } x) Need(x);", "if (A.Page(f) is { } x) Need(x);")]
    // stores
    [InlineData("{|FRAG1005:f.Page = null|};", "A.SetPage(ref f, null);")]
    [InlineData("{|FRAG1005:f.Page = p|};", "A.SetPage(ref f, p);")]
    public async Task NothingIsLost(string statements, string fixedStatements)
    {
        await Verify.FixesAsync(Around(statements), Around(fixedStatements));
        await Snippet.NoNewWarningAsync(Snippet.Plain(Around(statements)));
    }

    [Fact]
    public Task OutsideANullableContextNothingIsSaid() => Verify.FixesAsync(
        Around("\n#nullable disable\n        if ({|FRAG1006:f.Page|} != null) Need({|FRAG1006:f.Page|});\n#nullable enable"),
        Around("\n#nullable disable\n        if (A.Page(f) != null) Need(A.Page(f));\n#nullable enable"));

    [Fact]
    public async Task NullIsNotStoredWhereTheAccessorRefusesIt()
    {
        string source = Around("{|FRAG1005:g.Page = null|};");
        await Verify.KeepsAsync(source);
        await Snippet.SaysAsync("NullRefused", Snippet.Plain(source));
    }

    [Fact]
    public Task ForgivenNullIsStored() => Verify.FixesAsync(Around("{|FRAG1005:g.Page = null!|};"), Around("B.SetPage(ref g, null!);"));

    [Fact]
    public async Task TestStaysWhereARawUseLivesOnIt()
    {
        // The get has no accessor here; without the raw test before it, it would warn.
        string source = Around("if ({|FRAG1006:f.Page|} != null) { {|FRAG1001:f.Page.Get()|}; Need({|FRAG1006:f.Page|}); }");
        var test = Verify.TestOf(source, Around("if ({|FRAG1006:f.Page|} != null) { {|FRAG1001:f.Page.Get()|}; Need(A.Page(f)!); }"));
        await test.RunAsync();
        await Snippet.NoNewWarningAsync(Snippet.Plain(source));
    }

    private static string Around(string statements) =>
        $$"""
        #nullable enable
        using FragApi;

        class Pg { [PageGet] public void Get() { } public int Count; }

        [Fragment(Accessor = typeof(A))]
        struct Fr { [FragmentPage] public Pg? Page; [FragmentSize] public int Size; }

        [FragmentAccessor]
        static class A
        {
            public static Pg? Page(in Fr f) => f.Page;
            public static void SetPage(ref Fr f, Pg? page) => f.Page = page;
        }

        [Fragment(Accessor = typeof(B))]
        struct Full { [FragmentPage] public Pg Page; }

        [FragmentAccessor]
        static class B
        {
            public static Pg Page(in Full f) => f.Page;
            public static void SetPage(ref Full f, Pg page) => f.Page = page;
        }

        class C
        {
            static void Need(Pg p) { }
            static void May(Pg? p) { }
            static void Gen<T>(T t) where T : notnull { }

            void M(Fr f, Full g, Pg p, int n, string s)
            {
                {{statements}}
            }
        }

        """;
}
