using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A combined memory-card and network chip.</summary>
public sealed class Jme(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P1: a helper that takes what it maps apart: page, offset, length
    private void FillTxMap(Page? page, int offset, int len)
    {
        ulong dma = Pci.MapPage(pdev, page, offset, len, PciDma.ToCard);
        _ring.Post(dma, len, page: true);
    }

    // P15: the page escapes to the helper
    public Tx Xmit(SkBuff skb)
    {
        _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; ++i)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            FillTxMap(frag.Page, frag.PageOffset, frag.Size);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
