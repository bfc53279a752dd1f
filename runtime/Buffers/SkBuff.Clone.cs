using System;

namespace FragApi;

/// <content>The same content once more: shared, half shared, copied.</content>
public sealed partial class SkBuff
{
    /// <summary>
    /// Another buffer of the same content: it shares head and fragments, and no reference of theirs is taken. The caller
    /// owes a <see cref="Free"/>.
    /// </summary>
    /// <remarks>Kernel: <c>skb_clone</c>.</remarks>
    [return: Owned]
    public SkBuff Clone()
    {
        SkbSharedInfo info = Info;
        info.GetDataRef();
        SkBuff clone = info.Head.Pool.RentBuffer();
        clone.Show(info, _start, _data, _tail, _end);
        clone._len = _len;
        clone._dataLen = _dataLen;
        clone.TrueSize = TrueSize;
        clone.Cb = Cb;
        return clone;
    }

    /// <summary>
    /// A buffer of the same content that shares nothing: everything is copied into its head. The caller owes a
    /// <see cref="Free"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Headroom and content are longer than a page of the largest order.</exception>
    /// <remarks>Kernel: <c>skb_copy</c>.</remarks>
    [return: Owned]
    public SkBuff Copy()
    {
        SkBuff copy = AllocHead(Headroom, _len);
        CopyBits(0, copy.Put(_len));
        copy.DescribeAs(this);
        return copy;
    }

    /// <summary>
    /// A buffer of the same content with a head of its own; the fragments are the same bytes, with a reference taken for
    /// each. The caller owes a <see cref="Free"/>.
    /// </summary>
    /// <param name="headroom">Room before the content of the new head, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The headroom is negative, or no page is that large.</exception>
    /// <remarks>Kernel: <c>__pskb_copy</c>.</remarks>
    [return: Owned]
    [TransfersFragments]
    public SkBuff PartialCopy(int headroom)
    {
        SkbSharedInfo info = Info;
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        SkBuff copy = AllocHead(headroom, HeadLen);
        try
        {
            HeadSpan.CopyTo(copy.Put(HeadLen));
            info.ShareWith(copy.Info);
        }
        catch
        {
            copy.Free();
            throw;
        }

        copy.AddLen(_dataLen);
        copy.DescribeAs(this);
        return copy;
    }

    /// <summary>
    /// A new head with more room; where clones share the old one, this buffer leaves them and takes a reference for each
    /// fragment. The content stays. What pointed into the old head, or at the old fragments, is stale.
    /// </summary>
    /// <param name="headroom">More room before the content, in bytes.</param>
    /// <param name="tailroom">More room behind the head's content, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or no page is that large.</exception>
    /// <exception cref="InvalidOperationException">The buffer has more than one user.</exception>
    /// <remarks>Kernel: <c>pskb_expand_head</c>.</remarks>
    [ReplacesFragments]
    public void ExpandHead(int headroom, int tailroom)
    {
        SkbSharedInfo info = Info;
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        ArgumentOutOfRangeException.ThrowIfNegative(tailroom);
        RequireOneUser();
        int room = _end - _start;
        Page head = info.Head.Pool.Acquire(OrderFor((long)room + headroom + tailroom));
        SkbSharedInfo? left = null;
        Page? old = null;
        try
        {
            info.Head.Span[_start.._tail].CopyTo(head.Span[headroom..]);
            if (info.DataRef != 1)
            {
                _info = info.CopyAround(head);
                left = info;
            }
            else
            {
                old = info.ReplaceHead(head);
            }
        }
        catch
        {
            head.Put();
            throw;
        }

        int shift = headroom - _start;
        _start = 0;
        _data += shift;
        _tail += shift;
        _end = head.Size;
        TrueSize += _end - room;
        old?.Put();
        left?.PutDataRef();
    }

    /// <summary>Leaves the clones, if there are any, as <see cref="ExpandHead"/> does.</summary>
    /// <remarks>Kernel: <c>skb_unclone</c>.</remarks>
    [ReplacesFragments]
    public void Unclone()
    {
        if (IsCloned)
            ExpandHead(0, 0);
    }

    private void DescribeAs(SkBuff other)
    {
        Info.GsoSize = other.Info.GsoSize;
        Info.GsoSegs = other.Info.GsoSegs;
        Cb = other.Cb;
    }

    private SkBuff AllocHead(int headroom, int length)
    {
        if ((long)headroom + length > MaxHead)
            Throw.TooLongForHead((long)headroom + length);
        SkBuff skb = Alloc(headroom + length, Pool);
        skb.Reserve(headroom);
        return skb;
    }
}
