using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2010: a descriptor copied from one container to another, and no reference taken.</summary>
public sealed class DescriptorCopyTests
{
    private const string Net = """
        namespace Net
        {
            using FragApi;

            public class Page { [PageGet] public void Get() { } [PagePut] public void Put() { } }

            [Fragment(Accessor = typeof(SkbFrag))]
            public struct Frag
            {
                [FragmentPage] public Page Page;
                [FragmentOffset] public int Offset;
                [FragmentSize] public int Size;
            }

            [FragmentContainer]
            public class SharedInfo
            {
                public Frag[] Frags = new Frag[17];
                [FragmentCount] public int NrFrags;
            }

            public class SkBuff
            {
                public SharedInfo Info = new SharedInfo();
                public SharedInfo Shinfo() { return Info; }
                public void Free() { }
            }

            [FragmentAccessor]
            public static class SkbFrag
            {
                public static void Ref(in Frag frag) { frag.Page.Get(); }
                public static void Unref(in Frag frag) { frag.Page.Put(); }
                public static Page Page(in Frag frag) { return frag.Page; }
                public static int Size(in Frag frag) { return frag.Size; }
                public static void SetPage(ref Frag frag, Page page) { frag.Page = page; }
            }

            public static class Other { public static void Use(object o) { } }
        }
        """;

    [Theory]
    [InlineData("{|FRAG2010:b.Info.Frags[0] = a.Info.Frags[0]|};", "b.Info.Frags[0] = a.Info.Frags[0];\nSkbFrag.Ref(b.Info.Frags[0]);")]
    [InlineData("for (int i = 0; i < n; i++) {|FRAG2010:b.Info.Frags[i] = a.Info.Frags[i]|};", "for (int i = 0; i < n; i++) { b.Info.Frags[i] = a.Info.Frags[i]; SkbFrag.Ref(b.Info.Frags[i]); }")]
    [InlineData("var f = a.Info.Frags[n];\n{|FRAG2010:b.Info.Frags[0] = f|}; // as it was\nn++;", "var f = a.Info.Frags[n];\nb.Info.Frags[0] = f; // as it was\nSkbFrag.Ref(b.Info.Frags[0]);\nn++;")]
    [InlineData("var to = b.Info; var from = a.Info; {|FRAG2010:to.Frags[n] = from.Frags[n]|}; to.NrFrags = from.NrFrags;", "var to = b.Info; var from = a.Info; to.Frags[n] = from.Frags[n]; SkbFrag.Ref(to.Frags[n]); to.NrFrags = from.NrFrags;")]
    [InlineData("if (n > 0)\n    {|FRAG2010:b.Info.Frags[n] = a.Info.Frags[n]|};\nn = 0;", "if (n > 0)\n{\n    b.Info.Frags[n] = a.Info.Frags[n];\n    SkbFrag.Ref(b.Info.Frags[n]);\n}\nn = 0;")]
    [InlineData("n = SkbFrag.Size(a.Info.Frags[0]); {|FRAG2010:b.Info.Frags[0] = a.Info.Frags[0]|}; n = b.Info.NrFrags;", "n = SkbFrag.Size(a.Info.Frags[0]); b.Info.Frags[0] = a.Info.Frags[0]; SkbFrag.Ref(b.Info.Frags[0]); n = b.Info.NrFrags;")]
    public Task Fixed(string statements, string after) => IsAsync(statements, after);

    [Theory]
    [InlineData("{|FRAG2010:b.Info.Frags[n++] = a.Info.Frags[0]|};")]
    [InlineData("{|FRAG2010:b.Shinfo().Frags[0] = a.Shinfo().Frags[0]|};")]
    [InlineData("{|FRAG2010:(b.Info.Frags[0], b.Info.Frags[1]) = (a.Info.Frags[0], a.Info.Frags[1])|};")]
    [InlineData("{|FRAG2010:System.Array.Copy(a.Info.Frags, b.Info.Frags, n)|};")]
    [InlineData("{|FRAG2010:System.MemoryExtensions.AsSpan(a.Info.Frags, 0, n).CopyTo(b.Info.Frags)|};")]
    public Task FlaggedWithoutFix(string statements) => IsAsync(statements, statements);

