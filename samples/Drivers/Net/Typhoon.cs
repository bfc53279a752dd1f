using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card with a processor of its own.</summary>
public sealed unsafe class Typhoon(PciDev tdev)
{
    private readonly TxRing _ring = new(tdev.Dev);

    // P4: the address in a local of its own, cast before the sum
    public Tx Xmit(SkBuff skb)
    {
        ulong skbDma;
        if (skb.Info.NrFrags == 0)
        {
            skbDma = Pci.MapSingle(tdev, skb.Data, skb.Len, PciDma.ToCard);
            _ring.Post(skbDma, skb.Len, page: false);
        }
        else
        {
            int len = skb.HeadLen;
            skbDma = Pci.MapSingle(tdev, skb.Data, len, PciDma.ToCard);
            _ring.Post(skbDma, len, page: false);

            for (int i = 0; i < skb.Info.NrFrags; i++)
            {
                ref Frag frag = ref skb.Info.Frags[i];
                len = frag.Size;
                byte* fragAddr = (byte*)Mm.PageAddress(frag.Page) + frag.PageOffset;
                skbDma = Pci.MapSingle(tdev, (nint)fragAddr, len, PciDma.ToCard);
                _ring.Post(skbDma, len, page: false);
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
