using System;
using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>A guest interface over shared memory; the host imports the guest's pages as long as it has room to account for them.</summary>
public sealed class Venet(NetDevice netdev)
{
    private const int RingSize = 8;
    private const int ZeroCopyThreshold = 128;

    private readonly Queue<SkBuff> _outstanding = new();

    // P10: a reference to each guest page, then the stores, offset before page
    private static void ImportPages(SkBuff skb, ReadOnlySpan<Page> guest, int offset, int len)
    {
        foreach (Page page in guest)
        {
            int size = Math.Min(Mm.PageSize - offset, len);
            int n = skb.Info.NrFrags;

            page.GetPage();
            skb.Info.Frags[n].PageOffset = offset;
            skb.Info.Frags[n].Size = size;
            skb.Info.Frags[n].Page = page;
            skb.Info.NrFrags = n + 1;

            skb.Len += size;
            skb.DataLen += size;
            len -= size;
            offset = 0;
        }

        skb.Info.Flags |= SkbTx.ZeroCopy;
    }

    /// <summary>The guest sends. False when the host has too much of the guest in flight.</summary>
    public bool Import(ReadOnlySpan<Page> guest, int offset, int len)
    {
        if (_outstanding.Count >= RingSize)
            return false;

        SkBuff skb = new(14);
        if (len < ZeroCopyThreshold)
        {
            Mm.Span(guest[0].Address + offset, len);
            netdev.Receive(skb);
            return true;
        }

        ImportPages(skb, guest, offset, len);
        _outstanding.Enqueue(skb);
        return true;
    }

    // P8: the guest went away: its pages are put by hand, in an extension call
    public void Abort()
    {
        while (_outstanding.TryDequeue(out SkBuff? skb))
        {
            for (int i = 0; i < skb.Info.NrFrags; i++)
                skb.Info.Frags[i].Page.PutPage();
            skb.Info.NrFrags = 0;
            skb.Free();
        }
    }

    /// <summary>The stack has let go of the oldest import.</summary>
    public void Complete()
    {
        if (_outstanding.TryDequeue(out SkBuff? skb))
            skb.Free();
    }
}
