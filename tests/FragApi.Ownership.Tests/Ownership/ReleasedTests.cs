using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>What leaves the body after it was released, goes to a pool it never came from, or may be its own receiver.</summary>
public sealed class ReleasedTests
{
    [Theory]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); return {|FRAG2004:a|}; }")]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); try { return {|FRAG2004:a|}; } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("Memory<byte> F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); try { return {|FRAG2004:a.AsMemory(0, n)|}; } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("ArraySegment<byte> F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var s = new ArraySegment<byte>(a, 0, n); ArrayPool<byte>.Shared.Return(a); return {|FRAG2004:s|}; }")]
    [InlineData("Memory<byte> F(int n) { using var o = MemoryPool<byte>.Shared.Rent(n); return {|FRAG2004:o.Memory.Slice(1)|}; }")]
    [InlineData("IMemoryOwner<byte> F(int n) { using var o = MemoryPool<byte>.Shared.Rent(n); return {|FRAG2004:o|}; }")]
    [InlineData("byte[] _f; void F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); {|FRAG2004:_f = a|}; }")]
    [InlineData("Page F() { var p = Alloc(); p.Put(); return {|FRAG2004:p|}; }")]
    [InlineData("long F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var q = new ReadOnlySequence<byte>(a, 0, n); ArrayPool<byte>.Shared.Return(a); return {|FRAG2004:q.First|}.Length; }")]
    [InlineData("void F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var m = new MemoryStream(a); ArrayPool<byte>.Shared.Return(a); {|FRAG2004:m.WriteByte(1)|}; }")]
    [InlineData("Memory<byte> _m; void F(int n) { using var o = MemoryPool<byte>.Shared.Rent(n); {|FRAG2004:_m = o.Memory|}; }")]
    public Task LeavesReleased(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return a; }")]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); try { return a.AsSpan(0, n).ToArray(); } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("int F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); try { return a.AsSpan(0, n).Length; } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); bool ok = false; try { a[0] = 1; ok = true; return a; } finally { if (!ok) ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("Memory<byte> F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return a.AsMemory(0, n); }")]
    [InlineData("byte[] F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); a = new byte[n]; return a; }")]
    [InlineData("byte[] _f; void F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); _f = null; }")]
    [InlineData("void F(int n) { var a = ArrayPool<byte>.Shared.Rent(n); using var m = new MemoryStream(a); m.WriteByte(1); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("Page F(Ring ring) { var p = Alloc(); ring.Enqueue(p); return p; }")]
    [InlineData("Memory<byte> _m; void F(int n) { using var o = MemoryPool<byte>.Shared.Rent(n); _m = o.Memory; o.Memory.Span.Clear(); _m = default; }")]
    [InlineData("IMemoryOwner<byte> _o; Memory<byte> _m; void F(int n) { _o = MemoryPool<byte>.Shared.Rent(n); _m = _o.Memory; }")]
    public Task LeavesAlive(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("{|FRAG2012:given.Return(new byte[10])|};")]
    [InlineData("{|FRAG2012:given.Return(null)|};")]
    [InlineData("var a = b ? given.Rent(n) : new byte[n]; {|FRAG2012:given.Return(a)|};")]
    [InlineData("var a = given.Rent(n); {|FRAG2005i:Array.Resize(ref a, 2 * n)|}; {|FRAG2012:given.Return(a)|};")]
    [InlineData("object[] a = ArrayPool<string>.Shared.Rent(n); {|FRAG2012:ArrayPool<object>.Shared.Return(a)|};")]
    public Task ComesFromNoPool(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("given.Return(data);")]
    [InlineData("byte[] a = null; if (b) a = given.Rent(n); if (a != null) given.Return(a);")]
    [InlineData("byte[] a = null; for (int i = 0; i < n; i++) a ??= given.Rent(n); given.Return(a);")]
    [InlineData("var a = b ? given.Rent(n) : Array.Empty<byte>(); given.Return(a);")]
    [InlineData("byte[] a = b ? given.Rent(n) : new byte[n]; if (b) given.Return(a);")]
    [InlineData("var a = new byte[n]; Array.Resize(ref a, 2 * n); var c = given.Rent(n); given.Return(c);")]
    public Task MayComeFromThere(string statements) => Own.UnboundAsync(statements);

    private const string Fluent = """
        using FragApi;
        interface IBuf { IBuf WriteInt(int i); int Size { get; } [PagePut] void Release(); }
        static class Pool { [return: Owned] public static IBuf Buffer() => null; }
        class C { object _kept;
        """;

    [Theory]
    [InlineData("void F() { IBuf b = Pool.Buffer().WriteInt(1); b.Release(); }")]
    [InlineData("IBuf F() => Pool.Buffer().WriteInt(1);")]
    [InlineData("void F() { IBuf b = Pool.Buffer(); b = b.WriteInt(1); b.Release(); }")]
    [InlineData("void F() { IBuf b = Pool.Buffer(); IBuf c = b.WriteInt(1); c.Release(); }")]
    [InlineData("void F() { IBuf b = Pool.Buffer(); IBuf c = b.WriteInt(1); b.Release(); c.WriteInt(2); c.Release(); }")]
    [InlineData("void F() { _kept = Pool.Buffer().WriteInt(1); }")]
    [InlineData("void F() { IBuf b = Pool.Buffer(); b.WriteInt(1).WriteInt(2); b.Release(); }")]
    public Task MayBeItsReceiver(string member) => Own.FileAsync(Fluent + member + "}");

    [Theory]
    [InlineData("void F() { IBuf b = {|FRAG2001:Pool.Buffer()|}; b.WriteInt(1).WriteInt(2); }")]
    [InlineData("void F() { {|FRAG2006:Pool.Buffer()|}.WriteInt(1); }")]
    [InlineData("void F() { IBuf b = Pool.Buffer(); b.Release(); {|FRAG2004:b.WriteInt(1)|}; }")]
    public Task IsStillOwed(string member) => Own.FileAsync(Fluent + member + "}");

    [Theory]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (set(p, option) != 0) throw new Exception(); Marshal.FreeHGlobal(p); }")]
    [InlineData("static unsafe int F(int option) { System.IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (set(p, option) != 0) return -1; Marshal.FreeHGlobal(p); return 0; }")]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); set(p, option); Marshal.FreeHGlobal(p); {|FRAG2003:Marshal.FreeHGlobal(p)|}; }")]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); {|FRAG2005:p = default|}; set(p, option); }")]
    public Task ImportsBorrow(string member) => Own.MembersAsync("[DllImport(\"x\")] static extern int set(System.IntPtr p, int option); " + member);

    [Theory]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); set(p, option); }")]
    [InlineData("static unsafe bool F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); if (set(p, option) == 0) return true; Marshal.FreeHGlobal(p); return false; }")]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); try { if (set(p, option) != 0) throw new Exception(); } finally { Marshal.FreeHGlobal(p); } }")]
    [InlineData("static unsafe void F(int option) { System.IntPtr p = Marshal.AllocHGlobal(8); try { if (set(p, option) != 0) throw new Exception(); p = default; } finally { if (p != default) Marshal.FreeHGlobal(p); } }")]
    public Task ImportsMayKeep(string member) => Own.MembersAsync("[DllImport(\"x\")] static extern int set(System.IntPtr p, int option); " + member);

    // '[Owned] void Rearm()': what was gone is there again.
    [Theory]
    [InlineData("r.Put(); r.Rearm(); r.Use(); r.Put();")]
    [InlineData("r.Put(); r.Rearm(); Kept(r);")]
    [InlineData("r.Use(); r.Put();")]
    [InlineData("for (int i = 0; i < 3; i++) { r.Use(); r.Put(); r.Rearm(); } r.Put();")]
    [InlineData("r.Rearm(); r.Put();")]
    [InlineData("r.Put(); {|FRAG2001:r.Rearm()|}; r.Use();")]
    [InlineData("r.Put(); {|FRAG2002:r.Rearm()|}; if (b) return; r.Put();")]
    [InlineData("r.Put(); r.Rearm(); r.Put(); {|FRAG2004:r.Use()|};")]
    [InlineData("r.Put(); r.Rearm(); r.Put(); {|FRAG2003:r.Put()|};")]
    [InlineData("r.Put(); {|FRAG2004:r.Use()|};")]
    [InlineData("r.Put(); Again(r); r.Use();")]
    [InlineData("r.Put(); Twice(r); r.Use();")]
    [InlineData("r.Put(); r.Anew(); r.Use();")]
    [InlineData("System.Action a = () => { r.Put(); Again(r); }; a();")]
    [InlineData("r.Put(); if (b) Again(r); {|FRAG2004:r.Use()|};")]
    [InlineData("r.Put(); {|FRAG2004:Look(r)|};")]
    public Task RisenAgain(string statements) => Own.MembersAsync($$"""
            class R { [PagePut] public void Put() { } [Owned] public void Rearm() { } public void Use() { } [Owned] public R() { } internal void Anew() => Rearm(); }
            static void Again(R r) { r.Rearm(); r.Use(); }
            static void Twice(R r) => Again(r);
            static void Look(R r) => r.Use();
            static void Kept([Consumes] R r) => r.Put();
            static void M(bool b) { R r = new R(); {{statements}} }
        """);

    // An object that was made with a view goes out, and what it shows is gone.
    [Theory]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "var k = new K(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "try { return {|FRAG2004:new K(b.AsMemory(0, n))|}; } finally { ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("class K { readonly Memory<byte> _m; public K(Memory<byte> m) { _m = m; } public int N => _m.Length; }", "var k = new K(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("class K { Memory<byte> M { get; } public K(Memory<byte> m) => M = m; }", "K k = new K(b); ArrayPool<byte>.Shared.Return(b); if (n > 3) return {|FRAG2004:k|}; return null;")]
    [InlineData("class K(Memory<byte> m) { readonly Memory<byte> _m = m; public int N => _m.Length; }", "K k = new(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("class K { readonly byte[] _m; public K(Memory<byte> m) { _m = m.ToArray(); } public int N => _m.Length; }", "var k = new K(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { readonly int _n; public K(Memory<byte> m) { _n = m.Length; } public int N => _n; }", "var k = new K(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { }", "Memory<byte> m = b; ArrayPool<byte>.Shared.Return(b); if (n > 3) {|FRAG2004:m.Span|}[0] = 1; return null;")]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "var k = new K(b.AsMemory(0, n)); return k;")]
    [InlineData("record K(ReadOnlyMemory<byte> M) { public K Own() => new(M.ToArray()); }", "var k = new K(b.AsMemory(0, n)); var own = k.Own(); ArrayPool<byte>.Shared.Return(b); return own;")]
    [InlineData("record K(ReadOnlyMemory<byte> M) { public void Detach() => _m = M.ToArray(); byte[] _m; }", "var k = new K(b.AsMemory(0, n)); k.Detach(); ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "var k = new K(b.AsMemory(0, n)); int x = k.M.Length; ArrayPool<byte>.Shared.Return(b); n = k.M.Length; return null;")]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "var k = new K(b.AsMemory(0, n)); Take(k); return null;")]
    [InlineData("record K(ReadOnlyMemory<byte> M);", "var k = new K(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); k = new K(new byte[n]); return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { N = 1, M = b.AsMemory(0, n) }; ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new K { F = b.AsMemory(0, n) }; if (n > 3) { ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|}; } return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "try { return {|FRAG2004:new K { M = b.AsMemory(0, n) }|}; } finally { ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new(); k.M = b.AsMemory(0, n); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { M = b.AsMemory(0, n) }; return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { C = b.AsMemory(0, n) }; ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { M = b.AsMemory(0, n) }; Take(k); ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { M = b.AsMemory(0, n) }; k.M = default; ArrayPool<byte>.Shared.Return(b); return null;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new() { M = b.AsSpan(0, n).ToArray() }; ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { public ReadOnlyMemory<byte> M { get; set; } public int N; public ReadOnlyMemory<byte> F; public ReadOnlyMemory<byte> C { set => N = value.Length; } }", "K k = new(); k.M = b.AsMemory(0, n); k.M = default; ArrayPool<byte>.Shared.Return(b); return k;")]
    [InlineData("class K { readonly byte[] _m; public K(byte[] m) { _m = m; } public int N => _m.Length; }", "var k = new K(b); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:k|};")]
    [InlineData("record K(byte[] M);", "try { return {|FRAG2004:new K(b)|}; } finally { ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("record K(byte[] M);", "var k = new K(b); return k;")]
    [InlineData("record K(byte[] M);", "var k = new K(b); b = new byte[n]; return k;")]
    [InlineData("record K(byte[] M);", "K k = new(b); if (n > 3) { ArrayPool<byte>.Shared.Return(b); return null; } return k;")]
    [InlineData("class K : IDisposable { byte[] _m; public K(byte[] m) { _m = m; } public void Dispose() { if (_m is not null) ArrayPool<byte>.Shared.Return(_m); _m = null; } }", "K k = new(b); k.Dispose(); return null;")]
    [InlineData("class K : IDisposable { byte[] _m; public K(byte[] m) { _m = m; } public void Dispose() { if (_m is not null) ArrayPool<byte>.Shared.Return(_m); _m = null; } }", "K k = null; try { k = new(b); b[0] = 1; return k; } catch (Exception) { if (k is null) ArrayPool<byte>.Shared.Return(b); throw; }")]
    [InlineData("record K(byte[] M);", "Take(new K(b)); ArrayPool<byte>.Shared.Return(b); return null;")]
    [InlineData("class K { readonly byte[] _m; public K(byte[] m) { _m = (byte[])m.Clone(); } public int N => _m.Length; }", "var k = new K(b); ArrayPool<byte>.Shared.Return(b); return k;")]
    public Task WithinAnObject(string type, string statements) => Own.MembersAsync($$"""
            public {{type}}
            static void Take(object o) => s_o = o;
            static object s_o;
            static K M(int n) { var b = ArrayPool<byte>.Shared.Rent(n); {{statements}} }
        """);

    // A collection shows it, and goes out or stays where the body found it.
    [Theory]
    [InlineData("List<Memory<byte>> F(int n) { List<Memory<byte>> all = new(); var b = ArrayPool<byte>.Shared.Rent(n); all.Add(b.AsMemory(0, n)); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:all|}; }")]
    [InlineData("List<Memory<byte>> F(int n) { List<Memory<byte>> all = []; for (int i = 0; i < n; i++) { using var o = MemoryPool<byte>.Shared.Rent(n); all.Add(o.Memory[..n]); } return {|FRAG2004:all|}; }")]
    [InlineData("readonly List<Memory<byte>> _all = new(); void F(int n) { using var o = MemoryPool<byte>.Shared.Rent(n); {|FRAG2004:_all.Add(o.Memory)|}; }")]
    [InlineData("void F(int n, Dictionary<int, Memory<byte>> to) { var b = ArrayPool<byte>.Shared.Rent(n); {|FRAG2004:to.Add(n, b)|}; ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("void F(int n, Queue<ArraySegment<byte>> to) { var b = ArrayPool<byte>.Shared.Rent(n); try { {|FRAG2004:to.Enqueue(new ArraySegment<byte>(b, 0, n))|}; } finally { ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("void F(int n, List<byte[]> to) { var b = ArrayPool<byte>.Shared.Rent(n); to.Add(b.AsSpan(0, n).ToArray()); ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("void F(int n, List<Memory<byte>> to) { var b = ArrayPool<byte>.Shared.Rent(n); to.Add(b.AsMemory(0, n)); to.Clear(); ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("void F(int n, List<Memory<byte>> to) { var b = ArrayPool<byte>.Shared.Rent(n); to.Add(b.AsMemory(0, n)); Send(to); ArrayPool<byte>.Shared.Return(b); } static void Send(List<Memory<byte>> all) => all.Clear();")]
    [InlineData("readonly List<Memory<byte>> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all.Add(b); Flush(); ArrayPool<byte>.Shared.Return(b); } void Flush() => _all.Clear();")]
    [InlineData("void F(int n, Stream s) { List<Memory<byte>> all = new(); var b = ArrayPool<byte>.Shared.Rent(n); all.Add(b.AsMemory(0, n)); foreach (var m in all) s.Write(m.Span); ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("List<Memory<byte>> F(int n) { List<Memory<byte>> all = new(); var b = ArrayPool<byte>.Shared.Rent(n); all.Add(b.AsMemory(0, n)); return all; }")]
    [InlineData("readonly List<Memory<byte>> _all = new(); readonly List<byte[]> _owned = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all.Add(b.AsMemory(0, n)); _owned.Add(b); }")]
    [InlineData("readonly Dictionary<int, Memory<byte>> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); {|FRAG2004:_all[n] = b.AsMemory()|}; ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("readonly Dictionary<int, byte[]> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); {|FRAG2004:_all[n] = b|}; ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("void F(int n, List<byte[]> to) { var b = ArrayPool<byte>.Shared.Rent(n); {|FRAG2004:to.Add(b)|}; ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("readonly Dictionary<int, byte[]> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all[n] = b; }")]
    [InlineData("readonly Dictionary<int, byte[]> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all[n] = b; _all.Remove(n); ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("readonly Stack<byte[]> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all.Push(b); b = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("readonly List<byte[]> _all = new(); void F(int n) { for (int i = 0; i < n; i++) { var b = ArrayPool<byte>.Shared.Rent(n); if (_all.Count < 4) _all.Add(b); else ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("readonly List<byte[]> _all = new(); void F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); _all.Add(b); foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); _all.Clear(); }")]
    [InlineData("void F(int n) { List<byte[]> all = new(); for (int i = 0; i < n; i++) { var b = ArrayPool<byte>.Shared.Rent(n); all.Add(b); } foreach (byte[] a in all) ArrayPool<byte>.Shared.Return(a); }")]
    public Task WithinACollection(string members) => Own.MembersAsync(members);

    // How many references there are may be asked of what is gone.
    [Theory]
    [InlineData("r.Put(); return r.Left;")]
    [InlineData("r.Put(); return r.Refs();")]
    [InlineData("r.Put(); return r.Raw;")]
    [InlineData("r.Put(); return r.Auto;")]
    [InlineData("r.Put(); if (r.Left > 0) throw new Exception(); return 0;")]
    [InlineData("r.Put(); return {|FRAG2004:r.Size|};")]
    [InlineData("r.Put(); return {|FRAG2004:r.Both|};")]
    [InlineData("r.Put(); return {|FRAG2004:r.Read()|};")]
    [InlineData("i.Drop(); return i.Count;")]
    [InlineData("i.Drop(); return {|FRAG2004:i.Get()|};")]
    public Task AskedForTheCount(string statements) => Own.MembersAsync($$"""
            interface I { int Count { get; } [PageGet] void Take(); [PagePut] void Drop(); }
            interface J : I { int Get(); }
            class R
            {
                int _left = 1, _size;
                public int Raw;
                public int Auto { get; private set; }
                [PageGet] public void Get() { _left++; Raw += 1; Auto++; }
                [PagePut] public void Put() { System.Threading.Interlocked.Decrement(ref _left); this.Raw -= 1; --Auto; }
                public int Left => _left;
                public int Size => _size;
                public int Both => _left + _size;
                public int Refs() { return _left; }
                public int Read() => _size++;
            }
            [return: Owned] static R New() => new R();
            [return: Owned] static J Other() => null;
            static int M() { {{(statements[0] == 'r' ? "R r = New();" : "J i = Other();")}} {{statements}} }
        """);

    // What is read later shows what was there; what has read it does not.
    [Theory]
    [InlineData("IEnumerable<byte> F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); var q = b.Take(n).Where(x => x > 0); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:q|}; }")]
    [InlineData("int F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); var q = b.Skip(1); ArrayPool<byte>.Shared.Return(b); return {|FRAG2004:q|}.Count(); }")]
    [InlineData("byte[] F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); {|FRAG2005i:b = b.Where(x => x > 0).ToArray()|}; return b; }")]
    [InlineData("int F(int n) { var b = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(n)|}; return b.Take(n).Sum(x => x); }")]
    [InlineData("List<byte> F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); var all = new List<byte>(b.Take(n)); ArrayPool<byte>.Shared.Return(b); return all; }")]
    [InlineData("List<byte> F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); var all = b.Take(n).OrderBy(x => x).ToList(); ArrayPool<byte>.Shared.Return(b); return all; }")]
    [InlineData("IEnumerable<byte> F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); return b.Take(n); }")]
    [InlineData("byte F(int n) { var b = ArrayPool<byte>.Shared.Rent(n); byte first = b.First(x => x > 0); ArrayPool<byte>.Shared.Return(b); return first; }")]
    [InlineData("void F(int n, List<byte[]> to) { var b = ArrayPool<byte>.Shared.Rent(n); to = to.Append(b).ToList(); _kept = to; }")]
    public Task ReadLater(string members) => Own.MembersAsync(members);

    // The address of what was pinned is good until the handle is freed.
    [Theory]
    [InlineData("IntPtr F(object o) { var h = GCHandle.Alloc(o, GCHandleType.Pinned); try { return {|FRAG2004:h.AddrOfPinnedObject()|}; } finally { h.Free(); } }")]
    [InlineData("unsafe int F(byte[] d) { var h = GCHandle.Alloc(d, GCHandleType.Pinned); byte* p = (byte*)h.AddrOfPinnedObject(); h.Free(); return {|FRAG2004:p[0]|}; }")]
    [InlineData("[DllImport(\"x\")] static extern int send(IntPtr p); int F(byte[] d) { var h = GCHandle.Alloc(d, GCHandleType.Pinned); IntPtr p = h.AddrOfPinnedObject(); h.Free(); return send({|FRAG2004:p|}); }")]
    [InlineData("[DllImport(\"x\")] static extern int send(IntPtr p); int F(byte[] d) { var h = {|FRAG2002:GCHandle.Alloc(d, GCHandleType.Pinned)|}; IntPtr p = h.AddrOfPinnedObject(); if (send(p) < 0) return -1; h.Free(); return 0; }")]
    [InlineData("IntPtr F(object o) { var h = {|FRAG2001:GCHandle.Alloc(o, GCHandleType.Pinned)|}; return h.AddrOfPinnedObject(); }")]
    [InlineData("[DllImport(\"x\")] static extern int send(IntPtr p); int F(byte[] d) { var h = GCHandle.Alloc(d, GCHandleType.Pinned); IntPtr p = h.AddrOfPinnedObject(); int r = send(p); h.Free(); return r; }")]
    [InlineData("byte F(byte[] d) { var h = GCHandle.Alloc(d, GCHandleType.Pinned); IntPtr p = h.AddrOfPinnedObject(); byte r = Marshal.ReadByte(p); h.Free(); p = IntPtr.Zero; return r; }")]
    [InlineData("GCHandle _h; IntPtr _p; void F(byte[] d) { _h = GCHandle.Alloc(d, GCHandleType.Pinned); _p = _h.AddrOfPinnedObject(); }")]
    public Task AddressOfPinned(string members) => Own.MembersAsync(members);
}
