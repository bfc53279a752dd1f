using System;

namespace FragApi;

/// <content>The head: room before and behind its content.</content>
public sealed partial class SkBuff
{
    private static int MaxHead => Page.UnitSize << Page.MaxOrder;

    /// <summary>Appends <paramref name="count"/> bytes to the head's content and returns them, to be filled in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tailroom, or there are fragments.</exception>
    /// <remarks>Kernel: <c>skb_put</c>.</remarks>
    public Span<byte> Put(int count)
    {
        SkbSharedInfo info = Info;
        if ((uint)count > (uint)Tailroom)
            Throw.NoRoom(nameof(Tailroom), count, Tailroom);
        Span<byte> added = info.Head.Span.Slice(_tail, count);
        _tail += count;
        _len += count;
        return added;
    }

    /// <summary>Puts <paramref name="count"/> bytes before the content and returns them, to be filled in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such headroom.</exception>
    /// <remarks>Kernel: <c>skb_push</c>.</remarks>
    public Span<byte> Push(int count)
    {
        SkbSharedInfo info = Info;
        if ((uint)count > (uint)Headroom)
            Throw.NoRoom(nameof(Headroom), count, Headroom);
        _data -= count;
        _len += count;
        return info.Head.Span.Slice(_data, count);
    }

    /// <summary>Removes <paramref name="count"/> bytes from the front, which must all be in the head (see <see cref="MayPull"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The head has fewer.</exception>
    /// <remarks>Kernel: <c>__skb_pull</c>.</remarks>
    public void Pull(int count)
    {
        _ = Info;
        if ((uint)count > (uint)HeadLen)
            Throw.NoRoom(nameof(HeadLen), count, HeadLen);
        _data += count;
        _len -= count;
    }

    /// <summary>Makes <paramref name="count"/> bytes of tailroom headroom; only while the buffer is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tailroom.</exception>
    /// <exception cref="InvalidOperationException">The buffer has content.</exception>
    /// <remarks>Kernel: <c>skb_reserve</c>.</remarks>
    public void Reserve(int count)
    {
        _ = Info;
        if (_len != 0)
            Throw.NotEmpty();
        if ((uint)count > (uint)Tailroom)
            Throw.NoRoom(nameof(Tailroom), count, Tailroom);
        _data += count;
        _tail += count;
    }
}
