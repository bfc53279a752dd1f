using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Pages kept in a local or handed out by the accessor, and counted by hand then.</summary>
public sealed class LocalAliasTests
{
    [Theory]
    [InlineData("FRAG1006 FRAG1001", "Page p = frag.Page; Mm.GetPage(p);", "Page p = SkbFrag.Page(frag); SkbFrag.Ref(frag);")]
    [InlineData("FRAG1001", "Mm.GetPage(SkbFrag.Page(frag));", "SkbFrag.Ref(frag);")]
    [InlineData("FRAG1002", "Page p = SkbFrag.Page(skb.Info.Frags[i]); Mm.PutPage(p);", "Page p = SkbFrag.Page(skb.Info.Frags[i]); SkbFrag.Unref(skb, i);")]
    [InlineData("FRAG1004", "Use(Mm.PageAddress(SkbFrag.Page(frag)) + SkbFrag.Offset(frag));", "Use(SkbFrag.Address(frag));")]
    [InlineData("FRAG1006 FRAG1002 FRAG1005", "Page p = frag.Page; Mm.PutPage(p); frag.Page = null;", "Page p = SkbFrag.Page(frag); SkbFrag.Unref(frag); SkbFrag.SetPage(ref frag, null);")]
    [InlineData("FRAG1006 FRAG1001", "Page p; p = frag.Page; if (b) p.Get();", "Page p; p = SkbFrag.Page(frag); if (b) SkbFrag.Ref(frag);")]
    [InlineData("FRAG1006 FRAG1001", "if (frag.Page is { } p) p.Get();", "if (SkbFrag.Page(frag) is { } p) SkbFrag.Ref(frag);")]
    [InlineData("FRAG1006 FRAG1002", "if (!(frag.Page is Page p)) return; Mm.PutPage(p);", "if (!(SkbFrag.Page(frag) is Page p)) return; SkbFrag.Unref(frag);")]
    [InlineData("FRAG1006 FRAG1002", "switch (frag.Page) { case Page p when b: Mm.PutPage(p); break; }", "switch (SkbFrag.Page(frag)) { case Page p when b: SkbFrag.Unref(frag); break; }")]
    [InlineData("FRAG1006 FRAG1001", "Page p; if ((p = frag.Page) != null) Mm.GetPage(p);", "Page p; if ((p = SkbFrag.Page(frag)) != null) SkbFrag.Ref(frag);")]
    [InlineData("FRAG1006 FRAG1001", "Page p = frag.Page ?? throw new InvalidOperationException(); p.Get();", "Page p = SkbFrag.Page(frag) ?? throw new InvalidOperationException(); SkbFrag.Ref(frag);")]
    [InlineData("FRAG1006 FRAG1001", "foreach (Frag f in list) { Page p = f.Page; p.Get(); }", "foreach (Frag f in list) { Page p = SkbFrag.Page(f); SkbFrag.Ref(f); }")]
    [InlineData("FRAG1006 FRAG1001", "Page p = frags[i].Page; N(); Pure(i); Mm.GetPage(p);", "Page p = SkbFrag.Page(frags[i]); N(); Pure(i); SkbFrag.Ref(frags[i]);")]
    [InlineData("FRAG1006 FRAG1001", "Page p = frag.Page; while (b) { Mm.GetPage(p); }", "Page p = SkbFrag.Page(frag); while (b) { SkbFrag.Ref(frag); }")]
    [InlineData("FRAG1006 FRAG1002", "Page p = frag.Page; try { N(); } finally { Mm.PutPage(p); }", "Page p = SkbFrag.Page(frag); try { N(); } finally { SkbFrag.Unref(frag); }")]
    [InlineData("FRAG1006 FRAG1001", "Action a = () => { Page p = frags[0].Page; p.Get(); }; a();", "Action a = () => { Page p = SkbFrag.Page(frags[0]); SkbFrag.Ref(frags[0]); }; a();")]
    [InlineData("FRAG1006 FRAG1001", "Action log = () => Pure(1); Page p = frag.Page; log(); p.Get();", "Action log = () => Pure(1); Page p = SkbFrag.Page(frag); log(); SkbFrag.Ref(frag);")]
    [InlineData("FRAG1006 FRAG1001 FRAG1007", "Page p = frag.Page; frag.Size = len; p.Get();", "Page p = SkbFrag.Page(frag); SkbFrag.SetSize(ref frag, len); SkbFrag.Ref(frag);", "FRAG1006 FRAG1007 FRAG1001")]
    [InlineData("FRAG1006 FRAG1003", "Page p = frag.Page; dma = Dma.MapPage(dev, p, frag.Offset, len, DmaDir.ToDevice);", "Page p = SkbFrag.Page(frag); dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice);")]
    [InlineData("FRAG1006 FRAG1001", "Page p = skb.Shinfo().Frags[i].Page; Pure(skb.Shinfo().NrFrags); Mm.GetPage(p);", "Page p = SkbFrag.Page(skb.Shinfo().Frags[i]); Pure(skb.Shinfo().NrFrags); SkbFrag.Ref(skb, i);")]
    [InlineData("FRAG1006 FRAG1001", "Page p = frag.Page; Use(frag.Page.Next); Use(p); Mm.GetPage(p);", "Page p = SkbFrag.Page(frag); Use(SkbFrag.Page(frag).Next); Use(p); SkbFrag.Ref(frag);", "FRAG1006 FRAG1006 FRAG1001")]
    [InlineData("FRAG1006 FRAG1001", "Page p = frag.Page; Use(frag); Mm.GetPage(p);", "Page p = SkbFrag.Page(frag); Use(frag); SkbFrag.Ref(frag);")]
    public Task IsSeenThrough(string ids, string before, string after, string? inOrder = null) => RawCalls.FixAsync(inOrder ?? ids, before, after);

