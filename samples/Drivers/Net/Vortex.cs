using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A workhorse card: the descriptor holds its fragments in place.</summary>
public sealed class Vortex(PciDev pdev)
{
    private const uint LastFrag = 0x8000_0000;

    private readonly TxRing _ring = new(pdev.Dev);

    // P4: everything in one expression, in a call's argument list
    public Tx Xmit(SkBuff skb)
    {
        if (skb.Info.NrFrags == 0)
        {
            _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.Len, PciDma.ToCard), skb.Len, page: false, LastFrag);
        }
        else
        {
            _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
            for (int i = 0; i < skb.Info.NrFrags; i++)
            {
                Frag frag = skb.Info.Frags[i];
                _ring.Post(
                    (ulong)Pci.MapSingle(
                        pdev,
                        (nint)Mm.PageAddress(frag.Page) + frag.PageOffset, // virtual, not bus
                        frag.Size,
                        PciDma.ToCard),
                    frag.Size,
                    page: false,
                    i == skb.Info.NrFrags - 1 ? LastFrag : 0);
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
