using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The successor chip.</summary>
public sealed class Atl1c(PciDev pdev)
{
    private const PciDma Out = PciDma.ToCard;

    private readonly TxRing _tpd = new(pdev.Dev);

    private struct BufferInfo
    {
        public ulong Dma;
        public int Length;
    }

    // P1: the result goes into a field; the direction is a constant of the driver
    public Tx Xmit(SkBuff skb)
    {
        BufferInfo info = default;
        info.Length = skb.HeadLen;
        info.Dma = Pci.MapSingle(pdev, skb.Data, info.Length, Out);
        _tpd.Post(info.Dma, info.Length, page: false);

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            info.Length = frag.Size;
            info.Dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset, info.Length, Out);
            _tpd.Post(info.Dma, info.Length, page: true);
        }

        _tpd.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tpd.Complete();
}
