using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// A network buffer: a linear head of bytes, then up to <see cref="SkbSharedInfo.MaxFrags"/> fragments. Its content is the
/// head's bytes from <see cref="HeadOffset"/> on, followed by the fragments' bytes. Clones share head and fragments and
/// have lengths and positions of their own.
/// </summary>
/// <remarks>
/// <para>Kernel: <c>struct sk_buff</c>, without <c>frag_list</c>. One buffer belongs to one thread at a time; its clones
/// may be with others. A freed buffer is recycled: an object kept beyond <see cref="Free"/> may be another buffer.</para>
/// </remarks>
public sealed partial class SkBuff : ICounted
{
    private SkbSharedInfo? _info;

    // Of a freed buffer that is kept with its head: what it shows in its next life. Else what it showed at first, or null.
    private SkbSharedInfo? _kept;
    private int _users;
    private SkBuffQueue? _queue;
    private SkBuff? _next;
    private SkBuff? _previous;

    // Positions in the head's page: start <= data <= tail <= end, all in bytes.
    private int _start;
    private int _data;
    private int _tail;
    private int _end;
    private int _len;
    private int _dataLen;

    internal SkBuff()
    {
    }

    /// <summary>Where it was kept the last time.</summary>
    internal ReadyBuffers.Shelf? Home { get; set; }

    /// <summary>The fragments, shared with the clones.</summary>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    public SkbSharedInfo Info
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _info ?? Throw.BufferReleased();
    }

    /// <summary>Length of the content, head and fragments, in bytes.</summary>
    public int Len => _len;

    /// <summary>Length of the content in fragments, in bytes.</summary>
    public int DataLen => _dataLen;

    /// <summary>Length of the content in the head, in bytes.</summary>
    /// <remarks>Kernel: <c>skb_headlen</c>.</remarks>
    public int HeadLen => _len - _dataLen;

    /// <summary>Memory that this buffer answers for, in bytes; kept by those who add and take memory.</summary>
    public int TrueSize { get; set; }

    /// <summary>Free bytes before the content.</summary>
    public int Headroom => _data - _start;

    /// <summary>Free bytes behind the head's content; 0 when there are fragments, because nothing can be put before them.</summary>
    public int Tailroom => _dataLen == 0 ? _end - _tail : 0;

    /// <summary>The head's content, valid until the head is replaced or the buffer freed.</summary>
    public Span<byte> HeadSpan => Info.Head.Span.Slice(_data, HeadLen);

    /// <summary>The page that the head is in, borrowed; clones share it.</summary>
    public Page HeadPage
    {
        [return: Borrows]
        get => Info.Head;
    }

    /// <summary>Where the head's content starts, in bytes from the start of <see cref="HeadPage"/>.</summary>
    public int HeadOffset => _data;

    /// <summary>The pool that the buffer, its head, and the pages it copies into come from.</summary>
    public PagePool Pool => Info.Head.Pool;

    /// <summary>References on this buffer itself (not its clones); 0 when it is freed.</summary>
    public int Users => Volatile.Read(ref _users);

    /// <summary>Whether clones share head and fragments.</summary>
    /// <remarks>Kernel: <c>skb_cloned</c>.</remarks>
    public bool IsCloned => Info.DataRef != 1;

    /// <summary>Whether there are fragments.</summary>
    /// <remarks>Kernel: <c>skb_is_nonlinear</c>.</remarks>
    public bool IsNonlinear => _dataLen != 0;

    /// <summary>Whether someone else sees or changes the bytes of some fragment; ask before any write in place.</summary>
    /// <remarks>Kernel: <c>skb_has_shared_frag</c>.</remarks>
    public bool HasSharedFrag => IsNonlinear && (Info.Flags & SkbFlags.SharedFrag) != 0;

    /// <summary>A word for whoever has the buffer now. Cleared when it is freed; clones and copies start with the same.</summary>
    public object? Cb { get; set; }

    ReferenceMisuseException ICounted.Misused(ReferenceMisuse misuse) => ReferenceMisuseException.Of(misuse, "buffer");
}
