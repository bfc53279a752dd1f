using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1004: virtual and physical addresses computed from a fragment's page by hand.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("Use(Mm.PageAddress(frag.Page) + frag.Offset);", "Use(SkbFrag.Address(frag));")]
    [InlineData("Use(frag.Page.Phys + frag.Offset);", "Use(SkbFrag.Phys(frag));")]
    [InlineData("Use(frag.Offset + frag.Page.Address());", "Use(SkbFrag.Address(frag));")]
    [InlineData("Use(frag.Page.Address() + frag.Offset + len);", "Use(SkbFrag.Address(frag) + len);")]
    [InlineData("Use(frag.Page.Address() + len + frag.Offset);", "Use(SkbFrag.Address(frag) + len);")]
    [InlineData("Use(frag.Page.Address() + (frag.Offset + len));", "Use(SkbFrag.Address(frag) + (len));", "Use(SkbFrag.Address(frag) + len);")]
    [InlineData("Use((frag.Page.Address() + frag.Offset) >> 12);", "Use(SkbFrag.Address(frag) >> 12);")]
    [InlineData("Use((frag.Page.Phys + frag.Offset + len - 1) & ~4095L);", "Use((SkbFrag.Phys(frag) + len - 1) & ~4095L);")]
    [InlineData("Use((ulong)frag.Page.Address() + (ulong)frag.Offset);", "Use((ulong)SkbFrag.Address(frag));")]
    [InlineData("Use((IntPtr)(frag.Page.Address() + frag.Offset));", "Use((IntPtr)SkbFrag.Address(frag));")]
    [InlineData("byte* p = (byte*)frag.Page.Address() + frag.Offset; *p = 0;", "byte* p = (byte*)SkbFrag.Address(frag); *p = 0;")]
    [InlineData("int* p = (int*)(frag.Page.Address() + frag.Offset) + len; *p = 0;", "int* p = (int*)SkbFrag.Address(frag) + len; *p = 0;")]
    [InlineData("dma = Pci.MapSingle(pdev, Mm.PageAddress(frag.Page) + frag.Offset, len, PciDir.ToDevice);", "dma = Pci.MapSingle(pdev, SkbFrag.Address(frag), len, PciDir.ToDevice);")]
    [InlineData("Use($\"{Mm.PageAddress(frag.Page) + frag.Offset:x}\");", "Use($\"{SkbFrag.Address(frag):x}\");")]
    [InlineData("Use(frag.Page.Address() + frag.Offset + Bump(ref frag)); static int Bump(ref Frag f) { return 0; }", "Use(SkbFrag.Address(frag) + Bump(ref frag)); static int Bump(ref Frag f) { return 0; }")]
    [InlineData("Use(len - (frag.Page.Address() + frag.Offset));", "Use(len - SkbFrag.Address(frag));")]
    [InlineData("Use(unchecked((int)(frag.Page.Address() + frag.Offset)));", "Use(unchecked((int)SkbFrag.Address(frag)));")]
    public Task IsConverted(string before, string after, string? better = null) => RawCalls.FixAsync("FRAG1004", before, better ?? after);

    [Theory]
    [InlineData("OffsetMissing", "Use(frag.Page.Address());")]
    [InlineData("OffsetMissing", "Use(frag.Page.Address() + len);")]
    [InlineData("OffsetMissing", "Use(frag.Page.Address() + frags[i].Offset);")]
    [InlineData("OffsetMissing", "Use(frag.Page.Phys + (frag.Offset & ~4095));")]
    [InlineData("OffsetMissing", "Use(frag.Page.Phys | (long)frag.Offset);")]
    [InlineData("OffsetMissing", "Use((frag.Page.Phys >> 12) + frag.Offset);")]
    [InlineData("OffsetMissing", "Use((long*)frag.Page.Address() + frag.Offset == null);")] // eight bytes a step
    [InlineData("OffsetMissing", "Use(\"at \" + frag.Page.Address() + frag.Offset);")] // text, not a sum
    [InlineData("OffsetMissing", "Use(frag.Page.Address() * 1.0 + frag.Offset);")]
    [InlineData("OffsetElsewhere", "long va = frag.Page.Address(); Use(va + frag.Offset);")]
    [InlineData("OffsetTwice", "Use(frag.Page.Address() + frag.Offset + frag.Offset);")]
    [InlineData("OffsetSubtracted", "Use(frag.Page.Address() - frag.Offset);")]
    [InlineData("Narrowed", "Use(frag.Page.Address() + (uint)(done + frag.Offset));")] // a negative 'done'
    [InlineData("OffsetSubtracted", "Use(frag.Page.Address() + (frag.Offset - done));")]
    [InlineData("CommentInside", "Use(frag.Page.Address() /* base */ + frag.Offset);")]
    [InlineData("TypeDiffers", "Use(frag.Page?.Address() + frag.Offset);")]
    [InlineData("MayChange", "Use(frag.Page.Address() + Bump(ref frag) + frag.Offset); static int Bump(ref Frag f) { f.Offset++; return 0; }")]
    [InlineData("MayChange", "Use(frag.Offset + Bump(ref frag) + frag.Page.Address()); static int Bump(ref Frag f) { f.Page = null; return 0; }")]
    public Task IsDeclined(string reason, string statements) => RawCalls.DeclineAsync("FRAG1004", reason,
        statements.Replace("Use((long*)frag.Page.Address() + frag.Offset == null)", "long* p = (long*)frag.Page.Address() + frag.Offset; *p = 0", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("Use(Mm.PageToPfn(frag.Page));")]
    [InlineData("Use(Mm.AllocPage().Address() + frag.Offset);")]
    [InlineData("Use(nameof(Mm.PageAddress));")]
    [InlineData("Page p = frag.Page; frag.Page = null; Use(p.Address() + frag.Offset);")]
    public Task IsNoAddress(string statements) => RawCalls.NoneAsync(statements);

    private const string AddressType = """
        using FragApi;
        using System;
        class Page { [PageAddress] public Addr Virt() => default; [PageAddress] public IntPtr Ptr => default; [PagePhys] public unsafe byte* Bytes => null; }
        struct Addr { public ulong V; public static Addr operator +(Addr a, int n) => a; public static string operator +(Addr a, long n) => ""; }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; }

        """;

    [Theory]
    [InlineData("Addr", "f.Page.Virt() + f.Offset", "X.Address(f)")]
    [InlineData("Addr", "f.Page.Virt() + f.Offset + n", "X.Address(f) + n")]
    public Task AddressTypeWithItsOwnAddition(string type, string before, string after) => RawCalls.FixFileAsync("FRAG1004", Around(type, before), Around(type, after), standsAlone: true);

    [Theory]
    [InlineData("string", "f.Page.Virt() + (long)f.Offset", "OffsetSubtracted")]
    public Task AdditionThatGivesSomethingElse(string type, string expression, string reason) => RawCalls.DeclineFileAsync("FRAG1004", reason, Around(type, expression), standsAlone: true);

    private static string Around(string type, string expression) =>
        AddressType + $"static class X {{ public static Addr Address(in Frag f) => f.Page.Virt() + f.Offset; }} class C {{ {type} M(Frag f, int n) => {expression}; }}";

    [Theory]
    [InlineData("byte* M(Seg s) => s.Page.Ptr + s.Start;", "byte* M(Seg s) => s.Address();")]
    [InlineData("byte M(Seg s, int i) => *(s.Page.Ptr + s.Start + i);", "byte M(Seg s, int i) => *(s.Address() + i);")]
    [InlineData("byte M(Seg s, int i) => (s.Page.Ptr + s.Start)[i];", "byte M(Seg s, int i) => s.Address()[i];")]
    [InlineData("int* M(Seg s) => (int*)(s.Page.Ptr + s.Start);", "int* M(Seg s) => (int*)s.Address();")]
    [InlineData("long M(Seg s, byte* start) => s.Page.Ptr + s.Start - start;", "long M(Seg s, byte* start) => s.Address() - start;")]
    public Task PointersAndInstanceAccessors(string before, string after) => RawCalls.FixFileAsync("FRAG1004", InSegments(before), InSegments(after), standsAlone: true);

    private static string InSegments(string member) =>
        $$"""
        using FragApi;
        unsafe class PooledPage { [PageAddress] public byte* Ptr => null; }
        [Fragment] unsafe class Seg
        {
            [FragmentPage] public PooledPage Page { get; set; }
            [FragmentOffset] public int Start { get; set; }
            [FragmentAccessor] public byte* Address() => Page.Ptr + Start;
        }
        unsafe class C { {{member}} }
        """;
}
