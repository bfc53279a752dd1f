using System;
using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>A write request's transport: the page cache's pages are sent in place, and sent again when no reply comes.</summary>
public sealed class NfsXprt
{
    private readonly List<SkBuff> _queued = [];

    // P10, P13: a page joins the last fragment when it goes on where that one ends
    public SkBuff SendPages(ReadOnlySpan<Page> pages, int pageBase, int len, int piece = Mm.PageSize)
    {
        SkBuff skb = new(40);
        foreach (Page page in pages)
        {
            int size = Math.Min(Math.Min(Mm.PageSize - pageBase, len), piece);
            int i = skb.Info.NrFrags;
            if (i > 0
                && page == skb.Info.Frags[i - 1].Page
                && pageBase == skb.Info.Frags[i - 1].PageOffset + skb.Info.Frags[i - 1].Size)
            {
                skb.Info.Frags[i - 1].Size += size;
            }
            else
            {
                page.Get();
                skb.FillPageDesc(i, page, pageBase, size);
            }

            skb.Len += size;
            skb.DataLen += size;
            len -= size;
            pageBase = (pageBase + size) % Mm.PageSize;
        }

        _queued.Add(skb);
        return skb;
    }

    // P12: the request again: descriptors are copied, with a reference each
    public void Retransmit(SkBuff request)
    {
        SkBuff again = new(40);
        for (int i = 0; i < request.Info.NrFrags; i++)
        {
            again.Info.Frags[i] = request.Info.Frags[i];
            Mm.GetPage(again.Info.Frags[i].Page);
        }

        again.Info.NrFrags = request.Info.NrFrags;
        again.Info.Flags |= request.Info.Flags & (SkbTx.ZeroCopy | SkbTx.SharedFrag);
        again.Len += request.DataLen;
        again.DataLen = request.DataLen;
        _queued.Add(again);
    }

    /// <summary>What the peer has acknowledged leaves the queue.</summary>
    public void Acknowledge(int buffers)
    {
        for (; buffers > 0 && _queued.Count > 0; buffers--)
        {
            _queued[0].Free();
            _queued.RemoveAt(0);
        }
    }
}
