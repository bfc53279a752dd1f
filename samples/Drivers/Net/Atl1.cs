using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A gigabit chip for boards; a descriptor takes at most <see cref="MaxTxBuf"/> bytes.</summary>
public sealed class Atl1(PciDev pdev)
{
    private const int MaxTxBuf = 0x800;

    private readonly TxRing _tpd = new(pdev.Dev);

    // P2: the n-th piece of a fragment, by multiplication
    public Tx Xmit(SkBuff skb)
    {
        _tpd.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            int left = frag.Size;
            int nseg = (left + MaxTxBuf - 1) / MaxTxBuf;
            for (int i = 0; i < nseg; i++)
            {
                int length = left > MaxTxBuf ? MaxTxBuf : left;
                left -= length;
                ulong dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset + (i * MaxTxBuf), length, PciDma.ToCard);
                _tpd.Post(dma, length, page: true);
            }
        }

        _tpd.Attach(skb);
        return Tx.Ok;
    }

    // P9: one jumbo buffer; the two numbers before the page
    public static SkBuff BuildRx(Page page, int headerOffset, int length)
    {
        SkBuff skb = new(0);
        skb.Info.Frags[0].Size = length;
        skb.Info.Frags[0].PageOffset = headerOffset;
        skb.Info.Frags[0].Page = page;
        skb.Info.NrFrags = 1;
        skb.DataLen = length;
        skb.Len = length;
        return skb;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tpd.Complete();
}
