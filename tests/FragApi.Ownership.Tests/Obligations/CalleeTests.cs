using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Across methods: what private and internal callees do, lambdas and local functions, async bodies, fields.</summary>
public sealed class CalleeTests
{
    [Theory]
    [InlineData("void F() { var p = {|FRAG2001:Alloc()|}; Look(p); } private void Look(Page p) { p.Touch(); }")]
    [InlineData("void F() { var p = {|FRAG2001:Alloc()|}; A(p); } void A(Page p) { B(p); } void B(Page p) { D(p); } static void D(Page p) { p.Touch(); }")]
    [InlineData("void F() { var p = Alloc(); Drop(p); {|FRAG2003:p.Put()|}; } void Drop(Page p) { p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); Drop(p); {|FRAG2004:p.Touch()|}; } void Drop(Page p) { p.Put(); }")]
    [InlineData("void F() { var p = {|FRAG2001:Make()|}; p.Touch(); } Page Make() { var p = Alloc(); p.Touch(); return p; }")]
    [InlineData("void F() { var p = {|FRAG2001:Make()|}; p.Touch(); } Page Make() => Alloc();")]
    [InlineData("void F() { {|FRAG2006:Make()|}; } Page Make() => Alloc();")]
    [InlineData("void F() { var p = {|FRAG2001:Make()|}; p.Touch(); } public Page Make() => Alloc();")]
    [InlineData("void F(bool b) { var p = {|FRAG2002:Make(b)|}; if (p == null) return; if (b) return; p.Put(); } static Page Make(bool b) { if (b) return null; return Alloc(); }")]
    [InlineData("void F(bool b) { var p = Alloc(); if (!Send(p, b)) { {|FRAG2003:p.Put()|}; } } bool Send(Page p, bool b) { if (b) { p.Put(); return false; } p.Put(); return true; }")]
    [InlineData("void F(bool b) { var p = {|FRAG2002:Alloc()|}; if (Send(p, b)) return; } bool Send(Page p, bool b) { if (b) { p.Put(); return true; } return false; }")]
    [InlineData("void F() { if ({|FRAG2001:Make(out var p)|}) p.Touch(); } bool Make(out Page p) { p = Alloc(); return true; }")]
    [InlineData("void F() { Action a = () => { var p = {|FRAG2001:Alloc()|}; p.Touch(); }; a(); }")]
    [InlineData("void F() { G(); void G() { var p = {|FRAG2001:Alloc()|}; p.Touch(); } }")]
    [InlineData("void F(List<Page> l) { l.ForEach(x => { var p = Alloc(); p.Put(); {|FRAG2003:p.Put()|}; }); }")]
    [InlineData("Func<int> F() => () => { var p = {|FRAG2001:Alloc()|}; return p.Data; };")]
    [InlineData("async Task F() { var p = {|FRAG2001:Alloc()|}; await Task.Yield(); p.Touch(); }")]
    [InlineData("async Task F(bool b) { var p = await {|FRAG2002:AllocAsync()|}; if (b) return; p.Put(); }")]
    [InlineData("async Task F() { var p = await {|FRAG2001:AllocValueAsync()|}; p.Touch(); }")]
    [InlineData("async Task F() { var t = {|FRAG2001:AllocAsync()|}; var p = await t; p.Touch(); }")]
    [InlineData("async Task F(bool b) { var p = Alloc(); try { await Task.Yield(); if (b) p.Put(); } finally { {|FRAG2003:p.Put()|}; } }")]
    [InlineData("IEnumerable<int> F(bool b) { var p = {|FRAG2002:Alloc()|}; yield return 1; if (b) yield break; p.Put(); }")]
    [InlineData("int P { get { var p = {|FRAG2001:Alloc()|}; return p.Data; } }")]
    [InlineData("int P { set { var p = {|FRAG2001:Alloc()|}; p.Data = value; } }")]
    [InlineData("C() { var p = {|FRAG2001:Alloc()|}; p.Touch(); }")]
    [InlineData("public static C operator +(C a, C b) { var p = {|FRAG2001:Alloc()|}; p.Touch(); return a; }")]
    [InlineData("void F(bool b) { var p = {|FRAG2002:Alloc()|}; if (b) Fail(); p.Put(); } static void Fail() { throw new Exception(); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own.Put(); {|FRAG2003:_own.Put()|}; }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own.Put(); {|FRAG2004:_own.Touch()|}; }")]
    [InlineData("[Owned] Page _own; void F() { if (_own != null) {|FRAG2005:_own = Alloc()|}; _own.Put(); }")]
    [InlineData("class D : Handler { public override void Handle(Page page) => page.Put(); public override Page Create() => Alloc(); void F() { var p = {|FRAG2001:Create()|}; p.Touch(); } }")]
    [InlineData("void F(bool b) { try { Action a = () => { var p = {|FRAG2002:Alloc()|}; if (b) throw new Exception(); p.Put(); }; a(); } finally { _n++; } }")]
    [InlineData("void F(bool b) { try { Action a = () => { var p = {|FRAG2002:Alloc()|}; if (b) throw new Exception(); p.Put(); }; a(); } catch (Exception) { _n++; } }")]
    [InlineData("void F(bool b) { try { G(); void G() { try { var p = {|FRAG2002:Alloc()|}; if (b) throw new Exception(); p.Put(); } finally { _n++; } } } finally { _n--; } }")]
    [InlineData("void F() { Page L() => Alloc(); var p = {|FRAG2001:L()|}; p.Touch(); }")]
    [InlineData("void F() { void L(Page q) => q.Put(); var p = Alloc(); L(p); {|FRAG2003:p.Put()|}; }")]
    [InlineData("private static Page Fresh => Alloc(); void F() { var p = {|FRAG2001:Fresh|}; p.Touch(); }")]
    [InlineData("void F() { Func<Page> f = () => Alloc(); var p = {|FRAG2001:f()|}; p.Touch(); }")]
    [InlineData("void F() { Action<Page> end = q => q.Put(); var p = Alloc(); end(p); {|FRAG2003:p.Put()|}; }")]
    [InlineData("async Task<Page> Open() { await Task.Yield(); return Alloc(); } async Task F() { var p = await {|FRAG2001:Open()|}; p.Touch(); }")]
    [InlineData("async ValueTask<Page> Open() { await Task.Yield(); return Alloc(); } async Task F() { var p = await {|FRAG2001:Open()|}; p.Touch(); }")]
    [InlineData("Task<Page> Open() => AllocAsync(); async Task F() { var p = await {|FRAG2001:Open()|}; p.Touch(); }")]
    [InlineData("void F(int n) { var p = Alloc(); R(p, n); {|FRAG2003:p.Put()|}; } void R(Page p, int n) { if (n > 0) R(p, n - 1); else p.Put(); }")]
    [InlineData("void F(int n) { var p = Alloc(); R(p, n); {|FRAG2003:p.Put()|}; } void R(Page p, int n) { if (n > 0) S(p, n - 1); else p.Put(); } void S(Page p, int n) { if (n > 9) p.Put(); else R(p, n); }")]
    [InlineData("void F(int n) { var p = {|FRAG2001:Alloc()|}; R(p, n); } void R(Page p, int n) { if (n > 0) R(p, n - 1); }")]
    [InlineData("Page Deep(int n) => n > 0 ? Deep(n - 1) : Alloc(); void F(int n) { var p = {|FRAG2001:Deep(n)|}; p.Touch(); }")]
    [InlineData("void F() { var p = Alloc(); {|FRAG2005:Swap(ref p)|}; p.Put(); } static void Swap(ref Page p) { p = Alloc(); }")]
    [InlineData("void F() { var p = Alloc(); Drop(ref p); p = {|FRAG2001:Alloc()|}; p.Touch(); } static void Drop(ref Page p) { p.Put(); p = null; }")]
    [InlineData("void F() { var p = Alloc(); Renew(ref p); p.Put(); {|FRAG2003:p.Put()|}; } static void Renew(ref Page p) { p.Put(); p = Alloc(); }")]
    [InlineData("bool Give(out Page p) { p = Alloc(); return true; } bool F() { return {|FRAG2001:Give(out var p)|}; }")]
    [InlineData("class H { internal H(Page p) { p.Touch(); } } void F() { var p = {|FRAG2001:Alloc()|}; new H(p); }")]
    [InlineData("class H { internal H(Page p) { p.Put(); } } void F() { var p = Alloc(); new H(p); {|FRAG2003:p.Put()|}; }")]
    [InlineData("class B { internal B(Page p) { p.Put(); } } class D : B { internal D(Page p) : base(p) { } } void F() { var p = Alloc(); new D(p); {|FRAG2003:p.Put()|}; }")]
    [InlineData("class B { internal B(Page p) { p.Touch(); } internal B(Page p, int n) : this(p) { } } void F() { var p = {|FRAG2001:Alloc()|}; new B(p, 1); }")]
    public Task Flagged(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("void F() { var p = Alloc(); Drop(p); } void Drop(Page p) { p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); A(p); } void A(Page p) { B(p); } void B(Page p) { p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); Drop(p); } void Drop(Page p) { if (p != null) p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); Drop(p); } void Drop(Page p) { p?.Put(); }")]
    [InlineData("void F(bool b) { var p = Alloc(); Drop(p, b); } void Drop(Page p, bool b) { if (b) p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); Keep(p); } void Keep(Page p) { _page = p; }")]
    [InlineData("void F() { var p = Alloc(); Keep(p); } void Keep(Page p) { Other.Use(p); }")]
    [InlineData("void F() { var p = Alloc(); Keep(p); } void Keep(Page p) { Action a = () => p.Put(); a(); }")]
    [InlineData("void F(bool b) { var p = Alloc(); if (!Send(p, b)) p.Put(); } bool Send(Page p, bool b) { if (b) return false; p.Put(); return true; }")]
    [InlineData("void F(bool b) { var p = Alloc(); if (Send(p, b)) p.Put(); } bool Send(Page p, bool b) { if (b) return true; p.Put(); return false; }")]
    [InlineData("void F() { var p = Make(); p.Put(); } Page Make() => Alloc();")]
    [InlineData("private Page _one; Page One => _one ??= Alloc(); void F() { var p = One; p.Touch(); }")]
    [InlineData("void F(bool b) { Func<Page> f = () => Alloc(); if (b) f = () => _page; var p = f(); p.Touch(); }")]
    [InlineData("void F() { Action<Page> end = q => { }; end = q => q.Put(); var p = Alloc(); end(p); }")]
    [InlineData("IEnumerable<Page> Many() { yield return Alloc(); } void F() { foreach (var p in Many()) p.Touch(); }")]
    [InlineData("void F() { var p = Alloc(); Keep(ref p); } void Keep(ref Page p) { _page = p; p = null; }")]
    [InlineData("void F() { var p = Alloc(); Grow(ref p, 3); p.Put(); } static void Grow(ref Page p, int n) { if (n > p.Data) { p.Put(); p = Alloc(); } }")]
    [InlineData("void F() { var p = Alloc(); Endless(p); p.Put(); } static void Endless(Page p) { Endless(p); }")]
    [InlineData("void F(bool b) { var p = Make(b); p?.Put(); } static Page Make(bool b) { if (b) return null; return Alloc(); }")]
    [InlineData("void F() { var p = Get(); p.Touch(); } Page Get() => _page;")]
    [InlineData("void F(bool b) { var p = Get(b); p.Touch(); } Page Get(bool b) => b ? _page : Alloc();")]
    [InlineData("void F() { var p = Make(); p.Touch(); } public virtual Page Make() => Alloc();")]
    [InlineData("void F() { if (Make(out var p)) p.Put(); } bool Make(out Page p) { p = Alloc(); return true; }")]
    [InlineData("void F(bool b) { if (Make(b, out var p)) p.Put(); } bool Make(bool b, out Page p) { if (b) { p = null; return false; } p = Alloc(); return true; }")]
    [InlineData("void F(int n) { var p = Alloc(); R(p, n); } void R(Page p, int n) { if (n > 0) R(p, n - 1); else p.Put(); }")]
    [InlineData("void F(int n) { var p = Alloc(); R(p, n); } void R(Page p, int n) { S(p, n); } void S(Page p, int n) { R(p, n); }")]
    [InlineData("void F() { var p = Alloc(); var q = Self(p); q.Put(); } Page Self(Page p) => p;")]
    [InlineData("Page F() { var p = Alloc(); Fill(p); return p; } static void Fill(Page p) { p.Data = 1; }")]
    [InlineData("void F() { var p = Alloc(); Action a = () => p.Put(); a(); }")]
    [InlineData("void F() { Action a = () => { var p = Alloc(); p.Put(); }; a(); }")]
    [InlineData("void F() { Page p = null; Action a = () => p = Alloc(); a(); p.Put(); }")]
    [InlineData("void F() { Page p = null; void G() { p = Alloc(); } G(); p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); G(); void G() => p.Put(); }")]
    [InlineData("async Task F() { var p = await AllocAsync(); p.Put(); }")]
    [InlineData("async Task F() { var p = await AllocAsync().ConfigureAwait(false); p.Put(); }")]
    [InlineData("async Task F() { (await AllocAsync()).Put(); }")]
    [InlineData("async Task F() { var t = AllocAsync(); await Task.Yield(); (await t).Put(); }")]
    [InlineData("void F() { var p = AllocAsync().Result; p.Put(); }")]
    [InlineData("void F() { var p = AllocAsync().GetAwaiter().GetResult(); p.Put(); }")]
    [InlineData("Task<Page> F() => AllocAsync();")]
    [InlineData("async Task<Page> F() => await AllocAsync();")]
    [InlineData("async Task<Page> F() { var p = await AllocAsync(); p.Touch(); return p; }")]
    [InlineData("async Task F() { var p = Alloc(); try { await Task.Yield(); } finally { p.Put(); } }")]
    [InlineData("async Task F() { var all = await Task.WhenAll(AllocAsync(), AllocAsync()); foreach (var p in all) p.Put(); }")]
    [InlineData("IEnumerable<Page> F() { var p = Alloc(); yield return p; }")]
    [InlineData("IEnumerable<Page> F(int n) { for (int i = 0; i < n; i++) yield return Alloc(); }")]
    [InlineData("IEnumerable<int> F() { var p = Alloc(); try { yield return 1; } finally { p.Put(); } }")]
    [InlineData("void F(bool b) { var p = Alloc(); if (b) { p.Put(); Fail(); } p.Put(); } static void Fail() { throw new Exception(); }")]
    [InlineData("void F(bool b) { var p = Alloc(); try { if (b) Fail(); } finally { p.Put(); } } static void Fail() => throw new Exception();")]
    [InlineData("void F(bool b) { var p = Alloc(); if (b) { p.Put(); Fail(); } p.Put(); } static void Fail() { Log(); Die(); } static void Log() { } static void Die() => throw new Exception();")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own.Put(); _own = Alloc(); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own.Put(); _own = null; }")]
    [InlineData("[Owned] Page _own; void F() { _own?.Put(); _own = Alloc(); }")]
    [InlineData("[Owned] Page _own; void F() { if (_own == null) _own = Alloc(); _own.Touch(); } void G() { _own.Put(); }")]
    [InlineData("[Owned] Page _own; void F() { var old = _own; _own = Alloc(); old?.Put(); }")]
    [InlineData("[Owned] Page _own; void F() { var old = _own; _own = null; if (old != null) old.Put(); }")]
    [InlineData("[Owned] Page _own; Page F() { var p = _own; _own = null; return p; }")]
    [InlineData("[Owned] Page _own; void F() { Release(); _own = Alloc(); } void Release() { if (_own != null) { _own.Put(); _own = null; } }")]
    [InlineData("[Owned] Page _own; void F() { _own ??= Alloc(); _own.Touch(); } void G() { _own.Put(); }")]
    [InlineData("[Owned] Page _own; void F() { Other.Ref(ref _own); _own = Alloc(); } void G() { _own.Put(); }")]
    [InlineData("Page _a; void F() { _a.Put(); _a.Put(); }")]
    [InlineData("void F() { var p = Alloc(); var q = new { P = p }; Other.Use(q); }")]
    [InlineData("void F() { dynamic p = Alloc(); p.Put(); }")]
    [InlineData("void F() { var p = Alloc(); Span<Page> s = new[] { p }; s[0].Put(); }")]
    [InlineData("void F() { Page[] a = [Alloc(), Alloc()]; foreach (var p in a) p.Put(); }")]
    [InlineData("void F(IEnumerable<int> l) { var q = from x in l let p = Alloc() select p; foreach (var p in q) p.Put(); }")]
    [InlineData("record R(Page P); void F() { var r = new R(Alloc()); r.P.Put(); }")]
    [InlineData("event Action E; void F() { var p = Alloc(); E += p.Touch; p.Put(); }")]
    [InlineData("[return: Owned] Page F() { Page p = Alloc(); try { p.Touch(); return p; } catch { p.Put(); throw; } }")]
    [InlineData("class H { readonly Page _q; internal H(Page p) { _q = p; } } void F() { var p = Alloc(); new H(p); }")]
    [InlineData("class H(Page p) { internal void End() => p.Put(); } void F() { var p = Alloc(); var h = new H(p); h.End(); }")]
    [InlineData("class B { internal Page Q; internal B(Page p) { Q = p; } } class D : B { internal D(Page p) : base(p) { } } void F() { var p = Alloc(); new D(p).Q.Put(); }")]
    [InlineData("class B { internal Page Q; internal B(Page p) { Q = p; } } class D(Page p) : B(p) { } void F() { var p = Alloc(); new D(p).Q.Put(); }")]
    [InlineData("class H { internal H(Page p) { Other.Use(p); } } void F() { var p = Alloc(); new H(p); }")]
    [InlineData("class H { internal H(Page p) { p.Put(); } } void F() { var p = Alloc(); new H(p); }")]
    [InlineData("class H { Action _a; internal H(Page p) { _a = () => p.Put(); } } void F() { var p = Alloc(); new H(p); }")]
    [InlineData("record R(Page P); void F() { var p = Alloc(); var r = new R(p); r.P.Put(); }")]
    public Task Silent(string members) => Own.MembersAsync(members);

