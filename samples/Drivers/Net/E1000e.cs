using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The PCI Express sibling.</summary>
public sealed class E1000e(PciDev pdev, NetDevice netdev)
{
    private const int MaxPerTxd = 4096;

    private readonly TxRing _ring = new(pdev.Dev);

    // P3: seeded loop, single reader
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong dma = Dma.MapSingle(pdev.Dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(pdev.Dev, dma))
            return netdev.Drop(skb);
        _ring.Post(dma, skb.HeadLen, page: false);

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            int len = frag.Size;
            int offset = frag.PageOffset;

            while (len != 0)
            {
                int size = Math.Min(len, MaxPerTxd);
                dma = Dma.MapPage(pdev.Dev, frag.Page, offset, size, DmaDir.ToDevice);
                if (Dma.MappingError(pdev.Dev, dma))
                {
                    _ring.Unwind(first);
                    return netdev.Drop(skb);
                }

                _ring.Post(dma, size, page: true);
                len -= size;
                offset += size;
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P9: packet split, one page a turn; the loop variable is the fragment's index
    public static void AddPacketSplit(SkBuff skb, ReadOnlySpan<int> lengths)
    {
        for (int j = 0; j < lengths.Length && lengths[j] > 0; j++)
        {
            Page? page = Mm.AllocPage();
            if (page is null)
                return;
            ref Frag frag = ref skb.Info.Frags[j];
            frag.Page = page;
            frag.PageOffset = 0;
            frag.Size = lengths[j];
            skb.Info.NrFrags++;
            skb.Len += lengths[j];
            skb.DataLen += lengths[j];
        }
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
