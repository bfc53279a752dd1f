using System;
using Drivers.Kernel;

namespace Drivers.Core;

/// <summary>Copies between buffers and a process.</summary>
public static class Datagram
{
    // P16: the part of each fragment that lies in the range
    public static int CopyToUser(SkBuff skb, int offset, Span<byte> to)
    {
        int start = skb.HeadLen;
        int at = 0;
        for (int i = 0; i < skb.Info.NrFrags && at < to.Length; i++)
        {
            ref Frag frag = ref skb.Info.Frags[i];
            int end = start + frag.Size;
            int copy = Math.Min(end - offset, to.Length - at);
            if (copy > 0)
            {
                Page? page = frag.Page;
                nint vaddr = Mm.Kmap(page);
                Mm.Span(vaddr + frag.PageOffset + offset - start, copy).CopyTo(to[at..]);
                Mm.Kunmap(page);
                at += copy;
                offset += copy;
            }

            start = end;
        }

        return at;
    }

    // P15: and the other way, through a helper that knows pages only
    public static void CopyFromUser(SkBuff skb, ReadOnlySpan<byte> from)
    {
        foreach (ref readonly Frag frag in skb.Info.Frags.AsSpan(0, skb.Info.NrFrags))
        {
            int n = Math.Min(frag.Size, from.Length);
            MemcpyToPage(frag.Page, frag.PageOffset, from[..n]);
            from = from[n..];
        }
    }

    private static void MemcpyToPage(Page? page, int offset, ReadOnlySpan<byte> from)
    {
        from.CopyTo(Mm.Span(Mm.Kmap(page) + offset, from.Length));
        Mm.Kunmap(page);
    }
}
