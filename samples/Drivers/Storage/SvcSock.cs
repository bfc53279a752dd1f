using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>A file server's socket: the pages of a request are handed to the file system as they came.</summary>
public sealed class SvcSock
{
    private readonly List<Page> _rqPages = [];

    // P11: pages leave the buffer for the request; nothing is counted
    public int TakePages(SkBuff skb)
    {
        int taken = 0;
        while (skb.Info.NrFrags > 0)
        {
            ref Frag frag = ref skb.Info.Frags[skb.Info.NrFrags - 1];
            if (frag.PageOffset != 0)
                break;
            Page? page = frag.Page;
            if (page is null)
                break;
            _rqPages.Add(page);
            frag.Page = null;
            skb.Info.NrFrags--;
            skb.Len -= frag.Size;
            skb.DataLen -= frag.Size;
            taken++;
        }

        return taken;
    }

    // P12: "a fresh page into the slot; what was there is the request's"
    public static bool SwapPage(SkBuff skb, int i, List<Page> pages)
    {
        Page? fresh = Mm.AllocPage();
        if (fresh is null)
            return false;
        Page? old = skb.Info.Frags[i].Page;
        skb.Info.Frags[i].Page = fresh;
        skb.Info.Frags[i].PageOffset = 0;
        if (old is not null)
            pages.Add(old);
        return true;
    }

    // P8: a buffer may have lost a page
    public static void DropFrags(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            skb.Info.Frags[i].Page?.Put();
            skb.Info.Frags[i].Page = null;
        }

        skb.Info.NrFrags = 0;
        skb.Free();
    }

    /// <summary>The request is done.</summary>
    public void Release()
    {
        foreach (Page page in _rqPages)
            page.Put();
        _rqPages.Clear();
    }
}
