using System;

namespace FragApi;

/// <content>Content of another buffer, referenced instead of copied.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Appends the first <paramref name="length"/> bytes of <paramref name="from"/>: the first
    /// <paramref name="headLength"/> of them are copied into this buffer's head, the rest is shared: a reference is taken
    /// for each piece, on the page of its head as well. When all of it fits into the tailroom, and the
    /// head's page has no other references, it is copied instead.
    /// False: there are too few free fragments, and nothing was changed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The source is shorter, or <paramref name="headLength"/> bytes do not fit into the tailroom.</exception>
    /// <exception cref="InvalidOperationException">Clones share this buffer's fragments; or it has more than one user, and its head must be copied before it is written to.</exception>
    /// <remarks>Kernel: <c>skb_zerocopy</c>.</remarks>
    [TransfersFragments]
    public bool ZeroCopyFrom([Borrows] SkBuff from, int length, int headLength)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentOutOfRangeException.ThrowIfEqual(from, this);
        RequireOwnArray();
        if ((uint)length > (uint)from.Len)
            Throw.NoRoom(nameof(Len), length, from.Len);
        if ((uint)headLength > (uint)length || headLength > Tailroom)
            Throw.NoRoom(nameof(Tailroom), headLength, Tailroom);
        if (length <= Tailroom && !HeadIsSeen)
        {
            from.CopyBits(0, Put(length));
            return true;
        }

        int linear = Math.Clamp(from.HeadLen - headLength, 0, length - headLength);
        int shared = length - headLength - linear;
        int skip = Math.Max(headLength - from.HeadLen, 0);
        SkbSharedInfo to = Info;
        int first = to.NrFrags;
        if (first + (linear > 0 ? 1 : 0) + from.FragmentsIn(skip, shared) > SkbSharedInfo.MaxFrags)
            return false;

        if (headLength > 0 && HeadIsSeen)
            ExpandHead(0, 0);
        to.Downgrade();
        int before = _dataLen;
        from.CopyBits(0, Put(headLength));
        try
        {
            if (linear > 0)
            {
                SkbFrag head = default;
                SkbFrag.Fill(ref head, from.HeadPage, from.HeadOffset + headLength, linear);
                SkbFrag.Ref(in head);
                to.Add(in head);
                AddLen(linear);
            }

            ShareBytes(from, skip, shared);
        }
        catch
        {
            AddLen(before - _dataLen);
            _tail -= headLength;
            _len -= headLength;
            to.Remove(first, to.NrFrags - first);
            throw;
        }

        return true;
    }

    /// <summary>How many fragments hold <paramref name="count"/> bytes from <paramref name="skip"/> bytes into them on.</summary>
    private int FragmentsIn(int skip, int count)
    {
        int fragments = 0;
        for (int f = 0; count > 0; f++)
        {
            int size = SkbFrag.Size(in Info[f]);
            if (skip >= size)
            {
                skip -= size;
                continue;
            }

            fragments++;
            count -= size - skip;
            skip = 0;
        }

        return fragments;
    }
}
