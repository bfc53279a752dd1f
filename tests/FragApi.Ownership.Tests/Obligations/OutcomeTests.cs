using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Outcomes that decide who holds a reference, calls through interfaces, and what is known not to be null.</summary>
public sealed class OutcomeTests
{
    private const string Helpers = """
        public static void Require(bool ok) { }
        public static void Log(object what) { }
        public static void Sure([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool ok) { }
        public static void Never([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(true)] bool? ok) { }
        bool _ok;
        """;

    [Theory]
    [InlineData("var p = Alloc(); Sure(ring.TryEnqueue(p));")]
    [InlineData("var p = Alloc(); System.Diagnostics.Debug.Assert(ring.TryEnqueue(p));")]
    [InlineData("var p = Alloc(); System.Diagnostics.Debug.Assert(ring.TryEnqueue(p), \"full\");")]
    [InlineData("var p = Alloc(); bool ok = ring.TryEnqueue(p); Sure(ok);")]
    [InlineData("var p = Alloc(); bool ok = ring.TryEnqueue(p); Never(!ok);")]
    [InlineData("var p = Alloc(); Never(ring.TryEnqueue(p)); p.Put();")]
    [InlineData("var p = Alloc(); Sure(ring.Submit(p) == 0);")]
    [InlineData("var p = Alloc(); Sure(b && ring.TryEnqueue(p));")]
    [InlineData("Never(TryGet(out _));")]
    [InlineData("Never(TryGet(out var p));")]
    [InlineData("Sure(TryGet(out var p)); p.Put();")]
    [InlineData("Sure(!TryGet(out var p));")]
    [InlineData("var p = Alloc(); Require(ring.TryEnqueue(p));")]
    [InlineData("var p = Alloc(); Require(!ring.TryEnqueue(p));")]
    [InlineData("var p = Alloc(); Require(ring.TryEnqueue(p)); p.Touch();")]
    [InlineData("var p = Alloc(); bool ok = ring.TryEnqueue(p); Require(ok);")]
    [InlineData("var p = Alloc(); bool ok = ring.TryEnqueue(p); bool same = ok; Require(same);")]
    [InlineData("var p = Alloc(); int e = ring.Submit(p); Log(e);")]
    [InlineData("var p = Alloc(); Log($\"{ring.Submit(p)}\");")]
    [InlineData("var p = Alloc(); var all = new List<bool> { ring.TryEnqueue(p) };")]
    [InlineData("var p = Alloc(); var all = new[] { ring.TryEnqueue(p) };")]
    [InlineData("var p = Alloc(); _ok = ring.TryEnqueue(p);")]
    [InlineData("var p = Alloc(); n = 3 + ring.Submit(p);")]
    [InlineData("var p = Alloc(); Log(ring.Submit(p).ToString());")]
    [InlineData("Require(TryGet(out _));")]
    [InlineData("Require(TryGet(out var p)); p.Put();")]
    [InlineData("Require(TryGet(out var p));")]
    [InlineData("bool got = TryGet(out var p); Require(got);")]
    public Task Silent(string statements) => Own.MembersAsync(Helpers + $"void M(Ring ring, Page page, bool b, int n) {{ {statements} }}");

