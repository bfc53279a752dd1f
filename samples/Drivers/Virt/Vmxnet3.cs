using System.Diagnostics;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>A paravirtual card with a ring of page buffers for what the first buffer cannot hold.</summary>
public sealed class Vmxnet3(PciDev pdev, NetDevice netdev)
{
    // What one slot of the receive ring holds.
    private struct RxBufInfo
    {
        public Page? Page;
        public ulong DmaAddr;
        public int Len;
    }

    private readonly TxRing _tx = new(pdev.Dev);
    private readonly RxBufInfo[] _rx = new RxBufInfo[8];

    // P18: the slot's page is not a fragment's
    public void FillRing()
    {
        for (int i = 0; i < _rx.Length; i++)
        {
            ref RxBufInfo rbi = ref _rx[i];
            if (rbi.Page is not null)
                continue;
            rbi.Page = Mm.AllocPage();
            if (rbi.Page is null)
                break;
            rbi.Len = Mm.PageSize;
            rbi.DmaAddr = Pci.MapPage(pdev, rbi.Page, 0, Mm.PageSize, PciDma.FromCard);
        }
    }

    // P9: append at frags + nr_frags, the bound is asserted
    private static unsafe void AppendFrag(SkBuff skb, int length, in RxBufInfo rbi)
    {
        Debug.Assert(skb.Info.NrFrags < SharedInfo.MaxFrags);
        fixed (Frag* frags = skb.Info.Frags)
        {
            Frag* frag = frags + skb.Info.NrFrags;
            frag->Page = rbi.Page;
            frag->PageOffset = 0;
            frag->Size = length;
        }

        skb.DataLen += length;
        skb.Len += length;
        skb.Info.NrFrags++;
    }

    /// <summary>A packet of <paramref name="slots"/> pages has come.</summary>
    public void Receive(int slots, int length)
    {
        SkBuff skb = new(0);
        for (int i = 0; i < slots; i++)
        {
            ref RxBufInfo rbi = ref _rx[i];
            Pci.UnmapPage(pdev, rbi.DmaAddr, rbi.Len, PciDma.FromCard);
            AppendFrag(skb, i == slots - 1 ? length : Mm.PageSize, in rbi);
            rbi.Page = null;
        }

        netdev.Receive(skb);
    }

    // P1: unchecked, by chain
    public Tx Xmit(SkBuff skb)
    {
        _tx.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ulong dma = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
            _tx.Post(dma, frag.Size, page: true);
        }

        _tx.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tx.Complete();

    /// <summary>Gives the ring's pages back.</summary>
    public void Close()
    {
        for (int i = 0; i < _rx.Length; i++)
        {
            if (_rx[i].Page is not { } page)
                continue;
            Pci.UnmapPage(pdev, _rx[i].DmaAddr, _rx[i].Len, PciDma.FromCard);
            page.Put();
            _rx[i].Page = null;
        }
    }
}
