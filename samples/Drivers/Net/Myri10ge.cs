using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A card that receives into half pages and hands a small array of pieces to the packet.</summary>
public sealed class Myri10ge(PciDev pdev, NetDevice netdev)
{
    private const int Chunk = 2048;

    // A receive buffer of the driver's own.
    private struct RxInfo
    {
        public Page? Page;
        public int PageOffset;
        public ulong Bus;
    }

    private readonly RxInfo[] _info = new RxInfo[8];
    private readonly TxRing _tx = new(pdev.Dev);
    private int _fill;
    private int _cnt;

    // P18: the ring's entries look like fragments and are none
    public void AllocRx(int entries)
    {
        Page? page = null;
        for (int i = 0; i < entries; i++, _fill++)
        {
            ref RxInfo info = ref _info[_fill % _info.Length];
            if (i % 2 == 0)
                page = Mm.AllocPage();
            else
                Mm.GetPage(page);
            info.Page = page;
            info.PageOffset = i % 2 * Chunk;
            info.Bus = Pci.MapPage(pdev, info.Page, info.PageOffset, Chunk, PciDma.FromCard);
        }
    }

    // P18, P8: the pieces go on as an array; on failure they are put in reverse
    public bool RxDone(int len, bool noSkb)
    {
        Span<Frag> rxFrags = new Frag[4];
        int i;
        int remaining = len;
        for (i = 0; remaining > 0; i++)
        {
            ref RxInfo info = ref _info[_cnt++ % _info.Length];
            rxFrags[i].Page = info.Page;
            rxFrags[i].PageOffset = info.PageOffset;
            rxFrags[i].Size = remaining < Chunk ? remaining : Chunk;
            Pci.UnmapPage(pdev, info.Bus, Chunk, PciDma.FromCard);
            info.Page = null;
            remaining -= Chunk;
        }

        if (noSkb)
        {
            do
            {
                i--;
                Mm.PutPage(rxFrags[i].Page);
            }
            while (i != 0);
            return false;
        }

        SkBuff skb = new(0);
        BuildSkb(skb, rxFrags, len);
        netdev.Receive(skb);
        return true;
    }

    // P12: the descriptors are copied, their references go along
    private static void BuildSkb(SkBuff skb, ReadOnlySpan<Frag> rxFrags, int len)
    {
        Span<Frag> skbFrags = skb.Info.Frags;
        int i = 0;
        while (len > 0)
        {
            skbFrags[i] = rxFrags[i];
            len -= rxFrags[i].Size;
            skb.Len += rxFrags[i].Size;
            skb.DataLen += rxFrags[i].Size;
            i++;
        }

        skb.Info.NrFrags = i;
    }

    // P5: where the packet's headers are
    public static byte FirstHeaderByte(ReadOnlySpan<Frag> frags)
    {
        nint va = Mm.PageAddress(frags[0].Page) + frags[0].PageOffset;
        return Mm.Span(va, 1)[0];
    }

    // P1: walks by index, the fragment is looked up once a turn
    public Tx Xmit(SkBuff skb)
    {
        ulong bus = Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard);
        int len = skb.HeadLen;
        int fragIdx = 0;
        bool page = false;
        while (true)
        {
            _tx.Post(bus, len, page);
            if (fragIdx == skb.Info.NrFrags)
                break;
            ref Frag frag = ref skb.Info.Frags[fragIdx];
            fragIdx++;
            len = frag.Size;
            page = true;
            bus = Pci.MapPage(pdev, frag.Page, frag.PageOffset, len, PciDma.ToCard);
        }

        _tx.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tx.Complete();
}
