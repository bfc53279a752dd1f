using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A storage adapter's network half; address lists chain when a packet has many pieces.</summary>
public sealed class Qla3xxx(PciDev pdev, NetDevice netdev)
{
    private const int EntriesPerList = 2;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1: a continuation list is mapped between the fragments; the page goes through a local
    private bool SendMap(SkBuff skb)
    {
        int first = _ring.Head;
        ulong map = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        bool err = Pci.MappingError(pdev, map);
        if (err)
            return false;
        _ring.Post(map, skb.HeadLen, page: false);

        for (int completed = 0; completed < skb.Info.NrFrags; completed++)
        {
            if (completed > 0 && completed % EntriesPerList == 0)
            {
                map = Pci.MapSingle(pdev, skb.Data, 16, PciDma.ToCard);
                if (Pci.MappingError(pdev, map))
                    goto MapError;
                _ring.Post(map, 16, page: false, flags: 0x80);
            }

            ref Frag frag = ref skb.Info.Frags[completed];
            Page? page = frag.Page;
            map = Pci.MapPage(pdev, page, frag.PageOffset, frag.Size, PciDma.ToCard);
            if (Pci.MappingError(pdev, map))
                goto MapError;
            _ring.Post(map, frag.Size, page: true);
        }

        return true;

    MapError:
        _ring.Unwind(first);
        return false;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        if (!SendMap(skb))
            return netdev.Drop(skb);
        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
