using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A soft controller in programmable logic.</summary>
public sealed class LlTemac(Device dev)
{
    private readonly TxRing _bds = new(dev);

    // P4: instance property for the address, pointer walk spelled with an index
    public Tx Xmit(SkBuff skb)
    {
        int frags = skb.Info.NrFrags;
        _bds.Post(Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false, 1);

        int index = 0;
        for (int ii = 0; ii < frags; ii++)
        {
            ref Frag frag = ref skb.Info.Frags[index++];
            _bds.Post(
                Dma.MapSingle(dev, (frag.Page!.Address + (frag.PageOffset)), frag.Size, DmaDir.ToDevice),
                frag.Size,
                page: false);
        }

        _bds.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent descriptors.</summary>
    public void Clean() => _bds.Complete();
}
