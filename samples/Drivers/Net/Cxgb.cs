using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>The first generation's scatter-gather engine: commands hold at most <see cref="MaxLen"/> bytes.</summary>
public sealed class Cxgb(PciDev pdev)
{
    private const int MaxLen = 3000;

    private readonly TxRing _cmdQ = new(pdev.Dev);

    // P1: the whole fragment is mapped once; long ones are cut on the bus address
    public Tx Xmit(SkBuff skb)
    {
        _cmdQ.Post(Pci.MapSingle(pdev, skb.Data, skb.HeadLen, PciDma.ToCard), skb.HeadLen, page: false);
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            ulong mapping = Pci.MapPage(
                pdev,
                frag.Page,
                frag.PageOffset,
                frag.Size,
                PciDma.ToCard);

            ulong piece = mapping;
            for (int left = frag.Size; left > 0; left -= MaxLen, piece += MaxLen)
                Recorder.Log($"command {Recorder.Name(piece)} {Math.Min(left, MaxLen)}");
            _cmdQ.Post(mapping, frag.Size, page: true);
        }

        _cmdQ.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Descriptors a packet needs beyond one for each fragment.</summary>
    public static int ExtraDescs(SkBuff skb)
    {
        int count = 0;
        for (int i = 0; i < skb.Info.NrFrags; i++)
            count += (skb.Info.Frags[i].Size - 1) / MaxLen;
        return count;
    }

    /// <summary>Completes sent buffers.</summary>
    public void Clean() => _cmdQ.Complete();
}
