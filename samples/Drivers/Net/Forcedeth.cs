using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A chipset's controller whose descriptors hold at most <see cref="MaxChunk"/> bytes; two descriptor formats.</summary>
public sealed class Forcedeth(PciDev pdev, NetDevice netdev)
{
    /// <summary>The longest piece that one descriptor takes.</summary>
    public const int MaxChunk = 1 << 10;

    private readonly TxRing _ring = new(pdev.Dev);

    // P2: a fragment in chunks, the offset grows beside the fragment's own
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        if (!PutHead(skb))
            return netdev.Drop(skb);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int size = frag.Size;
            int offset = 0;
            do
            {
                int bcnt = Math.Min(size, MaxChunk);
                ulong dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset + offset, bcnt, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                {
                    _ring.Unwind(first);
                    return netdev.Drop(skb);
                }

                _ring.Post(dma, bcnt, page: true);
                offset += bcnt;
                size -= bcnt;
            }
            while (size > 0);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P2: the second descriptor format; the sum the other way round
    public Tx XmitOptimized(SkBuff skb)
    {
        int first = _ring.Head;
        if (!PutHead(skb))
            return netdev.Drop(skb);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            for (int offset = 0; offset < frag.Size;)
            {
                int bcnt = frag.Size - offset > MaxChunk ? MaxChunk : frag.Size - offset;
                ulong dma = Pci.MapPage(pdev, frag.Page, (offset + frag.PageOffset), bcnt, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                {
                    _ring.Unwind(first);
                    return netdev.Drop(skb);
                }

                _ring.Post(dma, bcnt, page: true, flags: 0x20);
                offset += bcnt;
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Descriptors that a buffer needs.</summary>
    public static int Entries(SkBuff skb)
    {
        int entries = (skb.HeadLen + MaxChunk - 1) / MaxChunk;
        for (int i = 0; i < skb.Info.NrFrags; i++)
            entries += (skb.Info.Frags[i].Size + MaxChunk - 1) / MaxChunk;
        return entries;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();

    private bool PutHead(SkBuff skb)
    {
        ulong dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, dma))
            return false;
        _ring.Post(dma, skb.HeadLen, page: false);
        return true;
    }
}
