using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>
/// The classic gigabit card. One of its buses cannot cross a 64 KiB line in one descriptor, so the length of a piece
/// depends on where the piece lies.
/// </summary>
public sealed class E1000(PciDev pdev, NetDevice netdev)
{
    private const int MaxPerTxd = 1 << 11;

    private readonly TxRing _ring = new(pdev.Dev);

    /// <summary>Whether the card sits on the bus with the line.</summary>
    public bool Pcix { get; set; }

    // P3: the seeded variable has two readers: the map, and the physical address of the piece's last byte. The head
    // loop before uses the same variable.
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        int len = skb.HeadLen;
        int offset = 0;

        while (len > 0)
        {
            int size = Math.Min(len, MaxPerTxd);
            ulong dma = Pci.MapSingle(pdev, skb.Data + offset, size, PciDma.ToCard);
            if (Pci.MappingError(pdev, dma))
                goto DmaError;
            _ring.Post(dma, size, page: false);
            len -= size;
            offset += size;
        }

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            len = frag.Size;
            offset = frag.PageOffset;

            while (len > 0)
            {
                int size = Math.Min(len, MaxPerTxd);

                // The last byte must not lie at 4 below the line.
                if (Pcix && (((Mm.PageToPhys(frag.Page) + (ulong)offset + (ulong)size - 1) & 4) == 0) && size > 4)
                    size -= 4;

                ulong dma = Pci.MapPage(pdev, frag.Page, offset, size, PciDma.ToCard);
                if (Pci.MappingError(pdev, dma))
                    goto DmaError;
                _ring.Post(dma, size, page: true);
                len -= size;
                offset += size;
            }
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
