using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1001 and FRAG1002: references taken and dropped by hand.</summary>
public sealed class GetPutTests
{
    [Theory]
    [InlineData("FRAG1001", "Mm.GetPage(frag.Page);", "SkbFrag.Ref(frag);")]
    [InlineData("FRAG1002", "Mm.PutPage(skb.Info.Frags[i].Page);", "SkbFrag.Unref(skb, i);")]
    [InlineData("FRAG1001 FRAG1002", "frag.Page.Get(); frag.Page.Put();", "SkbFrag.Ref(frag); SkbFrag.Unref(frag);")]
    [InlineData("FRAG1001 FRAG1001", "frag.Page.Hold(); Mm.Hold(frag.Page);", "SkbFrag.Ref(frag); SkbFrag.Ref(frag);")]
    [InlineData("FRAG1001", "Mm.GetPage(page: frags[i++].Page);", "SkbFrag.Ref(frags[i++]);")]
    [InlineData("FRAG1002", "Mm.PutPage(skb.Next.Info.Frags[N()].Page);", "SkbFrag.Unref(skb.Next, N());")]
    [InlineData("FRAG1002", "Mm.PutPage(skb.Shinfo().Frags[i - 1].Page);", "SkbFrag.Unref(skb, i - 1);")]
    [InlineData("FRAG1002 FRAG1005", "Mm.PutPage(frag.Page); frag.Page = null;", "SkbFrag.Unref(frag); SkbFrag.SetPage(ref frag, null);")]
    [InlineData("FRAG1005 FRAG1001", "frag.Page = Mm.AllocPage(); Mm.GetPage(frag.Page);", "SkbFrag.SetPage(ref frag, Mm.AllocPage()); SkbFrag.Ref(frag);")]
    [InlineData("FRAG1001", "Mm.GetPage(skb.Info.Frags[skb.Info.NrFrags - 1].Page); // the last", "SkbFrag.Ref(skb, skb.Info.NrFrags - 1); // the last")]
    [InlineData("FRAG1001", "Mm.GetPage(/* pinned */ frag.Page);", "SkbFrag.Ref(/* pinned */ frag);")]
    public Task IsConverted(string ids, string before, string after) => RawCalls.FixAsync(ids, before, after);

    [Theory]
    [InlineData("FRAG1002", "ResultUsed", "bool last = frag.Page.Put(); Use(last);")]
    [InlineData("FRAG1002", "ResultUsed", "if (Mm.PutPageLast(frag.Page)) Use(1);")]
    [InlineData("FRAG1002", "ResultUsed", "Func<bool> f = () => frags[0].Page.Put(); Use(f);")]
    [InlineData("FRAG1001", "ConditionalPage", "frag.Page?.Get();")]
    [InlineData("FRAG1002", "ConditionalPage", "frag.Page?.Next.Next.Put(); frag.Page?.Put();")]
    [InlineData("FRAG1001", "ConditionalFragment", "skb?.Info.Frags[i].Page.Get();")]
    [InlineData("FRAG1002", "ConditionalFragment", "skb?.Info?.Frags?[i].Page?.Put();")]
    [InlineData("FRAG1001", "CommentInside", "Mm.GetPage(frag /* the one */ .Page);")]
    [InlineData("FRAG1001", "ExpressionTree", "System.Linq.Expressions.Expression<Action> e = () => Mm.GetPage(frags[0].Page); Use(e);")]
    public Task IsDeclined(string id, string reason, string statements) => RawCalls.DeclineAsync(id, reason, statements);

    [Fact]
    public Task DirectiveInsideIsNotLost() => RawCalls.DeclineAsync("FRAG1001", "DirectiveInside",
        """
        Mm.GetPage(frag
        #if true
            .Page
        #endif
        );
        """);

    [Fact]
    public Task DirectiveAroundTheArgumentIsCarried() => RawCalls.FixAsync("FRAG1001",
        """
        Mm.GetPage(
        #if true
            frag.Page
        #endif
        );
        """,
        """
        SkbFrag.Ref(
        #if true
            frag
        #endif
        );
        """);

    [Theory]
    [InlineData("Page fresh = Mm.AllocPage(); Mm.GetPage(fresh); Mm.PutPage(fresh);")]
    [InlineData("Page page = Mm.AllocPage(); if (b) frag.Page = page; else Mm.PutPage(page);")]
    [InlineData("Page page = Mm.AllocPage(); frag.Page = page; Mm.PutPage(page);")]
    [InlineData("Page page = Mm.AllocPage(); Mm.GetPage(page); frag.Page = page;")]
    [InlineData("Mm.FreePage(frag.Page);")] // not a put: the last reference goes whatever others there are
    [InlineData("Use(nameof(Mm.GetPage) + nameof(frag.Page));")]
    [InlineData("if (frag.Page == frags[i].Page) Use(1);")]
    [InlineData("frags[i].Page = frag.Page; frag.Page = null;")]
    [InlineData("frags[i] = frag; frag = default;")]
    [InlineData("Action<Page> get = Mm.GetPage; Use(get);")]
    [InlineData("Mm.GetPage(frag.Page.Next);")] // another page
    [InlineData("Mm.GetPage(b ? frag.Page : frags[i].Page);")] // either of two
    [InlineData("Mm.GetPage(frag.Page ?? Mm.AllocPage());")]
    public Task IsNoRawCall(string statements) => RawCalls.NoneAsync(statements);

