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

    // P10, P8: a fresh page into the slot, the old one to the guest; without a fresh one the extra reference is put
    public static Page? Exchange(SkBuff skb, int i)
    {
        ref Frag frag = ref skb.Info.Frags[i];
        Page? old = frag.Page;
        Mm.GetPage(old);

        Page? fresh = Mm.AllocPage();
        if (fresh is null)
        {
            Mm.PutPage(frag.Page);
            return null;
        }

        frag.Page = fresh;
        frag.PageOffset = 0;

        // The buffer's reference on the old page; the slot holds another page by now.
        Mm.PutPage(old);
        return old;
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
