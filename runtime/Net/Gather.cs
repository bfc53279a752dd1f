using System;
using System.Diagnostics.CodeAnalysis;

namespace FragApi;

/// <summary>The pieces of a buffer in order, for scatter-gather: its head, then each fragment.</summary>
internal static class Gather
{
    /// <summary>The most pieces a buffer has.</summary>
    public const int MaxPieces = 1 + SkbSharedInfo.MaxFrags;

    /// <summary>Refuses a buffer that is not what its lengths say, before any of it is sent.</summary>
    /// <exception cref="ArgumentException">A fragment is empty, has no page or leaves it, or the lengths do not add up.</exception>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    public static void Check(SkBuff skb)
    {
        ReadOnlySpan<SkbFrag> frags = skb.Info.Frags;
        long total = 0;
        for (int f = 0; f < frags.Length; f++)
        {
            ref readonly SkbFrag frag = ref frags[f];
            int size = SkbFrag.Size(in frag);
            int offset = SkbFrag.Offset(in frag);
            if (SkbFrag.Page(in frag) is not Page page)
                Refuse($"Fragment {f} has no page.");
            else if (size <= 0)
                Refuse($"Fragment {f} has {size} bytes; an empty fragment cannot be sent.");
            else if (offset < 0 || offset > page.Size - size)
                Refuse($"Fragment {f} reaches past the end of its page: {size} bytes at {offset} of {page.Size}.");
            total += size;
        }

        if (total != skb.DataLen || skb.HeadLen < 0)
            Refuse($"The fragments have {total} bytes together, but the buffer counts {skb.DataLen} of {skb.Len}.");
    }

    /// <summary>
    /// Writes where the bytes from <paramref name="skip"/> on are; returns the number of pieces. The addresses are valid
    /// while the buffer's references are held.
    /// </summary>
    public static int Fill(SkBuff skb, int skip, Span<Libc.IoVector> pieces)
    {
        int count = 0;
        Add(skb.HeadPage.Address + skb.HeadOffset, skb.HeadLen, ref skip, pieces, ref count);
        foreach (ref readonly SkbFrag frag in skb.Info.Frags)
            Add(SkbFrag.Address(in frag), SkbFrag.Size(in frag), ref skip, pieces, ref count);
        return count;
    }

    private static void Add(nint address, int length, ref int skip, Span<Libc.IoVector> pieces, ref int count)
    {
        if (skip >= length)
        {
            skip -= length;
            return;
        }

        pieces[count++] = new Libc.IoVector { Address = address + skip, Length = (nuint)(length - skip) };
        skip = 0;
    }

    [DoesNotReturn]
    private static void Refuse(string why) => throw new ArgumentException(why, "skb");
}
