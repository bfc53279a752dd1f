using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A ten-gigabit card; a first descriptor says how many follow.</summary>
public sealed class Bnx2x(Device dev)
{
    private readonly TxRing _ring = new(dev);

    // P1: on error the first descriptor is patched and the packet counts as sent
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong mapping = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, mapping))
        {
            skb.Free();
            return Tx.Ok;
        }

        _ring.Post(mapping, skb.HeadLen, page: false, (uint)(skb.Info.NrFrags + 1));
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            mapping = Dma.MapPage(dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
            if (Dma.MappingError(dev, mapping))
            {
                // The completion walks as many descriptors as the first one says.
                _ring[first].Flags = (uint)(i + 1);
                Recorder.Log($"first says {i + 1}");
                _ring.Attach(skb);
                _ring.Complete();
                return Tx.Ok;
            }

            _ring.Post(mapping, frag.Size, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // P9: aggregated pages, object initialiser
    public static void AddAggregated(SkBuff skb, Page page, int len)
    {
        int n = skb.Info.NrFrags;
        skb.Info.Frags[n] = new Frag { Page = page, PageOffset = 0, Size = len };
        skb.Info.NrFrags = n + 1;
        skb.DataLen += len;
        skb.Len += len;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
