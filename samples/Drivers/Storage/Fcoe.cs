using System;
using Drivers.Kernel;

namespace Drivers.Storage;

/// <summary>The software initiator.</summary>
public sealed class Fcoe(NetDevice netdev)
{
    private const int TrailerLength = 8;

    private readonly FcoeTransport.CrcPage _eof = new();

    // P16: the trailer goes into the last fragment, through a short-lived address
    public Tx Xmit(SkBuff skb)
    {
        uint crc = FcoeTransport.FrameCrc(skb);
        if (skb.Info.NrFrags > 0)
        {
            if (!FcoeTransport.GetPagedCrcEof(skb, TrailerLength, _eof))
                return netdev.Drop(skb);

            ref Frag frag = ref skb.Info.Frags[skb.Info.NrFrags - 1];
            nint cp = Mm.Kmap(frag.Page) + frag.PageOffset;
            BitConverter.TryWriteBytes(Mm.Span(cp, 4), ~crc);
            Mm.Kunmap(frag.Page);
        }

        Recorder.Log($"crc {~crc:x8}");
        Recorder.State(skb);
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
