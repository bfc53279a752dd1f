using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card that takes a request as one block of words; a helper writes the words of a piece.</summary>
public sealed class Lancer(PciDev pdev, NetDevice netdev)
{
    private readonly DescRing _ring = new(64);
    private readonly (ulong Addr, int Len)[] _mapped = new (ulong, int)[SharedInfo.MaxFrags];

    // P1: the fragment comes in by reference and must not change
    private ulong MapFrag(in Frag frag) =>
        Dma.MapPage(pdev.Dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);

    // P5: short pieces are sent as immediate words
    private static ReadOnlySpan<byte> Immediate(in Frag frag) =>
        Mm.Span((frag.Page!).PageAddress() + (nint)(frag.PageOffset), frag.Size);

    /// <summary>Sends a buffer and waits for the card.</summary>
    public Tx Xmit(SkBuff skb)
    {
        int n = 0;
        Tx result = Tx.Ok;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            if (frag.Size <= 64)
            {
                Recorder.Log($"immediate {Convert.ToHexString(Immediate(in frag)[..4])}");
                continue;
            }

            ulong addr = MapFrag(in frag);
            if (Dma.MappingError(pdev.Dev, addr))
            {
                result = Tx.Dropped;
                break;
            }

            _mapped[n++] = (addr, frag.Size);
            _ring.Post(addr, frag.Size);
        }

        while (n-- > 0)
            Dma.UnmapPage(pdev.Dev, _mapped[n].Addr, _mapped[n].Len, DmaDir.ToDevice);
        if (result == Tx.Dropped)
            return netdev.Drop(skb);
        skb.Free();
        return result;
    }

    // P9: a completed piece; with-expression on the slot's old content
    public static void Extend(SkBuff skb, Page page, int size)
    {
        ref Frag frag = ref skb.Info.Frags[skb.Info.NrFrags++];
        frag = frag with { Page = page, PageOffset = 0, Size = size };
        skb.Len += size;
        skb.DataLen += size;
    }

    // P11, P13: the last page is taken back unless the packet still begins in it; the slot goes through a ref local
    public static Page? TakeBack(SkBuff skb)
    {
        int last = skb.Info.NrFrags - 1;
        ref Page? slot = ref skb.Info.Frags[last].Page;
        if (slot is null || (last > 0 && skb.Info.Frags[0].Page == slot))
            return null;
        Page page = slot;
        slot = null;
        skb.Info.NrFrags = last;
        skb.Len -= skb.Info.Frags[last].Size;
        skb.DataLen -= skb.Info.Frags[last].Size;
        return page;
    }
}