    [Theory]
    [InlineData("{|FRAG2010:b.Info.Frags[0] = n > 0 ? a.Info.Frags[0] : a.Info.Frags[1]|};", "b.Info.Frags[0] = n > 0 ? a.Info.Frags[0] : a.Info.Frags[1];\nSkbFrag.Ref(b.Info.Frags[0]);")]
    [InlineData("ref Frag t = ref b.Info.Frags[0]; {|FRAG2010:t = a.Info.Frags[0]|};", "ref Frag t = ref b.Info.Frags[0]; t = a.Info.Frags[0]; SkbFrag.Ref(t);")]
    [InlineData("{|FRAG2010:b.Info.Frags[0] = a.Info.Frags[0]|}; SkbFrag.Ref(given);", "b.Info.Frags[0] = a.Info.Frags[0]; SkbFrag.Ref(b.Info.Frags[0]); SkbFrag.Ref(given);")]
    public Task OtherShapes(string statements, string after) => IsAsync(statements, after);

    [Theory]
    [InlineData("foreach (Frag f in a.Info.Frags) SkbFrag.Ref(f); System.Array.Copy(a.Info.Frags, b.Info.Frags, n);")]
    [InlineData("System.Array.Copy(a.Info.Frags, b.Info.Frags, n); a.Info.NrFrags = 0;")]
    [InlineData("System.Array.Copy(a.Info.Frags, 0, a.Info.Frags, 1, n);")]
    [InlineData("(a.Info.Frags[0], a.Info.Frags[1]) = (a.Info.Frags[1], a.Info.Frags[0]);")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; SkbFrag.Ref(b.Info.Frags[0]);")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; SkbFrag.Ref(a.Info.Frags[0]);")]
    [InlineData("a.Info.Frags[0].Page.Get(); b.Info.Frags[0] = a.Info.Frags[0];")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; a.Info.NrFrags = 0;")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[--a.Info.NrFrags];")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; a.Info.NrFrags -= 1;")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; a.Info.Frags[0] = default;")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; a.Info.Frags[0].Page = null;")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; SkbFrag.SetPage(ref a.Info.Frags[0], null);")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; a.Free();")]
    [InlineData("b.Info.Frags[0] = a.Info.Frags[0]; Other.Use(a);")]
    [InlineData("var t = a.Info.Frags[0]; a.Info.Frags[0] = b.Info.Frags[0]; b.Info.Frags[0] = t;")]
    [InlineData("a.Info.Frags[0] = a.Info.Frags[1];")]
    [InlineData("var info = a.Info; info.Frags[0] = a.Info.Frags[1];")]
    [InlineData("var f = a.Info.Frags[0]; n = f.Size;")]
    [InlineData("ref var f = ref a.Info.Frags[0]; n = f.Size;")]
    [InlineData("b.Info.Frags[0] = new Frag();")]
    [InlineData("b.Info.Frags[0] = default;")]
    [InlineData("b.Info.Frags[0] = Make();")]
    [InlineData("b.Info.Frags[0] = given;")]
    [InlineData("b.Info = a.Info;")]
    [InlineData("b.Info.Frags[0].Size = a.Info.Frags[0].Size;")]
    public Task Silent(string statements) => IsAsync(statements, statements);

    [Fact]
    public Task TransfersAreSilent() => IsAsync("", "", "[TransfersFragments] void T(SkBuff a, SkBuff b) { b.Info.Frags[0] = a.Info.Frags[0]; } [FragmentAccessor] void U(SkBuff a, SkBuff b) { b.Info.Frags[0] = a.Info.Frags[0]; }");

    private static Task IsAsync(string statements, string after, string members = "")
    {
        CSharpCodeFixVerifier<DescriptorCopyAnalyzer, RefAfterCopyFix>.Test test = new() { StandsAlone = true };
        foreach ((SolutionState state, string text) in new[] { (test.TestState, statements), (test.FixedState, after) })
        {
            state.Sources.Add($$"""
                using FragApi;
                using Net;

                class C
                {
                    {{members}}
                    static Frag Make() { return default; }

                    void M(SkBuff a, SkBuff b, Frag given, int n)
                    {
                        {{text.ReplaceLineEndings("\n        ")}}
                    }
                }

                """);
            state.Sources.Add(Net);
            state.Sources.Add(FakeKernel.Annotations);
        }

        return test.RunAsync();
    }
}
