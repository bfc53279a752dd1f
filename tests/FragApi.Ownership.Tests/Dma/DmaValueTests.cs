using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG3003 and FRAG3004: an unmap differs from its map; an offset goes into an address twice, or not at all.</summary>
public sealed class DmaValueTests
{
    private const string Mapped = "long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; ";

    public static TheoryData<string> Differing =>
    [
        Mapped + "{|FRAG3003:UnmapSingle(dev, m, len, ToDevice)|};",
        Mapped + "{|FRAG3003:UnmapPage(dev, m, len, DmaDir.FromDevice)|};",
        Mapped + "{|FRAG3003:UnmapPage(dev, m, len + 4, ToDevice)|};",
        Mapped + "{|FRAG3003:UnmapPage(dev, m, len - 14, ToDevice)|};",
        "long m = MapPage(dev, page, 0, 128, ToDevice); if (MappingError(dev, m)) return; {|FRAG3003:UnmapPage(dev, m, Mm.PageSize, ToDevice)|};",
        "long m = SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice); if (MappingError(dev, m)) return; {|FRAG3003:UnmapPage(dev, m, frag.Size - 4, ToDevice)|};",
        "long m = SkbFrag.DmaMap(dev, frag, 0, len, ToDevice); if (MappingError(dev, m)) return; {|FRAG3003:Pci.UnmapPage(pdev, m, len, PciDir.FromDevice)|};",
        "if (!TryMapPage(dev, page, 0, len, ToDevice, out long m)) return; {|FRAG3003:UnmapPage(dev, m, len, DmaDir.FromDevice)|};",
        "long m = MapPage(dev, page, 0, len, ToDevice); long z = m; if (MappingError(dev, m)) return; {|FRAG3003:UnmapPage(dev, z, len, DmaDir.Both)|};",
    ];

