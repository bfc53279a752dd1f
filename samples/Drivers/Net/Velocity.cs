using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A chip whose test mode reads back what it was given: the direction is known at run time only.</summary>
public sealed class Velocity(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    /// <summary>Whether the card writes to the pages it has sent.</summary>
    public bool Loopback { get; set; }

    // P1: the direction is no constant
    public Tx Xmit(SkBuff skb)
    {
        PciDma dir = Loopback ? PciDma.TwoWay : PciDma.ToCard;
        _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            ulong dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, dir);
            _ring.Post(dma, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
