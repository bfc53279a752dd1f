using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A virtual interface card: segmentation offload wants fragments cut at a maximum length.</summary>
public sealed class Enic(PciDev pdev)
{
    private const int MaxDesc = 2048;

    private readonly TxRing _wq = new(pdev.Dev);

    // P1: the continuation entries of a packet without offload
    public Tx Xmit(SkBuff skb)
    {
        _wq.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        int left = skb.Len - skb.HeadLen;
        for (int f = 0; left > 0; f++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[f];
            left -= frag.Size;
            _wq.Post(
                Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard),
                frag.Size,
                page: true,
                flags: left == 0 ? 1u : 0u);
        }

        _wq.Attach(skb);
        return Tx.Ok;
    }

    // P3: seeded loop; the map and the increment are its only readers
    public Tx XmitTso(SkBuff skb)
    {
        _wq.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        int left = skb.DataLen;
        for (int f = 0; left > 0; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            left -= frag.Size;
            int fragLeft = frag.Size;
            int offset = frag.PageOffset;

            while (fragLeft > 0)
            {
                int len = Math.Min(fragLeft, MaxDesc);
                ulong dma = Pci.MapPage(pdev, frag.Page, offset, len, PciDma.ToCard);
                _wq.Post(dma, len, page: true, flags: left == 0 && len == fragLeft ? 1u : 0u);
                fragLeft -= len;
                offset += len;
            }
        }

        _wq.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _wq.Complete();
}
