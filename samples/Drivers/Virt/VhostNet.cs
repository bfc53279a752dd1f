using System;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>The host's end of a paravirtual interface, inside the kernel of the host.</summary>
public sealed class VhostNet(NetDevice netdev)
{
    // P16, P15: into the guest's buffers, by address or by a copy through a short-lived one
    public int CopyToGuest(SkBuff skb, Span<byte> guest)
    {
        int at = 0;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            nint from = Mm.PageHighMem(frag.Page)
                ? Mm.Kmap(frag.Page) + frag.PageOffset
                : Mm.PageAddress(frag.Page) + frag.PageOffset;
            Mm.Span(from, frag.Size).CopyTo(guest[at..]);
            if (Mm.PageHighMem(frag.Page))
                Mm.Kunmap(frag.Page);
            at += frag.Size;
        }

        return at;
    }

    // P20: dirty pages are logged by frame while the guest moves to another host
    public void LogDirty(SkBuff skb)
    {
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ulong first = Mm.PageToPfn(skb.Info.Frags[i].Page) + (ulong)(skb.Info.Frags[i].PageOffset >> Mm.PageShift);
            ulong last = Mm.PageToPfn(skb.Info.Frags[i].Page)
                + (ulong)((skb.Info.Frags[i].PageOffset + skb.Info.Frags[i].Size - 1) >> Mm.PageShift);
            Recorder.Log($"dirty {first:x}..{last:x}");
        }
    }

    // P8: a packet that the guest has no buffers for
    public void Discard(SkBuff skb)
    {
        foreach (ref Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            Page? page = frag.Page;
            Mm.PutPage(page);
        }

        skb.Info.NrFrags = 0;
        netdev.Drop(skb);
    }
}
