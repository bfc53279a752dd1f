using System;
using Drivers.Kernel;

namespace Drivers.Virt;

/// <summary>A tap device: a process's pages are pinned and become fragments.</summary>
public sealed class Macvtap(NetDevice netdev)
{
    // Pins pages of the process, up to the first that is not there; returns how many.
    private static int PinPages(ReadOnlySpan<Page> user, Span<Page?> pages, int available)
    {
        int n = 0;
        while (n < user.Length && n < available)
        {
            user[n].Get();
            pages[n] = user[n];
            n++;
        }

        return n;
    }

    // P9: pinned pages are filled in; P8: a partial pin is undone
    private static bool ZeroCopyFromUser(SkBuff skb, ReadOnlySpan<Page> user, int offset, int len, int available)
    {
        Page?[] pages = new Page?[SharedInfo.MaxFrags];
        int pinned = PinPages(user, pages, available);
        if (pinned != user.Length)
        {
            for (int k = 0; k < pinned; k++)
                Mm.PutPage(pages[k]);
            return false;
        }

        int i = 0;
        skb.DataLen += len;
        skb.Len += len;
        while (len > 0)
        {
            int size = Math.Min(len, Mm.PageSize - offset);
            skb.Info.Frags[i].Page = pages[i];
            skb.Info.Frags[i].PageOffset = offset;
            skb.Info.Frags[i].Size = size;
            skb.Info.NrFrags++;
            offset = 0;
            len -= size;
            i++;
        }

        return true;
    }

    /// <summary>A process writes a packet; <paramref name="available"/> of its pages can be pinned.</summary>
    public bool Write(ReadOnlySpan<Page> user, int offset, int len, int available)
    {
        SkBuff skb = new(64);
        if (!ZeroCopyFromUser(skb, user, offset, len, available))
        {
            netdev.Drop(skb);
            return false;
        }

        netdev.Receive(skb);
        return true;
    }

    // P16: the process reads; each piece through a short-lived address
    public static int Read(SkBuff skb, Span<byte> to)
    {
        int at = 0;
        for (int i = 0; i < skb.Info.NrFrags; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            nint vaddr = Mm.Kmap(frag.Page);
            int n = Math.Min(frag.Size, to.Length - at);
            Mm.Span(vaddr + frag.PageOffset, n).CopyTo(to[at..]);
            Mm.Kunmap(frag.Page);
            at += n;
        }

        return at;
    }
}
