using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A cheap card; the first descriptor is handed over last.</summary>
public sealed class Cp8139(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P4: the cast is around the whole sum
    public Tx Xmit(SkBuff skb)
    {
        int firstLen = skb.HeadLen;
        ulong firstMapping = Dma.MapSingle(pdev.Dev, skb.Data, firstLen, DmaDir.ToDevice);
        _ring.Post(firstMapping, firstLen, page: false);

        for (int frag = 0; frag < skb.Info.NrFrags; frag++)
        {
            ref Frag thisFrag = ref skb.Info.Frags[frag];
            int len = thisFrag.Size;
            ulong mapping = Dma.MapSingle(
                pdev.Dev,
                ((nint)((long)Mm.PageAddress(thisFrag.Page) + thisFrag.PageOffset)),
                len,
                DmaDir.ToDevice);
            _ring.Post(mapping, len, page: false, frag == skb.Info.NrFrags - 1 ? 2u : 0u);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
