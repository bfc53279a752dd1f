using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2014: a field keeps what was released, and a later call meets it; and fields as places for FRAG2005 and 2012.</summary>
public sealed class KeptFieldTests
{
    private static Task TypeAsync(string members, string head = "public sealed class K : IDisposable") =>
        Own.FileAsync($$"""
            using System;
            using System.Buffers;
            using System.IO;
            using System.Runtime.InteropServices;
            using System.Threading;
            using FragApi;
            using Mem;
            {{head}}
            {
                {{members}}
            }
            """);

    [Theory]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() => {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|};")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { if (_b != null) {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { var b = _b; if (b != null) {|FRAG2014:ArrayPool<byte>.Shared.Return(b)|}; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { {|FRAG2014:Free()|}; } void Free() { ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { Console.WriteLine(); {|FRAG2014:Over()|}; } void Over() => Free(); void Free() { ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Close() { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { GCHandle other = default; {|FRAG2014:Free()|}; } void Free() { _h.Free(); }")]
    [InlineData("byte[] _b; public void Write(byte x) { if (_b == null) _b = ArrayPool<byte>.Shared.Rent(8); _b[0] = x; } public void Flush(Stream s) { if (_b == null) return; s.Write(_b, 0, 1); {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; } public void Dispose() { }")]
    [InlineData("byte[] _b; public void Write(byte x) { _b ??= ArrayPool<byte>.Shared.Rent(8); _b[0] = x; } public void Flush(Stream s) { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; } public void Dispose() { }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); Stream _s; public void Dispose() { _s.Write(_b, 0, 1); {|FRAG2014:Free()|}; } void Free() => ArrayPool<byte>.Shared.Return(_b);")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); public void Dispose() { {|FRAG2014:Marshal.FreeHGlobal(_p)|}; }")]
    [InlineData("[Owned] Page _p = Mm.Alloc(); public void Dispose() { {|FRAG2014:_p.Put()|}; }")]
    [InlineData("byte[] _b; public int Read(Stream s, int n) { bool rented = false; if (_b == null || _b.Length < n) { _b = ArrayPool<byte>.Shared.Rent(n); rented = true; } int r = s.Read(_b, 0, n); if (rented) {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; return r; } public void Dispose() { }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _over; public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool disposing) { if (disposing) { _over = true; {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; } }")]
    [InlineData("IntPtr _p = Marshal.AllocCoTaskMem(8); void IDisposable.Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool disposing) { if (_p != IntPtr.Zero) {|FRAG2014:Marshal.FreeCoTaskMem(_p)|}; }")]
    [InlineData("IntPtr _p = Marshal.AllocCoTaskMem(8); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool disposing) { {|FRAG2014:Free()|}; } void Free() { Marshal.FreeCoTaskMem(_p); }")]
    [InlineData("IntPtr _p = Marshal.AllocCoTaskMem(8); bool _over; public void Dispose() { if (_over) return; Dispose(true); _over = true; } void Dispose(bool disposing) { Marshal.FreeCoTaskMem(_p); }")]
    [InlineData("byte[] _b; byte[] B => _b ??= ArrayPool<byte>.Shared.Rent(8); public void Write(byte x) => B[0] = x; public void Dispose() { if (_b is { } b) {|FRAG2014:ArrayPool<byte>.Shared.Return(b)|}; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); Memory<byte> _m; int _n; public void Write(byte x) { if (_n == _m.Length) Grow(); _m.Span[_n++] = x; } void Grow() { byte[] c = ArrayPool<byte>.Shared.Rent(_n * 2); _m.CopyTo(c); {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; _m = c; } public void Dispose() { }")]
    public Task Met(string members) => TypeAsync(members);

    [Theory]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); protected override void Dispose(bool disposing) { if (disposing) {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; base.Dispose(disposing); }", "public class K : MemoryStream")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); void Free() { if (_p != IntPtr.Zero) Marshal.FreeHGlobal(_p); } public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } protected virtual void Dispose(bool disposing) { if (disposing) { {|FRAG2014:Free()|}; return; } try { Free(); } finally { GC.KeepAlive(this); } }", "public class K : IDisposable")]
    [InlineData("byte[] _b; public K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { if (_b != null) {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; }", "public struct K : IDisposable")]
    [InlineData("byte[] _b; public K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; }", "public ref struct K")]
    public Task MetInOtherTypes(string members, string head) => TypeAsync(members, head);

    [Theory]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Write(byte x) { _b[0] = x; } public void Complete(Stream s) { s.Write(_b, 0, 1); ArrayPool<byte>.Shared.Return(_b); } public void Dispose() { }")]
    [InlineData("byte[] _b; public void Write(byte x) { if (_b == null) _b = ArrayPool<byte>.Shared.Rent(8); _b[0] = x; } public void Flush(Stream s) { s.Write(_b, 0, 1); ArrayPool<byte>.Shared.Return(_b); _b = null; } public void Dispose() { }")]
    [InlineData("byte[] _b; public void Open() { _b = ArrayPool<byte>.Shared.Rent(8); } public void Close() { ArrayPool<byte>.Shared.Return(_b); } public void Dispose() { }")]
    [InlineData("byte[] _b; bool _open; public void Write(byte x) { if (!_open) { _b = ArrayPool<byte>.Shared.Rent(8); _open = true; } _b[0] = x; } public void Flush(Stream s) { ArrayPool<byte>.Shared.Return(_b); _open = false; } public void Dispose() { }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { byte[] b = Interlocked.Exchange(ref _b, null); if (b != null) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _done; public void Dispose() { if (_done) return; _done = true; ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _done; public void Dispose() { if (Interlocked.Exchange(ref _done, 1) == 0) ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _done; public void Dispose() { if (Interlocked.CompareExchange(ref _done, 1, 0) != 0) return; ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _done; public void Dispose() { bool first = Interlocked.Exchange(ref _done, 1) == 0; if (first) ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _n = 1; public void Dispose() { if (--_n == 0) ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _n = 1; public void Dispose() { if (Interlocked.Decrement(ref _n) > 0) return; ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { if (_b is null) return; Free(); } void Free() { ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { if (_b is { } b) { _b = null; ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { ArrayPool<byte>.Shared.Return(_b); Reset(); } void Reset() { _b = null; }")]
    [InlineData("GCHandle _h; byte[] _c; void Set(byte[] b) { _c = b; _h = GCHandle.Alloc(b); } public void Switch(byte[] b) { _h.Free(); Set(b); } public void Dispose() { if (_h.IsAllocated) _h.Free(); _c = null; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); void Set(byte[] b) { _b = b; } public void Switch(byte[] b) { ArrayPool<byte>.Shared.Return(_b); Set(b); } public void Dispose() { if (_b is { } b) { _b = null; ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); byte[] B { set => _b = value; } void Set(byte[] b) { B = b; } public void Switch(byte[] b) { ArrayPool<byte>.Shared.Return(_b); Set(b); } public void Dispose() { if (_b is { } b) { _b = null; ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Dispose() { ArrayPool<byte>.Shared.Return(_b); _b = Array.Empty<byte>(); }")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { if (_h.IsAllocated) _h.Free(); }")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { GCHandle other = default; Free(); } void Free() { if (_h.IsAllocated) _h.Free(); }")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { GCHandle other = default; Free(); } void Free() { if (!_h.IsAllocated) return; _h.Free(); }")]
    [InlineData("readonly IMemoryOwner<byte> _o = MemoryPool<byte>.Shared.Rent(8); public void Dispose() => _o.Dispose();")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _done; bool IsDone => _done; public void Dispose() { if (IsDone) return; _done = true; ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _done; void Check() { if (_done) throw new ObjectDisposedException(\"\"); _done = true; } bool Open() => !_done; public void Dispose() { if (Open()) { Check(); ArrayPool<byte>.Shared.Return(_b); } }")]
    [InlineData("readonly byte[] _b = ArrayPool<byte>.Shared.Rent(8); internal void Finish() { ArrayPool<byte>.Shared.Return(_b); } public void Dispose() { }")]
    [InlineData("byte[] _b; public int Read(Stream s, int n) { _b = ArrayPool<byte>.Shared.Rent(n); int r = s.Read(_b, 0, n); ArrayPool<byte>.Shared.Return(_b); return r; } public void Dispose() { }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Grow(int n) { ArrayPool<byte>.Shared.Return(_b); _b = ArrayPool<byte>.Shared.Rent(n * 2); } public void Dispose() { if (_b is { } b) { _b = null; ArrayPool<byte>.Shared.Return(b); } }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _over; public void Dispose() { if (_over) return; _over = true; Dispose(true); } void Dispose(bool disposing) { if (disposing) ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _over; public void Dispose() { if (Interlocked.Exchange(ref _over, 1) == 0) Dispose(true); } private protected void Dispose(bool disposing) { if (disposing) ArrayPool<byte>.Shared.Return(_b); }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); bool _over; public void Dispose() { Dispose(true); } void Dispose(bool disposing) { if (disposing && !_over) { _over = true; ArrayPool<byte>.Shared.Return(_b); } }")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool disposing) { if (!disposing) Marshal.FreeHGlobal(_p); }")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); public void Dispose() { Dispose(true); GC.SuppressFinalize(this); } void Dispose(bool disposing) { if (disposing) { return; } try { Marshal.FreeHGlobal(_p); } finally { GC.KeepAlive(this); } }")]
    [InlineData("byte[] _b; Memory<byte> _m; public void Begin() { _b = ArrayPool<byte>.Shared.Rent(8); } public void Next(int n) { ArrayPool<byte>.Shared.Return(_b); _m = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { }")]
    public Task KeptAway(string members) => TypeAsync(members);

    [Theory]
    [InlineData("readonly byte[] _b; public K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); }", "public readonly ref struct K")]
    [InlineData("readonly GCHandle _h; public K(object o) { _h = GCHandle.Alloc(o); } public void Dispose() { _h.Free(); }", "public readonly struct K : IDisposable")]
    [InlineData("readonly byte[] _b; int _n; public K(int n) { _n = n; _b = ArrayPool<byte>.Shared.Rent(n); } public void Drop() => _n--; public readonly void Dispose() { ArrayPool<byte>.Shared.Return(_b); }", "public ref struct K")]
    [InlineData("readonly byte[] _b; int _n; public K(int n) { _n = n; _b = ArrayPool<byte>.Shared.Rent(n); } public void Drop() => _n--; public void Dispose() { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; }", "public ref struct K")]
    public Task NoteNothing(string members, string head) => TypeAsync(members, head);

    // Nobody says that it may be disposed of more than once: it is no IDisposable, and none of those who use it is a stranger.
    [Theory]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); internal void Dispose() { _h.Free(); }", "public class K")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); internal void Dispose() { _h.Free(); }", "public class K : MarshalByRefObject")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); internal new void Dispose() { {|FRAG2014:_h.Free()|}; }", "public class K : MemoryStream")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { {|FRAG2014:_h.Free()|}; }", "public class K")]
    [InlineData("GCHandle _h = GCHandle.Alloc(new object()); public void Dispose() { {|FRAG2014:_h.Free()|}; }", "internal class K : IDisposable")]
    [InlineData("byte[] _b; internal K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } internal void Dispose() { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; }", "internal ref struct K")]
    public Task NoDisposable(string members, string head) => TypeAsync(members, head);

    [Theory]
    [InlineData("readonly ArrayPool<byte> _pool; readonly byte[] _b; bool _done; public K(ArrayPool<byte> pool) { _pool = pool; _b = pool.Rent(8); } public void Dispose() { if (!_done) { _done = true; _pool.Return(_b); } }")]
    [InlineData("readonly ArrayPool<byte> _pool; byte[] _b; public K(ArrayPool<byte> pool) { _pool = pool ?? throw new ArgumentNullException(); _b = pool.Rent(8); } public void Dispose() { if (_b is { } b) { _b = null; _pool.Return(b); } }")]
    [InlineData("readonly ArrayPool<byte> _pool; public K(ArrayPool<byte> pool) { _pool = pool; byte[] b = pool.Rent(8); _pool.Return(b); }", "public class K")]
    [InlineData("readonly ArrayPool<byte> _pool = ArrayPool<byte>.Create(); byte[] _b; public K(ArrayPool<byte> pool) { _b = pool.Rent(8); } public void Dispose() { if (_b is { } b) { _b = null; _pool.Return(b); } }")]
    public Task MayBeTheSamePool(string members, string head = "public sealed class K : IDisposable") => TypeAsync(members, head);

    [Theory]
    [InlineData("byte[] _b; public K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { byte[] b = _b; this = default; if (b != null) ArrayPool<byte>.Shared.Return(b); }", "public struct K : IDisposable")]
    [InlineData("public K() : base(IntPtr.Zero, true) { SetHandle(Marshal.AllocHGlobal(8)); } public override bool IsInvalid => handle == IntPtr.Zero; protected override bool ReleaseHandle() { Marshal.FreeHGlobal(handle); return true; }", "public sealed class K : SafeHandle")]
    public Task KeptAwayInOtherTypes(string members, string head) => TypeAsync(members, head);

    [Theory]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Grow(int n) { byte[] c = ArrayPool<byte>.Shared.Rent(n); Array.Copy(_b, c, _b.Length); {|FRAG2005i:_b = c|}; } public void Dispose() { if (Interlocked.Exchange(ref _b, null) is { } b) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b; public void Twice() { _b = ArrayPool<byte>.Shared.Rent(8); {|FRAG2005i:_b = ArrayPool<byte>.Shared.Rent(9)|}; } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("[Owned] Page _p; public void Twice() { _p = Mm.Alloc(); {|FRAG2005:_p = Mm.Alloc()|}; } public void Dispose() { _p?.Put(); _p = null; }")]
    [InlineData("[Owned] Page _p = Mm.Alloc(); public K() { {|FRAG2005:_p = Mm.Alloc()|}; } public void Dispose() { _p?.Put(); _p = null; }")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); public void Dispose() { {|FRAG2012:Marshal.FreeCoTaskMem(_p)|}; _p = IntPtr.Zero; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _n; public void Write(byte x) { if (_n == _b.Length) Grow(); _b[_n++] = x; } void Grow() { byte[] c = ArrayPool<byte>.Shared.Rent(_b.Length * 2); Array.Copy(_b, c, _n); {|FRAG2005i:_b = c|}; } public void Dispose() { byte[] b = _b; _b = Array.Empty<byte>(); if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("IntPtr _p = Marshal.AllocHGlobal(8); public void Dispose() { IntPtr p = Interlocked.Exchange(ref _p, IntPtr.Zero); if (p != IntPtr.Zero) {|FRAG2012:Marshal.FreeHGlobal(_p)|}; }")]
    [InlineData("unsafe void* _p = NativeMemory.Alloc(8); public unsafe void Dispose() { _p = null; {|FRAG2012:NativeMemory.Free(_p)|}; }")]
    public Task FieldsArePlaces(string members) => TypeAsync(members);

    [Theory]
    [InlineData("byte[] _b = Array.Empty<byte>(); public void Grow(int n) { byte[] c = ArrayPool<byte>.Shared.Rent(n); Array.Copy(_b, c, _b.Length); if (_b.Length > 0) ArrayPool<byte>.Shared.Return(_b); _b = c; } public void Dispose() { }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); int _n; void Grow(int n) { byte[] c = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(_b); _b = c; _n = 0; } public void Write(int n) { Grow(_b.Length + n); _b[_n] = 1; } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("byte[] _b; public void Set(int n) { _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("byte[] _b; public byte[] Take() { byte[] b = _b; _b = null; return b; } public void Set() { _b = ArrayPool<byte>.Shared.Rent(8); } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("byte[] _b = ArrayPool<byte>.Shared.Rent(8); public void Grow(int n) { byte[] c = ArrayPool<byte>.Shared.Rent(n); byte[] old = _b; Array.Copy(old, c, 8); _b = c; ArrayPool<byte>.Shared.Return(old); } public void Dispose() { if (_b != null) ArrayPool<byte>.Shared.Return(_b); _b = null; }")]
    [InlineData("[Owned] Page _p; public void Set(Page q) { _p?.Put(); _p = Mm.Alloc(); } public void Dispose() { _p?.Put(); _p = null; }")]
    [InlineData("byte[] _b; public K(byte[] given) { _b = given; } public void Set(int n) { _b[0] = 1; _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { }")]
    [InlineData("byte[] _b = Array.Empty<byte>(); public void Grow(int n) { byte[] c = ArrayPool<byte>.Shared.Rent(n); Array.Copy(_b, c, _b.Length); if (_b != Array.Empty<byte>()) ArrayPool<byte>.Shared.Return(_b); _b = c; } public void Dispose() { byte[] b = _b; _b = Array.Empty<byte>(); if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b = Array.Empty<byte>(); public void Set(int n) { if (_b.Length == 0) _b = ArrayPool<byte>.Shared.Rent(n); } public void Dispose() { byte[] b = _b; _b = Array.Empty<byte>(); if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b = Array.Empty<byte>(); public void Grow(int n) { byte[] old = _b; _b = ArrayPool<byte>.Shared.Rent(n); Array.Copy(old, _b, old.Length); if (old.Length > 0) ArrayPool<byte>.Shared.Return(old); } public void Dispose() { byte[] b = _b; _b = Array.Empty<byte>(); if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("unsafe void* _p = NativeMemory.Alloc(8); public unsafe void Dispose() { void* p = _p; _p = null; NativeMemory.Free(p); }")]
    [InlineData("IntPtr _p = IntPtr.Zero; public void Set(bool b) { _p = IntPtr.Zero; if (b) _p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; } public void Dispose() { }")]
    public Task FieldsThatMove(string members) => TypeAsync(members);

    [Theory]
    [InlineData("partial class K { byte[] _b = ArrayPool<byte>.Shared.Rent(8); void Over() { {|FRAG2014:ArrayPool<byte>.Shared.Return(_b)|}; } }", "sealed partial class K : IDisposable { public void Dispose() { Over(); } }")]
    [InlineData("partial class K { byte[] _b = ArrayPool<byte>.Shared.Rent(8); void Free() { ArrayPool<byte>.Shared.Return(_b); _b = null; } }", "sealed partial class K : IDisposable { public void Dispose() { Free(); } }")]
    [InlineData("partial class K { bool _over; byte[] _b = ArrayPool<byte>.Shared.Rent(8); void Free() { ArrayPool<byte>.Shared.Return(_b); } }", "sealed partial class K : IDisposable { public void Dispose() { if (_over) return; _over = true; Free(); } }")]
    [InlineData("partial class K { byte[] _b = ArrayPool<byte>.Shared.Rent(8); void Free() { ArrayPool<byte>.Shared.Return(_b); } }", "sealed partial class K { public void Close() { Free(); } }")]
    public Task InTwoFiles(string one, string other)
    {
        // Where something of the code base's own is called 'Dispose', that file is looked at anyway.
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = Own.Test($"using System; using System.Buffers; {one}", bound: false);
        test.TestState.Sources.Add($"using System; {other}");
        return test.RunAsync();
    }

    // An empty array, however it is written.
    [Theory]
    [InlineData("byte[] _b = []; public void Grow() { var n = ArrayPool<byte>.Shared.Rent(_b.Length * 2); _b.CopyTo(n, 0); {|FRAG2005i:_b = n|}; } public void Dispose() { var b = _b; _b = []; if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b = new byte[0]; public void Grow() { var n = ArrayPool<byte>.Shared.Rent(_b.Length * 2); _b.CopyTo(n, 0); {|FRAG2005i:_b = n|}; } public void Dispose() { ArrayPool<byte>.Shared.Return(_b); _b = new byte[0]; }")]
    [InlineData("byte[] _b = []; public void Grow() { var n = ArrayPool<byte>.Shared.Rent(_b.Length * 2); _b.CopyTo(n, 0); ArrayPool<byte>.Shared.Return(_b); _b = n; } public void Dispose() { var b = _b; _b = []; if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b = []; public void Grow(int n) { if (_b.Length == 0) { _b = ArrayPool<byte>.Shared.Rent(n); } } public void Dispose() { var b = _b; _b = []; if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("byte[] _b = []; public void Grow(int n) { var old = _b; _b = ArrayPool<byte>.Shared.Rent(n); old.CopyTo(_b, 0); if (old.Length > 0) ArrayPool<byte>.Shared.Return(old); } public void Dispose() { var b = _b; _b = []; if (b.Length > 0) ArrayPool<byte>.Shared.Return(b); }")]
    public Task Empty(string members) => TypeAsync(members);

    // A constructor that does not return: nobody gets hold of the object.
    [Theory]
    [InlineData("IntPtr _p; public K(int n) { _p = {|FRAG2002:Marshal.AllocHGlobal(n)|}; if (n > 9) throw new IOException(); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; [DllImport(\"os\")] static extern int Init(IntPtr p); public K(int n) { _p = {|FRAG2002:Marshal.AllocHGlobal(n)|}; if (Init(_p) != 0) throw new IOException(); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("GCHandle _h; public K(byte[] b) { _h = {|FRAG2002:GCHandle.Alloc(b, GCHandleType.Pinned)|}; if (b.Length == 0) throw new ArgumentException(); } public void Dispose() { if (_h.IsAllocated) _h.Free(); }")]
    [InlineData("IntPtr _p; public K(int n) { if (n > 9) throw new IOException(); _p = Marshal.AllocHGlobal(n); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public K(int n) { _p = Marshal.AllocHGlobal(n); if (n > 9) { Dispose(); throw new IOException(); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public K(int n) { _p = Marshal.AllocHGlobal(n); try { if (n > 9) throw new IOException(); } catch { Marshal.FreeHGlobal(_p); throw; } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public K(int n) { _p = Marshal.AllocHGlobal(n); if (n > 9) throw new IOException(); } ~K() => Free(); public void Dispose() { Free(); GC.SuppressFinalize(this); } void Free() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("static K s_last; IntPtr _p; public K(int n) { s_last = this; _p = Marshal.AllocHGlobal(n); if (n > 9) throw new IOException(); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public K(int n) { AppDomain.CurrentDomain.ProcessExit += OnExit; _p = Marshal.AllocHGlobal(n); if (n > 9) throw new IOException(); } void OnExit(object s, EventArgs e) => Dispose(); public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("byte[] _b; public K(int n) { _b = ArrayPool<byte>.Shared.Rent(n); if (n > 9) throw new IOException(); } public void Dispose() { var b = _b; _b = null; if (b != null) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("IntPtr _p; public void Open(int n) { _p = Marshal.AllocHGlobal(n); if (n > 9) throw new IOException(); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    public Task Stillborn(string members) => TypeAsync(members);

    [Theory]
    [InlineData("IntPtr _p; public K(int n) { _p = Marshal.AllocHGlobal(n); if (n > 9) throw new IOException(); } public new void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    public Task StillbornUnderABaseOfOthers(string members) => TypeAsync(members, "public sealed class K : System.ComponentModel.Component, IDisposable");

    // Whoever sets a property may set it again.
    [Theory]
    [InlineData("IntPtr _p; public string Name { set => {|FRAG2005:_p = Marshal.StringToHGlobalUni(value)|}; } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { get => Marshal.PtrToStringUni(_p); set { {|FRAG2005:_p = Marshal.StringToHGlobalUni(value)|}; Tell(_p); } } [DllImport(\"os\")] static extern void Tell(IntPtr p); public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("GCHandle _h; public object Target { set { ArgumentNullException.ThrowIfNull(value); {|FRAG2005:_h = GCHandle.Alloc(value)|}; } } public void Dispose() { if (_h.IsAllocated) _h.Free(); }")]
    [InlineData("IntPtr _p; public string Name { set { Marshal.FreeHGlobal(_p); _p = Marshal.StringToHGlobalUni(value); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { set { Dispose(); _p = Marshal.StringToHGlobalUni(value); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { set { if (_p != IntPtr.Zero) throw new InvalidOperationException(); _p = Marshal.StringToHGlobalUni(value); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; bool _set; public string Name { set { if (_set) throw new InvalidOperationException(); _set = true; _p = Marshal.StringToHGlobalUni(value); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { set { IntPtr old = _p; _p = Marshal.StringToHGlobalUni(value); Marshal.FreeHGlobal(old); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { set { if (_p == IntPtr.Zero) _p = Marshal.StringToHGlobalUni(value); } } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { init => _p = Marshal.StringToHGlobalUni(value); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { private set => _p = Marshal.StringToHGlobalUni(value); get => null; } public K() => Name = \"x\"; public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    [InlineData("IntPtr _p; public string Name { set => _p = Marshal.StringToHGlobalUni(value); } public void Dispose() { }")]
    [InlineData("byte[] _b; public int Size { set => _b = ArrayPool<byte>.Shared.Rent(value); } public void Dispose() { var b = _b; _b = null; if (b != null) ArrayPool<byte>.Shared.Return(b); }")]
    [InlineData("IntPtr _p; public void Name(string value) { _p = Marshal.StringToHGlobalUni(value); } public void Dispose() { Marshal.FreeHGlobal(_p); _p = IntPtr.Zero; }")]
    public Task SetAgain(string members) => TypeAsync(members);
}
