using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The reference that a descriptor holds on its page: a descriptor of the body's own owns it, one in a container is the container's.</summary>
public sealed class DescriptorReferenceTests
{
    [Theory]
    [InlineData("Frag f = default; SkbFrag.Fill(ref f, {|FRAG2001:Alloc()|}, 0, n);")]
    [InlineData("Page p = {|FRAG2002:Alloc()|}; Frag f = default; SkbFrag.Fill(ref f, p, 0, n); if (b) return; SkbFrag.Unref(f);")]
    [InlineData("var f = new Frag { Page = {|FRAG2002:Alloc()|}, Offset = 0, Size = n }; if (b) return; SkbFrag.Unref(f);")]
    [InlineData("for (int i = 0; i < n; i++) { Frag f = default; SkbFrag.SetPage(ref f, {|FRAG2002:Alloc()|}); if (b) continue; list.Add(f); }")]
    [InlineData("SkbFrag.SetPage(ref given, {|FRAG2001:Alloc()|});")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); {|FRAG2005:SkbFrag.SetPage(ref f, null)|};")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); {|FRAG2005:f = default|};")]
    [InlineData("var f = new Frag { Page = Alloc() }; {|FRAG2005:f = new Frag { Page = Alloc() }|}; SkbFrag.Unref(f);")]
    [InlineData("Page p = Alloc(); Frag f = default; SkbFrag.SetPage(ref f, p); SkbFrag.Unref(f); {|FRAG2003:SkbFrag.Unref(f)|};")]
    [InlineData("Page p = Alloc(); Frag f = default; SkbFrag.SetPage(ref f, p); SkbFrag.Unref(f); {|FRAG2003:p.Put()|};")]
    // Copied without a reference: whichever copy is released first frees the page under the other.
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag g = f; SkbFrag.Unref(g); {|FRAG2003:SkbFrag.Unref(f)|};")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); SkbFrag.Unref(f); long a = {|FRAG2004:SkbFrag.Address(f)|};")]
    [InlineData("SkbFrag.Ref({|FRAG2002:given|}); if (b) return; SkbFrag.Unref(given);", true)]
    // An accessor keeps nothing that it is passed.
    [InlineData("SkBuff own = {|FRAG2002:Make()|}; SkbFrag.Fill(own, 0, page, 0, n); if (b) return; Free(own);")]
    [InlineData("SkBuff own = Make(); Free(own); {|FRAG2004:SkbFrag.Ref(own, 0)|};")]
    public Task Is_owed(string statements, bool marksCall = false) =>
        Members(Method(marksCall ? statements.Replace("SkbFrag.Ref({|FRAG2002:given|})", "{|FRAG2002:SkbFrag.Ref(given)|}") : statements));

    [Theory]
    [InlineData("Page p = Alloc(); Frag f = default; SkbFrag.Fill(ref f, p, 0, n); skb.Info.Frags[0] = f;")]
    [InlineData("SkbFrag.Fill(ref skb.Info.Frags[0], Alloc(), 0, n); SkbFrag.Fill(ref skb.Info.Frags[0], Alloc(), 0, n);")]
    [InlineData("SkbFrag.Fill(skb, 0, Alloc(), 0, n);")]
    [InlineData("skb.Info.Frags[0] = new Frag { Page = Alloc(), Size = n };")]
    [InlineData("list.Add(new Frag { Page = Alloc(), Size = n });")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); list.Add(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag g = f; SkbFrag.Unref(g);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag g = f; SkbFrag.Ref(g); SkbFrag.Unref(g); SkbFrag.Unref(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Page p = SkbFrag.Page(f); SkbFrag.SetPage(ref f, null); Mm.PutPage(p);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); f = new Frag { Page = f.Page, Size = n }; SkbFrag.Unref(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); f = f with { Size = n }; SkbFrag.Unref(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); SkbFrag.Unref(f); n = SkbFrag.Size(f);")]
    [InlineData("Page p = Alloc(); Frag f = default; SkbFrag.SetPage(ref f, p); if (b) { p.Put(); return; } SkbFrag.Unref(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Action later = () => list.Add(f); later();")]
    [InlineData("ref Frag f = ref skb.Info.Frags[0]; SkbFrag.SetPage(ref f, Alloc());")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Drop(f);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag? m = null; m ??= f; SkbFrag.Unref(m.Value);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag? m = f; if (m is Frag g) SkbFrag.Unref(g);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Frag? m = null; m ??= f; if (m.HasValue) SkbFrag.Unref(m.Value);")]
    [InlineData("Frag f = default; SkbFrag.SetPage(ref f, Alloc()); Take(f, b ? 1 : 2);")]
    // What is taken on a descriptor of somebody else's may be for a copy that nobody sees.
    [InlineData("Frag f = skb.Info.Frags[n]; SkbFrag.Ref(f); if (b) { SkbFrag.Unref(f); return; } list.Add(skb.Info.Frags[n]);")]
    [InlineData("SkbFrag.Ref(skb.Info.Frags[n]); if (b) return; SkbFrag.Unref(skb.Info.Frags[n]);")]
    [InlineData("SkbFrag.Ref(given); if (b) { SkbFrag.Unref(given); return; } list.Add(given);")]
    [InlineData("SkbFrag.Unref(skb.Info.Frags[n]); SkbFrag.Unref(skb.Info.Frags[n]);")]
    public Task Is_not_owed(string statements) => Members(Method(statements));

    [Theory]
    [InlineData("Frag F() { Frag f = default; SkbFrag.SetPage(ref f, Alloc()); return f; }")]
    [InlineData("Frag F() { Frag f = default; SkbFrag.SetPage(ref f, Alloc()); return b ? f : f; }")]
    [InlineData("void F(ref Frag f) { SkbFrag.SetPage(ref f, Alloc()); }")]
    [InlineData("void F(out Frag f) { f = default; SkbFrag.SetPage(ref f, Alloc()); }")]
    [InlineData("(Frag, int) F() { Frag f = default; SkbFrag.SetPage(ref f, Alloc()); return (f, b ? 1 : 0); }")]
    [InlineData("object F() { Frag f = default; SkbFrag.SetPage(ref f, Alloc()); return f; }")]
    [InlineData("Frag _f; void F() { Frag f = default; SkbFrag.SetPage(ref f, Alloc()); _f = f; }")]
    [InlineData("bool F(in Frag f) { SkbFrag.Ref(f); if (b) { SkbFrag.Unref(f); return false; } return true; }")]
    public Task Goes_elsewhere(string member) => Members(member);

    // What is put in beside the parts, a descriptor may keep; and who declares something else of an accessor is believed.
    [Theory]
    [InlineData("Mine f = default; X.Fill(ref f, page, 0, n, Alloc());")]
    [InlineData("Page p = Alloc(); Mine f = default; X.SetPage(ref f, p); p.Put();")]
    [InlineData("Page p = {|FRAG2002:Alloc()|}; Mine f = default; X.Look(f, p); if (b) return; p.Put();")]
    public Task Of_other_accessors(string statements) => Members(Method(statements), """
        [Fragment(Accessor = typeof(X))] struct Mine { [FragmentPage] public Page Page; public int Offset, Size; public object Owner; }
        [FragmentAccessor] static class X
        {
            public static void Fill(ref Mine f, Page page, int offset, int size, object owner) { f.Page = page; f.Owner = owner; }
            public static void SetPage(ref Mine f, [Borrows] Page page) { page.Get(); f.Page = page; }
            [FragmentAccessor(FragmentOperation.Address)] public static long Look(in Mine f, Page other) { return 0; }
        }
        """);

    // Named by what they are for here; what they do the attribute says.
    [Theory]
    [InlineData("Tiny f = default; T.Put(ref f, Alloc()); T.Drop(f); {|FRAG2003:T.Drop(f)|};")]
    [InlineData("Tiny f = default; T.Put(ref f, {|FRAG2002:Alloc()|}); if (b) return; T.Drop(f);")]
    [InlineData("Tiny f = default; T.Put(ref f, Alloc()); T.Drop(f);")]
    public Task Of_accessors_by_other_names(string statements) => Members(Method(statements), """
        [Fragment(Accessor = typeof(T))] struct Tiny { [FragmentPage] public Page Page; public int Offset, Size; }
        [FragmentAccessor] static class T
        {
            [FragmentAccessor(FragmentOperation.SetPage)] public static void Put(ref Tiny f, Page page) { f.Page = page; }
            [FragmentAccessor(FragmentOperation.Unref)] public static void Drop(in Tiny f) { f.Page.Put(); }
        }
        """);

    // No other name in the body is of any interest, and what the accessors call nobody sees.
    [Fact]
    public Task By_nothing_but_renamed_accessors() => Members("void M(Seen f) { {|FRAG2002:V.Keep(f)|}; if (b) return; V.Drop(f); } void N(Seen f) { V.Keep(f); V.Drop(f); }", """
        [Fragment(Accessor = typeof(V))] struct Seen { [FragmentPage] public Page Page; public int Offset, Size; }
        [FragmentAccessor] static class V
        {
            [FragmentAccessor(FragmentOperation.Ref)] public static void Keep(in Seen f) { }
            [FragmentAccessor(FragmentOperation.Unref)] public static void Drop(in Seen f) { }
        }
        """);

    private static string Method(string statements) => $"void M(SkBuff skb, Page page, Frag given, int n) {{ {statements} }}";

    private static Task Members(string members, string types = "") => Own.FileAsync($$"""
        using System;
        using System.Collections.Generic;
        using FragApi;
        using Net;

        {{types}}
        abstract class C
        {
            bool b;
            List<Frag> list;
            [return: Owned] protected abstract Page Alloc();
            [return: Owned] protected abstract SkBuff Make();
            protected abstract void Free([Consumes] SkBuff skb);
            protected abstract void Take(Frag f, int n);
            private void Drop(in Frag f) { SkbFrag.Unref(f); }

            {{members}}
        }
        """);
}
