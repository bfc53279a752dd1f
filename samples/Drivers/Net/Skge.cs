using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An older gigabit card.</summary>
public sealed class Skge(PciDev pdev)
{
    private const uint Own = 0x8000_0000;

    private readonly TxRing _ring = new(pdev.Dev);

    // P1: foreach over the fragments in use
    public Tx Xmit(SkBuff skb)
    {
        ulong map = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        _ring.Post(map, skb.HeadLen, page: false);

        foreach (ref Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            map = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            _ring.Post(map, frag.Size, page: true, Own);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
