using System;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>The offloading initiator; its link-level frames take the software way.</summary>
public sealed class Bnx2fc(NetDevice netdev)
{
    private const int TrailerLength = 8;

    private readonly FcoeTransport.CrcPage _eof = new();

    // P16: trailer in the last fragment; the copy of the descriptor is read, not the slot
    public Tx Xmit(SkBuff skb)
    {
        uint crc = FcoeTransport.FrameCrc(skb);
        if (skb.Info.NrFrags == 0)
        {
            Recorder.Log($"crc {~crc:x8} in the head");
            skb.Free();
            return Tx.Ok;
        }

        if (!FcoeTransport.GetPagedCrcEof(skb, TrailerLength, _eof))
            return netdev.Drop(skb);

        Frag frag = skb.Info.Frags[skb.Info.NrFrags - 1];
        Span<byte> trailer = Mm.Span(Mm.Kmap(frag.Page) + frag.PageOffset, TrailerLength);
        trailer.Clear();
        BitConverter.TryWriteBytes(trailer, ~crc);
        Mm.Kunmap(frag.Page);
        Recorder.Log($"trailer {Convert.ToHexString(trailer)}");
        skb.Free();
        return Tx.Ok;
    }

    /// <summary>Lets the page of trailers go.</summary>
    public void Close()
    {
        _eof.Page?.Put();
        _eof.Page = null;
    }
}
