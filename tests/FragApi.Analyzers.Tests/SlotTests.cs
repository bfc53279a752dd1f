using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1008 and FRAG1009: what goes past the accessors, and what mistakes a page for an address. Nothing here has a fix.</summary>
public sealed class SlotTests
{
    [Theory]
    [InlineData("Take(ref {|FRAG1008:frag.Page|}); static void Take(ref Page p) { }")]
    [InlineData("Take(out {|FRAG1008:ring[i].Page|}); static void Take(out Page p) { p = null; }")]
    [InlineData("Take(in {|FRAG1008:frag.Page|}); static void Take(in Page p) { }")]
    [InlineData("ref Page slot = ref {|FRAG1008:frag.Page|}; slot = page;")]
    [InlineData("ref readonly Page slot = ref {|FRAG1008:ring[i].Page|}; Use(slot);")]
    [InlineData("ref Page r = ref (b ? ref {|FRAG1008:frag.Page|} : ref {|FRAG1008:other.Page|}); r = null;")]
    [InlineData("System.Threading.Interlocked.Exchange(ref {|FRAG1008:skb.Info.Frags[i].Page|}, null);")]
    [InlineData("page = System.Threading.Volatile.Read(ref {|FRAG1008:frag.Page|});")]
    [InlineData("Use(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref {|FRAG1008:frag.Page|}, 1).Length);")]
    [InlineData("Use({|FRAG1008:System.Runtime.CompilerServices.Unsafe.As<Frag, long>(ref frag)|});")]
    [InlineData("{|FRAG1008:System.Runtime.CompilerServices.Unsafe.As<Frag, int>(ref ring[0])|} = 3;")]
    [InlineData("Use({|FRAG1008:System.Runtime.CompilerServices.Unsafe.As<Frag[]>((object)ring)|});")]
    [InlineData("Frag* f = null; byte* bytes = {|FRAG1008:(byte*)f|}; Use((long)bytes);")]
    [InlineData("int* q = null; Frag* f = {|FRAG1008:(Frag*)q|}; Use((long)f);")]
    public Task StorageIsHandedOut(string statements) => Snippet.SilentAsync(statements);

    [Theory]
    [InlineData("Use(System.Runtime.InteropServices.MemoryMarshal.Cast<int, byte>(new int[3]).Length);")]
    [InlineData("Use(System.Runtime.CompilerServices.Unsafe.SizeOf<Frag>()); Use(sizeof(Frag));")]
    [InlineData("Use(System.Runtime.CompilerServices.Unsafe.AreSame(ref frag, ref other));")]
    [InlineData("void* v = null; Frag* f = (Frag*)v; v = f; Use((long)v);")]
    [InlineData("byte* raw = stackalloc byte[64]; Frag* f = (Frag*)raw; Use((long)f);")]
    [InlineData("Change(ref frag); Change(ref ring[i]); Lend(in frag);")]
    [InlineData("ref Frag r = ref ring[i]; r = other;")]
    [InlineData("ref Page p = ref keep; p = page;")]
    [InlineData("System.Threading.Interlocked.Exchange(ref keep, page);")]
    [InlineData("fixed (Frag* f = ring) { Use((long)f); }")]
    [InlineData("Use(System.Runtime.CompilerServices.Unsafe.As<Page>((object)page));")]
    [InlineData("Span<Frag> span = ring; Use(span.Length); span.Clear();")]
    public Task StorageIsLeftAlone(string statements) => Snippet.SilentAsync(statements);

