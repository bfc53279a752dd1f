using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A switch with a host port; descriptors take virtual memory only, so fragments are mapped by address.</summary>
public sealed class Ksz884x(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P4: a single mapping of a computed address
    public Tx Xmit(SkBuff skb)
    {
        int frag = 0;
        int len = skb.HeadLen;
        ulong dma = Pci.MapSingle(pdev, skb.Data, len, PciDma.ToCard);

        do
        {
            _ring.Post(dma, len, page: false);
            if (frag == skb.Info.NrFrags)
                break;

            ref Frag thisFrag = ref skb.Info.Frags[frag];
            len = thisFrag.Size;
            dma = Pci.MapSingle(
                pdev,
                Mm.PageAddress(thisFrag.Page) +
                thisFrag.PageOffset,
                len,
                PciDma.ToCard);
            frag++;
        }
        while (true);

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
