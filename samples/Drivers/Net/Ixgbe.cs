using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A ten-gigabit controller; the last descriptor of a packet reports for all of them.</summary>
public sealed class Ixgbe(PciDev pdev, NetDevice netdev)
{
    private const int MaxPerTxd = 1 << 12;
    private const uint Report = 0x9;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1, P3: the page and the offset in locals; the offset's only reader besides its increment is the map
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong dma = Dma.MapSingle(pdev.Dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(pdev.Dev, dma))
            return netdev.Drop(skb);
        _ring.Post(dma, skb.HeadLen, page: false);

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[f];
            int left = frag.Size;
            for (int offset = frag.PageOffset; left > 0; offset += MaxPerTxd, left -= MaxPerTxd)
            {
                int size = Math.Min(left, MaxPerTxd);
                dma = Dma.MapPage(pdev.Dev, frag.Page, offset, size, DmaDir.ToDevice);
                if (Dma.MappingError(pdev.Dev, dma))
                {
                    _ring.Unwind(first);
                    return netdev.Drop(skb);
                }

                _ring.Post(dma, size, page: true);
            }
        }

        _ring[_ring.Head - 1].Flags = Report;
        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P5, P12: the head is filled from the first fragment, which gives those bytes up
    public static void PullTail(SkBuff skb, int bytes)
    {
        ref Frag frag = ref skb.Info.Frags[0];
        nint va = frag.Page.PageAddress() + frag.PageOffset;
        int pull = Math.Min(bytes, frag.Size);
        Mm.Span(va, pull).CopyTo(Mm.Span(skb.Data, pull));
        frag.Size -= pull;
        frag.PageOffset += pull;
        skb.DataLen -= pull;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