    [Theory]
    [MemberData(nameof(Differing))]
    public Task Another_family_direction_or_size(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> Alike =>
    [
        Mapped + "UnmapPage(dev, m, len, ToDevice);",
        Mapped + "UnmapPage(dev, m, len, DmaDir.ToDevice);",
        Mapped + "Pci.UnmapPage(pdev, m, len, PciDir.ToDevice);",
        Mapped + "UnmapPage(dev, m, n, ToDevice);",
        Mapped + "UnmapPage(dev, m, ring[i].Len, ToDevice);",
        Mapped + "int same = len; UnmapPage(dev, m, same, ToDevice);",
        Mapped + "DmaDir dir = b ? DmaDir.FromDevice : ToDevice; UnmapPage(dev, m, len, dir);",
        "long m = Pci.MapPage(pdev, page, 0, len, PciDir.ToDevice); if (Pci.MappingError(pdev, m)) return; UnmapPage(dev, m, len, ToDevice);",
        "long m = Pci.MapPage(pdev, page, 0, len, PciDir.ToDevice); if (Pci.MappingError(pdev, m)) return; UnmapSingle(dev, m, len, ToDevice);",
        "long m = b ? MapPage(dev, page, 0, len, ToDevice) : 0; if (MappingError(dev, m)) return; UnmapSingle(dev, m, len, ToDevice);",
        "int size = frag.Size; long m = MapPage(dev, page, 0, size, ToDevice); if (MappingError(dev, m)) return; UnmapPage(dev, m, frag.Size, ToDevice);",
        "long m = MapPage(dev, page, 0, frag.Size, ToDevice); if (MappingError(dev, m)) return; frag.Size += 4; UnmapPage(dev, m, frag.Size - 4, ToDevice);",
        "long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; len += 4; UnmapPage(dev, m, len - 4, ToDevice);",
        "long m = MapPage(dev, page, 0, len + 4, ToDevice); if (MappingError(dev, m)) return; UnmapPage(dev, m, 4 + len, ToDevice);",
        "UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice);",
    ];

    [Theory]
    [MemberData(nameof(Alike))]
    public Task The_same_or_nobody_can_tell(string statements) => DmaSnippet.SilentAsync(statements);

    private const string Keep = "; if (MappingError(dev, m)) return; net.Post(m, len);";

    public static TheoryData<string> Twice =>
    [
        "long m = SkbFrag.DmaMap(dev, frag, {|FRAG3004:frag.Offset|}, len, ToDevice)" + Keep,
        "long m = SkbFrag.DmaMap(dev, frag, {|FRAG3004:frag.Offset + n|}, len, ToDevice)" + Keep,
        "long m = SkbFrag.DmaMap(dev, frag, {|FRAG3004:SkbFrag.Offset(frag)|}, len, ToDevice)" + Keep,
        "int off = frag.Offset; long m = SkbFrag.DmaMap(dev, frag, {|FRAG3004:off|}, len, ToDevice)" + Keep,
        "int off = frag.Offset; while (len > 0) { long m = SkbFrag.DmaMap(dev, frag, {|FRAG3004:off|}, 64, ToDevice); if (MappingError(dev, m)) return; net.Post(m, 64); off += 64; len -= 64; }",
        "long a = {|FRAG3004:SkbFrag.Address(frag) + frag.Offset|};",
        "long a = {|FRAG3004:frag.Offset + SkbFrag.Address(frag)|};",
        "long a = {|FRAG3004:SkbFrag.Phys(frag) + n + frag.Offset|};",
        "long a = {|FRAG3004:Mm.PageAddress(frag.Page) + frag.Offset + frag.Offset|};",
        "long m = MapPage(dev, frag.Page, {|FRAG3004:frag.Offset + frag.Offset|}, len, ToDevice)" + Keep,
    ];

    [Theory]
    [MemberData(nameof(Twice))]
    public Task The_accessor_adds_it_too(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> Lost =>
    [
        "long m = {|FRAG3004:MapPage(dev, frag.Page, 0, frag.Size, ToDevice)|}" + Keep,
        "long m = {|FRAG3004:MapPage(dev, SkbFrag.Page(frag), 0, SkbFrag.Size(frag), ToDevice)|}" + Keep,
        "int size = frag.Size; long m = {|FRAG3004:MapPage(dev, frag.Page, 0, size, ToDevice)|}" + Keep,
        "Page p = frag.Page; long m = {|FRAG3004:MapPage(dev, p, 0, frag.Size, ToDevice)|}" + Keep,
        "Mm.Copy(0, {|FRAG3004:Mm.PageAddress(frag.Page)|}, frag.Size);",
        "Span<byte> s = new Span<byte>((void*){|FRAG3004:Mm.PageAddress(frag.Page)|}, frag.Size);",
        "Span<byte> s = new Span<byte>((void*)({|FRAG3004:Mm.PageAddress(SkbFrag.Page(frag))|}), SkbFrag.Size(frag));",
    ];

    [Theory]
    [MemberData(nameof(Lost))]
    public Task The_whole_fragment_from_the_start_of_the_page(string statements) => DmaSnippet.FlagsAsync(statements);

    public static TheoryData<string> Right =>
    [
        "long m = SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice)" + Keep,
        "long m = SkbFrag.DmaMap(dev, frag, n, frag.Size - n, ToDevice)" + Keep,
        "long m = SkbFrag.DmaMap(dev, skb.Info.Frags[i], frag.Offset, len, ToDevice)" + Keep,
        "int off = 0; while (len > 0) { long m = SkbFrag.DmaMap(dev, frag, off, 64, ToDevice); if (MappingError(dev, m)) return; net.Post(m, 64); off += 64; len -= 64; }",
        "int off = frag.Offset; off = 0; long m = SkbFrag.DmaMap(dev, frag, off, len, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, frag.Offset, frag.Size, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, frag.Offset + n, frag.Size - n, ToDevice)" + Keep,
        "int off = frag.Offset; long m = MapPage(dev, frag.Page, off, frag.Size, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, n, frag.Size, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, head, frag.Size, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, 0, Mm.PageSize, ToDevice)" + Keep,
        "long m = MapPage(dev, frag.Page, 0, len, ToDevice)" + Keep,
        "long m = MapPage(dev, page, 0, frag.Size, ToDevice)" + Keep,
        "frag.Offset = 0; long m = MapPage(dev, frag.Page, 0, frag.Size, ToDevice)" + Keep,
        "SkbFrag.Fill(ref frag, page, 0, len); long m = MapPage(dev, frag.Page, 0, frag.Size, ToDevice)" + Keep,
        "if (frag.Offset != 0) return; long m = MapPage(dev, frag.Page, 0, frag.Size, ToDevice)" + Keep,
        "long a = SkbFrag.Address(frag);",
        "long a = SkbFrag.Address(frag) + n;",
        "long a = SkbFrag.Address(frag) + skb.Info.Frags[i].Offset;",
        "long a = SkbFrag.Address(frag) - frag.Offset;",
        "long a = Mm.PageAddress(frag.Page) + frag.Offset;",
        "long a = Mm.PageAddress(frag.Page); a += frag.Offset;",
        "long a = Mm.PageAddress(frag.Page);",
        "Mm.Copy(0, Mm.PageAddress(frag.Page) + frag.Offset, frag.Size);",
        "Mm.Copy(0, Mm.PageAddress(frag.Page) + n, frag.Size);",
        "Mm.Copy(0, Mm.PageAddress(page), frag.Size);",
        "Mm.Copy(frag.Offset, Mm.PageAddress(frag.Page), frag.Size);",
        "Mm.Copy(0, Mm.PageAddress(frag.Page), Mm.PageSize);",
        "bool same = SkbFrag.Address(frag) == frag.Offset;",
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public Task Added_once_or_nobody_can_tell(string statements) => DmaSnippet.SilentAsync(statements);

    /// <summary>e1000: the loop's offset was re-based to 0 for the map, and the other reader lost the fragment's offset.</summary>
    [Fact]
    public async Task B1_e1000()
    {
        await DmaSnippet.MembersAsync("""
            public void Xmit(SkBuff skb, ulong hang)
            {
                ref Frag frag = ref skb.Info.Frags[0];
                int len = frag.Size;
                int offset = 0;
                while (len > 0)
                {
                    int size = len < 4096 ? len : 4096;
                    if ((({|FRAG3004:Mm.PageToPhys(frag.Page) + offset + size - 1|}) & 4) == 0)
                        size -= 4;
                    long m = SkbFrag.DmaMap(dev, frag, offset, size, ToDevice);
                    if (MappingError(dev, m))
                        return;
                    net.Post(m, size);
                    len -= size;
                    offset += size;
                }
            }
            """);
        await DmaSnippet.MembersAsync("""
            public void Xmit(SkBuff skb, ulong hang)
            {
                ref Frag frag = ref skb.Info.Frags[0];
                int len = frag.Size;
                int offset = 0;
                while (len > 0)
                {
                    int size = len < 4096 ? len : 4096;
                    if (((SkbFrag.Phys(frag) + offset + size - 1) & 4) == 0)
                        size -= 4;
                    long m = SkbFrag.DmaMap(dev, frag, offset, size, ToDevice);
                    if (MappingError(dev, m))
                        return;
                    net.Post(m, size);
                    len -= size;
                    offset += size;
                }
            }
            """);
    }

    /// <summary>Before its conversion the same driver was right: the offset was in the seed.</summary>
    [Fact]
    public Task B1_before() => DmaSnippet.MembersAsync("""
        public void Xmit(SkBuff skb)
        {
            ref Frag frag = ref skb.Info.Frags[0];
            int len = frag.Size;
            int offset = frag.Offset;
            while (len > 0)
            {
                int size = len < 4096 ? len : 4096;
                if (((Mm.PageToPhys(frag.Page) + offset + size - 1) & 4) == 0)
                    size -= 4;
                long m = MapPage(dev, frag.Page, offset, size, ToDevice);
                if (MappingError(dev, m))
                    return;
                net.Post(m, size);
                len -= size;
                offset += size;
            }
        }
        """);

    /// <summary>A copy that mapped the page and left the offset out passed its tests, because the offset was 0 there.</summary>
    [Fact]
    public async Task B4_copy_without_the_offset()
    {
        await DmaSnippet.MembersAsync("""
            static void CopyFrag(long to, in Frag frag)
            {
                Mm.Copy(to, {|FRAG3004:Mm.PageAddress(frag.Page)|}, frag.Size);
            }
            """);
        await DmaSnippet.MembersAsync("""
            static void CopyFrag(long to, in Frag frag)
            {
                Mm.Copy(to, SkbFrag.Address(frag), frag.Size);
            }
            """);
    }

    /// <summary>Unmapping a page as if it were a single buffer: seen when one half of a driver was converted.</summary>
    [Fact]
    public async Task P4_half_converted()
    {
        await DmaSnippet.MembersAsync("""
            public void Probe(in Frag frag)
            {
                long m = SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice);
                if (MappingError(dev, m))
                    return;
                {|FRAG3003:UnmapSingle(dev, m, frag.Size, ToDevice)|};
            }
            """.Replace("SkbFrag.DmaMap(dev, frag, 0, frag.Size, ToDevice)", "MapPage(dev, frag.Page, frag.Offset, frag.Size, ToDevice)"));
        await DmaSnippet.MembersAsync("""
            public void Probe(in Frag frag)
            {
                long m = MapPage(dev, frag.Page, frag.Offset, frag.Size, ToDevice);
                if (MappingError(dev, m))
                    return;
                UnmapPage(dev, m, frag.Size, ToDevice);
            }
            """);
    }
}
