using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Transmit side that copies a small packet into its descriptor.</summary>
public sealed class Mlx4EnTx(PciDev pdev)
{
    private const int InlineThreshold = 104;

    private readonly TxRing _ring = new(pdev.Dev);

    // P6: a helper that takes an address without a value for "cannot be inlined"
    private static bool IsInline(SkBuff skb, out nint fragment)
    {
        fragment = 0;
        if (skb.Len > InlineThreshold)
            return false;

        if (skb.Info.NrFrags == 1)
        {
            nint ptr = Mm.PageAddress(skb.Info.Frags[0].Page) + skb.Info.Frags[0].PageOffset;
            if (ptr == 0)
                return false;
            fragment = ptr;
            return true;
        }

        return skb.Info.NrFrags == 0;
    }

    // P1: map without a check, or inline
    public Tx Xmit(SkBuff skb)
    {
        if (IsInline(skb, out nint fragment))
        {
            int inFragment = fragment == 0 ? 0 : skb.Info.Frags[0].Size;
            byte sum = 0;
            foreach (byte b in Mm.Span(skb.Data, skb.HeadLen))
                sum += b;
            if (inFragment > 0)
            {
                foreach (byte b in Mm.Span(fragment, inFragment))
                    sum += b;
            }

            Recorder.Log($"inline {skb.HeadLen} and {inFragment} sum {sum:x2}");
            skb.Free();
            return Tx.Ok;
        }

        _ring.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);

        // The hardware takes the list backwards.
        for (int i = skb.Info.NrFrags - 1; i >= 0; i--)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ulong dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            _ring.Post(dma, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
