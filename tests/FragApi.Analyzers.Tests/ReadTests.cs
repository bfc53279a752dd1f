using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1006: a page read by hand.</summary>
public sealed partial class ReadTests
{
    [Theory]
    [InlineData("UsePage({|FRAG1006:frag.Page|});", "UsePage(SkbFrag.Page(frag));")]
    // handed on with its extent
    [InlineData(
        """
        Use({|FRAG1006:frag.Page|}); UseAll({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Offset|}, {|FRAG1007:frag.Size|});
        static void UseAll(Page p, int offset, int size) { }
        """,
        """
        Use(SkbFrag.Page(frag)); UseAll(SkbFrag.Page(frag), SkbFrag.Offset(frag), SkbFrag.Size(frag));
        static void UseAll(Page p, int offset, int size) { }
        """)]
    [InlineData(
        """
        var p = {|FRAG1006:frag.Page|};
        Use(p);
        """,
        """
        var p = SkbFrag.Page(frag);
        Use(p);
        """)]
    [InlineData("if ({|FRAG1006:frag.Page|} == page) n++;", "if (SkbFrag.Page(frag) == page) n++;")]
    [InlineData("if ({|FRAG1006:frag.Page|} != null && page == {|FRAG1006:skb.Info.Frags[i - 1].Page|}) n++;", "if (SkbFrag.Page(frag) != null && page == SkbFrag.Page(skb.Info.Frags[i - 1])) n++;")]
    // the two can coalesce
    [InlineData("if ({|FRAG1006:frag.Page|} == {|FRAG1006:other.Page|} && {|FRAG1007:frag.Offset|} + {|FRAG1007:frag.Size|} == {|FRAG1007:other.Offset|}) n++;", "if (SkbFrag.Page(frag) == SkbFrag.Page(other) && SkbFrag.Offset(frag) + SkbFrag.Size(frag) == SkbFrag.Offset(other)) n++;")]
    [InlineData("if ({|FRAG1006:frag.Page|} is null) n++;", "if (SkbFrag.Page(frag) is null) n++;")]
    [InlineData("if ({|FRAG1006:frag.Page|} is { Count: 1 } p) UsePage(p);", "if (SkbFrag.Page(frag) is { Count: 1 } p) UsePage(p);")]
    [InlineData("n = {|FRAG1006:frag.Page|} switch { null => 1, _ => 2 };", "n = SkbFrag.Page(frag) switch { null => 1, _ => 2 };")]
    [InlineData("switch ({|FRAG1006:frag.Page|}) { case null: break; case var p: Use(p); break; }", "switch (SkbFrag.Page(frag)) { case null: break; case var p: Use(p); break; }")]
    [InlineData("Use({|FRAG1006:frag.Page|}?.Next);", "Use(SkbFrag.Page(frag)?.Next);")]
    [InlineData("Use({|FRAG1006:frag.Page|}.Next.Count);", "Use(SkbFrag.Page(frag).Next.Count);")]
    // the page is a class: what it refers to is changed, not the fragment
    [InlineData(
        """
        {|FRAG1006:frag.Page|}.Count = 3;
        {|FRAG1006:frag.Page|}.Count++;
        {|FRAG1006:frag.Page|}.Next = page;
        """,
        """
        SkbFrag.Page(frag).Count = 3;
        SkbFrag.Page(frag).Count++;
        SkbFrag.Page(frag).Next = page;
        """)]
    [InlineData("page = {|FRAG1006:frag.Page|} ?? page;", "page = SkbFrag.Page(frag) ?? page;")]
    [InlineData(
        """
        Use((object){|FRAG1006:frag.Page|});
        Use({|FRAG1006:frag.Page|} as object);
        """,
        """
        Use((object)SkbFrag.Page(frag));
        Use(SkbFrag.Page(frag) as object);
        """)]
    [InlineData("Use($\"{{|FRAG1006:frag.Page|}} at {{|FRAG1007:frag.Offset|}:x} of {{|FRAG1007:frag.Size|},5}\");", "Use($\"{SkbFrag.Page(frag)} at {SkbFrag.Offset(frag):x} of {SkbFrag.Size(frag),5}\");")]
    [InlineData("Use($\"{(b ? {|FRAG1006:frag.Page|} : null)}\");", "Use($\"{(b ? SkbFrag.Page(frag) : null)}\");")]
    [InlineData("throw new InvalidOperationException(\"page \" + {|FRAG1006:frag.Page|});", "throw new InvalidOperationException(\"page \" + SkbFrag.Page(frag));")]
    [InlineData(
        """
        Frag? maybe = frag;
        Use({|FRAG1006:maybe.Value.Page|});
        """,
        """
        Frag? maybe = frag;
        Use(SkbFrag.Page(maybe.Value));
        """)]
    [InlineData("foreach (Frag f in ring) UsePage({|FRAG1006:f.Page|});", "foreach (Frag f in ring) UsePage(SkbFrag.Page(f));")]
    [InlineData("foreach (ref readonly Frag f in (ReadOnlySpan<Frag>)ring) UsePage({|FRAG1006:f.Page|});", "foreach (ref readonly Frag f in (ReadOnlySpan<Frag>)ring) UsePage(SkbFrag.Page(f));")]
    [InlineData("UsePage({|FRAG1006:ring[^1].Page|});", "UsePage(SkbFrag.Page(ring[^1]));")]
    [InlineData(
        """
        UsePage({|FRAG1006:Copy().Page|});
        UsePage({|FRAG1006:default(Frag).Page|});
        UsePage({|FRAG1006:new Frag().Page|});
        """,
        """
        UsePage(SkbFrag.Page(Copy()));
        UsePage(SkbFrag.Page(default(Frag)));
        UsePage(SkbFrag.Page(new Frag()));
        """)]
    [InlineData("UsePage({|FRAG1006:((Frag)(object)frag).Page|});", "UsePage(SkbFrag.Page((Frag)(object)frag));")]
    [InlineData(
        """
        Func<Frag, Page> get = f => {|FRAG1006:f.Page|};
        Use(get);
        """,
        """
        Func<Frag, Page> get = f => SkbFrag.Page(f);
        Use(get);
        """)]
    [InlineData("Use(System.Linq.Enumerable.Select(ring, f => {|FRAG1006:f.Page|}));", "Use(System.Linq.Enumerable.Select(ring, f => SkbFrag.Page(f)));")]
    [InlineData("lock ({|FRAG1006:frag.Page|}) { }", "lock (SkbFrag.Page(frag)) { }")]
    [InlineData(
        """
        Page[] pages = { {|FRAG1006:frag.Page|}, {|FRAG1006:other.Page|} };
        Use(pages);
        """,
        """
        Page[] pages = { SkbFrag.Page(frag), SkbFrag.Page(other) };
        Use(pages);
        """)]
    [InlineData(
        """
        Page[] pages = [{|FRAG1006:frag.Page|}, .. new[] { {|FRAG1006:other.Page|} }];
        Use(pages);
        """,
        """
        Page[] pages = [SkbFrag.Page(frag), .. new[] { SkbFrag.Page(other) }];
        Use(pages);
        """)]
    [InlineData("Mm.FreePage({|FRAG1006:frag.Page|});", "Mm.FreePage(SkbFrag.Page(frag));")]
    [InlineData("Use(Mm.PageToPfn({|FRAG1006:frag.Page|}));", "Use(Mm.PageToPfn(SkbFrag.Page(frag)));")]
    [InlineData("UsePage(p: {|FRAG1006:frag.Page|});", "UsePage(p: SkbFrag.Page(frag));")]
    [InlineData(
        """
        ref readonly Frag r = ref skb.Info.Frags[i];
        UsePage({|FRAG1006:r.Page|});
        """,
        """
        ref readonly Frag r = ref skb.Info.Frags[i];
        UsePage(SkbFrag.Page(r));
        """)]
    [InlineData(
        """
        Func<string> s = {|FRAG1006:frag.Page|}.ToString;
        s();
        """,
        """
        Func<string> s = SkbFrag.Page(frag).ToString;
        s();
        """)]
    [InlineData(
        """
        Use({|FRAG1006:frag.Page|}.Equals(page));
        if (ReferenceEquals({|FRAG1006:frag.Page|}, page)) n++;
        """,
        """
        Use(SkbFrag.Page(frag).Equals(page));
        if (ReferenceEquals(SkbFrag.Page(frag), page)) n++;
        """)]
    [InlineData(
        """
        Take({|FRAG1006:frag.Page|});
        static void Take(in Page p) { }
        """,
        """
        Take(SkbFrag.Page(frag));
        static void Take(in Page p) { }
        """)]
    [InlineData("n = i switch { 0 when {|FRAG1006:frag.Page|} != null => 1, _ => 2 };", "n = i switch { 0 when SkbFrag.Page(frag) != null => 1, _ => 2 };")]
    [InlineData("fixed (Frag* f = ring) { UsePage({|FRAG1006:f->Page|}); UsePage({|FRAG1006:(*f).Page|}); UsePage({|FRAG1006:f[1].Page|}); }", "fixed (Frag* f = ring) { UsePage(SkbFrag.Page(*f)); UsePage(SkbFrag.Page(*f)); UsePage(SkbFrag.Page(f[1])); }")]
    [InlineData(
        """
        System.Collections.Generic.IEnumerable<Page> All() { yield return {|FRAG1006:own.Page|}; }
        Use(All());
        """,
        """
        System.Collections.Generic.IEnumerable<Page> All() { yield return SkbFrag.Page(own); }
        Use(All());
        """)]
    // a private descriptor takes over the page
    [InlineData(
        """
        Tuple<Page, int> desc = Tuple.Create({|FRAG1006:skb.Info.Frags[i].Page|}, {|FRAG1007:skb.Info.Frags[i].Size|});
        Use(desc);
        """,
        """
        Tuple<Page, int> desc = Tuple.Create(SkbFrag.Page(skb.Info.Frags[i]), SkbFrag.Size(skb.Info.Frags[i]));
        Use(desc);
        """)]
    public Task BecomesPage(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("Use(new { {|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|} });", "Use(new { Page = SkbFrag.Page(frag), Size = SkbFrag.Size(frag) });")]
    [InlineData("Use(new { P = {|FRAG1006:frag.Page|}, {|FRAG1007:frag.Offset|} });", "Use(new { P = SkbFrag.Page(frag), Offset = SkbFrag.Offset(frag) });")]
    [InlineData(
        """
        var t = ({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|});
        Use(t.Page);
        Use(t.Size);
        """,
        """
        var t = (Page: SkbFrag.Page(frag), Size: SkbFrag.Size(frag));
        Use(t.Page);
        Use(t.Size);
        """)]
    // the target has names of its own, or none
    [InlineData(
        """
        (Page, int) t = ({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|});
        Use(t);
        """,
        """
        (Page, int) t = (SkbFrag.Page(frag), SkbFrag.Size(frag));
        Use(t);
        """)]
    [InlineData(
        """
        (Page a, int c) t = ({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|});
        Use(t.a);
        """,
        """
        (Page a, int c) t = (SkbFrag.Page(frag), SkbFrag.Size(frag));
        Use(t.a);
        """)]
    [InlineData("if (({|FRAG1006:frag.Page|}, n) == (page, {|FRAG1007:frag.Size|})) n++;", "if ((SkbFrag.Page(frag), n) == (page, SkbFrag.Size(frag))) n++;")]
    [InlineData(
        """
        var (p, q) = ({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|});
        Use(p);
        Use(q);
        """,
        """
        var (p, q) = (SkbFrag.Page(frag), SkbFrag.Size(frag));
        Use(p);
        Use(q);
        """)]
    [InlineData("(keep, n) = ({|FRAG1006:frag.Page|}, {|FRAG1007:frag.Size|});", "(keep, n) = (SkbFrag.Page(frag), SkbFrag.Size(frag));")]
    [InlineData("Use(System.Linq.Enumerable.Select(ring, f => new { {|FRAG1006:f.Page|}, {|FRAG1007:f.Size|} }));", "Use(System.Linq.Enumerable.Select(ring, f => new { Page = SkbFrag.Page(f), Size = SkbFrag.Size(f) }));")]
    public Task NamesThatAreInferredStay(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("InPattern", "if (frag is { {|FRAG1006:Page|}: null }) n++;")]
    [InlineData("InPattern", "if (frag is { {|FRAG1006:Page|}.Count: 1 }) n++;")]
    [InlineData("InPattern", "n = frag switch { { {|FRAG1006:Page|}: { } } => 1, _ => 2 };")]
    [InlineData("InPattern", "if (ring is [{ {|FRAG1006:Page|}: null }, ..]) n++;")]
    [InlineData("InPattern", "switch (other) { case { {|FRAG1006:Page|}: null }: n++; break; }")]
    [InlineData("InPattern",
        """
        if (frag is not { {|FRAG1006:Page|}: { Count: > 1 } p }) return;
        Use(p);
        """)]
    public Task HasNoFixInAPattern(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("ConditionalFragment",
        """
        Frag? maybe = frag;
        Use(maybe?{|FRAG1006:.Page|});
        """)]
    [InlineData("ConditionalFragment", "skb?{|FRAG1006:.Info.Frags[i].Page|}.ToString();")]
    [InlineData("ConditionalFragment", "Use(skb?.Info?{|FRAG1006:.Frags[i].Page|});")]
    [InlineData("ConditionalFragment", "Use(skb.Info?{|FRAG1006:.Frags[i].Page|} ?? page);")]
    [InlineData("ConditionalFragment", "if (skb?{|FRAG1006:.Info.Frags[0].Page|} == null) n++;")]
    public Task HasNoFixWhereTheFragmentMayBeMissing(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("ExpressionTree",
        """
        System.Linq.Expressions.Expression<Func<Frag, Page>> get = f => {|FRAG1006:f.Page|};
        Use(get);
        """)]
    [InlineData("ExpressionTree",
        """
        System.Linq.Expressions.Expression<Func<bool>> get = () => {|FRAG1006:own.Page|} == null;
        Use(get);
        """)]
    public Task HasNoFixInAnExpressionTree(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("CommentInside", "UsePage({|FRAG1006:frag./* raw */Page|});")]
    [InlineData("CommentInside",
        """
        UsePage({|FRAG1006:skb
            .Info
            .Frags[i] // ours
            .Page|});
        """)]
    [InlineData("CommentInside",
        """
        UsePage({|FRAG1006:frag // ours
            .Page|});
        """)]
    [InlineData("CommentInside", "UsePage({|FRAG1006:frag /* ours */ .Page|});")]
    public Task HasNoFixWithACommentInside(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("UsePage(SkbFrag.Page(frag));")]
    [InlineData("Use(nameof(frag.Page));")]
    [InlineData("Use(nameof(Frag.Page) + nameof(frag.Size) + nameof(SharedInfo.NrFrags));")]
    [InlineData("Use(page.Next);")]
    [InlineData("Use(typeof(Frag));")]
    [InlineData("Use(frag);")]
    [InlineData(
        """
        var desc = (Page: page, Size: 1);
        Use(desc.Page);
        """)]
    [InlineData(
        """
        Func<Page> f = Alloc;
        f();
        """)]
    [InlineData("skb.Info.NrFrags++;")]
    [InlineData("Use(skb.Info.Frags[i].ToString());")]
    [InlineData("frag.Equals(other);")]
    [InlineData("Use(own.GetHashCode() == other.GetHashCode());")]
    [InlineData(
        """
        bool same = System.Runtime.CompilerServices.Unsafe.AreSame(ref frag, ref other);
        Use(same);
        """)]
    public Task IsNotRaw(string statements) => Snippet.SilentAsync(statements);
}
