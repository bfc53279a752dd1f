using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An intelligent card; a packet's pieces are kept in an array before they are written to the ring.</summary>
public sealed class Netxen(PciDev pdev, NetDevice netdev)
{
    private struct SkbFragMap
    {
        public ulong Dma;
        public int Length;
    }

    private readonly DescRing _ring = new(64);

    // P1: assigned and checked in one condition
    private bool MapTxSkb(SkBuff skb, SkbFragMap[] pieces)
    {
        pieces[0].Length = skb.HeadLen;
        if (Pci.MappingError(pdev, pieces[0].Dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard)))
            return false;

        int i;
        for (i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ref SkbFragMap nf = ref pieces[i + 1];
            if (Pci.MappingError(pdev, nf.Dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard)))
                goto Unwind;
            nf.Length = frag.Size;
        }

        return true;

    Unwind:
        while (--i >= 0)
            Pci.UnmapPage(pdev, pieces[i + 1].Dma, pieces[i + 1].Length, PciDma.ToCard);
        Pci.UnmapSingle(pdev, pieces[0].Dma, pieces[0].Length, PciDma.ToCard);
        return false;
    }

    /// <summary>Sends a buffer and waits for the card.</summary>
    public Tx Xmit(SkBuff skb)
    {
        SkbFragMap[] pieces = new SkbFragMap[SharedInfo.MaxFrags + 1];
        if (!MapTxSkb(skb, pieces))
            return netdev.Drop(skb);

        for (int i = 0; i <= skb.Info.NrFrags; i++)
            _ring.Post(pieces[i].Dma, pieces[i].Length);
        for (int i = 1; i <= skb.Info.NrFrags; i++)
            Pci.UnmapPage(pdev, pieces[i].Dma, pieces[i].Length, PciDma.ToCard);
        Pci.UnmapSingle(pdev, pieces[0].Dma, pieces[0].Length, PciDma.ToCard);
        skb.Free();
        return Tx.Ok;
    }
}
