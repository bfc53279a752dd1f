using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Encryption in place: a packet as a scatter list, with a page of its own for the trailer.</summary>
public static class EspScatter
{
    // P15: the part of each fragment that lies in the range
    public static int ToSgvec(SkBuff skb, Span<ScatterEntry> sg, int offset, int len)
    {
        int start = skb.HeadLen;
        int elt = 0;
        for (int i = 0; i < skb.Info.NrFrags && len > 0; i++)
        {
            int end = start + skb.Info.Frags[i].Size;
            int copy = end - offset;
            if (copy > 0)
            {
                ref readonly Frag frag = ref skb.Info.Frags[i];
                if (copy > len)
                    copy = len;
                sg[elt].Set(page: frag.Page, offset: frag.PageOffset + offset - start, length: copy);
                elt++;
                len -= copy;
                offset += copy;
            }

            start = end;
        }

        return elt;
    }

    // P9: the trailer as another fragment; the fragment is built in a local and stored as a whole
    public static bool AddTrailer(SkBuff skb, int tailLength)
    {
        if (skb.Info.NrFrags == SharedInfo.MaxFrags || Mm.AllocPage() is not { } page)
            return false;

        Frag tail = default;
        tail.Page = page;
        tail.Size = tailLength;
        tail.PageOffset = 0;
        Mm.Span(Mm.PageAddress(tail.Page) + tail.PageOffset, tailLength).Fill((byte)tailLength);

        skb.Info.Frags[skb.Info.NrFrags++] = tail;
        skb.Len += tailLength;
        skb.DataLen += tailLength;
        return true;
    }
}
