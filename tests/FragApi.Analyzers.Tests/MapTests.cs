using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1003: fragments' pages mapped by hand.</summary>
public sealed class MapTests
{
    [Theory]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, frag.Offset + done, len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, frag, done, len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, done + frag.Offset, len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, frag, done, len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, done + (frag.Offset + i) - 2, len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, frag, done + i - 2, len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, (int)(frag.Offset + (long)done), len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, frag, (int)((long)done), len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, frag.Page, frag.Offset - (done - i) + 0, len, DmaDir.ToDevice);", null)]
    [InlineData("dma = Pci.MapPage(pdev, frag.Page, frag.Offset, len, PciDir.FromDevice);", "dma = SkbFrag.DmaMap(pdev.Dev, frag, 0, len, DmaDir.FromDevice);")]
    [InlineData("dma = Pci.MapPage(pdev, frag.Page, frag.Offset, len, PciDir.Bidirectional);", "dma = SkbFrag.DmaMap(pdev.Dev, frag, 0, len, DmaDir.Both);")]
    [InlineData("dma = Pci.MapPage(null, frag.Page, frag.Offset, len, (PciDir)1);", "dma = SkbFrag.DmaMap(null, frag, 0, len, DmaDir.ToDevice);")]
    [InlineData("dma = Pci.MapPage(dir: PciDir.ToDevice, size: len, offset: frag.Offset, page: frag.Page, dev: pdev);", "dma = SkbFrag.DmaMap(pdev.Dev, frag, 0, len, DmaDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(TheDevice(), frag.Page, frag.Offset + N(), len, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(TheDevice(), frag, N(), len, DmaDir.ToDevice);")]
    [InlineData("if (Dma.MappingError(dev, dma = Dma.MapPage(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice))) return;", "if (Dma.MappingError(dev, dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice))) return;")]
    [InlineData("Use(Dma.MapPage(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice));", "Use(SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice));")]
    [InlineData("int off = frag.Offset; dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);", "int off = SkbFrag.Offset(frag); dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice);", "FRAG1007 FRAG1003")]
    [InlineData("dma = Dma.MapPage(dev, skb.Info.Frags[i].Page, skb.Info.Frags[i].Offset, skb.Info.Frags[i].Size, DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, skb.Info.Frags[i], 0, SkbFrag.Size(skb.Info.Frags[i]), DmaDir.ToDevice);", "FRAG1003 FRAG1007")]
    [InlineData("dma = Dma.MapPage(dev, // the NIC\n frag.Page, frag.Offset, /* all */ len,\n DmaDir.ToDevice);", "dma = SkbFrag.DmaMap(dev, // the NIC\n frag, 0, /* all */ len,\n DmaDir.ToDevice);")]
    public Task IsConverted(string before, string? after, string ids = "FRAG1003") =>
        after is null ? RawCalls.DeclineAsync("FRAG1003", "OffsetSubtracted", before) : RawCalls.FixAsync(ids, before, after);

    [Theory]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, 0, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, done, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, frags[i].Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, frag.Offset * 2, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, frag.Offset & 4095, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frag.Page, b ? frag.Offset : 0, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frags[i++].Page, frags[i++].Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetMissing", "dma = Dma.MapPage(dev, frags[N()].Page, frags[N()].Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetTwice", "dma = Dma.MapPage(dev, frag.Page, frag.Offset + frag.Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetTwice", "int off = frag.Offset; dma = Dma.MapPage(dev, frag.Page, off + frag.Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetSubtracted", "dma = Dma.MapPage(dev, frag.Page, done - frag.Offset, len, DmaDir.ToDevice);")]
    [InlineData("OffsetSubtracted", "dma = Dma.MapPage(dev, frag.Page, frag.Offset - done, len, DmaDir.ToDevice);")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; if (b) off = 0; dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; frag.Offset = 0; dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);")]
    [InlineData("OffsetUnknown", "int off = frags[0].Offset; Action a = () => off++; a(); dma = Dma.MapPage(dev, frags[0].Page, off, len, DmaDir.ToDevice);")]
    [InlineData("NoDirection", "PciDir d = PciDir.ToDevice; dma = Pci.MapPage(pdev, frag.Page, frag.Offset, len, d);")]
    [InlineData("NoDirection", "dma = Pci.MapPage(pdev, frag.Page, frag.Offset, len, b ? PciDir.ToDevice : PciDir.FromDevice);")]
    [InlineData("NoDirection", "dma = Pci.MapPage(pdev, frag.Page, frag.Offset, len, (PciDir)7);")]
    [InlineData("EvaluationOrder", "dma = Dma.MapPage(offset: frag.Offset + N(), dev: TheDevice(), page: frag.Page, size: len, dir: DmaDir.ToDevice);")]
    [InlineData("EvaluationOrder", "dma = Dma.MapPage(size: i++, offset: frag.Offset + i, dev: dev, page: frag.Page, dir: DmaDir.ToDevice);")]
    [InlineData("CommentInside", "dma = Dma.MapPage(dev, frag.Page, frag.Offset /* own */ + done, len, DmaDir.ToDevice);")]
    [InlineData("MayChange", "dma = Dma.MapPage(dev, frag.Page, frag.Offset + (frag.Offset = 0), len, DmaDir.ToDevice);")]
    [InlineData("MayChange", "dma = Dma.MapPage(dev, frag.Page, frag.Offset, Grow(ref frag), DmaDir.ToDevice); static int Grow(ref Frag f) { return 0; }")]
    [InlineData("TypeDiffers", "int handle = (int)Narrow.MapPage(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice); Pure(handle);")]
    public Task IsDeclined(string reason, string statements) => RawCalls.DeclineFileAsync("FRAG1003", reason,
        $$"""
        using System;
        using Kernel;
        class C
        {
            int N() { return 0; }
            static void Pure(int n) { }
            Device TheDevice() { return null; }
            void M(ref Frag frag, Frag[] frags, Device dev, PciDev pdev, int i, int len, int done, bool b)
            {
                long dma = 0;
                {{statements}}
                dma++;
            }
        }
        static class Narrow { [FragApi.PageMap] public static uint MapPage(Device dev, Page page, int offset, int size, DmaDir dir) { return 0; } }
        """);

    [Theory]
    [InlineData("bus", "dma", "FamilyDiffers")]
    [InlineData("dma", "dma", null)]
    [InlineData("bus", null, null)]
    [InlineData(null, "dma", null)]
    public Task FamiliesMustMatchWhenBothAreNamed(string? raw, string? accessor, string? reason)
    {
        string before = InFamilies(raw, accessor, "Bus.Map(f.Page, f.Offset, 4)"), after = InFamilies(raw, accessor, "X.DmaMap(f, 0, 4)");
        return reason is null ? RawCalls.FixFileAsync("FRAG1003", before, after, standsAlone: true) : RawCalls.DeclineFileAsync("FRAG1003", reason, before, standsAlone: true);
    }

    private static string InFamilies(string? raw, string? accessor, string expression)
    {
        return $$"""
            using FragApi;
            class Page { }
            [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; }
            static class Bus { [PageMap{{Family(raw)}}] public static long Map(Page page, int offset, int size) => 0; }
            static class X { [PageMap{{Family(accessor)}}] public static long DmaMap(in Frag f, int offset, int size) => Bus.Map(f.Page, f.Offset + offset, size); }
            class C { long M(Frag f) => {{expression}}; }
            """;
        static string Family(string? name) => name is null ? "" : $"(Family = \"{name}\")";
    }

    [Fact]
    public Task AnotherBuildMapsSomethingElse() => RawCalls.DeclineAsync("FRAG1003", "DirectiveInside",
        """
        dma = Dma.MapPage(dev, frag.Page,
        #if WHOLE_PAGE
            0,
        #else
            frag.Offset,
        #endif
            len, DmaDir.ToDevice);
        """);

    [Theory]
    [InlineData("dma = Pci.MapSingle(pdev, 0, len, PciDir.ToDevice);")]
    [InlineData("dma = Dma.MapPage(dev, Mm.AllocPage(), 0, len, DmaDir.ToDevice);")]
    [InlineData("Func<Device, Page, int, int, DmaDir, long> map = Dma.MapPage; dma = map(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice);")] // an ops table, P19
    [InlineData("Page p = frag.Page; frag = default; dma = Dma.MapPage(dev, p, frag.Offset, len, DmaDir.ToDevice);")]
    [InlineData("Dma.UnmapPage(dev, dma, frag.Size, DmaDir.ToDevice);")]
    public Task IsNoMapping(string statements) => RawCalls.NoneAsync(statements);

    [Fact]
    public Task OpsTableIsNoMapping() => RawCalls.NoneInMembersAsync(
        """
        interface IOps { long MapPage(Device dev, Page page, int offset, int size, DmaDir dir); }
        long M(IOps ops, Device dev, ref Frag f) { return ops.MapPage(dev, f.Page, f.Offset, f.Size, DmaDir.ToDevice); }
        """);

    [Theory]
    [InlineData("class Nic { public Device A; public Device B; }")]
    [InlineData("class Nic { public object Dev; }")]
    [InlineData("class Nic { private Device Dev; }")]
    [InlineData("class Nic { public static Device Dev; }")]
    public Task DeviceNeedsExactlyOneWay(string nic) => RawCalls.DeclineFileAsync("FRAG1003", "NoDevice",
        $$"""
        using Kernel;
        {{nic}}
        static class X
        {
            [FragApi.PageMap] public static long Map(Nic nic, Page page, int offset, int size, DmaDir dir) { return 0; }
            static long M(Nic nic, ref Frag f) { return Map(nic, f.Page, f.Offset, 1, DmaDir.ToDevice); }
        }
        """);

    [Theory]
    [InlineData("nic.Map(f.Page, f.Offset + done, 1, Tx)", "SkbFrag.DmaMap(nic.Dev, f, done, 1, DmaDir.ToDevice)")]
    [InlineData("nic.Map(size: 1, dir: 2, page: f.Page, offset: f.Offset)", "SkbFrag.DmaMap(nic.Dev, f, 0, 1, DmaDir.FromDevice)")]
    public Task MethodOfTheDevice(string before, string after) => RawCalls.FixFileAsync("FRAG1003", InNic(before), InNic(after));

    [Theory]
    [InlineData("nic.Map(f.Page, f.Offset + done, 1, done)", "NoDirection")]
    [InlineData("Find(nic).Wide(f.Page, (uint)(f.Offset + done), 1, Tx)", "ArgumentDiffers")]
    public Task MethodOfTheDeviceDeclines(string expression, string reason) => RawCalls.DeclineFileAsync("FRAG1003", reason, InNic(expression));

    private static string InNic(string expression) =>
        $$"""
        using Kernel;
        class Nic
        {
            private readonly Device _dev = new Device();
            public Device Dev => _dev;
            [FragApi.PageMap] public long Map(Page page, int offset, int size, int dir) { return 0; }
            [FragApi.PageMap] public long Wide(Page page, uint offset, uint size, int dir) { return 0; }
        }
        static class X { const int Tx = 1; static Nic Find(Nic nic) => nic; static long M(Nic nic, ref Frag f, int done) { return {{expression}}; } }
        """;

    private const string Handles = """
        using FragApi;
        public readonly struct PageRef { readonly nint _h; public PageRef(nint h) { _h = h; } [PageGet] public PageRef Retain() => this; public static implicit operator nint(PageRef page) => page._h; }
        public enum Dir : byte { Tx = 1, Rx = 2 }
        [Fragment(Accessor = typeof(DescOps))] public struct Desc { [FragmentPage] public PageRef Pg { get; set; } [FragmentOffset] public uint Off { get; set; } [FragmentSize] public ushort Len { get; set; } }
        public static class DescOps
        {
            public static void Ref(this in Desc d) => d.Pg.Retain();
            public static ushort Size(this in Desc d) => d.Len;
            public static bool DmaMap(this in Desc d, Dev dev, uint off, uint len, Dir dir, out ulong handle) => dev.TryMap(d.Pg, d.Off + off, len, dir, out handle);
        }
        public class Dev { [PageMap] public bool TryMap(PageRef page, uint off, uint len, Dir dir, out ulong handle) { handle = 0; return true; } }
        public static class Raw { [PageGet] public static void Get(nint page) { } }

        """;

    [Theory]
    [InlineData("FRAG1003", "if (!dev.TryMap(d.Pg, d.Off + done, 4, Dir.Tx, out ulong h)) return 0; return h;", "if (!DescOps.DmaMap(d, dev, done, 4, Dir.Tx, out ulong h)) return 0; return h;")]
    [InlineData("FRAG1003 FRAG1007", "ulong h; dev.TryMap(off: d.Off, page: d.Pg, len: d.Len, dir: Dir.Rx, handle: out h); return h;", "ulong h; DescOps.DmaMap(d, dev, 0, DescOps.Size(d), Dir.Rx, out h); return h;")]
    [InlineData("FRAG1003", "dev.TryMap(d.Pg, checked(d.Off + (uint)done), 4, Dir.Rx, out _); return 0;", "DescOps.DmaMap(d, dev, checked((uint)done), 4, Dir.Rx, out _); return 0;")]
    [InlineData("FRAG1001", "Raw.Get(d.Pg); return 0;", "DescOps.Ref(d); return 0;")]
    public Task HandlesOfAnotherDesign(string ids, string before, string after) => RawCalls.FixFileAsync(ids, InHandles(before), InHandles(after), standsAlone: true);

    [Theory]
    [InlineData("FRAG1003", "ConditionalFragment", "return dev?.TryMap(d.Pg, d.Off, 4, Dir.Tx, out ulong h) == true ? 1UL : 0;")]
    [InlineData("FRAG1001", "ResultUsed", "PageRef kept = d.Pg.Retain(); return (ulong)(nint)kept;")]
    public Task HandlesOfAnotherDesignDecline(string id, string reason, string statements) => RawCalls.DeclineFileAsync(id, reason, InHandles(statements), standsAlone: true);

    private static string InHandles(string statements) => Handles + $"class C {{ ulong M(ref Desc d, Dev dev, uint done) {{ {statements} }} }}";
}
