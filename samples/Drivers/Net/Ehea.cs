using System;
using Drivers.Kernel;

namespace Drivers.Net;

/// <summary>A hypervisor's adapter: a queue entry takes immediate bytes and a list of absolute addresses.</summary>
public sealed class Ehea(NetDevice netdev)
{
    private const int MaxImmediate = 160;

    private readonly DescRing _queue = new(64);

    // P5: nested call on the address of each fragment
    private void WriteSg(SkBuff skb, int first)
    {
        for (int i = first; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            _queue.Post(AbsoluteAddress(Mm.PageAddress(frag.Page) + frag.PageOffset), frag.Size);
        }
    }

    // P5: the first fragment fills up the immediate bytes; the rest of it is an entry
    public Tx XmitImmediate(SkBuff skb)
    {
        _queue.Post(AbsoluteAddress(skb.Data), Math.Min(skb.HeadLen, MaxImmediate), flags: 0x100);
        if (skb.HeadLen < MaxImmediate && skb.Info.NrFrags > 0)
        {
            ref Frag frag = ref skb.Info.Frags[0];
            int room = Math.Min(MaxImmediate - skb.HeadLen, frag.Size);
            _queue.Post(
                AbsoluteAddress(Mm.PageAddress(frag.Page) + frag.PageOffset + room), frag.Size - room);
            WriteSg(skb, 1);
        }
        else
        {
            WriteSg(skb, 0);
        }

        skb.Free();
        return Tx.Ok;
    }

    // P5: short packets are copied as a whole
    public Tx XmitCopy(SkBuff skb, Span<byte> into)
    {
        if (skb.Len > into.Length)
            return netdev.Drop(skb);

        Mm.Span(skb.Data, skb.HeadLen).CopyTo(into);
        int at = skb.HeadLen;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            Frag frag = skb.Info.Frags[i];
            Mm.Span(Mm.PageAddress(frag.Page) + frag.PageOffset, frag.Size).CopyTo(into[at..]);
            at += frag.Size;
        }

        Recorder.Log($"copied {at}");
        skb.Free();
        return Tx.Ok;
    }

    private static ulong AbsoluteAddress(nint address) => Mm.VirtToPhys(address);
}
