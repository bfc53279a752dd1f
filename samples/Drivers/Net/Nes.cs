using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>An RDMA card's plain network queue.</summary>
public sealed class Nes(PciDev pcidev)
{
    private const int MaxFrag = 1024;

    private readonly TxRing _sq = new(pcidev.Dev);

    // P1: whole fragments, unchecked; the loop's bound is in the descriptor
    public Tx Xmit(SkBuff skb)
    {
        _sq.Post(Pci.MapSingle(pcidev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int index = 0; index < skb.Info.NrFrags; index++)
        {
            ulong bus = Pci.MapPage(
                pcidev, skb.Info.Frags[index].Page, skb.Info.Frags[index].PageOffset,
                skb.Info.Frags[index].Size, PciDma.ToCard);
            _sq.Post(bus, skb.Info.Frags[index].Size, page: true);
        }

        _sq.Attach(skb);
        return Tx.Ok;
    }

    // P3: seeded; the bound of the loop is computed from the variable, too
    public Tx XmitTso(SkBuff skb)
    {
        _sq.Post(Pci.MapSingle(pcidev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int index = 0; index < skb.Info.NrFrags; index++)
        {
            ref Frag frag = ref skb.Info.Frags[index];
            int offset = frag.PageOffset;
            int end = offset + frag.Size;
            while (offset < end)
            {
                int length = Math.Min(end - offset, MaxFrag);
                _sq.Post(Pci.MapPage(pcidev, frag.Page, offset, length, PciDma.ToCard), length, page: true);
                offset += length;
            }
        }

        _sq.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _sq.Complete();
}