    [Theory]
    // written in between
    [InlineData("Page p = frag.Page; frag.Page = null; Mm.PutPage(p);")]
    [InlineData("Page p = frag.Page; frag = default; Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; frags[i] = frags[0]; Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; frags = null; Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; i++; Mm.GetPage(p);")]
    [InlineData("Page p = frags[i].Page; i = 0; Mm.GetPage(p);")]
    [InlineData("Page p = skb.Info.Frags[i].Page; skb = skb.Next; Mm.GetPage(p);")]
    [InlineData("Page p = skb.Info.Frags[i].Page; skb.Info = null; Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; p = Mm.AllocPage(); Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; if (b) p = Mm.AllocPage(); Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; p = p.Next; Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; SkbFrag.SetPage(ref frag, null); Mm.PutPage(p);")]
    [InlineData("Page p = frag.Page; SkbFrag.Fill(ref frag, null, 0, 0); Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; (frags[i], frags[0]) = (frags[0], frags[i]); Mm.PutPage(p);")]
    [InlineData("ref Frag g = ref frags[0]; Page p = frags[0].Page; g = default; Mm.PutPage(p);")]
    [InlineData("ref Frag g = ref frags[0]; Page p = g.Page; g = ref frags[1]; Mm.PutPage(p);")]
    [InlineData("Page p = fp->Page; *fp = default; Mm.PutPage(p);")]
    [InlineData("Page p = fp->Page; fp++; Mm.PutPage(p);")]
    [InlineData("Span<Frag> s = frags; Page p = frags[0].Page; s.Clear(); Mm.PutPage(p);")]
    [InlineData("Page p = frags[0].Page; Array.Clear(frags, 0, 1); Mm.PutPage(p);")]
    [InlineData("Page p = list[0].Page; list.RemoveAt(0); Mm.PutPage(p);")]
    // only sometimes the fragment's
    [InlineData("Page p = null; if (b) p = frag.Page; Mm.GetPage(p);")]
    [InlineData("Page p = b ? frag.Page : null; Mm.GetPage(p);")]
    [InlineData("Page p = null; if (b && (p = frag.Page) != null) N(); Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page?.Next; Mm.GetPage(p);")]
    [InlineData("Page p = skb?.Info.Frags[i].Page; Mm.GetPage(p);")]
    [InlineData("if (frags[i] is { Page: { } p }) Mm.GetPage(p);")]
    [InlineData("Page p; if (b) p = frag.Page; else p = null; Mm.GetPage(p);")]
    [InlineData("Page p; if ((p = frag.Page) == null) { p = Mm.AllocPage(); } Mm.GetPage(p);")]
    [InlineData("Page p; for (; b && (p = frags[i].Page) != null; i++) Mm.GetPage(p);")]
    [InlineData("Page p = null; Use(b ? p = frag.Page : null); Mm.GetPage(p);")]
    [InlineData("Page p = null; skb?.Info.Frags.CopyTo(new Frag[(p = frag.Page) == null ? 1 : 2], 0); Mm.GetPage(p);")]
    [InlineData("Page p; while ((p = frags[i].Page) != null) { i++; Mm.GetPage(p); }")]
    // loops
    [InlineData("Page p = frags[0].Page; for (int k = 0; k < 3; k++) { Mm.GetPage(p); p = frags[k].Page; }")]
    [InlineData("Page p = frags[0].Page; while (b) { Mm.PutPage(p); frags[0].Page = null; }")]
    [InlineData("Page p = frags[0].Page; do { Mm.PutPage(p); i++; frags = null; } while (b);")]
    [InlineData("for (Page p = frags[0].Page; p != null; p = p.Next) Mm.GetPage(p);")]
    [InlineData("Page p = frags[i].Page; for (; b; i++) Mm.GetPage(p);")]
    // jumps
    [InlineData("Page p = frag.Page; again: Mm.GetPage(p); if (b) { p = null; goto again; }")]
    [InlineData("Page p = frag.Page; goto next; next: Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; try { frag.Page = null; } catch { Mm.PutPage(p); }")]
    [InlineData("Page p = null; try { p = frag.Page; } finally { Mm.PutPage(p); }")]
    // lambdas, other functions
    [InlineData("Page p = frags[0].Page; Action a = () => Mm.GetPage(p); a();")]
    [InlineData("Page p = frags[0].Page; Action a = () => p = null; a(); Mm.GetPage(p);")]
    [InlineData("Action a = () => frags[0].Page = null; Page p = frags[0].Page; a(); Mm.PutPage(p);")]
    [InlineData("void Steal() { frags[0].Page = null; } Page p = frags[0].Page; Steal(); Mm.PutPage(p);")]
    [InlineData("Page p = skb.Info.Frags[i].Page; Use(skb); Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; Use(frags); Mm.PutPage(p);")]
    [InlineData("Page p = frags[i].Page; new List<Frag>(frags).ForEach(f => { }); Use(new Tuple<object>(frags)); Mm.PutPage(p);")]
    [InlineData("Page p = _own.Page; M(null, ref frag, in ro, null, null, 0, 0, 0, b, null, fp, span, null); Mm.PutPage(p);")]
    [InlineData("Page p = this._skb.Info.Frags[0].Page; N(); Mm.PutPage(p);")]
    // names that mean something else by then, effects
    [InlineData("Page p; { Frag f = frag; p = f.Page; } { Frag f = ro; Use(f); Mm.PutPage(p); }")]
    [InlineData("Page p = frags[i++].Page; Mm.GetPage(p);")]
    [InlineData("Page p = frags[N()].Page; Mm.GetPage(p);")]
    [InlineData("ref Page p = ref frag.Page; p = null; Mm.GetPage(p);")]
    [InlineData("Page p = frag.Page; Swap(out p); Mm.GetPage(p); static void Swap(out Page q) { q = null; }")]
    [InlineData("(Page p, int n) = (frag.Page, 1); Mm.GetPage(p); Pure(n);")]
    [InlineData("Page p = frag.Page, q = p; Mm.GetPage(q);")] // two steps
    public Task IsNotSeenThrough(string statements) => RawCalls.NoneAsync(statements);

