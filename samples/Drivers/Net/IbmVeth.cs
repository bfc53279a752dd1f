using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A logical partition's interface: a packet is sent by one hypervisor call with six descriptors.</summary>
public sealed class IbmVeth(Device dev, NetDevice netdev)
{
    private const int MaxDescs = 6;

    private readonly Desc[] _descs = new Desc[MaxDescs];

    // P1: forced by a label to go through the unmapping in any case
    public Tx Xmit(SkBuff skb)
    {
        Tx result = Tx.Ok;
        int mapped = 0;
        if (skb.Info.NrFrags > MaxDescs - 1)
            return netdev.Drop(skb);

        ulong dma = Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice);
        if (Dma.MappingError(dev, dma))
            return netdev.Drop(skb);
        _descs[mapped++] = new Desc { Addr = dma, Len = skb.HeadLen };

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            dma = Dma.MapPage(dev, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
            if (Dma.MappingError(dev, dma))
            {
                result = Tx.Dropped;
                goto Unmap;
            }

            _descs[mapped++] = new Desc { Addr = dma, Len = frag.Size };
        }

        for (int i = 0; i < mapped; i++)
            Recorder.Log($"send {Recorder.Name(_descs[i].Addr)} {_descs[i].Len}");

    Unmap:
        Dma.UnmapSingle(dev, _descs[0].Addr, _descs[0].Len, DmaDir.ToDevice);
        for (int i = 1; i < mapped; i++)
            Dma.UnmapPage(dev, _descs[i].Addr, _descs[i].Len, DmaDir.ToDevice);
        skb.Free();
        return result;
    }
}
