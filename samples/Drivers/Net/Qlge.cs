using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A converged adapter whose requests list up to eight pieces.</summary>
public sealed class Qlge(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P1: the status of the mapping goes through a temporary
    private bool MapSend(SkBuff skb)
    {
        int first = _ring.Head;
        ulong map = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        bool err = Pci.MappingError(pdev, map);
        if (err)
            return false;
        _ring.Post(map, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            map = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);

            err = Pci.MappingError(pdev, map);
            if (err)
            {
                Recorder.Log("mapping of a fragment failed");
                _ring.Unwind(first);
                return false;
            }

            _ring.Post(map, frag.Size, page: true);
        }

        return true;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        if (!MapSend(skb))
            return netdev.Drop(skb);
        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P9: one large receive buffer after another
    public static void AppendLargeBuffer(SkBuff skb, Page page, int offset, int length)
    {
        SharedInfo info = skb.Info;
        info.Frags[info.NrFrags].Page = page;
        info.Frags[info.NrFrags].PageOffset = offset;
        info.Frags[info.NrFrags].Size = length;
        info.NrFrags++;
        skb.Len += length;
        skb.DataLen += length;
        skb.TrueSize += length;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
