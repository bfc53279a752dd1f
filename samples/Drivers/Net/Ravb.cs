using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A driver that was written after the accessors: nothing to convert.</summary>
public sealed class Ravb(Device dev, NetDevice netdev)
{
    private readonly TxRing _ring = new(dev);

    // Converted P1
    public Tx Xmit(SkBuff skb)
    {
        int first = _ring.Head;
        ulong dma = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, dma))
            return netdev.Drop(skb);
        _ring.Post(dma, skb.HeadLen, page: false);

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int len = SkbFrag.Size(frag);
            dma = SkbFrag.DmaMap(dev, frag, 0, len, DmaDir.ToDevice);
            if (Dma.MappingError(dev, dma))
            {
                _ring.Unwind(first);
                return netdev.Drop(skb);
            }

            _ring.Post(dma, len, page: true);
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    // Converted P7, P8: timestamps are taken while the fragments are held
    public void HoldForTimestamp(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
            SkbFrag.Ref(skb, i);
        Recorder.Log("timestamp");
        for (int i = 0; i < skb.Info.NrFrags; i++)
            SkbFrag.Unref(skb, i);
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
