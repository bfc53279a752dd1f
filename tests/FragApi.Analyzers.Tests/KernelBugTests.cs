using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Bugs of Linux that come of raw access, each with a number of its own (B1, B2, ...): the buggy form is flagged, the fixed form
/// is silent. The others stand in FragApi.Ownership.Tests.
/// </summary>
public sealed class KernelBugTests
{
    /// <summary>B1, e1000: the seed of the loop has a second reader, so the fix does not re-base it, and says so.</summary>
    [Fact]
    public async Task B01_a_seed_with_two_readers_stays()
    {
        const string Loop = "int off = frag.Offset; while (len > 0) { int size = len; if (b && ((Mm.PageToPhys(Head()) + off + size - 1) & 4) == 0) size -= 4; dma = Dma.MapPage(dev, frag.Page, off, size, DmaDir.ToDevice); len -= size; off += size; } static Page Head() { return null; }";
        await RawCalls.DeclineAsync("FRAG1003", "OffsetOtherReader", Loop);
        await Snippet.SilentAsync("int off = 0; while (len > 0) { int size = len; if (b && ((SkbFrag.Phys(frag) + off + size - 1) & 4) == 0) size -= 4; Use(SkbFrag.DmaMap(null, frag, off, size, DmaDir.ToDevice)); len -= size; off += size; }");
    }

    /// <summary>B2: the cast binds to the page, and the device gets the address of the page's bookkeeping, plus an offset.</summary>
    [Theory]
    [InlineData("long dma = Pci.MapSingle((byte*){|FRAG1009:A.Page(f)|} + A.Offset(f), n);")]
    [InlineData("long dma = Pci.MapSingle((byte*)((long){|FRAG1009:A.Page(f)|} + A.Offset(f)), n);")]
    [InlineData("long dma = Pci.MapSingle((byte*)A.Address(f), n);")]
    [InlineData("long dma = Pci.MapSingle((byte*)(A.Address(f) + 2), n - 2);")]
    public Task B02_cast_binds_to_the_page(string statements) => Verify.KeepsAsync(WithHandle(statements));

    /// <summary>B2 again: the conversion of what stands around it leaves the cast alone, and the cast goes on being reported.</summary>
    [Fact]
    public Task B02_is_not_converted_away() => Verify.FixesAsync(
        WithHandle("long dma = Pci.MapSingle((byte*){|FRAG1009:f.Page|} + {|FRAG1007:f.Offset|}, n);"),
        WithHandle("long dma = Pci.MapSingle((byte*){|FRAG1009:f.Page|} + A.Offset(f), n);"));

    /// <summary>B3, i40e: the bytes at the handle of the page are copied as if they were the packet.</summary>
    [Theory]
    [InlineData("Buffer.MemoryCopy((void*){|FRAG1009:A.Page(f)|}, to, n, A.Size(f));")]
    [InlineData("new ReadOnlySpan<byte>((void*){|FRAG1009:A.Page(f)|}, A.Size(f)).CopyTo(data);")]
    [InlineData("Buffer.MemoryCopy((void*)A.Address(f), to, n, A.Size(f));")]
    [InlineData("new ReadOnlySpan<byte>((void*)A.Address(f), A.Size(f)).CopyTo(data);")]
    public Task B03_bookkeeping_copied_as_data(string statements) => Verify.KeepsAsync(WithHandle(statements));

    /// <summary>B4, tempesta#54: the address of the raw page, to which nobody adds the offset, is reported, and has no fix; the accessor's is right.</summary>
    [Theory]
    [InlineData("{|FRAG1004:Mm.PageAddress(frag.Page)|}")]
    [InlineData("SkbFrag.Address(frag)")]
    public Task B04_page_read_without_the_offset(string data) =>
        Snippet.SilentAsync($"long data = {data}; for (int at = 0; at < SkbFrag.Size(frag); at++) Use(data + at);");

    /// <summary>B19, netback: an index was parked in the page pointer, and one that was left over looked like a page.</summary>
    [Theory]
    [InlineData("int pending = n; {|FRAG1009:r.Page = (IntPtr)pending|};")]
    [InlineData("{|FRAG1009:r.Page = (IntPtr)(~0)|};")]
    [InlineData("int[] pending = new int[17]; pending[0] = n; A.SetPage(ref r, p);")]
    public Task B19_index_in_the_page(string statements) => Verify.KeepsAsync(WithHandle(statements));

    /// <summary>B28, kcm: the array of fragments was cast to an array of another descriptor.</summary>
    [Theory]
    [InlineData("Span<BioVec> vectors = {|FRAG1008:MemoryMarshal.Cast<F, BioVec>(frags)|}; Use(vectors.Length);")]
    [InlineData("fixed (F* first = frags) { BioVec* vectors = {|FRAG1008:(BioVec*)first|}; Use((long)vectors); }")]
    [InlineData("Span<BioVec> vectors = new BioVec[frags.Length]; for (int i = 0; i < frags.Length; i++) vectors[i] = new BioVec { Page = A.Page(frags[i]), Len = A.Size(frags[i]), Offset = A.Offset(frags[i]) };")]
    public Task B28_cast_to_another_descriptor(string statements) => Verify.KeepsAsync(WithHandle(statements));

    // A page that is a number, as a pointer of C is.
    private static string WithHandle(string statements) =>
        $$"""
        using System;
        using System.Runtime.InteropServices;
        using FragApi;

        [Fragment(Accessor = typeof(A))]
        struct F { [FragmentPage] public IntPtr Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }

        struct BioVec { public IntPtr Page; public int Len; public int Offset; }

        [FragmentAccessor]
        static class A
        {
            public static IntPtr Page(in F f) { return f.Page; }
            public static void SetPage(ref F f, IntPtr p) { f.Page = p; }
            public static int Offset(in F f) { return f.Offset; }
            public static int Size(in F f) { return f.Size; }
            public static long Address(in F f) { return Mm.PageAddress(f.Page) + f.Offset; }
        }

        static class Mm
        {
            [PageAddress] public static long PageAddress(IntPtr p) { return 0; }
        }

        static unsafe class Pci
        {
            public static long MapSingle(byte* data, int size) { return 0; }
        }

        unsafe class C
        {
            static void Use(object o) { }

            void M(F f, ref F r, F[] frags, IntPtr p, byte* to, byte[] data, int n)
            {
                {{statements}}
            }
        }

        """;
}
