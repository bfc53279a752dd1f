using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Bugs that were found in the field, each in the form that it had and in the form that it was given.</summary>
public sealed class BugTests
{
    // A page's state was touched after the page had been handed to the stack.
    [Theory]
    [InlineData("void Xmit(Ring ring) { var p = Alloc(); ring.Enqueue(p); _n += {|FRAG2004:p.Data|}; }")]
    [InlineData("void Xmit(Ring ring) { var p = Alloc(); _n += p.Data; ring.Enqueue(p); }")]
    public Task StateTouchedAfterHandOver(string members) => Own.MembersAsync(members);

    // macvtap: acquiring a second thing fails, and the first stays.
    [Theory]
    [InlineData("bool Pin(Ring ring) { var head = {|FRAG2002:Alloc()|}; if (!TryGet(out var tail)) return false; ring.Enqueue(head); ring.Enqueue(tail); return true; }")]
    [InlineData("bool Pin(Ring ring) { var head = Alloc(); if (!TryGet(out var tail)) { head.Put(); return false; } ring.Enqueue(head); ring.Enqueue(tail); return true; }")]
    public Task PartialAcquisition(string members) => Own.MembersAsync(members);

    // venet: the helper frees when it fails, and so does its caller.
    [Theory]
    [InlineData("void Xmit(Ring ring) { var p = Alloc(); if (!Post(ring, p)) {|FRAG2003:p.Put()|}; } static bool Post(Ring ring, Page p) { if (Other.Busy()) { p.Put(); return false; } ring.Enqueue(p); return true; }")]
    [InlineData("void Xmit(Ring ring) { var p = Alloc(); if (!Post(ring, p)) _n++; } bool Post(Ring ring, Page p) { if (Other.Busy()) { p.Put(); return false; } ring.Enqueue(p); return true; }")]
    [InlineData("void Xmit(Ring ring) { var p = Alloc(); if (!Post(ring, p)) p.Put(); } static bool Post(Ring ring, Page p) { if (Other.Busy()) return false; ring.Enqueue(p); return true; }")]
    public Task HelperAndCallerFree(string members) => Own.MembersAsync(members);

    // CVE-2026-43494: the error path puts, and the ordinary cleanup behind it puts again.
    [Theory]
    [InlineData("int Fill(bool bad) { int e = 0; var p = Alloc(); if (bad) { p.Put(); e = -1; goto Out; } p.Touch(); Out: {|FRAG2003:p.Put()|}; return e; }")]
    [InlineData("int Fill(bool bad) { int e = 0; var p = Alloc(); if (bad) { e = -1; goto Out; } p.Touch(); Out: p.Put(); return e; }")]
    [InlineData("int Fill(bool bad) { int e = 0; var p = Alloc(); if (bad) { p.Put(); p = null; e = -1; goto Out; } p.Touch(); Out: if (p != null) p.Put(); return e; }")]
    public Task ErrorPathAndCleanup(string members) => Own.MembersAsync(members);

    // CVE-2026-93105: fragments that hold no references of their own are put all the same.
    [Theory]
    [InlineData("void Free([Borrows] Page managed) { {|FRAG2007:managed.Put()|}; }")]
    [InlineData("void Free([Borrows] Page managed) { managed.Get(); _page = managed; }")]
    public Task ManagedFragmentsPut(string members) => Own.MembersAsync(members);

    // netfront, GRO: pages of one pool released by another's function.
    [Theory]
    [InlineData("void F(Pool rx, Pool tx) { var p = rx.Rent(); {|FRAG2012:tx.Return(p)|}; }")]
    [InlineData("readonly Pool _rx = new(), _tx = new(); void F() { var p = _rx.Rent(); {|FRAG2012:_tx.Return(p)|}; }")]
    [InlineData("void F(Pool rx, Pool tx) { var p = rx.Rent(); rx.Return(p); }")]
    [InlineData("void F(Pool rx, Pool tx) { var pool = rx; var p = pool.Rent(); rx.Return(p); }")]
    [InlineData("Pool Any() => null; void F(Pool rx) { var p = Any().Rent(); rx.Return(p); }")]
    [InlineData("void F(Pool rx, Pool tx) { rx = tx; var p = rx.Rent(); tx.Return(p); }")]
    public Task AnotherPool(string members) => Own.MembersAsync(members);

