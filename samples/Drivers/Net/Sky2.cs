using Drivers.Kernel;
using static Drivers.Kernel.Pci;

namespace Drivers.Net;

/// <summary>A gigabit card that receives into page fragments: the head is refilled, the pages are mapped for the card.</summary>
public sealed class Sky2(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _tx = new(pdev.Dev);
    private readonly ulong[] _rxFrags = new ulong[SharedInfo.MaxFrags];

    // P1: receive direction, the maps made so far are undone
    public bool MapRx(SkBuff skb)
    {
        int i;
        for (i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            _rxFrags[i] = MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.FromCard);
            if (MappingError(pdev, _rxFrags[i]))
                goto Undo;
        }

        return true;

    Undo:
        while (--i >= 0)
            UnmapPage(pdev, _rxFrags[i], skb.Info.Frags[i].Size, PciDma.FromCard);
        return false;
    }

    // P1: using static, whole fragment
    public Tx Xmit(SkBuff skb)
    {
        int first = _tx.Head;
        ulong mapping = MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (MappingError(pdev, mapping))
            goto Failed;
        _tx.Post(mapping, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            mapping = MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            if (MappingError(pdev, mapping))
                goto Failed;
            _tx.Post(mapping, frag.Size, page: true);
        }

        _tx.Attach(skb);
        return Tx.Ok;

    Failed:
        _tx.Unwind(first);
        return netdev.Drop(skb);
    }

    // P8: pages that the packet did not reach go straight back to the allocator
    public void TrimRx(SkBuff skb, int length)
    {
        int frags = skb.Info.NrFrags;
        for (int i = 0; i < frags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            UnmapPage(pdev, _rxFrags[i], frag.Size, PciDma.FromCard);
            if (length == 0)
            {
                Mm.FreePage(frag.Page);
                --skb.Info.NrFrags;
                continue;
            }

            int size = length < frag.Size ? length : frag.Size;
            frag.Size = size;
            skb.DataLen += size;
            skb.Len += size;
            length -= size;
        }

        netdev.Receive(skb);
    }

    /// <summary>The card has sent what it was given.</summary>
    public void Clean() => _tx.Complete();
}
