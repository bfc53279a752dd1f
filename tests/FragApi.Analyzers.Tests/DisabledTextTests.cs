using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Testing;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1011: raw uses in text that the compiler skips.</summary>
public sealed class DisabledTextTests
{
    [Theory]
    [InlineData("Mm.GetPage({|FRAG1011:frag.Page|});")]
    [InlineData("Page p = {|FRAG1011:skb.Info.Frags[0].Page|};")]
    [InlineData("{|FRAG1011:skb.Info.Frags[0].Page|} = null;")]
    [InlineData("ref Frag mine = ref skb.Info.Frags[1];\nPage p = {|FRAG1011:mine.Page|};")]
    [InlineData("var mine = skb.Info.Frags[1];\nMm.PutPage({|FRAG1011:mine.Page|});")]
    [InlineData("{|FRAG1011:unknown.Page|}.Get();")]
    [InlineData("if ({|FRAG1011:frag.Page|} != null) { /* half a statement")]
    public Task RawUseInABodyIsReported(string disabled) => VerifyAsync(Body(disabled));

    [Theory]
    [InlineData("int n = SkbFrag.Size(frag);")]
    [InlineData("Consume(book.Page);")]
    [InlineData("string s = nameof(frag.Page);")]
    [InlineData("// frag.Page")]
    [InlineData("string s = \"frag.Page\";")]
    [InlineData("Book mine = book; Consume(mine.Page);")]
    [InlineData("unknown.Page = 3;")]
    [InlineData("Page page = null;")]
    [InlineData("SkbFrag.Page(frag);")]
    [InlineData("((((")]
    public Task EverythingElseIsNot(string disabled) => VerifyAsync(Body(disabled));

    [Fact]
    public Task DisabledMembersAreReadByTheirNames() => VerifyAsync(
        """
        using Kernel;
        class C
        {
        #if NEVER
            void M(ref Frag frag, Book book) { Mm.GetPage({|FRAG1011:frag.Page|}); Consume(book.Page); }
        #endif
        }
        """);

    [Fact]
    public Task ActiveTextIsTheOtherRulesBusiness() => VerifyAsync(
        """
        using Kernel;
        class C
        {
            void M(ref Frag frag)
            {
        #if !NEVER
                Mm.GetPage(frag.Page);
        #else
                Mm.PutPage({|FRAG1011:frag.Page|});
        #endif
            }
        }
        """);

    [Fact]
    public Task AccessorsMayDoAsTheyLike() => VerifyAsync(
        """
        using Kernel;
        using FragApi;
        [FragmentAccessor]
        class C
        {
            void M(ref Frag frag)
            {
        #if NEVER
                Mm.GetPage(frag.Page);
        #endif
            }
        }
        """);

    private static string Body(string disabled) =>
        $$"""
        using Kernel;
        class Book { public int Page; }
        class C
        {
            void Consume(int page) { }
            void M(SkBuff skb, ref Frag frag, Book book)
            {
                Consume(1);
        #if NEVER
                {{disabled}}
        #endif
                Consume(2);
            }
        }
        """;

    private static Task VerifyAsync(string source)
    {
        CSharpAnalyzerVerifier<DisabledTextAnalyzer>.Test test = new();
        test.TestState.Sources.Add(source);
        return test.RunAsync();
    }
}
