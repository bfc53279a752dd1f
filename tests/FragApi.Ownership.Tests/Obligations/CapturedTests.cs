using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Local functions that release, replace or lose what they capture, where they are called and nothing else.</summary>
public sealed class CapturedTests
{
    [Theory]
    [InlineData("var p = Alloc(); Done(); {|FRAG2003:p.Put()|}; void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); Done(); {|FRAG2003:Done()|}; void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); Done(); {|FRAG2004:p.Touch()|}; void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:Show()|}; void Show() => p.Touch();")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; if (b) return; Done(); void Done() { p.Put(); }")]
    [InlineData("Page p = null; void Cleanup() { if (p != null) { p.Put(); p = null; } } p = {|FRAG2002:Alloc()|}; if (b) return; Cleanup();")]
    [InlineData("var p = Alloc(); {|FRAG2005:Next()|}; p.Put(); void Next() { p = Alloc(); }")]
    [InlineData("var p = Alloc(); {|FRAG2005:Reset()|}; void Reset() => p = null;")]
    [InlineData("Page p = null; {|FRAG2001:Open()|}; p.Touch(); void Open() { p = Alloc(); }")]
    [InlineData("Page p = null; Open(); {|FRAG2005:Open()|}; p.Put(); void Open() { p = Alloc(); }")]
    [InlineData("var p = Alloc(); Outer(); {|FRAG2003:p.Put()|}; void Outer() { Inner(); } void Inner() { p.Put(); }")]
    [InlineData("var p = Alloc(); bool done = false; Done(); if (!done) return; {|FRAG2003:p.Put()|}; void Done() { if (!done) { p.Put(); done = true; } }")]
    [InlineData("var p = Alloc(); try { other.Touch(); } catch (Exception) { Done(); } {|FRAG2003:Done()|}; void Done() { p.Put(); }")]
    [InlineData("void Twice() { var p = Alloc(); Done(); {|FRAG2003:p.Put()|}; void Done() => p.Put(); } Twice();")]
    public Task Flagged(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Done(); {|FRAG2003:ArrayPool<byte>.Shared.Return(r)|}; void Done() { ArrayPool<byte>.Shared.Return(r); }")]
    [InlineData("byte[] r = null; void Cleanup() { if (r != null) ArrayPool<byte>.Shared.Return(r); } r = ArrayPool<byte>.Shared.Rent(n); try { stream.Write(r, 0, n); } catch (IOException) { Cleanup(); } {|FRAG2003:Cleanup()|};")]
    [InlineData("byte[] r = {|FRAG2002i:ArrayPool<byte>.Shared.Rent(n)|}; if (n > 9) { Done(); return; } if (b) return; Done(); void Done() { ArrayPool<byte>.Shared.Return(r); }")]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); while (stream.Read(r, 0, n) > 0) {|FRAG2005i:Grow()|}; ArrayPool<byte>.Shared.Return(r); void Grow() { r = ArrayPool<byte>.Shared.Rent(n * 2); }")]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Task t = stream.WriteAsync(r, 0, n); {|FRAG2013:Done()|}; t.Wait(); void Done() { ArrayPool<byte>.Shared.Return(r); }")]
    public Task FlaggedWithoutAnnotations(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var p = Alloc(); p.Touch(); Done(); void Done() { p.Put(); }")]
    [InlineData("Page p = null; void Cleanup() { if (p != null) { p.Put(); p = null; } } p = Alloc(); if (b) { Cleanup(); return; } Cleanup(); Cleanup();")]
    [InlineData("Page p = null; void Cleanup() { p?.Put(); p = null; } try { p = Alloc(); p.Touch(); } finally { Cleanup(); }")]
    [InlineData("Page p = null; void Cleanup() { if (p != null) { p.Put(); p = null; } } try { p = Alloc(); p.Touch(); } catch (Exception) { Cleanup(); throw; } Cleanup();")]
    [InlineData("var p = Alloc(); bool done = false; Done(); Done(); void Done() { if (!done) { p.Put(); done = true; } }")]
    [InlineData("var p = Alloc(); Renew(); p.Put(); void Renew() { p.Put(); p = Alloc(); }")]
    [InlineData("Page p = null; Open(); p.Put(); void Open() { p = Alloc(); }")]
    [InlineData("Page p = null; if (b) Open(); p?.Put(); void Open() { p = Alloc(); }")]
    [InlineData("var p = Alloc(); var q = Same(); q.Put(); Page Same() => p;")]
    [InlineData("var p = Alloc(); Page q = null; Move(); q.Put(); void Move() { q = p; p = null; }")]
    [InlineData("var p = Alloc(); Page q = null; Copy(); q.Put(); void Copy() => q = p;")]
    [InlineData("var p = Alloc(); Keep(); void Keep() => _page = p;")]
    [InlineData("var p = Alloc(); Keep(); void Keep() => _kept = p;")]
    [InlineData("var p = Alloc(); Give(); void Give() => ring.Enqueue(p);")]
    [InlineData("var p = Alloc(); Maybe(); if (!b) p.Put(); void Maybe() { if (b) p.Put(); }")]
    [InlineData("var p = Alloc(); Action end = Done; end(); void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); Task.Run(Done); void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); Task.Run(() => Done()); void Done() { p.Put(); }")]
    [InlineData("var p = Alloc(); Action a = () => _n++; Done(); void Done() { Action end = () => p.Put(); end(); }")]
    [InlineData("var p = Alloc(); ref Page q = ref p; q.Put(); Look(); void Look() => p?.ToString();")]
    [InlineData("Page p = null; foreach (int i in Enumerable.Range(0, n)) { Done(); p = Alloc(); } Done(); void Done() { p?.Put(); p = null; }")]
    [InlineData("var p = Alloc(); Rec(3); void Rec(int k) { if (k == 0) p.Put(); else Rec(k - 1); }")]
    [InlineData("var p = Alloc(); foreach (int i in Run()) _n += i; IEnumerable<int> Run() { p.Touch(); yield return 1; p.Put(); }")]
    [InlineData("int k = 0; var p = b ? Alloc() : null; Step(); if (b) p.Put(); void Step() => k++;")]
    [InlineData("Page p = null; if (n > 0) p = Alloc(); Step(); if (n > 0) p.Put(); void Step() { _n++; }")]
    [InlineData("Page p = null; if (n > 0) p = Alloc(); Step(); p?.Put(); void Step() { n = 0; }")]
    [InlineData("var p = Alloc(); Put(p); void Put(Page q) { if (q == p) q.Put(); }")]
    [InlineData("(Page page, int k) q = default; Set(); q.page.Put(); void Set() { q.page = Alloc(); }")]
    public Task Silent(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Work(); ArrayPool<byte>.Shared.Return(r); void Work() { stream.Write(r, 0, n); if (b) { ArrayPool<byte>.Shared.Return(r); r = ArrayPool<byte>.Shared.Rent(n * 2); } }")]
    [InlineData("byte[] r = null; void Grow() { byte[] old = r; r = ArrayPool<byte>.Shared.Rent(n * 2); if (old != null) ArrayPool<byte>.Shared.Return(old); } Grow(); Grow(); ArrayPool<byte>.Shared.Return(r);")]
    [InlineData("byte[] r = null; void Work() { r = ArrayPool<byte>.Shared.Rent(n); stream.Write(r, 0, n); ArrayPool<byte>.Shared.Return(r); } Work(); Work();")]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Memory<byte> m = r; Done(); void Done() { Other.Memory(m); ArrayPool<byte>.Shared.Return(r); }")]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Task t = stream.WriteAsync(r, 0, n); Done(); void Done() { t.Wait(); ArrayPool<byte>.Shared.Return(r); }")]
    [InlineData("byte[] r = ArrayPool<byte>.Shared.Rent(n); Span<byte> s = r; s.Clear(); Done(); void Done() => ArrayPool<byte>.Shared.Return(r);")]
    public Task SilentWithoutAnnotations(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("async Task F() { var p = Alloc(); await Run(); {|FRAG2003:p.Put()|}; async Task Run() { await Task.Yield(); p.Put(); } }")]
    [InlineData("async Task F() { var p = Alloc(); await Run().ConfigureAwait(false); async Task Run() { await Task.Yield(); p.Put(); } }")]
    [InlineData("async Task F() { var p = Alloc(); Task t = Run(); p.Touch(); await t; async Task Run() { await Task.Yield(); p.Put(); } }")]
    [InlineData("async Task F() { Page p = null; try { p = Alloc(); await Task.Yield(); } finally { await Done(); } async ValueTask Done() { if (p != null) { await Task.Yield(); p.Put(); p = null; } } }")]
    public Task Awaited(string members) => Own.MembersAsync(members);
}
