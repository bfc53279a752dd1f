using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A ten-gigabit card with descriptors of 16 KiB, used here for at most 1 KiB each.</summary>
public sealed class Ixgb(PciDev pdev, NetDevice netdev)
{
    private const int MaxData = 1024;

    private readonly TxRing _ring = new(pdev.Dev);

    // P3: seeded loop with a single reader; the head loop before starts the same variable at 0
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        int len = skb.HeadLen;
        int offset = 0;
        while (len > 0)
        {
            int size = Math.Min(len, MaxData);
            ulong dma = Pci.MapSingle(pdev, skb.Data + offset, size, PciDma.ToCard);
            if (Pci.MappingError(pdev, dma))
                goto DmaError;
            _ring.Post(dma, size, page: false);
            len -= size;
            offset += size;
        }

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            len = frag.Size;
            offset = frag.PageOffset;
            while (len > 0)
            {
                int size = Math.Min(len, MaxData);
                ulong dma = Pci.MapPage(pdev, frag.Page, offset, size, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                    goto DmaError;
                _ring.Post(dma, size, page: true);
                len -= size;
                offset += size;
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;

    DmaError:
        _ring.Unwind(first);
        return netdev.Drop(skb);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
