using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Scatter-gather engine of a ten-gigabit card.</summary>
public sealed unsafe class Cxgb4(Device dev, NetDevice netdev)
{
    // A received packet before it is a buffer: pieces in pages of the free list.
    private struct PacketGl
    {
        public Frag[] Frags;
        public int NFrags;
        public int TotalLength;
    }

    private readonly DescRing _ring = new(64);

    // P1: walk from the first fragment to the end; unwinding walks the addresses back
    private bool MapSkb(SkBuff skb, Span<ulong> addresses)
    {
        int n = 0;
        addresses[n] = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, addresses[n]))
            return false;

        fixed (Frag* frags = skb.Info.Frags)
        {
            Frag* fp;
            Frag* end = &frags[skb.Info.NrFrags];
            for (fp = frags; fp < end; fp++)
            {
                addresses[++n] = Dma.MapPage(dev, fp->Page, fp->PageOffset, fp->Size, DmaDir.ToDevice);
                if (Dma.MappingError(dev, addresses[n]))
                    goto Unwind;
            }

            return true;

        Unwind:
            while (fp-- > frags)
                Dma.UnmapPage(dev, addresses[--n], fp->Size, DmaDir.ToDevice);
        }

        Dma.UnmapSingle(dev, addresses[0], skb.HeadLen, DmaDir.ToDevice);
        return false;
    }

    /// <summary>Sends a buffer and waits for the engine.</summary>
    public Tx Xmit(SkBuff skb)
    {
        Span<ulong> addresses = stackalloc ulong[SharedInfo.MaxFrags + 1];
        if (!MapSkb(skb, addresses))
            return netdev.Drop(skb);

        _ring.Post(addresses[0], skb.HeadLen);
        for (int i = 0; i < skb.Info.NrFrags; i++)
            _ring.Post(addresses[i + 1], skb.Info.Frags[i].Size);

        Dma.UnmapSingle(dev, addresses[0], skb.HeadLen, DmaDir.ToDevice);
        for (int i = 0; i < skb.Info.NrFrags; i++)
            Dma.UnmapPage(dev, addresses[i + 1], skb.Info.Frags[i].Size, DmaDir.ToDevice);
        skb.Free();
        return Tx.Ok;
    }

    // P12, P9: the first piece without its padding, the rest as they are; only the last page is also used by the next packet
    private static void CopyFrags(SkBuff skb, in PacketGl gl, int offset)
    {
        SharedInfo info = skb.Info;
        int n = gl.NFrags;
        info.Frags[0].Page = gl.Frags[0].Page;
        info.Frags[0].PageOffset = gl.Frags[0].PageOffset + offset;
        info.Frags[0].Size = gl.Frags[0].Size - offset;
        info.NrFrags = n;
        if (n > 1)
            Array.Copy(gl.Frags, 1, info.Frags, 1, n - 1);

        // The free list still holds the last page.
        Mm.GetPage(gl.Frags[n - 1].Page);
    }

    /// <summary>Receives a packet of pieces that the card has put into <paramref name="pages"/>.</summary>
    public void Receive(ReadOnlySpan<Page> pages, int pieceLength)
    {
        PacketGl gl = new() { Frags = new Frag[pages.Length], NFrags = pages.Length };
        for (int i = 0; i < pages.Length; i++)
        {
            SkbFrag.Fill(ref gl.Frags[i], pages[i], 64 * i, pieceLength);
            gl.TotalLength += pieceLength;
        }

        SkBuff skb = new(0);
        CopyFrags(skb, gl, 2);
        skb.Len = skb.DataLen = gl.TotalLength - 2;
        netdev.Receive(skb);
    }
}
