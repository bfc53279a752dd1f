using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A ten-gigabit card for servers.</summary>
public sealed class S2io(PciDev pdev)
{
    private readonly TxRing _fifo = new(pdev.Dev);

    // P1: empty fragments are skipped; the host's word is built from the mapping
    public Tx Xmit(SkBuff skb)
    {
        _fifo.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        int frgCnt = skb.Info.NrFrags;
        for (int i = 0; i < frgCnt; i++)
        {
            ref readonly Frag frag = ref skb.Info.Frags[i];
            if (frag.Size == 0)
                continue;
            ulong bufferPointer = (ulong)Pci.MapPage(
                pdev,
                frag.Page,
                frag.PageOffset,
                frag.Size, // whole fragment
                PciDma.ToCard);
            _fifo.Post(bufferPointer, frag.Size, page: true);
        }

        _fifo.Attach(skb);
        return Tx.Ok;
    }

    // P12, P7: a packet of a flow joins the first one; each keeps its own reference
    public static void LroAppend(SkBuff flow, SkBuff packet)
    {
        for (int i = 0; i < packet.Info.NrFrags; i++)
        {
            ref Frag to = ref flow.Info.Frags[flow.Info.NrFrags];
            to = packet.Info.Frags[i];
            to.Page!.Get();
            flow.Info.NrFrags++;
            flow.Len += to.Size;
            flow.DataLen += to.Size;
        }

        flow.Info.Flags |= packet.Info.Flags;
        packet.Free();
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _fifo.Complete();
}
