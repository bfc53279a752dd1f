using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>Transmit side of a controller that splits descriptors at page boundaries, with software segmentation.</summary>
public sealed class SfcTx(PciDev pdev, NetDevice netdev)
{
    private sealed class TsoState
    {
        public ulong UnmapAddr;
        public int UnmapLen;
        public ulong DmaAddr;
        public int InLen;
    }

    private readonly TxRing _queue = new(pdev.Dev);

    // P1: the whole skb, one descriptor a fragment
    public Tx Enqueue(SkBuff skb)
    {
        int first = _queue.Head;
        int len = skb.HeadLen;
        bool page = false;
        ulong addr = Pci.MapSingle(pdev, skb.Data, len, PciDma.ToCard);

        for (int i = 0; ; i++)
        {
            if (Pci.MappingError(pdev, addr))
            {
                _queue.Unwind(first);
                return netdev.Drop(skb);
            }

            _queue.Post(addr, len, page);
            if (i >= skb.Info.NrFrags)
                break;

            Frag fragment = skb.Info.Frags[i];
            len = fragment.Size;
            page = true;
            addr = Pci.MapPage(pdev, fragment.Page, fragment.PageOffset, len, PciDma.ToCard);
        }

        _queue.Attach(skb);
        return Tx.Ok;
    }

    // P1: the check is inverted, success first
    private bool TsoGetFragment(TsoState st, in Frag frag)
    {
        st.UnmapAddr = Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);
        if (!Pci.MappingError(pdev, st.UnmapAddr))
        {
            st.UnmapLen = frag.Size;
            st.InLen = frag.Size;
            st.DmaAddr = st.UnmapAddr;
            return true;
        }

        return false;
    }

    /// <summary>Cuts the fragments into segments of at most <paramref name="mss"/> bytes.</summary>
    public Tx EnqueueTso(SkBuff skb, int mss)
    {
        TsoState state = new();
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            if (!TsoGetFragment(state, in skb.Info.Frags[i]))
            {
                _queue.Unwind(_queue.Tail);
                return netdev.Drop(skb);
            }

            for (; state.InLen > 0; state.InLen -= Math.Min(mss, state.InLen), state.DmaAddr += (ulong)mss)
                Recorder.Log($"segment {Recorder.Name(state.DmaAddr)} {Math.Min(mss, state.InLen)}");
            _queue.Post(state.UnmapAddr, state.UnmapLen, page: true);
        }

        if (skb.Info.NrFrags > 0)
            _queue.Attach(skb);
        else
            skb.Free();
        return Tx.Ok;
    }

    /// <summary>Completes the queue.</summary>
    public void Clean() => _queue.Complete();
}
