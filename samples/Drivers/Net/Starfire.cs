using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card for servers of its day. Checksums over fragments in hardware never worked on the first revision.</summary>
public sealed class Starfire(PciDev pdev)
{
    private readonly TxRing _ring = new(pdev.Dev);

    // P4: the offset first; P22: the variant for cards that take pages is switched off
    public Tx Xmit(SkBuff skb)
    {
        for (int i = -1; i < skb.Info.NrFrags; i++)
        {
            ulong addr;
            int len;
            if (i < 0)
            {
                len = skb.HeadLen;
                addr = Pci.MapSingle(pdev, skb.Data, len, PciDma.ToCard);
            }
            else
            {
                ref Frag thisFrag = ref skb.Info.Frags[i];
                len = thisFrag.Size;
#if STARFIRE_PAGES
                addr = Pci.MapPage(pdev, thisFrag.Page, thisFrag.PageOffset, thisFrag.Size, PciDma.ToCard);
#else
                addr = Pci.MapSingle(
                    pdev,
                    thisFrag.PageOffset + Mm.PageAddress(thisFrag.Page),
                    thisFrag.Size,
                    PciDma.ToCard);
#endif
            }

            _ring.Post(addr, len, page: false);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
