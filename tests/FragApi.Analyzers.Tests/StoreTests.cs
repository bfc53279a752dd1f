using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1005: a page stored by hand.</summary>
public sealed partial class StoreTests
{
    [Theory]
    [InlineData("{|FRAG1005:frag.Page = page|};", "SkbFrag.SetPage(ref frag, page);")]
    // stealing the page back is no unref
    [InlineData("{|FRAG1005:frag.Page = null|};", "SkbFrag.SetPage(ref frag, null);")]
    [InlineData("{|FRAG1005:frag.Page = default|};", "SkbFrag.SetPage(ref frag, default);")]
    [InlineData("{|FRAG1005:frag.Page = default(Page)|};", "SkbFrag.SetPage(ref frag, default(Page));")]
    [InlineData("{|FRAG1005:skb.Info.Frags[i].Page = page|};", "SkbFrag.SetPage(ref skb.Info.Frags[i], page);")]
    // the index is evaluated once, before the value
    [InlineData("{|FRAG1005:skb.Info.Frags[i++].Page = Alloc()|};", "SkbFrag.SetPage(ref skb.Info.Frags[i++], Alloc());")]
    [InlineData("{|FRAG1005:ring[Next()].Page = {|FRAG1006:ring[i].Page|}|};", "SkbFrag.SetPage(ref ring[Next()], SkbFrag.Page(ring[i]));")]
    [InlineData("if (b) {|FRAG1005:frag.Page = page|}; else {|FRAG1005:frag.Page = null|};", "if (b) SkbFrag.SetPage(ref frag, page); else SkbFrag.SetPage(ref frag, null);")]
    [InlineData("for ({|FRAG1005:frag.Page = page|}; b; {|FRAG1005:frag.Page = page.Next|}) { }", "for (SkbFrag.SetPage(ref frag, page); b; SkbFrag.SetPage(ref frag, page.Next)) { }")]
    [InlineData("Action a = () => {|FRAG1005:own.Page = page|};", "Action a = () => SkbFrag.SetPage(ref own, page);")]
    // the get before the store stays
    [InlineData(
        """
        Mm.GetPage(page);
        {|FRAG1005:frag.Page = page|};
        """,
        """
        Mm.GetPage(page);
        SkbFrag.SetPage(ref frag, page);
        """)]
    [InlineData(
        """
        {|FRAG1005:this.own.Page = page|};
        {|FRAG1005:own.Page = page|};
        """,
        """
        SkbFrag.SetPage(ref this.own, page);
        SkbFrag.SetPage(ref own, page);
        """)]
    [InlineData("fixed (Frag* f = ring) { {|FRAG1005:f->Page = page|}; {|FRAG1005:f[1].Page = page|}; {|FRAG1005:(*f).Page = page|}; {|FRAG1005:(f + 1)->Page = page|}; }", "fixed (Frag* f = ring) { SkbFrag.SetPage(ref *f, page); SkbFrag.SetPage(ref f[1], page); SkbFrag.SetPage(ref *f, page); SkbFrag.SetPage(ref *(f + 1), page); }")]
    [InlineData("{|FRAG1005:Slot(Next()).Page = Alloc()|};", "SkbFrag.SetPage(ref Slot(Next()), Alloc());")]
    [InlineData("{|FRAG1005:frag.Page = b ? page : null|};", "SkbFrag.SetPage(ref frag, b ? page : null);")]
    [InlineData("{|FRAG1005:frag.Page = new() { Count = 1 }|};", "SkbFrag.SetPage(ref frag, new() { Count = 1 });")]
    [InlineData("{|FRAG1005:frag.Page = b switch { true => page, _ => null }|};", "SkbFrag.SetPage(ref frag, b switch { true => page, _ => null });")]
    [InlineData("{|FRAG1005:frag.Page = page ?? throw new Exception()|};", "SkbFrag.SetPage(ref frag, page ?? throw new Exception());")]
    [InlineData("{|FRAG1005:frag.Page = {|FRAG1006:frag.Page|}.Next|};", "SkbFrag.SetPage(ref frag, SkbFrag.Page(frag).Next);")]
    [InlineData(
        """
        ref Frag r = ref skb.Info.Frags[i];
        {|FRAG1005:r.Page = page|};
        """,
        """
        ref Frag r = ref skb.Info.Frags[i];
        SkbFrag.SetPage(ref r, page);
        """)]
    [InlineData("foreach (ref Frag f in ring.AsSpan()) {|FRAG1005:f.Page = page|};", "foreach (ref Frag f in ring.AsSpan()) SkbFrag.SetPage(ref f, page);")]
    [InlineData(
        """
        Span<Frag> span = ring;
        {|FRAG1005:span[i].Page = page|};
        {|FRAG1005:span[^1].Page = null|};
        """,
        """
        Span<Frag> span = ring;
        SkbFrag.SetPage(ref span[i], page);
        SkbFrag.SetPage(ref span[^1], null);
        """)]
    [InlineData(
        """
        void Set(Page p) => {|FRAG1005:own.Page = p|};
        Set(null);
        """,
        """
        void Set(Page p) => SkbFrag.SetPage(ref own, p);
        Set(null);
        """)]
    // a local without a value gets one
    [InlineData(
        """
        Frag f;
        {|FRAG1005:f.Page = page|};
        {|FRAG1007:f.Size = n|};
        Use({|FRAG1007:f.Size|});
        """,
        """
        Frag f = default;
        SkbFrag.SetPage(ref f, page);
        SkbFrag.SetSize(ref f, n);
        Use(SkbFrag.Size(f));
        """)]
    [InlineData(
        """
        Frag f, g;
        if (b) {|FRAG1005:f.Page = page|}; else {|FRAG1005:f.Page = null|};
        g = other;
        {|FRAG1005:g.Page = page|};
        Use({|FRAG1007:g.Size|});
        """,
        """
        Frag f = default, g;
        if (b) SkbFrag.SetPage(ref f, page); else SkbFrag.SetPage(ref f, null);
        g = other;
        SkbFrag.SetPage(ref g, page);
        Use(SkbFrag.Size(g));
        """)]
    // somebody else gave it its value
    [InlineData(
        """
        Frag f = default;
        {|FRAG1005:f.Page = page|};
        """,
        """
        Frag f = default;
        SkbFrag.SetPage(ref f, page);
        """)]
    [InlineData("switch (n) { case 1: {|FRAG1005:frag.Page = page|}; break; default: {|FRAG1005:frag.Page = null|}; break; }", "switch (n) { case 1: SkbFrag.SetPage(ref frag, page); break; default: SkbFrag.SetPage(ref frag, null); break; }")]
    [InlineData("try { {|FRAG1005:frag.Page = page|}; } finally { {|FRAG1005:frag.Page = null|}; }", "try { SkbFrag.SetPage(ref frag, page); } finally { SkbFrag.SetPage(ref frag, null); }")]
    [InlineData("unchecked { {|FRAG1005:frag.Page = page|}; }", "unchecked { SkbFrag.SetPage(ref frag, page); }")]
    [InlineData("lock (page) {|FRAG1005:frag.Page = page|};", "lock (page) SkbFrag.SetPage(ref frag, page);")]
    [InlineData("goto L; L: {|FRAG1005:frag.Page = page|};", "goto L; L: SkbFrag.SetPage(ref frag, page);")]
    public Task BecomesSetPage(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("ValueUsed", "keep = {|FRAG1005:frag.Page = page|};")]
    [InlineData("ValueUsed", "Func<Page> a = () => {|FRAG1005:own.Page = page|};")]
    [InlineData("ValueUsed", "page = ({|FRAG1005:frag.Page = page|}).Next;")]
    [InlineData("ValueUsed", "UsePage({|FRAG1005:frag.Page = page|});")]
    [InlineData("ValueUsed", "if (({|FRAG1005:frag.Page = page|}) != null) n++;")]
    [InlineData("ValueUsed", "while (({|FRAG1005:frag.Page = Alloc()|}) != null) { }")]
    [InlineData("ValueUsed",
        """
        Page Set(Page p) => {|FRAG1005:own.Page = p|};
        Set(null);
        """)]
    [InlineData("ValueUsed",
        """
        var t = ({|FRAG1005:frag.Page = page|}, 1);
        Use(t);
        """)]
    [InlineData("ValueUsed", "Use(b ? {|FRAG1005:frag.Page = page|} : null);")]
    public Task HasNoFixWhereItsValueIsUsed(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("CompoundStore", "{|FRAG1005:other.Page ??= page|};")]
    [InlineData("CompoundStore", "{|FRAG1005:skb.Info.Frags[i].Page ??= Alloc()|};")]
    [InlineData("CompoundStore", "page = {|FRAG1005:own.Page ??= page|};")]
    public Task HasNoFixWhereNothingStoresSo(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("Deconstruction", "({|FRAG1005:frag.Page|}, keep) = (page, page);")]
    [InlineData("Deconstruction", "(keep, {|FRAG1005:frag.Page|}) = (page, null);")]
    [InlineData("Deconstruction", "(({|FRAG1005:frag.Page|}, n), keep) = ((page, 1), page);")]
    public Task HasNoFixInADeconstruction(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("Initializer", "ring[i] = new Frag { {|FRAG1005:Page = page|} };")]
    [InlineData("Initializer", "ring[i] = new Frag() { {|FRAG1005:Page = page|}, Offset = start };")]
    [InlineData("Initializer", "other = other with { {|FRAG1005:Page = page|} };")]
    [InlineData("Initializer",
        """
        var u = other with { {|FRAG1005:Page = page|}, Size = 3, Offset = 2 };
        Lend(u);
        """)]
    [InlineData("Initializer", "Lend(new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len });")]
    [InlineData("Initializer",
        """
        Frag[] made = { new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len } };
        Use(made);
        """)]
    [InlineData("Initializer",
        """
        object made = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };
        Use(made);
        """)]
    [InlineData("Initializer",
        """
        Frag? made = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };
        Use(made);
        """)]
    [InlineData("Initializer", "skb.Info = new SharedInfo { Frags = { [0] = { {|FRAG1005:Page = page|}, Size = 3 } } };")]
    [InlineData("Initializer",
        """
        var d = new { F = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len } };
        Use(d);
        """)]
    [InlineData("Initializer", "(ring[i], n) = (new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len }, 3);")]
    [InlineData("Initializer",
        """
        Func<Frag> make = () => new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };
        make();
        """)]
    [InlineData("Initializer", "for (Frag made = new Frag { {|FRAG1005:Page = page|}, Offset = 0, Size = len }; b; ) { Lend(made); }")]
    [InlineData("Initializer",
        """
        const int k = 3;
        Frag made = new Frag { {|FRAG1005:Page = page|}, Offset = k, Size = len }, second = made;
        Lend(second);
        """)]
    [InlineData("Initializer", "Use(b ? new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len } : other);")]
    public Task HasNoFixInAnInitializerThatIsNoThreePartFill(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("NotAVariable", "{|FRAG1005:(b ? ref frag : ref other).Page = page|};")]
    public Task HasNoFixWithoutAVariable(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("NotAssigned",
        """
        Make(out Frag made, null);
        static void Make(out Frag x, Page p) { {|FRAG1005:x.Page = p|}; x = default; }
        """)]
    public Task HasNoFixWithoutAValue(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("page.Next = page;")]
    [InlineData("keep = page;")]
    [InlineData("frag = other;")]
    [InlineData("frag = default;")]
    [InlineData("ring[i] = skb.Info.Frags[i];")]
    [InlineData("SkbFrag.SetPage(ref frag, page);")]
    [InlineData("SkbFrag.SetPage(ref skb.Info.Frags[i], null);")]
    [InlineData("Array.Copy(ring, skb.Info.Frags, 3);")]
    [InlineData("Use(nameof(frag.Page));")]
    [InlineData(
        """
        var p = new { Page = page };
        Use(p);
        """)]
    [InlineData(
        """
        (Page Page, int Size) t = (page, 1);
        t.Page = page;
        Use(t);
        """)]
    public Task IsNotRaw(string statements) => Snippet.SilentAsync(statements);
}
