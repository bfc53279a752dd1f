using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The base class library's own pairs, in code that knows no annotation.</summary>
public sealed class BaseLibraryTests
{
    [Theory]
    [InlineData("var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; a[0] = 1;")]
    [InlineData("var a = {|FRAG2001i:given.Rent(n)|}; stream.Write(a, 0, n);")]
    [InlineData("var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; Encoding.UTF8.GetBytes(\"x\", a);")]
    [InlineData("var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; Other.Span(a.AsSpan(0, n));")]
    [InlineData("var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; Span<byte> s = a; s[0] = 1;")]
    [InlineData("var a = {|FRAG2002i:ArrayPool<byte>.Shared.Rent(16)|}; if (b) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (stream.Read(a, 0, n) == 0) return; given.Return(a);")]
    [InlineData("{|FRAG2006i:ArrayPool<byte>.Shared.Rent(16)|};")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); {|FRAG2005i:a = ArrayPool<byte>.Shared.Rent(32)|}; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var o = {|FRAG2001i:MemoryPool<byte>.Shared.Rent(16)|}; o.Memory.Span[0] = 1;")]
    [InlineData("var o = {|FRAG2002i:MemoryPool<byte>.Shared.Rent(16)|}; if (b) return; o.Dispose();")]
    [InlineData("var a = {|FRAG2002i:ArrayPool<byte>.Shared.Rent(16)|}; if (n == 0) throw new Exception(); ArrayPool<byte>.Shared.Return(a);")]
    public Task NotReturned(string statements) => Own.UnboundAsync(statements);

