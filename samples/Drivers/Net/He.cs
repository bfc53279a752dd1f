using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An ATM adapter. Scatter-gather was written once and never switched on.</summary>
public sealed class He(PciDev pdev, NetDevice netdev)
{
    private readonly TxRing _tpds = new(pdev.Dev);

    // P22: the whole fragment loop is disabled
    public Tx Send(SkBuff skb)
    {
#if HE_SCATTER_GATHER
        _tpds.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            _tpds.Post(
                Pci.MapSingle(pdev, Mm.PageAddress(frag.Page) + frag.PageOffset, frag.Size, PciDma.ToCard),
                frag.Size,
                page: false);
        }
#else
        if (skb.Info.NrFrags != 0)
            return netdev.Drop(skb);
        _tpds.Post(Pci.MapSingle(pdev, skb.Data, skb.Len, PciDma.ToCard), skb.Len, page: false);
#endif
        _tpds.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent descriptors.</summary>
    public void Clean() => _tpds.Complete();
}
