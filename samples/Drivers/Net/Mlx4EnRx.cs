using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Receive side: large pages are handed out in strides; a descriptor's fragments become the packet's.</summary>
public sealed class Mlx4EnRx(PciDev pdev, NetDevice netdev)
{
    private const int Order = 2;
    private const int Stride = 1536;

    // The allocator of one stride.
    private sealed class PageAlloc
    {
        public Page? Page;
        public int Offset;
    }

    private readonly PageAlloc _alloc = new();
    private readonly ulong[] _dma = new ulong[SharedInfo.MaxFrags];

    /// <summary>Opens the allocator.</summary>
    public bool Open()
    {
        _alloc.Page = Mm.AllocPage(Order);
        _alloc.Offset = 0;
        return _alloc.Page is not null;
    }

    // P18, P9, P1: an entry of the ring is a fragment that is no buffer's yet; the last stride of a page takes the allocator's reference
    public bool AllocFrag(Span<Frag> ring, int i)
    {
        ref Frag frag = ref ring[i];
        if (_alloc.Offset + 2 * Stride > Mm.PageSize << Order)
        {
            Page? page = Mm.AllocPage(Order);
            if (page is null)
                return false;
            frag.Page = _alloc.Page;
            frag.PageOffset = _alloc.Offset;
            _alloc.Page = page;
            _alloc.Offset = 0;
        }
        else
        {
            Page? page = _alloc.Page;
            Mm.GetPage(page);
            frag.Page = page;
            frag.PageOffset = _alloc.Offset;
            _alloc.Offset += Stride;
        }

        frag.Size = Stride;
        _dma[i] = Pci.MapSingle(
            pdev, Mm.PageAddress(frag.Page) + (nint)frag.PageOffset, frag.Size, PciDma.FromCard);
        Recorder.Log($"rx desc {i} {Recorder.Name(_dma[i])}");
        return true;
    }

    // P12, P8: descriptors move to the packet; when an entry cannot be refilled, the pieces already taken are put
    public bool CompleteRxDesc(SkBuff skb, Span<Frag> ring, int length)
    {
        int nr;
        for (nr = 0; nr < ring.Length && length > 0; nr++)
        {
            Pci.UnmapSingle(pdev, _dma[nr], ring[nr].Size, PciDma.FromCard);
            skb.Info.Frags[nr].Page = ring[nr].Page;
            skb.Info.Frags[nr].PageOffset = ring[nr].PageOffset;
            skb.Info.Frags[nr].Size = length < ring[nr].Size ? length : ring[nr].Size;
            if (!AllocFrag(ring, nr))
                goto Fail;
            length -= skb.Info.Frags[nr].Size;
            skb.DataLen += skb.Info.Frags[nr].Size;
            skb.Len += skb.Info.Frags[nr].Size;
        }

        skb.Info.NrFrags = nr;
        netdev.Receive(skb);
        return true;

    Fail:
        // The page of the entry that failed stays on the ring; the allocator stays as it was.
        while (nr > 0)
        {
            nr--;
            Mm.PutPage(skb.Info.Frags[nr].Page);
        }

        return false;
    }

    /// <summary>Gives the ring and the allocator back.</summary>
    public void Close(Span<Frag> ring)
    {
        // P8: fragments on the ring
        for (int i = 0; i < ring.Length; i++)
        {
            ref Frag frag = ref ring[i];
            if (frag.Page is null)
                continue;
            Pci.UnmapSingle(pdev, _dma[i], frag.Size, PciDma.FromCard);
            Mm.PutPage(frag.Page);
        }

        _alloc.Page?.Put();
        _alloc.Page = null;
    }
}
