using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A system-on-chip controller whose transmit descriptors carry length and status in one word.</summary>
public sealed class Gianfar(Device dev)
{
    private const uint Ready = 0x8000;
    private const uint Last = 0x0800;
    private const uint Crc = 0x0400;

    private readonly TxRing _bds = new(dev);

    // P1: no local for the fragment; the mapping is not checked
    public Tx Xmit(SkBuff skb)
    {
        int frags = skb.Info.NrFrags;
        if (_bds.Room <= frags)
            return Tx.Busy;

        uint flags = frags == 0 ? Ready | Last | Crc : Ready;
        _bds.Post(Dma.MapSingle(dev, skb.Data, skb.HeadLen, DmaDir.ToDevice), skb.HeadLen, page: false, flags);

        for (int i = 0; i < frags; i++)
        {
            int length = skb.Info.Frags[i].Size;
            uint status = Ready | (i == frags - 1 ? Last | Crc : 0);

            ulong addr = Dma.MapPage(
                dev,
                skb.Info.Frags[i].Page,
                skb.Info.Frags[i].PageOffset,
                length,
                DmaDir.ToDevice);

            // The length is written with the status, which hands the descriptor over.
            _bds.Post(addr, length, page: true, status);
        }

        _bds.Attach(skb);
        return Tx.Ok;
    }

    /// <summary>Walks the completed descriptors.</summary>
    public void Clean() => _bds.Complete();

    /// <summary>How many bytes of a buffer the controller will fetch.</summary>
    public static int WireBytes(SkBuff skb)
    {
        int bytes = skb.HeadLen;
        for (int i = 0; i < skb.Info.NrFrags; i++)
            bytes += skb.Info.Frags[i].Size;
        return bytes;
    }
}
