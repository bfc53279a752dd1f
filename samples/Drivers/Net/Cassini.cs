using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card that fills pages with several packets; a packet takes its piece of a page with a reference of its own.</summary>
public sealed class Cassini(NetDevice netdev)
{
    private const int HeadCopy = 32;

    private sealed class RxPage(Page buffer)
    {
        public readonly Page Buffer = buffer;
        public int Used;
    }

    private RxPage? _main;
    private RxPage? _next;

    /// <summary>Gives the card two pages.</summary>
    public void Refill()
    {
        _main = new RxPage(Mm.AllocPage()!);
        _next = new RxPage(Mm.AllocPage()!);
    }

    // P10, P9: a reference first, then the stores; a packet may go on in the next page
    public void Receive(int offset, int length, int lengthNext)
    {
        SkBuff skb = new(HeadCopy);
        RxPage page = _main!;
        int frag = 0;
        int hlen = Math.Min(page == _next ? 0 : HeadCopy, length);

        skb.Info.NrFrags++;
        skb.DataLen += length - hlen;
        skb.Len += length - hlen;

        Mm.GetPage(page.Buffer);
        skb.Info.Frags[frag].Page = page.Buffer;
        skb.Info.Frags[frag].PageOffset = offset + hlen;
        skb.Info.Frags[frag].Size = length - hlen;
        page.Used++;

        if (lengthNext > 0)
        {
            page = _next!;
            frag++;
            skb.Info.NrFrags++;
            skb.DataLen += lengthNext;
            skb.Len += lengthNext;

            page.Buffer.GetPage();
            skb.Info.Frags[frag].Page = page.Buffer;
            skb.Info.Frags[frag].PageOffset = 0;
            skb.Info.Frags[frag].Size = lengthNext;
            page.Used++;
        }

        netdev.Receive(skb);
    }

    // P16: whether the first bytes after the head look like padding
    public static bool IsPadded(SkBuff skb)
    {
        if (skb.Info.NrFrags == 0)
            return false;
        Frag first = skb.Info.Frags[0];
        nint bytes = Mm.Kmap(first.Page) + first.PageOffset;
        bool padded = Mm.Span(bytes, 1)[0] == 0;
        Mm.Kunmap(first.Page);
        return padded;
    }

    /// <summary>Lets the card's pages go.</summary>
    public void Close()
    {
        _main?.Buffer.Put();
        _next?.Buffer.Put();
        _main = _next = null;
    }
}
