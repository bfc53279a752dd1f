using System;

namespace FragApi;

/// <content>Merging: bytes into the last fragment, buffers into one.</content>
public sealed partial class SkBuff
{
    /// <summary>Grows fragment <paramref name="i"/> by bytes that follow it in its page. Takes no reference: the caller keeps its own, or puts it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fragment, or it would reach past the end of its page.</exception>
    /// <exception cref="InvalidOperationException">The fragments are shared with clones.</exception>
    /// <remarks>Kernel: <c>skb_coalesce_rx_frag</c>.</remarks>
    public void CoalesceRxFrag(int i, int size, int trueSize)
    {
        SkbSharedInfo info = Info;
        if ((uint)i >= (uint)info.NrFrags)
            Throw.FragmentOutOfRange(i);
        ref SkbFrag frag = ref info[i];
        CheckRange(SkbFrag.Page(in frag) ?? Throw.NoPage(), SkbFrag.Offset(in frag) + SkbFrag.Size(in frag), size);
        DowngradeManaged();
        RequireOwnArray();
        SkbFrag.AddSize(ref frag, size);
        _len += size;
        _dataLen += size;
        TrueSize += trueSize;
    }

    /// <summary>
    /// Whether bytes at <paramref name="offset"/> of <paramref name="page"/> can grow the last fragment, when
    /// <paramref name="i"/> fragments are in use: same page, contiguous, equal destructors, and counted the same way.
    /// </summary>
    /// <remarks>Kernel: <c>skb_can_coalesce</c>, and the destructor series' condition.</remarks>
    public bool CanCoalesce(int i, Page page, int offset, SkbFragDestructor? destructor = null)
    {
        SkbSharedInfo info = Info;
        if (i <= 0 || (info.Flags & SkbFlags.Managed) != 0)
            return false;
        ref SkbFrag last = ref info[i - 1];
        return ReferenceEquals(SkbFrag.Page(in last), page)
            && ReferenceEquals(SkbFrag.Destructor(in last), destructor)
            && SkbFrag.Offset(in last) + SkbFrag.Size(in last) == offset;
    }

    /// <summary>
    /// Appends the content of <paramref name="from"/> to this buffer, and frees it: true, and the caller's reference
    /// on it is gone. What fits into this buffer's tailroom is copied, unless the page of this buffer's head has other
    /// references; else its head, if it has content, and its fragments become fragments here. False: this buffer has
    /// clones or the fragments would be too many, and nothing was changed.
    /// </summary>
    /// <exception cref="ArgumentException">The two are the same buffer.</exception>
    /// <remarks>Kernel: <c>skb_try_coalesce</c>, and the freeing of <c>from</c> besides.</remarks>
    [TransfersFragments]
    [ReplacesFragments]
    public bool TryCoalesce([Consumes(When = When.True)] SkBuff from)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (ReferenceEquals(from, this))
            throw new ArgumentException("A buffer cannot be appended to itself.", nameof(from));
        if (IsCloned)
            return false;
        SkbSharedInfo to = Info;
        SkbSharedInfo source = from.Info;
        if (from.Len <= Tailroom && !HeadIsSeen)
        {
            int length = from.Len;
            from.CopyBits(0, to.Head.Span.Slice(_tail, length));
            _tail += length;
            _len += length;
            from.Free();
            return true;
        }

        int headLen = from.HeadLen;
        if (to.NrFrags + source.NrFrags + (headLen > 0 ? 1 : 0) > SkbSharedInfo.MaxFrags)
            return false;
        // Others may still write headers into a head that clones share.
        bool shared = from.IsCloned || from.Users > 1;
        if (headLen > 0 && shared)
            return false;

        to.Downgrade();
        if (headLen > 0)
        {
            SkbFrag head = default;
            SkbFrag.Fill(ref head, source.Head, from.HeadOffset, headLen);
            SkbFrag.Ref(in head);
            to.Add(in head);
        }

        try
        {
            if (shared || (source.Flags & SkbFlags.Managed) != 0)
                source.ShareWith(to);
            else
                source.MoveTo(to, 0);
        }
        catch when (headLen > 0)
        {
            to.Remove(to.NrFrags - 1, 1);
            throw;
        }

        AddLen(from.Len);
        from.Free();
        return true;
    }
}
