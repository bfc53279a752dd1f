using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A gigabit card of the first hour; the fragments are walked by pointer.</summary>
public sealed unsafe class Ns83820(PciDev pdev)
{
    private const uint More = 0x4000_0000;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1: frag++ walk, not checked
    public Tx Xmit(SkBuff skb)
    {
        int frags = skb.Info.NrFrags;
        int len = skb.HeadLen;
        ulong buf = Pci.MapSingle(pdev, skb.Data, len, PciDma.ToCard);
        bool page = false;

        fixed (Frag* first = skb.Info.Frags)
        {
            Frag* frag = first;
            for (; ; )
            {
                _ring.Post(buf, len, page, frags > 0 ? More : 0);
                if (frags == 0)
                    break;

                buf = Pci.MapPage(pdev, frag->Page, frag->PageOffset, frag->Size, PciDma.ToCard);
                len = frag->Size;
                page = true;
                frag++;
                frags--;
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