    [Theory]
    [InlineData("class Seg { public Page Page; void M() { Mm.GetPage(Page); Page.Put(); } } struct Priv { public Page Page; public int Offset; } void M(Priv[] p) { Mm.GetPage(p[0].Page); p[1].Page.Get(); }")] // private descriptors
    [InlineData("[FragApi.FragmentAccessor] static void Take(ref Frag f) { Mm.GetPage(f.Page); Page p = f.Page; p.Get(); }")]
    [InlineData("[FragApi.FragmentAccessor] int Prop { get { Mm.GetPage(_own.Page); return 0; } }")]
    [InlineData("[FragApi.FragmentAccessor] static void Take(Frag f) { Action a = () => Mm.GetPage(f.Page); void L() { Mm.PutPage(f.Page); } a(); L(); }")]
    [InlineData("/// <summary><see cref=\"Mm.GetPage(Page)\"/> of <see cref=\"Frag.Page\"/></summary>\n void M() { }")]
    [InlineData("[Obsolete(nameof(Frag.Page))] void M() { }")]
    public Task IsNoneOfOurBusiness(string members) => RawCalls.NoneInMembersAsync(members);

    [Fact]
    public Task TheFragmentTypeItselfMayDoWhatItLikes() => RawCalls.NoneInFileAsync(
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } [PagePut] public void Put() { } }
        [Fragment] class Frag
        {
            [FragmentPage] public Page Page;
            void Take() { Page.Get(); this.Page.Put(); }
            static void TakeOf(Frag other) { other.Page.Get(); }
            class Walker { void Go(Frag f) { f.Page.Get(); } }
        }
        """, standsAlone: true);

    [Fact]
    public Task WithoutAnAccessorItIsReportedOnly() => RawCalls.DeclineFileAsync("FRAG1001", "NoAccessor",
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } }
        [Fragment] class Frag { [FragmentPage] public Page Page; }
        class C { void M(Frag f) { f.Page.Get(); } }
        """, standsAlone: true);

    [Fact]
    public Task AccessorByReferenceNeedsAVariable() => RawCalls.DeclineFileAsync("FRAG1001", "NotAVariable",
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; }
        static class X { public static void Ref(ref Frag f) { f.Page.Get(); } }
        class C { void M(System.Collections.Generic.List<Frag> list) { list[0].Page.Get(); } }
        """, standsAlone: true);

    [Fact]
    public Task ResultIsKeptWhereTheAccessorReturnsIt() => RawCalls.FixFileAsync("FRAG1002 FRAG1002 FRAG1001 FRAG1001",
        """
        using FragApi;
        class Page { [PageGet] public Page Get() => this; [PagePut] public bool Put() => true; }
        [Fragment(Accessor = typeof(X))] class Frag { [FragmentPage] public Page Page; }
        static class X { public static Page Ref(Frag f) => f.Page?.Get(); public static bool Unref(Frag f) => f.Page != null && f.Page.Put(); }
        class C
        {
            bool M(Frag f, Frag g) => f.Page.Put() || !g.Page.Put();
            Page N(Frag f) { f.Page?.Get(); return f.Page?.Get(); }
            bool? O(Frag f) => null;
        }
        """,
        """
        using FragApi;
        class Page { [PageGet] public Page Get() => this; [PagePut] public bool Put() => true; }
        [Fragment(Accessor = typeof(X))] class Frag { [FragmentPage] public Page Page; }
        static class X { public static Page Ref(Frag f) => f.Page?.Get(); public static bool Unref(Frag f) => f.Page != null && f.Page.Put(); }
        class C
        {
            bool M(Frag f, Frag g) => X.Unref(f) || !X.Unref(g);
            Page N(Frag f) { X.Ref(f); return X.Ref(f); }
            bool? O(Frag f) => null;
        }
        """, standsAlone: true);

    [Fact]
    public Task NoPageIsNotTheSameAsNotTheLast() => RawCalls.DeclineFileAsync("FRAG1002", "TypeDiffers",
        """
        using FragApi;
        class Page { [PagePut] public bool Put() => true; }
        [Fragment(Accessor = typeof(X))] class Frag { [FragmentPage] public Page Page; }
        static class X { public static bool Unref(Frag f) => f.Page != null && f.Page.Put(); }
        class C { bool? M(Frag f) => f.Page?.Put(); }
        """, standsAlone: true);

    [Fact]
    public Task SecondArrayOfTheContainerIsNotTheAccessorsOwn() => RawCalls.FixFileAsync("FRAG1001 FRAG1001 FRAG1001",
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; }
        class Buf { public Frag[] Frags; public Frag[] Saved; public Buf Next; public Frag[] All => Frags; }
        static class X { public static void Ref(Buf buf, int i) { Ref(buf.Frags[i]); } public static void Ref(in Frag f) { f.Page.Get(); } }
        class C { void M(Buf buf, int i) { buf.Frags[i].Page.Get(); buf.Saved[i].Page.Get(); buf.Next.Frags[i].Page.Get(); } }
        """,
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; }
        class Buf { public Frag[] Frags; public Frag[] Saved; public Buf Next; public Frag[] All => Frags; }
        static class X { public static void Ref(Buf buf, int i) { Ref(buf.Frags[i]); } public static void Ref(in Frag f) { f.Page.Get(); } }
        class C { void M(Buf buf, int i) { X.Ref(buf, i); X.Ref(buf.Saved[i]); X.Ref(buf.Next, i); } }
        """, standsAlone: true);

    [Fact]
    public Task SecondContainerOfTheBufferIsNotTheAccessorsOwn() => RawCalls.DeclineFileAsync("FRAG1001", "NoAccessorFits",
        """
        using FragApi;
        class Page { [PageGet] public void Get() { } }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; }
        class Info { public Frag[] Frags; }
        class Buf { public Info Info; public Info Old; }
        static class X { public static void Ref(Buf buf, int i) { buf.Info.Frags[i].Page.Get(); } }
        class C { void M(Buf buf, int i) { buf.Old.Frags[i].Page.Get(); } }
        """, standsAlone: true);
}
