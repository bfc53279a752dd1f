using System;
using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>A process's ring of frames to send: buffers point into the ring's memory.</summary>
public sealed class PacketRing
{
    private readonly HashSet<Page> _flushed = [];

    // P10: the frame's memory, page by page; the reference after the store
    public static SkBuff FillSkb(nint frame, int length)
    {
        SkBuff skb = new(14);
        int offset = (int)(frame & (Mm.PageSize - 1));
        int lenMax = Mm.PageSize - offset;
        int len = Math.Min(length, lenMax);

        while (length > 0)
        {
            int nr = skb.Info.NrFrags;
            Page page = Mm.VirtToPage(frame);
            frame += len;

            ref Frag frag = ref skb.Info.Frags[nr];
            frag.Page = page;
            frag.Page.Get();
            frag.PageOffset = offset;
            frag.Size = len;
            skb.Info.NrFrags++;

            skb.Len += len;
            skb.DataLen += len;
            length -= len;
            offset = 0;
            len = Math.Min(length, Mm.PageSize);
        }

        return skb;
    }

    // P15: each page is flushed once
    public int Flush(SkBuff skb)
    {
        _flushed.Clear();
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            if (skb.Info.Frags[i].Page is { } page)
                _flushed.Add(page);
        }

        return _flushed.Count;
    }
}