    [Theory]
    [InlineData("byte* a = (byte*){|FRAG1009:f.Page|};")]
    [InlineData("byte* a = (byte*){|FRAG1009:f.Page|} + 8;")]
    [InlineData("long a = (long){|FRAG1009:f.Page|} + {|FRAG1007:f.Offset|};")]
    [InlineData("IntPtr a = {|FRAG1009:f.Page|} + {|FRAG1007:f.Offset|};")]
    [InlineData("long a = {|FRAG1009:f.Page|}.ToInt64() + {|FRAG1007:f.Offset|};")]
    [InlineData("Marshal.Copy({|FRAG1009:f.Page|}, data, 0, n);")]
    [InlineData("Use(Marshal.ReadInt32({|FRAG1009:f.Page|}));")]
    [InlineData("Buffer.MemoryCopy((void*){|FRAG1009:f.Page|}, (void*)p, n, n);")]
    [InlineData("new Span<byte>((void*){|FRAG1009:f.Page|}, n).Clear();")]
    [InlineData("byte* a = (byte*){|FRAG1009:A.Page(f)|};")]
    [InlineData("long a = (long){|FRAG1009:A.Page(f)|} + {|FRAG1007:f.Offset|};")]
    [InlineData("{|FRAG1009:r.Page = (IntPtr)n|};")]
    [InlineData("{|FRAG1009:r.Page = (IntPtr)5|};")]
    [InlineData("{|FRAG1009:r.Page = (IntPtr)(-1)|};")]
    [InlineData("{|FRAG1009:r.Page = new IntPtr(n)|};")]
    [InlineData("{|FRAG1009:r.Page = (nint)A.Address(f)|};")]
    [InlineData("{|FRAG1009:r.Page = (nint)(byte*)p|};")]
    public Task HandleIsTakenForAnAddressOrTheReverse(string statements) => Verify.KeepsAsync(WithHandle(statements));

    [Theory]
    [InlineData("IntPtr a = {|FRAG1006:f.Page|};", "IntPtr a = A.Page(f);")]
    [InlineData("if ({|FRAG1006:f.Page|} == IntPtr.Zero || {|FRAG1006:f.Page|} == (IntPtr)(-1)) n++;", "if (A.Page(f) == IntPtr.Zero || A.Page(f) == (IntPtr)(-1)) n++;")]
    [InlineData("Use((long){|FRAG1006:f.Page|}); Use({|FRAG1006:f.Page|}.ToString(\"x\"));", "Use((long)A.Page(f)); Use(A.Page(f).ToString(\"x\"));")]
    [InlineData("long hash = 17 * 31 + (long){|FRAG1006:f.Page|};", "long hash = 17 * 31 + (long)A.Page(f);")]
    [InlineData("Free((void*){|FRAG1006:f.Page|}); static void Free(void* q) { }", "Free((void*)A.Page(f)); static void Free(void* q) { }")]
    [InlineData("Marshal.FreeHGlobal({|FRAG1006:f.Page|});", "Marshal.FreeHGlobal(A.Page(f));")]
    [InlineData("{|FRAG1005:r.Page = p|};", "A.SetPage(ref r, p);")]
    [InlineData("{|FRAG1005:r.Page = (IntPtr)0|};", "A.SetPage(ref r, (IntPtr)0);")]
    [InlineData("{|FRAG1005:r.Page = default|};", "A.SetPage(ref r, default);")]
    [InlineData("{|FRAG1005:r.Page = Mm.Alloc()|};", "A.SetPage(ref r, Mm.Alloc());")]
    [InlineData("{|FRAG1005:r.Page = (IntPtr)Mm.AllocVoid()|};", "A.SetPage(ref r, (IntPtr)Mm.AllocVoid());")]
    [InlineData("{|FRAG1005:r.Page = (IntPtr)Mm.AllocNumber()|};", "A.SetPage(ref r, (IntPtr)Mm.AllocNumber());")]
    [InlineData("void* v = (void*)p; {|FRAG1005:r.Page = (IntPtr)v|};", "void* v = (void*)p; A.SetPage(ref r, (IntPtr)v);")]
    public Task HandleIsAHandle(string statements, string fixedStatements) => Verify.FixesAsync(WithHandle(statements), WithHandle(fixedStatements));

    private static string WithHandle(string statements) =>
        $$"""
        using System;
        using System.Runtime.InteropServices;
        using FragApi;

        [Fragment(Accessor = typeof(A))]
        struct F { [FragmentPage] public IntPtr Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }

        [FragmentAccessor]
        static class A
        {
            public static IntPtr Page(in F f) { return f.Page; }
            public static void SetPage(ref F f, IntPtr p) { f.Page = p; }
            public static long Address(in F f) { return Mm.PageAddress(f.Page) + f.Offset; }
        }

        static unsafe class Mm
        {
            [PageAddress] public static long PageAddress(IntPtr p) { return 0; }
            public static IntPtr Alloc() { return default; }
            public static void* AllocVoid() { return null; }
            public static long AllocNumber() { return 0; }
        }

        unsafe class C
        {
            static void Use(object o) { }

            void M(F f, ref F r, IntPtr p, byte[] data, int n)
            {
                {{statements}}
            }
        }

        """;
}
