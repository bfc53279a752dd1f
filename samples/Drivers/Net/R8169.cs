using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A common desktop card.</summary>
public sealed unsafe class R8169(PciDev pdev, NetDevice netdev)
{
    private const uint FirstFrag = 1u << 29;
    private const uint LastFrag = 1u << 28;

    private readonly TxRing _ring = new(pdev.Dev);

    // P4: the address through an untyped pointer
    private bool XmitFrags(SkBuff skb)
    {
        for (int cur = 0; cur < skb.Info.NrFrags; cur++)
        {
            ref Frag frag = ref skb.Info.Frags[cur];
            int len = frag.Size;
            void* addr = (void*)(Mm.PageAddress(frag.Page) + frag.PageOffset);
            ulong mapping = Dma.MapSingle(pdev.Dev, (nint)addr, len, DmaDir.ToDevice);
            if (Dma.MappingError(pdev.Dev, mapping))
            {
                Recorder.Log("cannot map a fragment");
                return false;
            }

            _ring.Post(mapping, len, page: false, cur == skb.Info.NrFrags - 1 ? LastFrag : 0);
        }

        return true;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong mapping = Dma.MapSingle(pdev.Dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(pdev.Dev, mapping))
            return netdev.Drop(skb);
        _ring.Post(mapping, skb.HeadLen, page: false, skb.Info.NrFrags == 0 ? FirstFrag | LastFrag : FirstFrag);
        if (!XmitFrags(skb))
        {
            _ring.Unwind(first);
            return netdev.Drop(skb);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
