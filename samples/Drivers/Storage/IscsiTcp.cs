using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>An initiator over TCP: the pages of a command are sent in place, and digested on the way.</summary>
public sealed class IscsiTcp(NetDevice netdev)
{
    private readonly List<Page> _inFlight = [];

    // P7: each page is held until the response arrives
    public void QueueData(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Page? page = skb.Info.Frags[i].Page;
            if (page is null)
                continue;
            Mm.GetPage(page);
            _inFlight.Add(page);
        }

        netdev.Receive(skb);
    }

    /// <summary>The target has answered: the pages are let go.</summary>
    public void Response()
    {
        foreach (Page page in _inFlight)
            page.Put();
        _inFlight.Clear();
    }

    // P16, P5: the digest of a segment; high pages need an address first
    public static uint Digest(SkBuff skb)
    {
        uint crc = ~0u;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            if (Mm.PageHighMem(frag.Page))
            {
                crc = Checksum.Crc32(crc, Mm.Kmap(frag.Page) + frag.PageOffset, frag.Size);
                Mm.Kunmap(frag.Page);
            }
            else
            {
                crc = Checksum.Crc32(crc, Mm.PageAddress(frag.Page) + frag.PageOffset, frag.Size);
            }
        }

        return crc;
    }
}
