using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Payload compression: what no longer fits the head when it is decompressed goes into fresh pages.</summary>
public static class Ipcomp
{
    // P9, P5: the page is stored first and tested through the slot
    public static bool Decompress(SkBuff skb, ReadOnlySpan<byte> plain)
    {
        while (plain.Length > 0)
        {
            if (skb.Info.NrFrags >= SharedInfo.MaxFrags)
                return false;

            ref Frag frag = ref skb.Info.Frags[skb.Info.NrFrags];
            frag.Page = Mm.AllocPage();
            if (frag.Page is null)
                return false;

            int len = Math.Min(Mm.PageSize, plain.Length);
            plain[..len].CopyTo(Mm.Span(Mm.PageAddress(frag.Page), len));

            frag.PageOffset = 0;
            frag.Size = len;
            plain = plain[len..];
            skb.TrueSize += len;
            skb.DataLen += len;
            skb.Len += len;
            skb.Info.NrFrags++;
        }

        return true;
    }
}