    // What is wiped before it throws no pool is to get: somebody misbehaved, who may have it still.
    [Theory]
    [InlineData("var a = given.Rent(16); if (n > a.Length) { %s(a); throw new Exception(); } given.Return(a);")]
    [InlineData("var a = given.Rent(16); while (n < 9) { given.Return(a); a = given.Rent(n); } if (n > a.Length) { %s(a); throw new Exception(); } given.Return(a);")]
    [InlineData("var a = {|FRAG2002i:given.Rent(16)|}; if (n > a.Length) { %s(data); throw new Exception(); } given.Return(a);")]
    [InlineData("var a = {|FRAG2002i:given.Rent(16)|}; if (n > a.Length) { %s(a); return; } given.Return(a);")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (b) { %s(data); throw new Exception(); } Marshal.FreeHGlobal(p);")]
    public Task WipedBeforeItThrows(string statements) => Own.UnboundAsync(statements.Replace("%s", "System.Security.Cryptography.CryptographicOperations.ZeroMemory"));

    // What the callers of a private method never give: should one, the array is the least of it.
    [Theory]
    [InlineData("private", "Rent(16)", "Return", "throw new ArgumentOutOfRangeException(nameof(kind))")]
    [InlineData("private", "Rent(16)", "Return", "throw new ArgumentNullException(nameof(kind))")]
    [InlineData("private", "Rent(16)", "Return", "throw new System.Diagnostics.UnreachableException()")]
    [InlineData("private", "Rent(16)", "Return", "throw new NotImplementedException()")]
    [InlineData("", "Rent(16)", "Return", "throw new ArgumentOutOfRangeException(nameof(kind))")]
    [InlineData("private", "{|FRAG2002i:Rent(16)|}", "Return", "throw new InvalidOperationException()")]
    [InlineData("private", "{|FRAG2002i:Rent(16)|}", "Return", "throw new FormatException()")]
    [InlineData("private", "{|FRAG2002i:Rent(16)|}", "Return", "throw Refused(kind)")]
    [InlineData("private", "{|FRAG2002i:Rent(16)|}", "Return", "return")]
    [InlineData("internal", "{|FRAG2002i:Rent(16)|}", "Return", "throw new ArgumentOutOfRangeException(nameof(kind))")]
    [InlineData("public", "{|FRAG2002i:Rent(16)|}", "Return", "throw new ArgumentOutOfRangeException(nameof(kind))")]
    // What nobody collects is lost all the same.
    [InlineData("private", "{|FRAG2002:Alloc()|}", "Free", "throw new ArgumentOutOfRangeException(nameof(kind))")]
    public Task MisuseOfAPrivateMethod(string access, string acquire, string release, string refuse)
    {
        string taken = acquire.Replace("Rent(16)", "ArrayPool<byte>.Shared.Rent(16)").Replace("Alloc()", "Marshal.AllocHGlobal(8)");
        string given = release == "Free" ? "Marshal.FreeHGlobal" : "ArrayPool<byte>.Shared.Return";
        return Own.UnboundAsync($"}} private static ArgumentException Refused(int kind) => new(); {access} static void Fill(int kind) {{ var a = {taken}; switch (kind) {{ case 0: break; default: {refuse}; }} {given}(a);");
    }

    [Theory]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a); {|FRAG2003:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("ArrayPool<byte>.Shared.Return(data); {|FRAG2003:ArrayPool<byte>.Shared.Return(data)|};")]
    [InlineData("var a = given.Rent(16); try { given.Return(a); } finally { {|FRAG2003:given.Return(a)|}; }")]
    [InlineData("var a = given.Rent(16); if (b) given.Return(a); {|FRAG2003:given.Return(a)|};")]
    [InlineData("var a = given.Rent(16); var c = a; given.Return(a); {|FRAG2003:given.Return(c)|};")]
    [InlineData("ArrayPool<byte>.Shared.Return(_buffer); {|FRAG2003:ArrayPool<byte>.Shared.Return(_buffer)|};")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); {|FRAG2003:Marshal.FreeHGlobal(p)|};")]
    [InlineData("void* p = NativeMemory.Alloc(8); NativeMemory.Free(p); {|FRAG2003:NativeMemory.Free(p)|};")]
    [InlineData("var g = GCHandle.Alloc(target); g.Free(); {|FRAG2003:g.Free()|};")]
    [InlineData("var g = new GCHandle<object>(target); var k = g; g.Dispose(); {|FRAG2003:k.Dispose()|};")]
    public Task ReleasedTwice(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a); {|FRAG2004:a[0]|} = 1;")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a); stream.Write({|FRAG2004:a|}, 0, n);")]
    [InlineData("var a = given.Rent(16); var s = a.AsSpan(); given.Return(a); {|FRAG2004:s[0]|} = 1;")]
    [InlineData("var a = given.Rent(16); Span<byte> s = a; given.Return(a); {|FRAG2004:s.Clear()|};")]
    [InlineData("ArrayPool<byte>.Shared.Return(data); n = {|FRAG2004:data[0]|};")]
    [InlineData("var o = MemoryPool<byte>.Shared.Rent(16); o.Dispose(); var m = {|FRAG2004:o.Memory|};")]
    [InlineData("var o = MemoryPool<byte>.Shared.Rent(16); var m = o.Memory; o.Dispose(); {|FRAG2004:m.Span|}[0] = 1;")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); NativeMemory.Free(p); {|FRAG2004:*p|} = 1;")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); NativeMemory.Free(p); {|FRAG2004:p[1]|} = 1;")]
    [InlineData("var g = GCHandle.Alloc(target); g.Free(); var o = {|FRAG2004:g.Target|};")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(p); Marshal.WriteByte({|FRAG2004:p|}, 1);")]
    public Task UsedAfterRelease(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("IntPtr p = {|FRAG2001:Marshal.AllocHGlobal(8)|}; Marshal.WriteByte(p, 1);")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (b) return; Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (n == 0) throw new Exception(); Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = {|FRAG2001:Marshal.StringToHGlobalAnsi(\"x\")|}; n = Marshal.ReadByte(p);")]
    [InlineData("byte* p = (byte*){|FRAG2001:NativeMemory.Alloc(8)|}; *p = 1;")]
    [InlineData("byte* p = (byte*){|FRAG2002:NativeMemory.AllocZeroed(8)|}; if (p == null) return; if (b) return; NativeMemory.Free(p);")]
    [InlineData("var g = {|FRAG2001:GCHandle.Alloc(target, GCHandleType.Pinned)|}; IntPtr p = g.AddrOfPinnedObject(); Marshal.WriteByte(p, 1);")]
    [InlineData("bool taken = false; {|FRAG2002:handle.DangerousAddRef(ref taken)|}; if (b) return; handle.DangerousRelease();")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; try { stream.Flush(); } catch { if (b) Marshal.FreeHGlobal(p); throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("byte* q = null; {|FRAG2002:buffer.AcquirePointer(ref q)|}; if (b) return; buffer.ReleasePointer();")]
    [InlineData("byte* q = null; {|FRAG2002:buffer.AcquirePointer(ref q)|}; if (q == null) return; if (b) return; buffer.ReleasePointer();")]
    public Task Leaked(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); {|FRAG2012:_pool.Return(a)|};")]
    [InlineData("var a = _pool.Rent(16); {|FRAG2012:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("var a = given.Rent(16); {|FRAG2012:_pool.Return(a)|};")]
    [InlineData("var p = ArrayPool<byte>.Create(); var a = p.Rent(16); {|FRAG2012:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("var a = ArrayPool<byte>.Create().Rent(16); {|FRAG2012:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); {|FRAG2012:ArrayPool<byte>.Create().Return(a)|};")]
    [InlineData("var a = ArrayPool<byte>.Create().Rent(16); {|FRAG2012:ArrayPool<byte>.Create().Return(a)|};")]
    [InlineData("ArrayPool<byte> Get() => ArrayPool<byte>.Shared; var p = Get(); var a = p.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var p = b ? ArrayPool<byte>.Shared : given; var a = p.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var p = ArrayPool<byte>.Shared; var a = p.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("void* p = NativeMemory.Alloc(8); {|FRAG2012:NativeMemory.AlignedFree(p)|};")]
    [InlineData("void* p = NativeMemory.AlignedAlloc(8, 8); {|FRAG2012:NativeMemory.Free(p)|};")]
    [InlineData("IntPtr p = Marshal.AllocCoTaskMem(8); {|FRAG2012:Marshal.FreeHGlobal(p)|};")]
    [InlineData("IntPtr p = Marshal.StringToBSTR(\"x\"); {|FRAG2012:Marshal.FreeCoTaskMem(p)|};")]
    public Task WrongPool(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); try { stream.Read(a, 0, 16); } finally { ArrayPool<byte>.Shared.Return(a, true); }")]
    [InlineData("byte[] a = null; Span<byte> s = n <= 256 ? stackalloc byte[256] : (a = ArrayPool<byte>.Shared.Rent(n)); s[0] = 1; if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("byte[] a = null; Span<byte> s = n <= 256 ? stackalloc byte[256] : a = ArrayPool<byte>.Shared.Rent(n); try { s[0] = 1; } finally { if (a is not null) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("byte[] a = n > 256 ? ArrayPool<byte>.Shared.Rent(n) : null; Span<byte> s = a ?? stackalloc byte[256]; s[0] = 1; if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); var bigger = ArrayPool<byte>.Shared.Rent(32); Array.Copy(a, bigger, 16); ArrayPool<byte>.Shared.Return(a); a = bigger; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = given.Rent(16); while (b) { var old = a; a = given.Rent(32); given.Return(old); } given.Return(a);")]
    [InlineData("_buffer = ArrayPool<byte>.Shared.Rent(16);")]
    [InlineData("_buffer = ArrayPool<byte>.Shared.Rent(16); _buffer[0] = 1;")]
    [InlineData("ArrayPool<byte>.Shared.Return(_buffer); _buffer = null;")]
    [InlineData("ArrayPool<byte>.Shared.Return(_buffer); _buffer = ArrayPool<byte>.Shared.Rent(32); _buffer[0] = 1;")]
    [InlineData("var old = _buffer; _buffer = ArrayPool<byte>.Shared.Rent(32); if (old != null) ArrayPool<byte>.Shared.Return(old);")]
    [InlineData("if (_buffer != null) ArrayPool<byte>.Shared.Return(_buffer); _buffer = null;")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); Other.Memory(a.AsMemory());")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); Other.Use(new ArraySegment<byte>(a));")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); var m = new MemoryStream(a); Other.Use(m);")]
    [InlineData("var a = _same.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var p = ArrayPool<byte>.Shared; var a = p.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var p = given ?? ArrayPool<byte>.Shared; var a = p.Rent(16); p.Return(a);")]
    [InlineData("var a = given.Rent(16); given.Return(a); n = a.Length;")]
    [InlineData("byte[] a = b ? given.Rent(16) : data; a[0] = 1; if (b) given.Return(a);")]
    [InlineData("bool rented = n > 10; byte[] a = rented ? given.Rent(n) : data; a[0] = 1; if (rented) given.Return(a);")]
    [InlineData("using (var o = MemoryPool<byte>.Shared.Rent(16)) o.Memory.Span[0] = 1;")]
    [InlineData("using var o = MemoryPool<byte>.Shared.Rent(16); stream.Write(o.Memory.Span);")]
    [InlineData("var o = MemoryPool<byte>.Shared.Rent(16); o.Dispose(); o.Dispose();")]
    [InlineData("using var o = MemoryPool<byte>.Shared.Rent(16); if (b) { o.Dispose(); return; }")]
    [InlineData("IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(16); Other.Use(o);")]
    [InlineData("var g = GCHandle.Alloc(target); try { Other.Busy(); } finally { g.Free(); }")]
    [InlineData("var g = GCHandle.Alloc(target); if (g.IsAllocated) g.Free();")]
    [InlineData("GCHandle g = default; try { g = GCHandle.Alloc(target); } finally { if (g.IsAllocated) g.Free(); }")]
    [InlineData("var g = GCHandle.Alloc(target); g.Free(); if (g.IsAllocated) g.Free();")]
    [InlineData("var g = GCHandle.Alloc(target); IntPtr p = GCHandle.ToIntPtr(g); Other.Use(p);")]
    [InlineData("GCHandle.FromIntPtr(new IntPtr(n)).Free();")]
    [InlineData("bool taken = false; try { handle.DangerousAddRef(ref taken); Other.Busy(); } finally { if (taken) handle.DangerousRelease(); }")]
    [InlineData("bool taken = false; handle.DangerousAddRef(ref taken); try { n = handle.DangerousGetHandle().ToInt32(); } finally { handle.DangerousRelease(); }")]
    [InlineData("bool taken = false; handle.DangerousAddRef(ref taken);")]
    [InlineData("byte[] a = null; try { a = given.Rent(9); stream.Flush(); } catch { if (a != null) given.Return(a); throw; } given.Return(a);")]
    [InlineData("IntPtr p = IntPtr.Zero; try { p = Marshal.AllocHGlobal(8); stream.Flush(); } catch { if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("byte* q = null; try { buffer.AcquirePointer(ref q); n = *q; } finally { if (q != null) buffer.ReleasePointer(); }")]
    [InlineData("byte* q = null; try { buffer.AcquirePointer(ref q); q += n; n = *q; } finally { if (q is not null) buffer.ReleasePointer(); }")]
    [InlineData("byte* q = null; buffer.AcquirePointer(ref q); n = *q; buffer.ReleasePointer();")]
    [InlineData("handle.DangerousRelease(); handle.DangerousRelease();")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); try { Marshal.WriteByte(p, 1); } finally { Marshal.FreeHGlobal(p); }")]
    [InlineData("IntPtr p = IntPtr.Zero; try { p = Marshal.AllocHGlobal(8); } finally { if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); }")]
    [InlineData("IntPtr p = IntPtr.Zero; if (b) p = Marshal.AllocHGlobal(8); if (p != default) Marshal.FreeHGlobal(p);")]
    [InlineData("nint p = 0; if (b) p = Marshal.AllocHGlobal(8); if (p != 0) Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); p = Marshal.ReAllocHGlobal(p, (IntPtr)16); Marshal.FreeHGlobal(p);")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); p = (byte*)NativeMemory.Realloc(p, 16); NativeMemory.Free(p);")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); byte* q = p + 4; *q = 1; NativeMemory.Free(p);")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); Other.Raw(p);")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); if (p == null) throw new OutOfMemoryException(); NativeMemory.Free(p);")]
    [InlineData("byte* p = (byte*)NativeMemory.Alloc(8); var s = new Span<byte>(p, 8); s.Clear(); NativeMemory.Free(p);")]
    [InlineData("IntPtr p = Marshal.StringToHGlobalUni(\"x\"); Other.Use(p); Marshal.FreeHGlobal(p);")]
    [InlineData("ArrayPool<byte>.Shared.Return(data);")]
    [InlineData("for (int i = 0; i < n; i++) { var a = given.Rent(i); given.Return(a); }")]
    [InlineData("var list = new List<byte[]>(); for (int i = 0; i < n; i++) list.Add(given.Rent(i)); foreach (var a in list) given.Return(a);")]
    [InlineData("var all = new byte[4][]; for (int i = 0; i < 4; i++) all[i] = given.Rent(i); for (int i = 0; i < 4; i++) given.Return(all[i]);")]
    [InlineData("var a = given.Rent(16); fixed (byte* p = a) { Other.Raw(p); } given.Return(a);")]
    public Task Silent(string statements) => Own.UnboundAsync(statements);

    // The same null test, written in as many ways as there are.
    [Theory]
    [InlineData("p != new IntPtr(0)")]
    [InlineData("p != (IntPtr)0")]
    [InlineData("!p.Equals(IntPtr.Zero)")]
    [InlineData("!IntPtr.Zero.Equals(p)")]
    [InlineData("!object.Equals(p, IntPtr.Zero)")]
    [InlineData("p.ToInt64() != 0")]
    [InlineData("p.ToInt32() > 0")]
    [InlineData("(long)p != 0")]
    [InlineData("(ulong)p != 0")]
    [InlineData("p.ToPointer() != null")]
    [InlineData("(void*)p != null")]
    public async Task NullTest(string test)
    {
        await Own.UnboundAsync($"IntPtr p = IntPtr.Zero; try {{ p = Marshal.AllocHGlobal(8); }} finally {{ if ({test}) Marshal.FreeHGlobal(p); }}");
        if (!test.Contains('>'))
            await Own.UnboundAsync($"IntPtr p = {{|FRAG2002:Marshal.AllocHGlobal(8)|}}; if ({test}) {{ if (b) return; Marshal.FreeHGlobal(p); }}");
    }

    // A value that stands for nothing, and is not null.
    [Theory]
    [InlineData("IntPtr p = new IntPtr(-1); try { p = Marshal.AllocHGlobal(8); } finally { if (p != new IntPtr(-1)) Marshal.FreeHGlobal(p); }")]
    [InlineData("nint p = -1; try { p = Marshal.AllocHGlobal(8); } finally { if (p != -1) Marshal.FreeHGlobal(p); }")]
    [InlineData("byte[] a = data; if (b) a = given.Rent(n); try { a[0] = 1; } finally { if (a != data) given.Return(a); }")]
    [InlineData("byte[] a = Array.Empty<byte>(); if (b) a = given.Rent(n); if (!ReferenceEquals(a, Array.Empty<byte>())) given.Return(a);")]
    [InlineData("byte[] a = given.Rent(n); if (a == _buffer) return; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (a != data) { if (b) return; } given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2001i:given.Rent(n)|}; if (a == data) given.Return(a);")]
    public Task Sentinel(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("IntPtr? p = null; try { p = Marshal.AllocHGlobal(8); } finally { if (p.HasValue) Marshal.FreeHGlobal(p.Value); }")]
    [InlineData("IntPtr? p = default; if (b) p = Marshal.AllocHGlobal(8); if (p != null) Marshal.FreeHGlobal(p.GetValueOrDefault());")]
    [InlineData("GCHandle? g = null; try { g = GCHandle.Alloc(target); } finally { if (g.HasValue) g.Value.Free(); }")]
    [InlineData("GCHandle? g = null; try { if (b) g = GCHandle.Alloc(target); } finally { g?.Free(); }")]
    [InlineData("IntPtr? p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (b) return; if (p.HasValue) Marshal.FreeHGlobal(p.Value);")]
    [InlineData("GCHandle? g = {|FRAG2002:GCHandle.Alloc(target)|}; if (b) return; g?.Free();")]
    [InlineData("GCHandle? g = GCHandle.Alloc(target); g.Value.Free(); {|FRAG2003:g.Value.Free()|};")]
    [InlineData("GCHandle? g = b ? GCHandle.Alloc(target) : null; if (g is GCHandle h) h.Free();")]
    [InlineData("GCHandle? g = b ? GCHandle.Alloc(target) : null; if (g is { } h) h.Free();")]
    [InlineData("GCHandle? g = b ? GCHandle.Alloc(target) : null; if (g is not { } h) return; h.Free();")]
    [InlineData("GCHandle? g = GCHandle.Alloc(target); if (g is { IsAllocated: true } h) h.Free();")]
    [InlineData("GCHandle? g = b ? GCHandle.Alloc(target) : null; switch (g) { case GCHandle h: h.Free(); break; case null: break; }")]
    [InlineData("GCHandle g = GCHandle.Alloc(target); GCHandle? m = null; m ??= g; m.Value.Free();")]
    [InlineData("GCHandle? g = null; g ??= GCHandle.Alloc(target); g.Value.Free();")]
    [InlineData("GCHandle? g = GCHandle.Alloc(target); var h = g ?? default; h.Free();")]
    [InlineData("IntPtr? p = b ? Marshal.AllocHGlobal(8) : (IntPtr?)null; if (p is IntPtr q) Marshal.FreeHGlobal(q);")]
    [InlineData("GCHandle? g = null; g ??= {|FRAG2002:GCHandle.Alloc(target)|}; if (b) return; g.Value.Free();")]
    [InlineData("GCHandle? g = {|FRAG2002:GCHandle.Alloc(target)|}; if (g is not { } h) return; if (b) return; h.Free();")]
    [InlineData("IntPtr? p = b ? Marshal.AllocHGlobal(8) : (IntPtr?)null; if (p is IntPtr q) Marshal.FreeHGlobal(q); if (p is { } r) {|FRAG2003:Marshal.FreeHGlobal(r)|};")]
    public Task Nullable(string statements) => Own.UnboundAsync(statements);

    // A handle is a handle, also where it is written down as an object.
    [Theory]
    [InlineData("GCHandle g = GCHandle.Alloc(target); if (g is GCHandle h) h.Free();")]
    [InlineData("GCHandle g = GCHandle.Alloc(target); if (g is { IsAllocated: true }) g.Free();")]
    [InlineData("GCHandle g = b ? GCHandle.Alloc(target) : default; if (g is { IsAllocated: false }) return; g.Free();")]
    [InlineData("object g = GCHandle.Alloc(target); if (g is GCHandle h) h.Free();")]
    [InlineData("object o = given.Rent(n); if (o is byte[] a) given.Return(a);")]
    [InlineData("GCHandle g = GCHandle.Alloc(target); if (g is { IsAllocated: true }) g.Free(); {|FRAG2003:g.Free()|};")]
    [InlineData("object o = {|FRAG2002i:given.Rent(n)|}; if (o is byte[] a) { if (b) return; given.Return(a); }")]
    public Task AsWhatItIs(string statements) => Own.UnboundAsync(statements);

    // An address goes on as a number, or is written down as one.
    [Theory]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Other.Use(new IntPtr(p.ToInt64()));")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Other.Raw(p.ToPointer());")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); long[] all = { p.ToInt64() }; Other.Use(all);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Marshal.WriteIntPtr(new IntPtr(n), p);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Marshal.WriteInt64(new IntPtr(n), 8, p.ToInt64());")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(data, (long)p);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Other.Use(BitConverter.GetBytes((long)p));")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); byte* q = (byte*)p; q = q + 4; *q = 1; Marshal.FreeHGlobal((IntPtr)(q - 4));")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); p = new IntPtr(p.ToInt64() + 4); Marshal.FreeHGlobal(new IntPtr(p.ToInt64() - 4));")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); IntPtr q = p; q = new IntPtr(q.ToInt64() + 2); Marshal.WriteByte(q, 1); Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = {|FRAG2001:Marshal.AllocHGlobal(8)|}; Marshal.WriteByte(new IntPtr(p.ToInt64() + 4), 1);")]
    [InlineData("IntPtr p = {|FRAG2001:Marshal.AllocHGlobal(8)|}; Marshal.WriteIntPtr(p, 4, IntPtr.Zero);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Marshal.FreeHGlobal(new IntPtr(p.ToInt64())); {|FRAG2003:Marshal.FreeHGlobal(p)|};")]
    public Task AddressAsNumber(string statements) => Own.UnboundAsync(statements);

    // What was acquired has no name of its own, and can be found again through what shows it.
    [Theory]
    [InlineData("var s = new ArraySegment<byte>(given.Rent(n), 0, n); stream.Read(s.Array, 0, n); given.Return(s.Array);")]
    [InlineData("var a = given.Rent(n); var s = new ArraySegment<byte>(a, 0, n); given.Return(s.Array);")]
    [InlineData("Memory<byte> m = given.Rent(n); if (MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)m, out var s)) given.Return(s.Array);")]
    [InlineData("var s = new Span<byte>(NativeMemory.Alloc((nuint)n), n); s.Clear(); fixed (byte* p = s) NativeMemory.Free(p);")]
    [InlineData("Span<byte> s = {|FRAG2006i:given.Rent(n)|}; s.Clear();")]
    [InlineData("var a = {|FRAG2001i:given.Rent(n)|}; var s = new ArraySegment<byte>(a, 0, n); stream.Read(s.Array, 0, n);")]
    [InlineData("var a = given.Rent(n); var s = new ArraySegment<byte>(a, 0, n); given.Return(s.Array); {|FRAG2003:given.Return(a)|};")]
    public Task Shown(string statements) => Own.UnboundAsync(statements);

    // A method that is named like one of the base class library's, and is written here.
    [Fact]
    public Task DeclaredHere() => Own.FileAsync("""
        using System;
        using System.Buffers;
        using System.Collections.Generic;

        namespace System.Mine
        {
            static class Buffer
            {
                static readonly List<byte[]> s_kept = new List<byte[]>();
                public static void Keep(byte[] array) { s_kept.Add(array); }
            }

            class C
            {
                void Kept() { var a = ArrayPool<byte>.Shared.Rent(16); Buffer.Keep(a); }
                void Lost() { var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; System.Buffer.BlockCopy(a, 0, a, 8, 8); }
            }
        }
        """);

    [Theory]
    [InlineData("var h = {|FRAG2001:new PinnedGCHandle<byte[]>(data)|}; Other.Use(h.Target);")]
    [InlineData("var h = {|FRAG2001:new GCHandle<object>(target)|}; Other.Use(h.Target);")]
    [InlineData("var h = {|FRAG2002:new WeakGCHandle<object>(target)|}; if (b) return; h.Dispose();")]
    [InlineData("Memory<byte> m = data; var h = {|FRAG2001:m.Pin()|}; Other.Raw(h.Pointer);")]
    [InlineData("Memory<byte> m = data; var h = {|FRAG2002:m.Pin()|}; if (b) throw new Exception(); h.Dispose();")]
    [InlineData("nint library = {|FRAG2001i:NativeLibrary.Load(\"x\")|}; n = library == 0 ? 1 : 2;")]
    [InlineData("nint library = NativeLibrary.Load(\"x\"); NativeLibrary.Free(library); {|FRAG2003:NativeLibrary.Free(library)|};")]
    [InlineData("nint p = Marshal.AllocHGlobal(8); {|FRAG2012:NativeLibrary.Free(p)|};")]
    public Task HandlesOfNewerLibraries(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("using var h = new PinnedGCHandle<byte[]>(data); Other.Use(h.Target);")]
    [InlineData("var h = new GCHandle<object>(target); try { Other.Use(h.Target); } finally { h.Dispose(); }")]
    [InlineData("var h = new GCHandle<object>(target); h.Dispose(); h.Dispose();")]
    [InlineData("Memory<byte> m = data; using MemoryHandle h = m.Pin(); Other.Raw(h.Pointer);")]
    [InlineData("Memory<byte> m = data; using (m.Pin()) Other.Use(m);")]
    [InlineData("nint library = NativeLibrary.Load(\"x\"); try { Other.Use(NativeLibrary.GetExport(library, \"f\")); } finally { NativeLibrary.Free(library); }")]
    [InlineData("if (NativeLibrary.TryLoad(\"x\", out nint library)) NativeLibrary.Free(library);")]
    [InlineData("if (!NativeLibrary.TryLoad(\"x\", out nint library)) return; NativeLibrary.Free(library);")]
    [InlineData("var h = new object(); GC.KeepAlive(h);")]
    [InlineData("if (!NativeLibrary.TryLoad(\"x\", out _)) Other.Busy();")]
    [InlineData("NativeLibrary.Load(\"x\");")]
    [InlineData("try { if (NativeLibrary.TryLoad(\"x\", out nint library)) { Other.Use(library); } } catch (Exception) { }")]
    public Task HandlesOfNewerLibrariesThatAreReleased(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("byte* p = null; {|FRAG2002:buffer.AcquirePointer(ref p)|}; if (b) return; buffer.ReleasePointer();")]
    [InlineData("byte* p = null; buffer.AcquirePointer(ref p); try { Other.Raw(p); } finally { buffer.ReleasePointer(); }")]
    public Task PointersIntoSafeBuffers(string statements) => Own.UnboundAsync(statements.Replace("buffer.", "((SafeBuffer)handle)."));

    // A delegate that native code calls by its address is to stay.
    [Theory]
    [InlineData("Action a = () => stream.Flush(); GCHandle.Alloc(a); Other.Use(Marshal.GetFunctionPointerForDelegate(a));")]
    [InlineData("Keep(target); } static void Keep<T>(T target) { GCHandle.Alloc(target); Other.Use(Marshal.GetFunctionPointerForDelegate(target));")]
    [InlineData("{|FRAG2006:GCHandle.Alloc(target)|};")]
    [InlineData("Action a = () => stream.Flush(); {|FRAG2006:GCHandle.Alloc(target)|}; Other.Use(Marshal.GetFunctionPointerForDelegate(a));")]
    [InlineData("Action a = () => stream.Flush(); GCHandle g = {|FRAG2001:GCHandle.Alloc(a)|}; Other.Use(Marshal.GetFunctionPointerForDelegate(a)); b = g.IsAllocated;")]
    [InlineData("Other.Use((Action)GCHandle.Alloc(new Action(stream.Flush)).Target);")]
    [InlineData("{|FRAG2006:GCHandle.Alloc(new Action(stream.Flush))|};")]
    [InlineData("Other.Use({|FRAG2006:GCHandle.Alloc(new object())|}.Target);")]
    public Task CalledByItsAddress(string statements) => Own.UnboundAsync(statements);

    // Native code gives back another form of the address, and that is kept.
    [Theory]
    [InlineData("static void* s_first;", "s_first = EncodePointer(Marshal.AllocHGlobal(256).ToPointer());")]
    [InlineData("static void* s_first;", "IntPtr p = Marshal.AllocHGlobal(256); s_first = EncodePointer((void*)p);")]
    [InlineData("", "{|FRAG2006:Marshal.AllocHGlobal(256)|}.ToPointer();")]
    [InlineData("", "Fill({|FRAG2006:Marshal.AllocHGlobal(256)|}.ToPointer());")]
    public Task GivenBackByNativeCode(string field, string statements) => Own.UnboundAsync($$"""
        } [DllImport("k")] static extern unsafe void* EncodePointer(void* p);
        [DllImport("k")] static extern unsafe int Fill(void* p);
        unsafe {{(field.Length == 0 ? "class Nothing { }" : "class Kept { } " + field.Replace("static", "static unsafe"))}}
        unsafe void N() {
        {{statements}}
        """);

    [Theory]
    [InlineData("object o = {|FRAG2001i:pool.Get()|}; System.GC.KeepAlive(o);")]
    [InlineData("object o = pool.Get(); pool.Return(o); {|FRAG2003:pool.Return(o)|};")]
    [InlineData("object o = pool.Get(); try { System.GC.KeepAlive(o); } finally { pool.Return(o); }")]
    [InlineData("object o = other.Get(); System.GC.KeepAlive(o);")]
    public Task ObjectPools(string statements)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = Own.Test(
            $$"""
            namespace Microsoft.Extensions.ObjectPool
            {
                public abstract class ObjectPool<T> where T : class { public abstract T Get(); public abstract void Return(T obj); }
            }

            abstract class Other { public abstract object Get(); }

            class C
            {
                void M(Microsoft.Extensions.ObjectPool.ObjectPool<object> pool, Other other)
                {
                    {{statements}}
                }
            }
            """,
            bound: false);
        return test.RunAsync();
    }

    // What a pool gives for no length at all need not come back.
    [Theory]
    [InlineData("byte[] a = n == 0 ? Array.Empty<byte>() : given.Rent(n); Other.Use(n); if (a.Length > 0) given.Return(a);")]
    [InlineData("byte[] a = given.Rent(n); if (a.Length != 0) given.Return(a);")]
    [InlineData("byte[] a = given.Rent(n); if (0 == a.Length) return; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (a.Length > 8) given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (a.Length > 0) { if (b) return; given.Return(a); }")]
    [InlineData("byte[] a = given.Rent(n); given.Return(a); if (a.Length > 0) {|FRAG2003:given.Return(a)|};")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (data.Length > 0) given.Return(a);")]
    public Task AskedWhetherThereIsAny(string statements) => Own.UnboundAsync(statements);

    // 'n > 0' and 'n == 0' leave nothing out.
    [Theory]
    [InlineData("byte[] a = given.Rent(8); if (n > 0) Other.Use(a); if (n == 0) given.Return(a);")]
    [InlineData("byte[] a = null; if (n != 0) a = given.Rent(8); Other.Busy(); if (0 < n) given.Return(a);")]
    [InlineData("byte[] a = null; if (n > 0) a = given.Rent(8); Other.Busy(); if (n <= 0) return; given.Return(a);")]
    [InlineData("byte[] a = null; if (n > 0) a = {|FRAG2002i:given.Rent(8)|}; Other.Busy(); if (n > 1) given.Return(a);")]
    [InlineData("byte[] a = null; if (n > 0) a = {|FRAG2002i:given.Rent(8)|}; n = Other.Busy() ? 1 : 0; if (n > 0) given.Return(a);")]
    public Task AskedWhetherItIsZero(string statements) => Own.UnboundAsync(statements);

    // What was counted up is not zero.
    [Theory]
    [InlineData("byte[] a = null; int k = 0; foreach (byte x in data) { a ??= given.Rent(8); a[k++] = x; if (k == 8) { Other.Use(a); a = null; k = 0; } } if (a != null) { if (k > 0) Other.Use(a); }")]
    [InlineData("byte[] a = given.Rent(8); int k = 0; k++; if (k == 0) return; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int k = 0; if (b) k++; if (k > 0) given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int k = 0; k++; if (b) k--; if (k > 0) given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int k = n; k++; if (k > 0) given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int k = 0; k++; if (b) int.TryParse(\"1\", out k); if (k > 0) given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); int k = 0; k++; (int, bool) t = (k, b); if (k == 0) return; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int k = 0; k++; if (b) (k, n) = (n, k); if (k > 0) given.Return(a);")]
    public Task CountedUp(string statements) => Own.UnboundAsync(statements);

    // Where no more can be had, what was there stays.
    [Theory]
    [InlineData("void* p = NativeMemory.Alloc(8); void* q = NativeMemory.Realloc(p, 16); if (q == null) { NativeMemory.Free(p); return; } NativeMemory.Free(q);")]
    [InlineData("void* p = NativeMemory.Alloc(8); void* q = More(p); if (q == null) { NativeMemory.Free(p); return; } NativeMemory.Free(q); } static unsafe void* More(void* p) => NativeMemory.Realloc(p, 16); void None() {")]
    [InlineData("void* p = NativeMemory.Alloc(8); void* q = NativeMemory.Realloc(p, 16); if (q == null) return; {|FRAG2003:NativeMemory.Free(p)|}; NativeMemory.Free(q);")]
    public Task RenewedInVain(string statements) => Own.UnboundAsync(statements);

    // Along a list: it is another one's on each turn.
    [Theory]
    [InlineData("for (Link l = first; l != null; l = l.Next as Link) ArrayPool<byte>.Shared.Return(l.Array);")]
    [InlineData("for (Link l = first; l != null; l = (Link)l.Next) ArrayPool<byte>.Shared.Return(l.Array);")]
    [InlineData("Link l = first; while (l != null) { ArrayPool<byte>.Shared.Return(l.Array); l = Link.After(l); }")]
    [InlineData("Link l = first; ArrayPool<byte>.Shared.Return(l.Array); if (l.Next == null) {|FRAG2003:ArrayPool<byte>.Shared.Return(l.Array)|};")]
    public Task AlongAList(string statements) => Own.UnboundAsync("Walk(null); } class Base { public Base Next; } class Link : Base { public byte[] Array; public static Link After(Link l) => (Link)l.Next; } static void Walk(Link first) { " + statements);

    // Every name of an enum has its arm.
    [Theory]
    [InlineData("byte[] a = given.Rent(8); int x = kind switch { Kind.One => a[0], Kind.Two => a[1] }; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); int x = kind switch { Kind.One or Kind.Two => a[0] }; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int x = kind switch { Kind.One => a[0] }; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int x = kind switch { Kind.One => a[0], Kind.Two when a[0] > 1 => a[1] }; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; int x = kind switch { not Kind.One => a[0] }; given.Return(a);")]
    public Task NamesAll(string statements) => Own.UnboundAsync("} enum Kind { One, Two } static void Use(ArrayPool<byte> given, Kind kind) { " + statements);

    // A flag that another one is a copy of, also one that the caller sees.
    [Theory]
    [InlineData("if (a == null) { a = new byte[8]; rented = false; } bool old = rented; byte[] b = given.Rent(8); rented = true; if (old) given.Return(a); a = b;")]
    [InlineData("a = new byte[8]; rented = true; bool old = rented; if (old) {|FRAG2012:given.Return(a)|};")]
    [InlineData("a = new byte[8]; rented = false; Set(ref rented); bool old = rented; if (old) {|FRAG2012:given.Return(a)|};")]
    public Task CopiedFlags(string statements) => Own.UnboundAsync("} static void Set(ref bool b) { b = Environment.TickCount > 0; } static void Use(ArrayPool<byte> given, ref byte[] a, ref bool rented) { " + statements);

    // A part of what shows it, by a range.
    [Theory]
    [InlineData("byte[] a = given.Rent(8); given.Return(a); return {|FRAG2004:a|}.AsMemory()[..n];")]
    [InlineData("using IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(8); return {|FRAG2004:o.Memory[..n]|};")]
    [InlineData("using IMemoryOwner<byte> o = MemoryPool<byte>.Shared.Rent(8); return o.Memory[1..n].ToArray();")]
    [InlineData("byte[] a = given.Rent(8); byte[] part = a[..n]; given.Return(a); return part;")]
    public Task ShownByARange(string statements) => Own.UnboundAsync("} static Memory<byte> Use(ArrayPool<byte> given, int n) { " + statements);

    // What the caller passed by reference shows what is gone.
    [Theory]
    [InlineData("byte[] a = given.Rent(8); {|FRAG2004:line = a.AsMemory(0, 4)|}; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); try { {|FRAG2004:line = a.AsMemory(0, 4)|}; } finally { given.Return(a); }")]
    [InlineData("byte[] a = given.Rent(8); line = a.AsSpan(0, 4).ToArray(); given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); line = a.AsMemory(0, 4); line = default; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); line = a.AsMemory(0, 4);")]
    [InlineData("byte[] a = given.Rent(8); line = a.AsMemory(0, 4); if (n > 0) return; given.Return(a); line = default;")]
    public Task GivenOut(string statements) => Own.UnboundAsync("} static void Use(ArrayPool<byte> given, int n, out Memory<byte> line) { " + statements);

    // What a type takes once is to stay as long as the type.
    [Theory]
    [InlineData("static readonly IntPtr s_address = GCHandle.Alloc(new byte[4], GCHandleType.Pinned).AddrOfPinnedObject();")]
    [InlineData("static readonly IntPtr s_address; static Once() { s_address = GCHandle.Alloc(new byte[4], GCHandleType.Pinned).AddrOfPinnedObject(); }")]
    [InlineData("readonly IntPtr _address = {|FRAG2006:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}.AddrOfPinnedObject();")]
    [InlineData("static readonly Func<IntPtr> s_address = () => {|FRAG2006:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}.AddrOfPinnedObject();")]
    [InlineData("static IntPtr Address() => {|FRAG2006:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}.AddrOfPinnedObject();")]
    [InlineData("static readonly IntPtr s_address = Pin(); static IntPtr Pin() { GCHandle h = GCHandle.Alloc(new byte[4], GCHandleType.Pinned); Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("static IntPtr Address { get; } = Once.Pin(); static IntPtr Pin() => GCHandle.Alloc(new byte[4], GCHandleType.Pinned).AddrOfPinnedObject();")]
    [InlineData("static Once() { Pin<int>(); } static void Pin<T>() { GCHandle h = GCHandle.Alloc(new byte[4], GCHandleType.Pinned); Other.Use(h.AddrOfPinnedObject()); }")]
    [InlineData("static Once() { GCHandle h = GCHandle.Alloc(new byte[4], GCHandleType.Pinned); Other.Use(h.AddrOfPinnedObject()); }")]
    [InlineData("static Once() { GCHandle h = {|FRAG2002:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); if (Environment.HasShutdownStarted) return; h.Free(); }")]
    [InlineData("static readonly IntPtr s_address = Pin(); internal static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("static readonly IntPtr s_address = Pin(); static void Again() => Pin(); static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("static readonly Func<IntPtr> s_address = Pin; static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("static readonly Func<IntPtr> s_address = () => Pin(); static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("readonly IntPtr _address = Pin(); static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    [InlineData("static IntPtr Pin() { GCHandle h = {|FRAG2001:GCHandle.Alloc(new byte[4], GCHandleType.Pinned)|}; Other.Use(h.AddrOfPinnedObject()); return IntPtr.Zero; }")]
    public Task TakenOnce(string members) => Own.UnboundAsync("} class Once { " + members);

    // Between renting and a try that gives back, an object is made of nothing.
    [Theory]
    [InlineData("try { byte[] a = given.Rent(8); var list = new List<int>(); try { stream.Read(a, 0, 8); Other.Use(list); } finally { given.Return(a); } } catch { Other.Busy(); throw; }")]
    [InlineData("try { byte[] a = {|FRAG2002i:given.Rent(8)|}; stream.Flush(); try { stream.Read(a, 0, 8); } finally { given.Return(a); } } catch { Other.Busy(); throw; }")]
    public Task MadeBetween(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("Give(data); {|FRAG2003:Give(data)|};")]
    [InlineData("/* Rent */ Other.Use(data);")]
    [InlineData("Other.Use(\"Rent\"); Other.Use(data);")]
    public Task WhatIsOnlyCalledByAnotherName(string statements) => Own.UnboundAsync(statements + " } static void Give(byte[] array) => ArrayPool<byte>.Shared.Return(array); void None() {");

    // An array is pinned or copied while the code outside runs; an address may be kept.
    [Theory]
    [InlineData("byte[] a = {|FRAG2001i:given.Rent(8)|}; Read(a, 8);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(8)|}; if (Read(a, 8) < 0) return; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); while (Read(a, a.Length) > a.Length) {|FRAG2005i:a = given.Rent(16)|}; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); if (Read(a, 8) < 0) { given.Return(a); return; } given.Return(a);")]
    [InlineData("byte[] a = given.Rent(8); try { Read(a, 8); } finally { given.Return(a); }")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); Keep(p);")]
    [InlineData("byte[] a = given.Rent(8); KeepObject(a);")]
    public Task GivenToCodeOutside(string statements) =>
        Own.UnboundAsync("} [DllImport(\"os\")] static extern int Read(byte[] a, int n); [DllImport(\"os\")] static extern void Keep(IntPtr p); [DllImport(\"os\")] static extern void KeepObject([MarshalAs(UnmanagedType.Interface)] object o); "
            + "static void Use(ArrayPool<byte> given) { " + statements);

    [Theory]
    [InlineData("byte[] a = given.Rent(8); var d = System.Text.Json.JsonDocument.Parse(a.AsMemory(0, 4)); given.Return(a); return {|FRAG2004:d|};")]
    [InlineData("byte[] a = given.Rent(8); try { return {|FRAG2004:System.Text.Json.JsonDocument.Parse(a.AsMemory(0, 4))|}; } finally { given.Return(a); }")]
    [InlineData("byte[] a = given.Rent(8); var d = System.Text.Json.JsonDocument.Parse(a.AsMemory(0, 4)); given.Return(a); {|FRAG2004:d.RootElement|}.GetInt32(); return null;")]
    [InlineData("byte[] a = given.Rent(8); using (var d = System.Text.Json.JsonDocument.Parse(a.AsMemory(0, 4))) d.RootElement.GetInt32(); given.Return(a); return null;")]
    [InlineData("byte[] a = given.Rent(8); var d = System.Text.Json.JsonDocument.Parse(a.AsMemory(0, 4)); given.Return(a); d.Dispose(); return null;")]
    [InlineData("byte[] a = given.Rent(8); var d = System.Text.Json.JsonDocument.Parse(new MemoryStream(a, 0, 4)); given.Return(a); return d;")]
    [InlineData("byte[] a = given.Rent(8); var d = System.Text.Json.JsonDocument.Parse(a.AsSpan(0, 4).ToArray()); given.Return(a); return d;")]
    public Task ReadWhenAsked(string statements) => Own.UnboundAsync("} static System.Text.Json.JsonDocument Use(ArrayPool<byte> given) { " + statements);

    [Theory]
    [InlineData("void* p; using (var h = m.Pin()) p = h.Pointer; {|FRAG2004:*(byte*)p|} = 1;")]
    [InlineData("byte* p; using (var h = m.Pin()) { p = (byte*)h.Pointer; *p = 1; }")]
    [InlineData("var h = {|FRAG2002:m.Pin()|}; if (Send(h.Pointer) < 0) return; h.Dispose();")]
    [InlineData("using var h = m.Pin(); Send((byte*)h.Pointer + 4);")]
    [InlineData("var h = m.Pin(); byte* p = (byte*)h.Pointer; h.Dispose(); p = null;")]
    public Task PointerOfAPin(string statements) =>
        Own.UnboundAsync("} [DllImport(\"os\")] static extern unsafe int Send(void* p); static unsafe void Use(ReadOnlyMemory<byte> m) { " + statements);

    [Theory]
    [InlineData("IntPtr l = {|FRAG2002i:NativeLibrary.Load(name)|}; if (!NativeLibrary.TryGetExport(l, \"f\", out IntPtr f)) throw new EntryPointNotFoundException(); NativeLibrary.Free(l);")]
    [InlineData("IntPtr l = NativeLibrary.Load(name); if (!NativeLibrary.TryGetExport(l, \"f\", out IntPtr f)) { NativeLibrary.Free(l); throw new EntryPointNotFoundException(); } s_f = f;")]
    [InlineData("IntPtr l = NativeLibrary.Load(name); s_f = NativeLibrary.GetExport(l, \"f\"); s_l = l;")]
    public Task ExportsOfALibrary(string statements) => Own.UnboundAsync("} static IntPtr s_f, s_l; static void Use(string name) { " + statements);

    // A loop is no question about where the array came from.
    [Theory]
    [InlineData("byte[] a = n > 256 ? given.Rent(n) : new byte[256]; for (int i = 0; i < n; i++) a[i] = 1; {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n > 256 ? given.Rent(n) : new byte[256]; int i = 0; while (i < n) a[i++] = 1; {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n > 256 ? given.Rent(n) : new byte[256]; foreach (byte x in data) n += x; {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n > 256 ? given.Rent(n) : new byte[256]; for (int i = 0; i < n; i++) a[i] = 1; if (a.Length > 256) given.Return(a);")]
    [InlineData("byte[] a = n > 256 ? given.Rent(n) : new byte[256]; int m = n; for (int i = 0; i < m; i++) a[i] = 1; if (m > 256) given.Return(a);")]
    public Task NotToldByALoop(string statements) => Own.UnboundAsync("} static void Use(ArrayPool<byte> given, int n, byte[] data) { " + statements);
}
