using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A bridge's network port. It sits on no bus, so its mappings name no device.</summary>
public sealed class Tsi108
{
    private const uint Sof = 0x1;
    private const uint Eof = 0x2;
    private const uint Own = 0x80;

    private readonly TxRing _ring = new(null);

    // P1: no device
    public Tx Xmit(SkBuff skb)
    {
        int frags = skb.Info.NrFrags + 1;
        if (_ring.Room < frags)
            return Tx.Busy;

        for (int i = 0; i < frags; i++)
        {
            uint misc = Own;
            if (i == frags - 1)
                misc |= Eof;

            if (i == 0)
            {
                ulong head = Dma.MapSingle(null, skb.Data, skb.HeadLen, DmaDir.ToDevice);
                _ring.Post(head, skb.HeadLen, page: false, misc | Sof);
            }
            else
            {
                ref Frag frag = ref skb.Info.Frags[i - 1];
                ulong buf = Dma.MapPage(null, frag.Page, frag.PageOffset, frag.Size, DmaDir.ToDevice);
                _ring.Post(buf, frag.Size, page: true, misc);
            }
        }

        _ring.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Reclaims sent descriptors.</summary>
    public void Clean() => _ring.Complete();
}
