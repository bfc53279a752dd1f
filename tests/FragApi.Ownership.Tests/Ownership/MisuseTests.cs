using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2003-2008: released twice, used afterwards, overwritten, discarded, borrowed, not consumed.</summary>
public sealed class MisuseTests
{
    [Theory]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2003:PutPage(p)|};")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2003:p.Close()|};")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); if (b) p.Put(); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); var q = p; q.Put(); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); try { p.Put(); if (b) throw new Exception(); } finally { {|FRAG2003:p.Put()|}; }")]
    [InlineData("var p = Alloc(); try { ring.Enqueue(p); } finally { {|FRAG2003:p.Put()|}; }")]
    [InlineData("var p = Alloc(); while (b) {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); if (ring.TryEnqueue(p)) {|FRAG2003:p.Put()|}; else p.Put();")]
    [InlineData("var p = Alloc(); ring.TryEnqueue(p); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); if (ring.Submit(p) == 0) {|FRAG2003:p.Put()|}; else p.Put();")]
    [InlineData("var p = Alloc(); p.Get(); p.Put(); p.Put(); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = pool.Rent(); pool.Return(p); {|FRAG2003:pool.Return(p)|};")]
    [InlineData("var l = new Lease(); l.Dispose(); {|FRAG2003:l.Dispose()|};")]
    [InlineData("Desc d = default; d.Page = Alloc(); d.Page.Put(); {|FRAG2003:d.Page.Put()|};")]
    public Task ReleasedTwice(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:p.Touch()|};")]
    [InlineData("var p = Alloc(); p.Put(); n = {|FRAG2004:p.Data|};")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:p.Data|} = 1;")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:p.IsDirty|} = true;")]
    [InlineData("var p = Alloc(); p.Put(); Other.Use({|FRAG2004:p|});")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:ring.Peek(p)|};")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); {|FRAG2004:p.Touch()|};")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); n = {|FRAG2004:p.Data|};")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); {|FRAG2004:ring.Enqueue(p)|};")]
    [InlineData("var p = Alloc(); if (ring.TryEnqueue(p)) {|FRAG2004:p.Touch()|}; else p.Put();")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:p.Get()|};")]
    [InlineData("var p = Alloc(); if (b) p.Put(); else { p.Put(); {|FRAG2004:p.Touch()|}; }")]
    [InlineData("var p = Alloc(); var q = p; p.Put(); {|FRAG2004:q.Touch()|};")]
    [InlineData("var p = Alloc(); p.Put(); _kept = $\"{{|FRAG2004:p|}}\";")]
    [InlineData("var l = new Lease(); l.Dispose(); n = {|FRAG2004:l.Size|};")]
    public Task UsedAfterRelease(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var p = Alloc(); {|FRAG2005:p = Alloc()|}; p.Put();")]
    [InlineData("var p = Alloc(); {|FRAG2005:p = null|};")]
    [InlineData("var p = Alloc(); {|FRAG2005:p = other|}; p.Touch();")]
    [InlineData("var p = Alloc(); {|FRAG2005:p = p.Next|};")]
    [InlineData("Page p = null; for (int i = 0; i < n; i++) { {|FRAG2005:p = Alloc()|}; } p?.Put();")]
    [InlineData("Page p = null; while (b) {|FRAG2005:p = pool.Rent()|}; if (p != null) pool.Return(p);")]
    [InlineData("Page p = Alloc(); while (b) { p.Put(); p = Alloc(); if (c) {|FRAG2005:p = Alloc()|}; } p.Put();")]
    [InlineData("var d = new Desc(); d.Page = Alloc(); {|FRAG2005:d.Page = Alloc()|}; d.Page.Put();")]
    [InlineData("Page p = Alloc(); {|FRAG2005:Make(out p)|}; p.Put();")]
    [InlineData("Page p = Alloc(); if (b) {|FRAG2005:p = null|}; p?.Put();")]
    public Task Overwritten(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("{|FRAG2006:Alloc()|};")]
    [InlineData("_ = {|FRAG2006:Alloc()|};")]
    [InlineData("{|FRAG2006:pool.Rent()|};")]
    [InlineData("{|FRAG2006:new Lease()|};")]
    [InlineData("{|FRAG2006:Alloc()|}.Touch();")]
    [InlineData("n = {|FRAG2006:Alloc()|}.Data;")]
    [InlineData("ring.Peek({|FRAG2006:Alloc()|});")]
    [InlineData("Look({|FRAG2006:Alloc()|}.Mark());")]
    [InlineData("if ({|FRAG2006:TryGet(out _)|}) n++;")]
    [InlineData("{|FRAG2006:Alloc()|}.Mark();")]
    [InlineData("{|FRAG2006:AllocAsync()|};")]
    [InlineData("if ({|FRAG2006:Alloc()|} != null) n++;")]
    [InlineData("Action act = () => { n++; {|FRAG2006:Alloc()|}; };")]
    [InlineData("Action act = () => {|FRAG2006:Alloc()|}.Touch();")]
    [InlineData("Func<int> act = () => { {|FRAG2006:Alloc()|}; return 1; };")]
    public Task Discarded(string statements) => Own.IsAsync(statements);

    // As in 'Assert.Throws<...>(() => Alloc())': whoever asks for nothing but the call may well expect it to throw.
    [Theory]
    [InlineData("Action act = () => Alloc();")]
    [InlineData("Action act = () => { Alloc(); };")]
    [InlineData("Action act = () => { _ = Alloc(); };")]
    [InlineData("Action act = delegate { pool.Rent(); };")]
    [InlineData("Action<Page> act = p => p.Mark();")]
    public Task NothingButTheCall(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("void F([Borrows] Page p) { {|FRAG2007:p.Put()|}; }")]
    [InlineData("void F([Borrows] Page p) { {|FRAG2007:PutPage(p)|}; }")]
    [InlineData("void F([Borrows] Page p, Ring ring) { {|FRAG2007:ring.Enqueue(p)|}; }")]
    [InlineData("void F([Borrows] Page p, bool b) { if (b) {|FRAG2007:p.Put()|}; }")]
    [InlineData("void F([Borrows] Page p) { p.Get(); p.Put(); {|FRAG2007:p.Put()|}; }")]
    [InlineData("void F([Borrows] Page p) { var q = p; {|FRAG2007:q.Put()|}; }")]
    [InlineData("[return: Owned] Page F([Borrows] Page p) { return {|FRAG2007:p|}; }")]
    [InlineData("[return: Owned] Page F([Borrows] Page p) => {|FRAG2007:p|};")]
    [InlineData("[Owned] Page _own; void F([Borrows] Page p) { {|FRAG2007:_own = p|}; } void G() { _own.Put(); }")]
    public Task Borrowed(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}) { }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}) { p.Touch(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, bool b) { if (b) return; p.Put(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, bool b) { p.Touch(); if (b) throw new Exception(); p.Put(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, bool b) { p.Touch(); if (b) Other.Die(); p.Put(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, bool b) { p.Data = 1; if (b) throw new Exception(); p.Put(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, Ring ring) { if (!ring.TryEnqueue(p)) throw new Exception(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, bool b) { if (b) return; if (p == null) throw new Exception(); p.Put(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}, Ring ring) { ring.TryEnqueue(p); }")]
    [InlineData("bool F([Consumes(When = When.True)] Page {|FRAG2008:p|}, bool b) { if (b) return true; p.Put(); return true; }")]
    [InlineData("int F([Consumes(When = When.Zero)] Page {|FRAG2008:p|}, bool b) { if (b) return -1; return 0; }")]
    [InlineData("class D : Handler { public override void Handle(Page {|FRAG2008:page|}) { } public override Page Create() => Alloc(); }")]
    [InlineData("void F([Consumes] Page {|FRAG2008:p|}) { p = null; }")]
    public Task NotConsumed(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("var p = Alloc(); p.Put(); p = Alloc(); p.Put();")]
    [InlineData("var p = Alloc(); p.Put(); p = null;")]
    [InlineData("var p = Alloc(); p.Put(); if (p == null) n++;")]
    [InlineData("var p = Alloc(); p.Put(); n = nameof(p).Length;")]
    [InlineData("var p = Alloc(); if (b) { p.Put(); return; } p.Touch(); p.Put();")]
    [InlineData("var p = Alloc(); if (b) p.Put(); if (!b) p.Put();")]
    [InlineData("var p = Alloc(); if (b) p.Put(); else p.Touch(); if (!b) p.Put();")]
    [InlineData("var p = Alloc(); if (n > 1) p.Put(); if (n <= 1) p.Put();")]
    [InlineData("var p = Alloc(); if (n == 1) p.Put(); if (n != 1) p.Put();")]
    [InlineData("var p = Alloc(); if (box.First == null) p.Put(); if (box.First != null) p.Put();")]
    [InlineData("var p = Alloc(); bool done = false; if (b) { p.Put(); done = true; } if (!done) p.Put();")]
    [InlineData("var p = Alloc(); bool done = b; if (done) p.Put(); if (!done) p.Put();")]
    [InlineData("page.Put(); page.Put();")]
    [InlineData("page.Put(); page.Touch();")]
    [InlineData("list[0].Put(); list[0].Put();")]
    [InlineData("foreach (var x in list) x.Put();")]
    [InlineData("for (int i = 0; i < pages.Length; i++) pages[i].Put();")]
    [InlineData("while (page != null) { var next = page.Next; page.Put(); page = next; }")]
    [InlineData("ring.Enqueue(page); page.Touch();")]
    [InlineData("var p = Alloc(); p.Get(); ring.Enqueue(p); p.Touch(); p.Put();")]
    [InlineData("var p = Alloc(); p.Get(); p.Put(); p.Touch(); p.Put();")]
    [InlineData("var p = Alloc(); Other.Use(p); p.Put(); p.Put();")]
    [InlineData("var p = Alloc(); list.Add(p); p.Touch(); p.Put();")]
    [InlineData("var p = Alloc(); var q = Alloc(); p.Put(); p = q; p.Put();")]
    [InlineData("var p = Alloc(); var q = p; p = Alloc(); p.Put(); q.Put();")]
    [InlineData("Page last = null; for (int i = 0; i < n; i++) { last?.Put(); last = Alloc(); } last?.Put();")]
    [InlineData("Page p = Alloc(); while (b) { p.Put(); p = Alloc(); } p.Put();")]
    [InlineData("Page p = null; while (b) { p = Alloc(); list.Add(p); }")]
    [InlineData("Page p = null; while (b) { p = Alloc(); p.Put(); }")]
    [InlineData("Page head = null; while (b) { var p = Alloc(); p.Next = head; head = p; } Other.Use(head);")]
    [InlineData("var p = Alloc(); p = Same(p); p.Put();")]
    [InlineData("var p = Alloc(); p = p.Mark(); p.Put();")]
    [InlineData("var p = Head(); p.Touch();")]
    [InlineData("var p = Other.Lookup(1); p.Put();")]
    [InlineData("var p = Other.Lookup(1); p.Put(); p.Put();")]
    [InlineData("_page.Put(); _page.Put();")]
    [InlineData("_page.Put(); _page = null;")]
    [InlineData("_page?.Put(); _page = Alloc();")]
    [InlineData("var p = Alloc(); p.Put(); if (b) return; Other.Busy();")]
    [InlineData("var l = new Lease(); Other.Use(l);")]
    [InlineData("var p = Alloc(); p.Put(); _kept = p;")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); var q = p; if (q == null) n++;")]
    [InlineData("var p = Alloc(); n = p.Data; p.Put(); n = n + 1;")]
    public Task Silent(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("void F([Borrows] Page p) { p.Touch(); }")]
    [InlineData("void F([Borrows] Page p) { p.Get(); p.Put(); }")]
    [InlineData("void F([Borrows] Page p, Ring ring) { p.Get(); ring.Enqueue(p); }")]
    [InlineData("void F([Borrows] Page p) { p = Alloc(); p.Put(); }")]
    [InlineData("Page F([Borrows] Page p) { return p; }")]
    [InlineData("[return: Owned] Page F([Borrows] Page p) { p.Get(); return p; }")]
    [InlineData("[return: Owned] Page F([Borrows] Page p) { return p.Retain(); }")]
    [InlineData("[return: Owned] Page F(Page p) { return p; }")]
    [InlineData("[Owned] Page _own; void F([Borrows] Page p) { p.Get(); _own = p; } void G() { _own.Put(); }")]
    [InlineData("void F([Consumes] Page p) { p.Put(); }")]
    [InlineData("void F([Consumes] Page p) { _page = p; }")]
    [InlineData("void F([Consumes] Page p, Ring ring) { ring.Enqueue(p); }")]
    [InlineData("void F([Consumes] Page p, Ring ring) { if (!ring.TryEnqueue(p)) p.Put(); }")]
    [InlineData("void F([Consumes] Page p, List<Page> list) { list.Add(p); }")]
    [InlineData("void F([Consumes] Page p) { Other.Use(p); }")]
    [InlineData("void F([Consumes] Page p) { try { p.Touch(); } finally { p.Put(); } }")]
    [InlineData("void F([Consumes] Page p) { if (p == null) return; p.Put(); }")]
    [InlineData("void F([Consumes] Page p, bool b) { if (b) throw new Exception(); p.Put(); }")]
    [InlineData("void F([Consumes] Page p, int n) { ArgumentNullException.ThrowIfNull(p); if (n < 0 || n > p.Data) throw new ArgumentOutOfRangeException(); p.Put(); }")]
    [InlineData("void F([Consumes] Page p, int n) { ArgumentOutOfRangeException.ThrowIfGreaterThan(n, p.Data); if (n == 7) Other.Die(); p.Put(); }")]
    [InlineData("void F([Consumes] Page p, int n) { if (p is null || n == 0) throw new ArgumentException($\"{p.Id}\"); p.Put(); }")]
    [InlineData("void F([Consumes] Page p, int n) { if (n == 0) Other.Fail(p.Id.ToString()); p.Put(); }")]
    [InlineData("void F([Consumes] Page p) { throw new NotSupportedException(); }")]
    [InlineData("void F([Consumes] Page p) => throw new NotSupportedException();")]
    [InlineData("Page F([Consumes] Page p) { return p; }")]
    [InlineData("bool F([Consumes(When = When.True)] Page p, bool b) { if (b) return false; p.Put(); return true; }")]
    [InlineData("bool F([Consumes(When = When.True)] Page p, Ring ring) { return ring.TryEnqueue(p); }")]
    [InlineData("bool F([Consumes(When = When.True)] Page p, Ring ring) => ring.TryEnqueue(p);")]
    [InlineData("bool F([Consumes(When = When.True)] Page p, bool b) { if (b) throw new Exception(); p.Put(); return true; }")]
    [InlineData("int F([Consumes(When = When.Zero)] Page p, bool b) { if (b) return -1; p.Put(); return 0; }")]
    [InlineData("class D : Handler { public override void Handle(Page page) { page.Put(); } public override Page Create() => Alloc(); }")]
    [InlineData("[return: Owned] Page F() { return Alloc(); }")]
    [InlineData("[return: Owned] Page F() { var p = Alloc(); p.Touch(); return p; }")]
    [InlineData("Page F() { var p = Alloc(); p.Touch(); return p; }")]
    [InlineData("Page F() => Alloc();")]
    [InlineData("void F(out Page p) { p = Alloc(); }")]
    [InlineData("void F(ref Page p) { p = Alloc(); }")]
    [InlineData("bool F(out Page p) { p = Alloc(); return true; }")]
    [InlineData("(Page, int) F() { var p = Alloc(); return (p, 1); }")]
    [InlineData("Page P => Alloc();")]
    [InlineData("Page P { get { var p = Alloc(); return p; } }")]
    [InlineData("Page Q { get; } = Alloc();")]
    [InlineData("Func<Page> F() => () => Alloc();")]
    [InlineData("Func<Page> F() => Alloc;")]
    public Task SilentMembers(string members) => Own.MembersAsync(members);

    // Whoever copies the attributes may copy some of them.
    [Fact]
    public Task SomeOfTheAttributes() => Own.Test("""
        using System;
        using FragApi;

        namespace FragApi
        {
            sealed class PagePutAttribute : Attribute { }
            sealed class OwnedAttribute : Attribute { }
        }

        sealed class Buffer { [PagePut] public void Release() { } public int Length; }

        static class Buffers
        {
            [return: Owned] public static Buffer Take() => new();

            static int Use()
            {
                Buffer buffer = Take();
                buffer.Release();
                return {|FRAG2004:buffer.Length|};
            }
        }
        """, bound: false).RunAsync();
}
