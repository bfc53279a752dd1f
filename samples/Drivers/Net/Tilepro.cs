using System.Collections.Generic;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A many-core processor's port: the hypervisor takes frame numbers and offsets.</summary>
public sealed class Tilepro
{
    /// <summary>One piece of a packet, as the hypervisor takes it.</summary>
    public readonly record struct Piece(ulong Pfn, int Offset, int Length);

    // P20: an array of frame numbers
    public List<Piece> Collect(SkBuff skb)
    {
        List<Piece> pieces = [];
        if (skb.HeadLen > 0)
        {
            ulong head = Mm.VirtToPhys(skb.Data);
            pieces.Add(new Piece(head >> Mm.PageShift, (int)(head & (Mm.PageSize - 1)), skb.HeadLen));
        }

        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag f = ref skb.Info.Frags[i];
            ulong pfn = Mm.PageToPfn(f.Page);
            pieces.Add(new Piece(pfn, f.PageOffset, f.Size));
        }

        return pieces;
    }

    /// <summary>Sends a buffer.</summary>
    public Tx Xmit(SkBuff skb)
    {
        foreach (Piece piece in Collect(skb))
            Recorder.Log($"hypervisor {piece.Pfn:x} +{piece.Offset} {piece.Length}");
        skb.Free();
        return Tx.Ok;
    }
}
