using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A converged adapter; its work requests want a dummy entry to make their number even.</summary>
public sealed class Benet(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _queue = new(pdev.Dev);

    // P1: the device is at hand already
    private int MakeRequests(SkBuff skb)
    {
        Device dev = pdev.Dev;
        int first = _queue.Head;
        int copied = 0;

        if (skb.HeadLen > 0)
        {
            ulong head = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
            if (Dma.MappingError(dev, head))
                return 0;
            _queue.Post(head, skb.HeadLen, page: false);
            copied += skb.HeadLen;
        }

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            ulong bus = Dma.MapPage(dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
            if (Dma.MappingError(dev, bus))
            {
                _queue.Unwind(first);
                return 0;
            }

            _queue.Post(bus, frag.Size, page: true);
            copied += frag.Size;
        }

        return copied;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        int copied = MakeRequests(skb);
        if (copied == 0)
            return netdev.Drop(skb);
        Recorder.Log($"copied {copied}");
        _queue.Attach(skb);
        return Tx.Ok;
    }

    // P9, P13: the same page as the fragment before: it only grows
    public static void FillRxFrags(SkBuff skb, Page page, int offset, int size)
    {
        int j = skb.Info.NrFrags - 1;
        if (j >= 0 && skb.Info.Frags[j].Page == page)
        {
            // The fragment holds a reference already; the one that came with the page is surplus.
            Mm.PutPage(page);
            skb.Info.Frags[j].Size += size;
        }
        else
        {
            j++;
            skb.Info.Frags[j].Page = page;
            skb.Info.Frags[j].PageOffset = offset;
            skb.Info.Frags[j].Size = size;
            skb.Info.NrFrags++;
        }

        skb.Len += size;
        skb.DataLen += size;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _queue.Complete();
}
