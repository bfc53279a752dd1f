using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A virtual function whose offset is unsigned, as the register is.</summary>
public sealed class Ixgbevf(PciDev pdev, NetDevice netdev)
{
    private const uint MaxPerTxd = 1 << 14;

    private readonly TxRing _ring = new(pdev.Dev);

    // P3: seeded with a cast, single reader
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        uint total = (uint)skb.Len;
        ulong dma = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        if (Pci.MappingError(pdev, dma))
            goto DmaError;
        _ring.Post(dma, skb.HeadLen, page: false);
        total -= (uint)skb.HeadLen;

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            uint len = Math.Min((uint)frag.Size, total);
            uint offset = (uint)frag.PageOffset;

            while (len > 0)
            {
                uint size = Math.Min(len, MaxPerTxd);
                dma = Pci.MapPage(pdev, frag.Page, (int)offset, (int)size, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                    goto DmaError;
                _ring.Post(dma, (int)size, page: true);
                len -= size;
                total -= size;
                offset += size;
            }

            if (total == 0)
                break;
        }

        _ring.Attach(skb);
        return Tx.Ok;

    DmaError:
        _ring.Unwind(first);
        return netdev.Drop(skb);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
