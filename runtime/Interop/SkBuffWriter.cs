using System;
using System.Buffers;
using System.Numerics;

namespace FragApi;

/// <summary>
/// Builds a buffer by writing: the bytes go straight into pages, which become its fragments. The head stays free for
/// headers, which are pushed before the content when it is known.
/// </summary>
/// <remarks>Not thread safe. What was not taken by <see cref="Complete"/> is freed by <see cref="Dispose"/>.</remarks>
public sealed class SkBuffWriter : IBufferWriter<byte>, IDisposable
{
    private readonly PagePool _pool;
    private readonly int _headroom;
    private readonly int _order;
    private SkBuff? _skb;
    private Page? _page;
    private int _used;
    private bool _disposed;

    /// <summary>Makes a writer; it takes its first page with the first write.</summary>
    /// <param name="pool">Null: <see cref="PagePool.Shared"/>.</param>
    /// <param name="headroom">Room for headers before the content, in bytes.</param>
    /// <param name="order">Fragments have 2^order pages of the system, or more where one write asks for more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The headroom is negative, or no page has that order.</exception>
    public SkBuffWriter(PagePool? pool = null, int headroom = 0, int order = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, Page.MaxOrder);
        _pool = pool ?? PagePool.Shared;
        _headroom = headroom;
        _order = order;
    }

    /// <summary>Bytes written since the last <see cref="Complete"/>.</summary>
    public int Length => (_skb?.Len ?? 0) + _used;

    /// <summary>Bytes that can be written at least before the buffer has all its fragments.</summary>
    public int Room
    {
        get
        {
            int fragments = SkbSharedInfo.MaxFrags - (_skb?.Info.NrFrags ?? 0) - (_page is null ? 0 : 1);
            return fragments * (Page.UnitSize << _order) + (_page is null ? 0 : _page.Size - _used);
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (_page is null || (uint)count > (uint)(_page.Size - _used))
            throw new ArgumentOutOfRangeException(nameof(count), count, "More than was handed out.");
        _used += count;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The buffer has all its fragments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No page has so many bytes in a row.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0) => Prepare(sizeHint).Memory[_used..];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The buffer has all its fragments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No page has so many bytes in a row.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public Span<byte> GetSpan(int sizeHint = 0) => Prepare(sizeHint).Span[_used..];

    /// <summary>
    /// The buffer with all that was written; the caller owes it a <see cref="SkBuff.Free"/>. The writer starts anew;
    /// memory that it handed out before must not be written to any more.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [return: Owned]
    public SkBuff Complete()
    {
        SkBuff skb = Buffer();
        Flush(skb);
        _skb = null;
        return skb;
    }

    /// <summary>Frees what was written and not taken.</summary>
    public void Dispose()
    {
        _disposed = true;
        _page?.Put();
        _page = null;
        _used = 0;
        _skb?.Free();
        _skb = null;
    }

    private Page Prepare(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        SkBuff skb = Buffer();
        int needed = Math.Max(sizeHint, 1);
        if (_page is not null && _page.Size - _used >= needed)
            return _page;
        int order = Math.Max(_order, BitOperations.Log2((uint)(needed - 1) / (uint)Page.UnitSize * 2 + 1));
        if (order > Page.MaxOrder)
            throw new ArgumentOutOfRangeException(nameof(sizeHint), sizeHint, $"A page has at most {Page.UnitSize << Page.MaxOrder} bytes.");
        // Before anything is changed: a failed call leaves what was written.
        if (skb.Info.NrFrags + (_used == 0 ? 0 : 1) >= SkbSharedInfo.MaxFrags)
            throw new InvalidOperationException($"The buffer has all its {SkbSharedInfo.MaxFrags} fragments; take it, and write on into the next.");
        Page page = _pool.Acquire(order);
        Flush(skb);
        _page = page;
        return page;
    }

    /// <summary>What was written to the page becomes a fragment, and the writer's reference goes with it.</summary>
    private void Flush(SkBuff skb)
    {
        if (_page is null)
            return;
        if (_used == 0)
            _page.Put();
        else
            skb.AddRxFrag(skb.Info.NrFrags, _page, 0, _used, _page.Size);
        _page = null;
        _used = 0;
    }

    private SkBuff Buffer()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_skb is not null)
            return _skb;
        SkBuff skb = SkBuff.Alloc(_headroom, _pool);
        skb.Reserve(_headroom);
        return _skb = skb;
    }
}