    // A find-like call with a hidden reference.
    [Theory]
    [InlineData("bool Has(int key) { return {|FRAG2001:Find(key, out var p)|} == 0 && p.Data > 0; }")]
    [InlineData("bool Has(int key) { if (Find(key, out var p) != 0) return false; bool found = p.Data > 0; p.Put(); return found; }")]
    public Task HiddenReference(string members) => Own.MembersAsync(members);

    // The kernel's unwind ladder.
    [Theory]
    [InlineData("int Open(Ring ring) { var a = Alloc(); var b = TryAlloc(); if (b == null) goto FreeA; var c = TryAlloc(); if (c == null) goto FreeB; ring.Enqueue(a); ring.Enqueue(b); ring.Enqueue(c); return 0; FreeB: b.Put(); FreeA: a.Put(); return -1; }")]
    [InlineData("int Open(Ring ring) { var a = {|FRAG2002:Alloc()|}; var b = TryAlloc(); if (b == null) return -1; var c = TryAlloc(); if (c == null) goto FreeB; ring.Enqueue(a); ring.Enqueue(b); ring.Enqueue(c); return 0; FreeB: b.Put(); a.Put(); return -1; }")]
    public Task UnwindLadder(string members) => Own.MembersAsync(members);

    // A fresh page into the slot, else the extra reference goes.
    [Theory]
    [InlineData("void Add(Page p, List<Page> slots, bool room) { p.Get(); if (room) slots.Add(p); else p.Put(); }")]
    [InlineData("void Add(Page p, bool room) { p.Get(); if (room) _page = p; else p.Put(); }")]
    [InlineData("bool TryHold(Page p) { p.Get(); if (p.IsDirty) { p.Put(); return false; } return true; }")]
    [InlineData("Page TryHold(Page p) { p.Get(); if (p.IsDirty) { p.Put(); return null; } return p; }")]
    public Task FreshPageElsePut(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("class Buf { [Owned] public Buf() { } [Consumes] public void Free() { } public int N; } void F() { var b = {|FRAG2001:new Buf()|}; b.N = 1; }")]
    [InlineData("class Buf { [Owned] public Buf() { } [Consumes] public void Free() { } public int N; } void F() { var b = new Buf(); b.Free(); {|FRAG2004:b.N|} = 1; }")]
    public Task ConsumingMethod(string members) => Own.MembersAsync(members);

    [Fact]
    public Task BoundByAFile() => Own.FileAsync(
        """
        namespace Vendor
        {
            public class Page { public int N; }
            public static class Pool { public static Page Alloc() { return new Page(); } public static void Free(Page page) { } public static void Hold(Page page) { } }
            public class Ring { object _kept; public void Enqueue(Page page) { _kept = page; } public bool Get(out Page page) { page = new Page(); return true; } }
        }

        class C
        {
            void A() { var p = {|FRAG2001:Vendor.Pool.Alloc()|}; p.N = 1; }
            void B() { var p = Vendor.Pool.Alloc(); Vendor.Pool.Free(p); {|FRAG2003:Vendor.Pool.Free(p)|}; }
            void D(Vendor.Ring ring) { var p = Vendor.Pool.Alloc(); ring.Enqueue(p); {|FRAG2004:p.N|} = 1; }
            void E(Vendor.Ring ring) { if (ring.Get(out var p)) Vendor.Pool.Free(p); }
            void F(Vendor.Ring ring) { if ({|FRAG2001:ring.Get(out var p)|}) p.N = 1; }
        }
        """,
        test => test.TestState.AdditionalFiles.Add(("FragApi.Bindings.txt", """
            owned     M:Vendor.Pool.Alloc
            page-put  M:Vendor.Pool.Free(Vendor.Page)
            page-get  M:Vendor.Pool.Hold(Vendor.Page)
            consumes  M:Vendor.Ring.Enqueue(Vendor.Page)#page
            owned     M:Vendor.Ring.Get(Vendor.Page@)#page when=True
            """)));
}
