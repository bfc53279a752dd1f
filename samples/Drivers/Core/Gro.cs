using System;
using System.Threading;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Merges received packets of one flow.</summary>
public static class Gro
{
    // P5: headers are read in the first fragment, if it can be read where it is
    public static nint HeaderInFragment(SkBuff skb)
    {
        ref Frag frag0 = ref skb.Info.Frags[0];
        if (skb.HeadLen == 0 && skb.Info.NrFrags > 0 && !Mm.PageHighMem(frag0.Page))
            return Mm.PageAddress(frag0.Page) + frag0.PageOffset;
        return 0;
    }

    // P12: the packet's fragments go behind the flow's
    public static bool Merge(SkBuff flow, SkBuff packet, int headerLength)
    {
        SharedInfo to = flow.Info;
        SharedInfo from = packet.Info;
        int nr = to.NrFrags;
        if (nr + from.NrFrags > SharedInfo.MaxFrags)
            return false;

        from.Frags[0].PageOffset += headerLength;
        from.Frags[0].Size -= headerLength;

        from.Frags.AsSpan(0, from.NrFrags).CopyTo(to.Frags.AsSpan(nr));
        to.NrFrags = nr + from.NrFrags;
        to.Flags |= from.Flags;
        from.NrFrags = 0;

        flow.Len += packet.DataLen - headerLength;
        flow.DataLen += packet.DataLen - headerLength;
        packet.Free();
        return true;
    }

    // P8, P12: a first fragment that is used up by the headers goes
    public static void PullFrag(SkBuff skb, int grow)
    {
        skb.Info.Frags[0].PageOffset += grow;
        skb.Info.Frags[0].Size -= grow;
        skb.Len -= grow;
        skb.DataLen -= grow;

        if (skb.Info.Frags[0].Size == 0)
        {
            Mm.PutPage(skb.Info.Frags[0].Page);
            skb.Info.NrFrags--;
            Array.Copy(skb.Info.Frags, 1, skb.Info.Frags, 0, skb.Info.NrFrags);
        }
    }

    // P11: the page is taken by whoever comes first; the slot itself is handed out
    public static Page? Steal(SkBuff skb)
    {
        int last = skb.Info.NrFrags - 1;
        Page? page = Interlocked.Exchange(ref skb.Info.Frags[last].Page, null);
        if (page is null)
            throw new InvalidOperationException($"{nameof(Frag)}.{nameof(Frag.Page)} of fragment {last} is gone already.");
        skb.Info.NrFrags = last;
        skb.Len -= skb.Info.Frags[last].Size;
        skb.DataLen -= skb.Info.Frags[last].Size;
        return page;
    }
}
