using System;

namespace FragApi;

/// <content>One large buffer as many small ones.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Cuts the content into buffers that each have a copy of the first <paramref name="headerLength"/> bytes and at most
    /// <paramref name="mss"/> bytes of what follows; those of them that are in fragments are not copied, but take
    /// references. This buffer stays as it is. The new buffers go to the end of <paramref name="into"/>, which owns them.
    /// </summary>
    /// <returns>The number of buffers: at least one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The header is longer than the content, or <paramref name="mss"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">Header and payload that is in the head do not fit into the head of a segment.</exception>
    /// <remarks>Kernel: <c>skb_segment</c>, which leaves the headers' fields to the protocol as well.</remarks>
    [TransfersFragments]
    public int Segment(int headerLength, int mss, SkBuffQueue into)
    {
        _ = Info;
        ArgumentNullException.ThrowIfNull(into);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mss);
        if ((uint)headerLength > (uint)_len)
            Throw.NoRoom(nameof(Len), headerLength, _len);

        SkBuff? first = null;
        SkBuff? last = null;
        int count = 0;
        try
        {
            int position = headerLength;
            do
            {
                int size = Math.Min(mss, _len - position);
                SkBuff segment = SegmentOf(headerLength, position, size);
                if (last is null)
                    first = segment;
                else
                    last._next = segment;
                last = segment;
                count++;
                position += size;
            }
            while (position < _len);
        }
        catch
        {
            while (first is not null)
            {
                SkBuff segment = first;
                first = segment._next;
                segment._next = null;
                segment.Free();
            }

            throw;
        }

        while (first is not null)
        {
            SkBuff segment = first;
            first = segment._next;
            segment._next = null;
            into.Enqueue(segment);
        }

        return count;
    }

    private SkBuff SegmentOf(int headerLength, int position, int size)
    {
        int linear = Math.Clamp(HeadLen - position, 0, size);
        SkBuff segment = AllocHead(Headroom, headerLength + linear);
        try
        {
            CopyBits(0, segment.Put(headerLength));
            CopyBits(position, segment.Put(linear));
            segment.ShareBytes(this, position + linear - HeadLen, size - linear);
        }
        catch
        {
            segment.Free();
            throw;
        }

        segment.Cb = Cb;
        return segment;
    }

    /// <summary>
    /// Appends <paramref name="count"/> bytes of another buffer's fragments, <paramref name="skip"/> bytes into them, with a
    /// reference for each piece. The caller has made sure of the room; where a reference cannot be taken, what was
    /// appended before stays.
    /// </summary>
    private void ShareBytes(SkBuff from, int skip, int count)
    {
        SkbSharedInfo source = from.Info;
        SkbSharedInfo to = Info;
        for (int f = 0; count > 0; f++)
        {
            int size = SkbFrag.Size(in source[f]);
            if (skip >= size)
            {
                skip -= size;
                continue;
            }

            SkbFrag piece = source.Share(f);
            int taken = Math.Min(size - skip, count);
            SkbFrag.AddOffset(ref piece, skip);
            SkbFrag.SetSize(ref piece, taken);
            to.Add(in piece);
            to.Carry(source.Flags);
            AddLen(taken);
            skip = 0;
            count -= taken;
        }
    }
}
