using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A companion chip's controller; its DMA engine mangles short pieces that are not aligned.</summary>
public sealed class Mv643xx(Device parent, NetDevice netdev)
{
    private readonly TxRing _txq = new(parent);

    // P1: pieces that trip over the erratum are looked for first
    private static bool HasTinyUnalignedFrags(SkBuff skb)
    {
        for (int frag = 0; frag < skb.Info.NrFrags; frag++)
        {
            ref readonly Frag fragp = ref skb.Info.Frags[frag];
            if (fragp.Size <= 8 && (fragp.PageOffset & 7) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        if (HasTinyUnalignedFrags(skb))
            return netdev.Drop(skb);

        _txq.Post(Dma.MapSingle(parent, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false);
        SubmitFragSkb(skb);
        _txq.Attach(skb);
        return Tx.Ok;
    }

    // P1: last descriptor raises the interrupt
    private void SubmitFragSkb(SkBuff skb)
    {
        int nrFrags = skb.Info.NrFrags;
        for (int frag = 0; frag < nrFrags; frag++)
        {
            ref Frag thisFrag = ref skb.Info.Frags[frag];
            uint status = frag == nrFrags - 1 ? 0x8085_0000u : 0x8000_0000u;
            ulong bufPtr = Dma.MapPage(parent, thisFrag.Page, thisFrag.PageOffset, thisFrag.Size, DmaDir.ToDevice);
            _txq.Post(bufPtr, thisFrag.Size, page: true, status);
        }
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _txq.Complete();
}
