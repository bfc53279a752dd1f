using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Copies of buffers that share the fragments' pages.</summary>
public static class SkbCopy
{
    // P7, P12: the head is copied, the fragments are shared
    public static SkBuff PskbCopy(SkBuff skb)
    {
        SkBuff n = new(skb.HeadLen);
        Mm.Span(skb.Data, skb.HeadLen).CopyTo(Mm.Span(n.Data, skb.HeadLen));
        n.Len = skb.Len;
        n.DataLen = skb.DataLen;
        n.TrueSize += skb.DataLen;

        int i;
        for (i = 0; i < skb.Info.NrFrags; i++)
        {
            n.Info.Frags[i] = skb.Info.Frags[i];
            Mm.GetPage(skb.Info.Frags[i].Page);
        }

        n.Info.NrFrags = i;
        n.Info.Flags |= skb.Info.Flags;
        return n;
    }

    // P5: everything in the head, nothing shared
    public static SkBuff Linear(SkBuff skb)
    {
        SkBuff n = new(skb.Len);
        Span<byte> to = Mm.Span(n.Data, skb.Len);
        Mm.Span(skb.Data, skb.HeadLen).CopyTo(to);
        int at = skb.HeadLen;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            nint from = skb.Info.Frags[i].PageOffset + Mm.PageAddress(skb.Info.Frags[i].Page);
            Mm.Span(from, skb.Info.Frags[i].Size).CopyTo(to[at..]);
            at += skb.Info.Frags[i].Size;
        }

        return n;
    }

    // P5: checksum over the fragments, the sum in two steps
    public static uint Crc(SkBuff skb)
    {
        uint crc = Checksum.Crc32(0, skb.Data, skb.HeadLen);
        foreach (ref readonly Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            nint vaddr = Mm.PageAddress(frag.Page);
            crc = Checksum.Crc32(crc, vaddr + frag.PageOffset, frag.Size);
        }

        return crc;
    }
}
