using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An embedded chipset's controller; its test pattern is read back through the same mappings.</summary>
public sealed class PchGbe(PciDev pdev, NetDevice netdev)
{
    private const int MaxBytes = 1536;

    private readonly TxRing _ring = new(pdev.Dev);

    // P2, P1: a local function maps a part of a fragment; the rest of a long one is a second descriptor
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        if (!PostHead(skb))
            return netdev.Drop(skb);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            int head = Math.Min(frag.Size, MaxBytes);
            if (!Post(Map(in frag, head), head))
                goto Failed;
            if (frag.Size > MaxBytes)
            {
                int rest = frag.Size - MaxBytes;
                if (!Post(Pci.MapPage(pdev, frag.Page, MaxBytes + frag.PageOffset, rest, PciDma.ToCard), rest))
                    goto Failed;
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;

    Failed:
        _ring.Unwind(first);
        return netdev.Drop(skb);

        ulong Map(in Frag frag, int size) => Pci.MapPage(pdev, frag.Page, frag.PageOffset, size, PciDma.ToCard);
    }

    // P1: receive direction; the result of each mapping goes to the caller
    public bool MapRx(SkBuff skb, Span<ulong> mappings)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            mappings[i] = Pci.MapPage(
                pdev, skb.Info.Frags[i].Page, skb.Info.Frags[i].PageOffset, skb.Info.Frags[i].Size, PciDma.FromCard);
            if (!Pci.MappingError(pdev, mappings[i]))
                continue;
            while (i-- > 0)
                Pci.UnmapPage(pdev, mappings[i], skb.Info.Frags[i].Size, PciDma.FromCard);
            return false;
        }

        return true;
    }

    /// <summary>The card is done with a receive buffer.</summary>
    public void UnmapRx(SkBuff skb, ReadOnlySpan<ulong> mappings)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
            Pci.UnmapPage(pdev, mappings[i], skb.Info.Frags[i].Size, PciDma.FromCard);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();

    private bool PostHead(SkBuff skb)
    {
        ulong dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, dma))
            return false;
        _ring.Post(dma, skb.HeadLen, page: false);
        return true;
    }

    private bool Post(ulong dma, int size)
    {
        if (Pci.MappingError(pdev, dma))
            return false;
        _ring.Post(dma, size, page: true);
        return true;
    }
}
