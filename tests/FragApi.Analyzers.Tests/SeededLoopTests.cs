using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Loops that run an offset from the fragment's own: re-based to 0 when nobody else reads it (e1000 did not look).</summary>
public sealed class SeededLoopTests
{
    [Theory]
    [InlineData("FRAG1003",
        "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }",
        "int off = 0; while (b) { dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("FRAG1003",
        "for (int off = frag.Offset; b; off += len) dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);",
        "for (int off = 0; b; off += len) dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice);")]
    [InlineData("FRAG1003",
        "int off; for (off = frag.Offset; b; off = off + len) dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);",
        "int off; for (off = 0; b; off = off + len) dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice);")]
    [InlineData("FRAG1003",
        "var off = frag.Offset + done; do { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off++; } while (b);",
        "var off = done; do { dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice); off++; } while (b);")]
    [InlineData("FRAG1003",
        "uint off = (uint)frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, (int)off, len, DmaDir.ToDevice); off += 4096; }",
        "uint off = 0; while (b) { dma = SkbFrag.DmaMap(dev, frag, (int)off, len, DmaDir.ToDevice); off += 4096; }")]
    [InlineData("FRAG1003 FRAG1003",
        "int off = frag.Offset; dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); while (b) { off += len; dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); }",
        "int off = 0; dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice); while (b) { off += len; dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice); }")]
    [InlineData("FRAG1003 FRAG1003",
        "int off = frag.Offset; while (b) { if (done == 0) dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); else dma = Pci.MapPage(pdev, frag.Page, off, len, PciDir.ToDevice); off += len; }",
        "int off = 0; while (b) { if (done == 0) dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice); else dma = SkbFrag.DmaMap(pdev.Dev, frag, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("FRAG1004 FRAG1003",
        "int off = frag.Offset; Use(Mm.PageAddress(frag.Page) + off); for (; b; off += len) dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice);",
        "int off = 0; Use(SkbFrag.Address(frag)); for (; b; off += len) dma = SkbFrag.DmaMap(dev, frag, off, len, DmaDir.ToDevice);")]
    [InlineData("FRAG1003",
        "int off = 0; while (off < len) { Pure(off); off++; } off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, 1, DmaDir.ToDevice); off++; }",
        "int off = 0; while (off < len) { Pure(off); off++; } off = 0; while (b) { dma = SkbFrag.DmaMap(dev, frag, off, 1, DmaDir.ToDevice); off++; }")] // a head loop with the same variable
    [InlineData("FRAG1003 FRAG1003",
        "for (int off = frags[0].Offset; b; off++) dma = Dma.MapPage(dev, frags[0].Page, off, 1, DmaDir.ToDevice); for (int off = frag.Offset; b; off++) dma = Dma.MapPage(dev, frag.Page, off, 1, DmaDir.ToDevice);",
        "for (int off = 0; b; off++) dma = SkbFrag.DmaMap(dev, frags[0], off, 1, DmaDir.ToDevice); for (int off = 0; b; off++) dma = SkbFrag.DmaMap(dev, frag, off, 1, DmaDir.ToDevice);")]
    [InlineData("FRAG1003",
        "foreach (Frag f in frags) { int off = f.Offset; while (b) { dma = Dma.MapPage(dev, f.Page, off, 1, DmaDir.ToDevice); off += 1; } }",
        "foreach (Frag f in frags) { int off = 0; while (b) { dma = SkbFrag.DmaMap(dev, f, off, 1, DmaDir.ToDevice); off += 1; } }")]
    public Task IsRebased(string ids, string before, string after) => RawCalls.FixAsync(ids, before, after);

    [Theory]
    [InlineData("OffsetOtherReader", "int off = frag.Offset; while (b) { if ((off & 7) != 0) N(); dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }")] // e1000
    [InlineData("OffsetOtherReader", "int off = frag.Offset; while (b) { Use(Mm.PageToPhys(frags[i].Page.Next) + off + len - 1); dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("OffsetOtherReader", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; } Pure(off);")]
    [InlineData("OffsetOtherReader", "for (int off = frag.Offset; off < len; off += 1) dma = Dma.MapPage(dev, frag.Page, off, 1, DmaDir.ToDevice);")]
    [InlineData("OffsetOtherReader", "int off = frag.Offset; int end = off + len; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; } Pure(end);")]
    [InlineData("OffsetOtherReader", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len - off, DmaDir.ToDevice); off += len; }")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off *= 2; }")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); if (len > 4) off = 0; off += len; }")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); Step(ref off); } static void Step(ref int n) { n++; }")]
    [InlineData("OffsetUnknown", "int off = frags[i].Offset; while (b) { dma = Dma.MapPage(dev, frags[i].Page, off, len, DmaDir.ToDevice); off += len; i++; }")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; frag.Offset += len; }")]
    [InlineData("OffsetUnknown", "int off = frag.Offset; again: dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; if (b) goto again;")]
    [InlineData("OffsetUnknown", "int x, y; x = y = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, y, len, DmaDir.ToDevice); y += 4; } Pure(x);")]
    [InlineData("OffsetMissing", "int off = 0; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("OffsetMissing", "int off = frag.Size; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("OffsetMissing", "int off = frags[i].Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); off += len; }")]
    [InlineData("OffsetUnknown", "int off = frags[0].Offset; Action step = () => off++; while (b) { dma = Dma.MapPage(dev, frags[0].Page, off, len, DmaDir.ToDevice); step(); }")]
    [InlineData("NoDirection", "int off = frag.Offset; while (b) { dma = Pci.MapPage(pdev, frag.Page, off, len, b ? PciDir.ToDevice : PciDir.FromDevice); off += len; }")]
    public Task IsLeftAlone(string reason, string statements) => RawCalls.DeclineAsync("FRAG1003", reason, statements);

    [Fact]
    public Task SeedSharedWithAMappingThatHasNoFixStays() => RawCalls.FixAsync("FRAG1003 FRAG1003",
        "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); dma = Pci.MapPage(pdev, frag.Page, off, len, (PciDir)9); off += len; }",
        "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); dma = Pci.MapPage(pdev, frag.Page, off, len, (PciDir)9); off += len; }");

    [Fact]
    public Task SeedSharedByTwoFragmentsStays() => RawCalls.FixAsync("FRAG1003 FRAG1003",
        "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); dma = Dma.MapPage(dev, frags[0].Page, off, len, DmaDir.ToDevice); off += len; }",
        "int off = frag.Offset; while (b) { dma = Dma.MapPage(dev, frag.Page, off, len, DmaDir.ToDevice); dma = Dma.MapPage(dev, frags[0].Page, off, len, DmaDir.ToDevice); off += len; }");
}
