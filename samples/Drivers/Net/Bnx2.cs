using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card that puts the rest of a jumbo packet on a ring of pages, and takes pages back when it cannot refill.</summary>
public sealed class Bnx2(PciDev pdev, NetDevice netdev)
{
    // Pages of the receive ring; the driver's own descriptors, not a buffer's.
    private struct SwPage
    {
        public Page? Page;
        public ulong Mapping;
    }

    private readonly TxRing _tx = new(pdev.Dev);
    private readonly SwPage[] _rxPages = new SwPage[16];
    private int _prod;
    private int _cons;

    // P18: private ring of pages
    public bool AllocRxPage()
    {
        Page? page = Mm.AllocPage();
        if (page is null)
            return false;
        ulong mapping = Pci.MapPage(pdev, page, 0, Mm.PageSize, PciDma.FromCard);
        if (Pci.MappingError(pdev, mapping))
        {
            Mm.PutPage(page);
            return false;
        }

        ref SwPage slot = ref _rxPages[_prod++ % _rxPages.Length];
        slot.Page = page;
        slot.Mapping = mapping;
        return true;
    }

    // P9: pages of the ring become fragments
    public SkBuff BuildSkb(int length)
    {
        SkBuff skb = new(64);
        for (int i = 0; length > 0 && _cons < _prod; i++, _cons++)
        {
            ref SwPage slot = ref _rxPages[_cons % _rxPages.Length];
            int size = length < Mm.PageSize ? length : Mm.PageSize;
            Pci.UnmapPage(pdev, slot.Mapping, Mm.PageSize, PciDma.FromCard);
            skb.FillPageDesc(i, slot.Page, 0, size);
            slot.Page = null;
            skb.Len += size;
            skb.DataLen += size;
            length -= size;
        }

        return skb;
    }

    // P11: the last page goes back to the ring, the rest of the packet is freed
    public void ReuseRxPages(SkBuff? skb, int count)
    {
        if (skb is not null)
        {
            SharedInfo info = skb.Info;
            info.NrFrags--;
            Page? page = info.Frags[info.NrFrags].Page;
            info.Frags[info.NrFrags].Page = null;
            _rxPages[(_cons - 1) % _rxPages.Length].Page = page;
            skb.Free();
        }

        for (int i = 0; i < count; i++)
            _cons--;
    }

    // P1: a function of the generic family with the direction of the PCI family
    public Tx Xmit(SkBuff skb)
    {
        int first = _tx.Head;
        ulong mapping = Dma.MapSingle(pdev.Dev, skb.Data, skb.HeadLen, (DmaDir)PciDma.ToCard);
        if (Dma.MappingError(pdev.Dev, mapping))
            return netdev.Drop(skb);
        _tx.Post(mapping, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int len = frag.Size;
            mapping = Dma.MapPage(pdev.Dev, frag.Page, frag.PageOffset, len, (DmaDir)PciDma.ToCard);
            if (Dma.MappingError(pdev.Dev, mapping))
            {
                _tx.Unwind(first);
                return netdev.Drop(skb);
            }

            _tx.Post(mapping, len, page: true);
        }

        _tx.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tx.Complete();

    /// <summary>Gives the ring's pages back.</summary>
    public void FreeRing()
    {
        foreach (ref SwPage slot in System.MemoryExtensions.AsSpan(_rxPages))
        {
            if (slot.Page is null)
                continue;
            slot.Page.Put();
            slot.Page = null;
        }
    }
}