    /// <summary>Forty methods, each of which calls all others: each is read off a few times, and not once for every way to it.</summary>
    [Fact]
    public Task MethodsThatAllCallEachOther()
    {
        System.Text.StringBuilder members = new("void F() { var a = ArrayPool<byte>.Shared.Rent(9); M0(a, 1); ArrayPool<byte>.Shared.Return(a); {|FRAG2003:ArrayPool<byte>.Shared.Return(a)|}; }\n");
        for (int one = 0; one < 40; one++)
        {
            members.Append("static void M").Append(one).Append("(byte[] b, int n) { switch (n) { ");
            for (int other = 0; other < 40; other++)
                members.Append("case ").Append(other).Append(": M").Append(other).Append("(b, n - 1); break; ");
            members.Append("} }\n");
        }

        return Own.MembersAsync(members.ToString());
    }

    /// <summary>What lies too deep for one caller does not for another: what the first one could not see is not held against the second.</summary>
    [Fact]
    public Task AChainThatIsTooLongFromItsBeginning()
    {
        System.Text.StringBuilder members = new("void F() { var p = Alloc(); M0(p); p.Put(); }\nvoid G() { var p = Alloc(); M20(p); {|FRAG2003:p.Put()|}; }\nvoid H() { var p = Alloc(); M0(p); p = Alloc(); M20(p); {|FRAG2003:p.Put()|}; }\n");
        for (int one = 0; one < 30; one++)
            members.Append("static void M").Append(one).Append("(Page p) => ").Append(one == 29 ? "p.Put()" : "M" + (one + 1) + "(p)").Append(";\n");
        return Own.MembersAsync(members.ToString());
    }
}
