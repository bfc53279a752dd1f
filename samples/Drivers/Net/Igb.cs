using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A gigabit controller with many queues; a receive page serves two packets when nobody else holds it.</summary>
public sealed class Igb(PciDev pdev, NetDevice netdev)
{
    private const int Half = Mm.PageSize / 2;

    private readonly TxRing _ring = new(pdev.Dev);
    private Page? _rxPage;
    private int _rxOffset;

    // P1: named arguments, in the order the data sheet has them
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong dma = Dma.MapSingle(pdev.Dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(pdev.Dev, dma))
            return netdev.Drop(skb);
        _ring.Post(dma, skb.HeadLen, page: false);

        for (int f = 0; f < skb.Info.NrFrags; f++)
        {
            ref Frag frag = ref skb.Info.Frags[f];
            dma = Dma.MapPage(
                dev: pdev.Dev,
                dir: DmaDir.ToDevice,
                page: frag.Page,
                size: frag.Size,
                offset: frag.PageOffset);
            if (Dma.MappingError(pdev.Dev, dma))
            {
                _ring.Unwind(first);
                return netdev.Drop(skb);
            }

            _ring.Post(dma, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P9, P7: half a page for this packet; the other half keeps the page for the next one
    public void Receive(int length)
    {
        _rxPage ??= Mm.AllocPage();
        if (_rxPage is null)
            return;

        SkBuff skb = new(0);
        ref Frag frag = ref skb.Info.Frags[skb.Info.NrFrags++];
        frag.Page = _rxPage;
        frag.PageOffset = _rxOffset;
        frag.Size = length;
        skb.Len = skb.DataLen = length;

        if (_rxPage.Count == 1)
            Mm.GetPage(frag.Page);
        else
            _rxPage = null;
        _rxOffset ^= Half;
        netdev.Receive(skb);
    }

    /// <summary>Lets the receive page go.</summary>
    public void Close()
    {
        _rxPage?.Put();
        _rxPage = null;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