    [Theory]
    [InlineData("var p = {|FRAG2002:Alloc()|}; ring.TryEnqueue(p);")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; _ = ring.TryEnqueue(p);")]
    [InlineData("{|FRAG2006:TryGet(out _)|};")]
    [InlineData("if ({|FRAG2006:TryGet(out _)|}) n++;")]
    [InlineData("var p = {|FRAG2001:Alloc()|}; Sure(p.Data == 3);")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; Never(ring.TryEnqueue(p));")]
    [InlineData("Sure({|FRAG2001:TryGet(out var p)|});")]
    [InlineData("Sure({|FRAG2006:TryGet(out _)|});")]
    [InlineData("var p = Alloc(); Sure(ring.TryEnqueue(p)); {|FRAG2004:p.Touch()|};")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; int e = ring.Submit(p); if (e != 0) { Log(e); return; }")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; int e; if ((e = ring.Submit(p)) != 0) { Log(e); return; }")]
    [InlineData("var p = {|FRAG2001:Alloc()|}; Require(TryGet(out var q)); q.Put();")]
    public Task Flagged(string statements) => Own.MembersAsync(Helpers + $"void M(Ring ring, Page page, bool b, int n) {{ {statements} }}");

    [Theory]
    [InlineData("bool M(Ring ring) { var p = Alloc(); return ring.TryEnqueue(p); }")]
    [InlineData("bool M(Ring ring) { var p = Alloc(); bool ok = ring.TryEnqueue(p); return ok; }")]
    [InlineData("bool M() => TryGet(out _);")]
    [InlineData("bool M([Consumes(When = When.True)] Page p, Ring ring) { bool ok = ring.TryEnqueue(p); return ok; }")]
    [InlineData("bool M([Owned(When = When.True)] out Page p) => TryGet(out p);")]
    [InlineData("int M(Ring ring) { var p = {|FRAG2002:Alloc()|}; int e = ring.Submit(p); if (e != 0) return e; return 1; }")]
    [InlineData("void M(Ring ring) { var p = {|FRAG2002:Alloc()|}; if (!Send(p, ring)) return; } bool Send(Page p, Ring ring) { return ring.TryEnqueue(p); }")]
    public Task Returned(string members) => Own.MembersAsync(members);

    private const string Interfaces = """
        public interface ICounted { void Release(); void Look(); }
        public sealed class Counted : ICounted, IDisposable
        {
            [Owned] public Counted() { }
            [PagePut] public void Release() { }
            public void Look() { }
            void IDisposable.Dispose() { }
        }
        public sealed class Hidden : ICounted
        {
            [Owned] public Hidden() { }
            [PagePut] void ICounted.Release() { }
            void ICounted.Look() { }
        }
        """;

    [Theory]
    [InlineData("var x = new Counted(); ((IDisposable)x).Dispose();")]
    [InlineData("IDisposable x = new Counted(); x.Dispose();")]
    [InlineData("var x = new Counted(); ((ICounted)x).Release();")]
    [InlineData("ICounted x = new Counted(); x.Release();")]
    [InlineData("ICounted x = new Hidden(); x.Release();")]
    [InlineData("var x = new Hidden(); ((ICounted)x).Release();")]
    [InlineData("var x = new Counted(); ((ICounted)x).Look();")]
    [InlineData("ICounted x = new Hidden(); x.Look();")]
    [InlineData("var x = new Counted(); using (x) { }")]
    [InlineData("var x = {|FRAG2001:new Counted()|}; x.Look();")]
    [InlineData("var x = new Counted(); ((ICounted)x).Release(); {|FRAG2003:x.Release()|};")]
    [InlineData("ICounted x = new Hidden(); x.Release(); {|FRAG2003:x.Release()|};")]
    [InlineData("ICounted x = {|FRAG2002:new Hidden()|}; if (b) x.Release();")]
    public Task Through(string statements) => Own.MembersAsync(Interfaces + $"void M(bool b) {{ {statements} }}");

    [Theory]
    [InlineData("Page first = null, last = null; do { Page p = Alloc(); if (last is null) first = p; else last.Next = p; last = p; } while (--n > 0); ring.Enqueue(first);")]
    [InlineData("Page? first = null, last = null; do { Page p = Alloc(); if (last == null) first = p; else last.Next = p; last = p; } while (--n > 0); Other.Use(first);")]
    [InlineData("Page? first = null, last = null; while (n-- > 0) { Page p = Make(); if (last is null) first = p; else last.Next = p; last = p; } Other.Use(first);")]
    [InlineData("Lease? last = null; for (int i = 0; i < n; i++) { var l = new Lease(); if (last is not null) last.Dispose(); last = l; } last?.Dispose();")]
    [InlineData("var p = Alloc(); var o = new object(); object x = o; if (x == null) return; p.Put();")]
    [InlineData("var p = Alloc(); var o = Name(); if (o is null) return; p.Put();")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; var o = Maybe(); if (o is null) return; p.Put();")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; var o = Name() as object as Page; if (o is null) return; p.Put();")]
    [InlineData("var p = Alloc(); var q = Make(); if (q is null) return; q.Put(); p.Put();")]
    [InlineData("Page? first = null; do { {|FRAG2005:first = Alloc()|}; } while (--n > 0); first.Put();")]
    public Task NotNull(string statements) => Own.FileAsync("#nullable enable warnings\n#nullable enable annotations\n" + Own.Class(
        $"void M(Ring ring, int n) {{ {statements} }} [return: Owned] public static Page Make() => new Page(); public static string Name() => \"\"; public static string? Maybe() => null;"));

    [Theory]
    [InlineData("var a = {|FRAG2002:Alloc()|}; var p = Alloc(); if (p == null) return; p.Put(); a.Put();")]
    [InlineData("Page first = null, last = null; do { Page p = Alloc(); if (last == null) first = p; else last.Next = p; last = p; } while (--n > 0); Other.Use(first);")]
    public Task Oblivious(string statements) => Own.IsAsync(statements);
}
