using System;

namespace FragApi;

/// <content>Bytes from the fragments into the head, and bytes off the end. Fragments that are used up are dropped then and there, which may run destructors.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Whether the content has <paramref name="length"/> bytes; if so they are in the head afterwards, and can be read and
    /// pulled there.
    /// </summary>
    /// <inheritdoc cref="PullTail" path="/exception"/>
    /// <remarks>Kernel: <c>pskb_may_pull</c>.</remarks>
    [ReplacesFragments]
    public bool MayPull(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length <= HeadLen)
            return true;
        if (length > _len)
            return false;
        PullTail(length - HeadLen);
        return true;
    }

    /// <summary>
    /// Moves <paramref name="count"/> bytes from the fragments to the end of the head. Gets another head where that
    /// one is too small or its page has other references, and leaves clones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The fragments have fewer bytes.</exception>
    /// <exception cref="InvalidOperationException">The head would be longer than a page of the largest order; or the buffer has more than one user and needs a new head.</exception>
    /// <remarks>Kernel: <c>__pskb_pull_tail</c>.</remarks>
    [ReplacesFragments]
    public void PullTail(int count)
    {
        _ = Info;
        if ((uint)count > (uint)_dataLen)
            Throw.NoRoom(nameof(DataLen), count, _dataLen);
        if (count == 0)
            return;
        int missing = _tail + count - _end;
        if ((long)(_end - _start) + missing > MaxHead)
            Throw.TooLongForHead((long)(_end - _start) + missing);
        if (missing > 0 || IsCloned || HeadIsSeen)
            ExpandHead(0, Math.Max(missing, 0));
        SkbSharedInfo info = OwnFragments();
        CopyBits(HeadLen, info.Head.Span.Slice(_tail, count));
        _tail += count;
        _dataLen -= count;

        int whole = 0;
        int left = count;
        while (left > 0 && SkbFrag.Size(in info[whole]) <= left)
            left -= SkbFrag.Size(in info[whole++]);
        if (left > 0)
        {
            SkbFrag.AddOffset(ref info[whole], left);
            SkbFrag.AddSize(ref info[whole], -left);
        }

        info.Remove(0, whole);
    }

    /// <summary>Moves all content into the head; there are no fragments afterwards.</summary>
    /// <inheritdoc cref="PullTail" path="/exception"/>
    /// <remarks>Kernel: <c>skb_linearize</c>.</remarks>
    [ReplacesFragments]
    public void Linearize() => PullTail(_dataLen);

    /// <summary>Cuts the content to its first <paramref name="length"/> bytes; it is left alone when it is no longer than that. Leaves clones where fragments change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer has more than one user and must leave clones.</exception>
    /// <remarks>Kernel: <c>pskb_trim</c>.</remarks>
    [ReplacesFragments]
    public void Trim(int length)
    {
        _ = Info;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length >= _len)
            return;
        if (_dataLen == 0)
        {
            _len = length;
            _tail = _data + length;
            return;
        }

        SkbSharedInfo info = OwnFragments();
        int headLen = HeadLen;
        int keep = Math.Max(length - headLen, 0);
        int kept = 0;
        int left = keep;
        while (left > 0)
        {
            int size = SkbFrag.Size(in info[kept]);
            if (size > left)
                SkbFrag.SetSize(ref info[kept], left);
            left -= Math.Min(size, left);
            kept++;
        }

        if (length < headLen)
            _tail = _data + length;
        _len = length;
        _dataLen = keep;
        info.Remove(kept, info.NrFrags - kept);
    }
}
