using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A board chip with two descriptor formats and a workaround for each.</summary>
public sealed unsafe class Sis190(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P1: pointer indexing; mapped twice when the first address is unusable
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        fixed (Frag* frags = skb.Info.Frags)
        {
            for (int i = 0; i < skb.Info.NrFrags; i++)
            {
                ulong dma = Pci.MapPage(pdev, frags[i].Page, frags[i].PageOffset, frags[i].Size, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                {
                    Recorder.Log("once more");
                    dma = Pci.MapPage(pdev, (frags + i)->Page, (frags + i)->PageOffset, (frags + i)->Size, PciDma.ToCard);
                    if (Pci.MappingError(pdev, dma))
                    {
                        _ring.Unwind(first);
                        return netdev.Drop(skb);
                    }
                }

                _ring.Post(dma, frags[i].Size, page: true);
            }
        }

        if (skb.Info.NrFrags == 0)
            _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P5, P1: the first bytes of each fragment decide its descriptor's flags
    public Tx XmitClassified(SkBuff skb)
    {
        int first = _ring.Head;
        foreach (Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            byte kind = Mm.Span((nint)((ulong)Mm.PageAddress(frag.Page) + (ulong)frag.PageOffset), 1)[0];
            ulong dma = Pci.MapPage(pdev: pdev, page: frag.Page, offset: frag.PageOffset, size: frag.Size, dir: PciDma.ToCard);
            if (Pci.MappingError(pdev, dma))
            {
                _ring.Unwind(first);
                return netdev.Drop(skb);
            }

            _ring.Post(dma, frag.Size, page: true, flags: kind);
        }

        if (_ring.Head == first)
            return netdev.Drop(skb);
        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
