using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The express sibling.</summary>
public sealed class Atl1e(PciDev pdev, NetDevice netdev)
{
    private const int MaxTxBuf = 1500;

    private readonly TxRing _tpd = new(pdev.Dev);

    // P2: the driver's part of the sum first, cast; unwound
    public Tx Xmit(SkBuff skb)
    {
        int first = _tpd.Head;
        ulong dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, dma))
            return netdev.Drop(skb);
        _tpd.Post(dma, skb.HeadLen, page: false);

        foreach (ref readonly Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            for (uint done = 0; done < frag.Size; done += MaxTxBuf)
            {
                int length = Math.Min(frag.Size - (int)done, MaxTxBuf);
                dma = Pci.MapPage(pdev, frag.Page, (int)done + frag.PageOffset, length, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                {
                    _tpd.Unwind(first);
                    return netdev.Drop(skb);
                }

                _tpd.Post(dma, length, page: true);
            }
        }

        _tpd.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tpd.Complete();
}
