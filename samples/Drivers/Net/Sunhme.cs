using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A hundred-megabit card that exists for two buses; this is the part behind both.</summary>
public sealed class Sunhme(Device dmaDev)
{
    private readonly TxRing _ring = new(dmaDev);

    // P1: the fragment comes in by ref
    private void PostFrag(ref Frag frag, uint flags)
    {
        int len = frag.Size;
        ulong mapping = Dma.MapPage(dmaDev, frag.Page, frag.PageOffset, len, DmaDir.ToDevice);
        _ring.Post(mapping, len, page: true, flags);
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        _ring.Post(Dma.MapSingle(dmaDev, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false);
        for (int f = 0; f < skb.Info.NrFrags; f++)
            PostFrag(ref skb.Info.Frags[f], f == skb.Info.NrFrags - 1 ? 1u : 0u);
        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _ring.Complete();
}