    [Theory]
    [InlineData("static void Reset() { s_frag.Page = null; } void M() { Page p = s_frag.Page; Reset(); Mm.PutPage(p); }")]
    [InlineData("void Reset() { } void M() { Page p = _own.Page; Reset(); Mm.PutPage(p); }")]
    [InlineData("async Task M(Frag[] f) { Page p = f[0].Page; await Task.Yield(); Mm.PutPage(p); }")]
    [InlineData("IEnumerable<int> M(Frag[] f) { Page p = f[0].Page; yield return 1; Mm.PutPage(p); }")]
    [InlineData("Page _kept; void M(Frag f) { _kept = f.Page; Mm.PutPage(_kept); }")] // not a local
    [InlineData("void M(Frag[] f, Page p) { p = f[0].Page; Mm.PutPage(p); }")] // a parameter is none, either
    [InlineData("void M(ref Frag a, ref Frag b) { Page p = a.Page; b = default; Mm.PutPage(p); }")] // may be the same one
    public Task IsNotSeenThroughInMembers(string members) => RawCalls.NoneInMembersAsync(members);

    [Theory]
    [InlineData("FRAG1001", "ConditionalPage", "Page p = frag.Page; p?.Get();")]
    [InlineData("FRAG1001", "ResultUsed", "Page p = frag.Page; Use(p.Put());", "FRAG1002")]
    public Task IsDeclined(string id, string reason, string statements, string? other = null) => RawCalls.DeclineAsync(other ?? id, reason, statements);
}
