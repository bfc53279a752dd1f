using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A converged adapter; a work item has four vectors.</summary>
public sealed class Bna(PciDev pcidev, NetDevice netdev)
{
    private const int VectorsPerItem = 4;

    private readonly TxRing _tcb = new(pcidev.Dev);

    // P1: item and vector are counted apart
    public Tx Xmit(SkBuff skb)
    {
        int vector = 1;
        _tcb.Post(Dma.MapSingle(pcidev.Dev, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false);

        int len = skb.HeadLen;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            int size = frag.Size;
            if (++vector > VectorsPerItem)
            {
                vector = 1;
                Recorder.Log("next item");
            }

            ulong dmaAddr = Dma.MapPage(pcidev.Dev, frag.Page, frag.PageOffset, size, DmaDir.ToDevice);
            _tcb.Post(dmaAddr, size, page: true);
            len += size;
        }

        if (len != skb.Len)
        {
            _tcb.Unwind(_tcb.Tail);
            return netdev.Drop(skb);
        }

        _tcb.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _tcb.Complete();
}
