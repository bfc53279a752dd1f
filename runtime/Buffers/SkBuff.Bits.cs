using System;

namespace FragApi;

/// <content>The content's bytes, wherever they are.</content>
public sealed partial class SkBuff
{
    /// <summary>Copies the bytes from <paramref name="offset"/> on into <paramref name="to"/>, all of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The content ends before that.</exception>
    /// <remarks>Kernel: <c>skb_copy_bits</c>.</remarks>
    public void CopyBits(int offset, Span<byte> to)
    {
        CheckBits(offset, to.Length);
        int fromHead = Math.Clamp(HeadLen - offset, 0, to.Length);
        if (fromHead > 0)
        {
            HeadSpan.Slice(offset, fromHead).CopyTo(to);
            to = to[fromHead..];
        }

        int skip = Math.Max(offset - HeadLen, 0);
        for (int f = 0; to.Length > 0; f++)
        {
            ref readonly SkbFrag frag = ref Info[f];
            if (skip >= SkbFrag.Size(in frag))
            {
                skip -= SkbFrag.Size(in frag);
                continue;
            }

            Span<byte> bytes = SkbFrag.Span(in frag)[skip..];
            bytes = bytes[..Math.Min(bytes.Length, to.Length)];
            bytes.CopyTo(to);
            to = to[bytes.Length..];
            skip = 0;
        }
    }

    /// <summary>Overwrites the bytes from <paramref name="offset"/> on with <paramref name="from"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The content ends before that.</exception>
    /// <exception cref="InvalidOperationException">Others see these bytes (clones, <see cref="SkbFlags"/>): <see cref="EnsureWritable"/> helps.</exception>
    /// <remarks>Kernel: <c>skb_store_bits</c>, which leaves that question to its callers; some forgot to ask.</remarks>
    public void StoreBits(int offset, ReadOnlySpan<byte> from)
    {
        CheckBits(offset, from.Length);
        int toHead = Math.Clamp(HeadLen - offset, 0, from.Length);
        bool toFrags = from.Length > toHead;
        if (IsCloned || (toFrags && (HasSharedFrag || Info.IsShared)))
            Throw.SharedBytes();
        if (toHead > 0)
        {
            from[..toHead].CopyTo(HeadSpan[offset..]);
            from = from[toHead..];
        }

        int skip = Math.Max(offset - HeadLen, 0);
        for (int f = 0; from.Length > 0; f++)
        {
            ref readonly SkbFrag frag = ref Info[f];
            if (skip >= SkbFrag.Size(in frag))
            {
                skip -= SkbFrag.Size(in frag);
                continue;
            }

            Span<byte> bytes = SkbFrag.Span(in frag)[skip..];
            int count = Math.Min(bytes.Length, from.Length);
            from[..count].CopyTo(bytes);
            from = from[count..];
            skip = 0;
        }
    }

    /// <summary>
    /// Adds <paramref name="length"/> bytes from <paramref name="offset"/> on to an internet checksum: they are 16-bit
    /// numbers in network order, the last one padded with zero. Pass what was returned for the bytes before as
    /// <paramref name="sum"/>, when they were even in number.
    /// </summary>
    /// <returns>The sum, folded to 16 bits, not complemented: the checksum field takes <c>~</c> of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The content ends before that.</exception>
    /// <remarks>Kernel: <c>skb_checksum</c>; RFC 1071.</remarks>
    public ushort Checksum(int offset, int length, ushort sum = 0)
    {
        CheckBits(offset, length);
        uint total = sum;
        int done = Math.Clamp(HeadLen - offset, 0, length);
        if (done > 0)
            total += InternetChecksum.Sum(HeadSpan.Slice(offset, done));
        int skip = Math.Max(offset - HeadLen, 0);
        for (int f = 0; done < length; f++)
        {
            ref readonly SkbFrag frag = ref Info[f];
            if (skip >= SkbFrag.Size(in frag))
            {
                skip -= SkbFrag.Size(in frag);
                continue;
            }

            ReadOnlySpan<byte> bytes = SkbFrag.Span(in frag)[skip..];
            bytes = bytes[..Math.Min(bytes.Length, length - done)];
            ushort part = InternetChecksum.Sum(bytes);
            // A part that starts at an odd byte has its numbers the wrong way round; so has their sum.
            total += (done & 1) == 0 ? part : InternetChecksum.Swap(part);
            done += bytes.Length;
            skip = 0;
        }

        return InternetChecksum.Fold(total);
    }

    /// <summary>Piece <paramref name="i"/> of the content as memory: the head is 0, fragments follow. Valid while the buffer's references are held.</summary>
    internal Memory<byte> Piece(int i) => i == 0 ? HeadPage.Memory.Slice(HeadOffset, HeadLen) : SkbFrag.Memory(this, i - 1);

    private void CheckBits(int offset, int length)
    {
        _ = Info;
        if ((uint)offset > (uint)_len || (uint)length > (uint)(_len - offset))
            Throw.RangeOutsideContent(offset, length, _len);
    }
}
