using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A mainframe's channel: buffers are lists of absolute addresses, there is no DMA interface.</summary>
public sealed class Qeth(NetDevice netdev)
{
    private const uint Next = 0x40;
    private const uint End = 0x80;

    private readonly DescRing _elements = new(64);

    // P5: physical address of a fragment, split where it crosses a page
    public Tx Xmit(SkBuff skb)
    {
        if (skb.HeadLen > 0)
            _elements.Post(Mm.VirtToPhys(skb.Data), skb.HeadLen, skb.Info.NrFrags == 0 ? End : Next);

        for (int cnt = 0; cnt < skb.Info.NrFrags; cnt++)
        {
            ref Frag frag = ref skb.Info.Frags[cnt];
            ulong addr = Mm.PageToPhys(frag.Page) + (ulong)frag.PageOffset;
            _elements.Post(addr, frag.Size, cnt == skb.Info.NrFrags - 1 ? End : Next);
        }

        skb.Free();
        return Tx.Ok;
    }

    // P9: the data of an element is attached instead of copied
    public void CreateSkbFrag(Page page, int offset, int dataLength)
    {
        SkBuff skb = new(16);
        Mm.GetPage(page);
        skb.Info.Frags[skb.Info.NrFrags].Page = page;
        skb.Info.Frags[skb.Info.NrFrags].PageOffset = offset;
        skb.Info.Frags[skb.Info.NrFrags].Size = dataLength;
        skb.Info.NrFrags++;
        skb.DataLen += dataLength;
        skb.Len += dataLength;
        netdev.Receive(skb);
    }

    // P15: elements needed; the helper works on a bare page
    public static int ElementsFor(SkBuff skb)
    {
        int elements = 1;
        for (int i = 0; i < skb.Info.NrFrags; i++)
            elements += Crossings(skb.Info.Frags[i].Page, skb.Info.Frags[i].PageOffset, skb.Info.Frags[i].Size);
        return elements;
    }

    private static int Crossings(Page? page, int offset, int size) =>
        page is null ? 0 : (offset + size - 1) / Mm.PageSize - offset / Mm.PageSize + 1;
}
