using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The first gigabit card on the market.</summary>
public sealed class Acenic(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P1: the index moves on inside the argument list
    public Tx Xmit(SkBuff skb)
    {
        ulong mapping = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        _ring.Post(mapping, skb.HeadLen, page: false);

        int i = 0;
        while (i < skb.Info.NrFrags)
        {
            int len = skb.Info.Frags[i].Size;
            mapping = Pci.MapPage(
                pdev, skb.Info.Frags[i].Page, skb.Info.Frags[i++].PageOffset, len, PciDma.ToCard);
            _ring.Post(mapping, len, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
