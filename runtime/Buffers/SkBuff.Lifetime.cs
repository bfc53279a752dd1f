using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <content>Allocation, references, release.</content>
public sealed partial class SkBuff
{
    /// <summary>An empty buffer with room for at least <paramref name="size"/> bytes in its head, all of it tailroom. The caller owes a <see cref="Free"/>.</summary>
    /// <param name="size">In bytes; at most a page of the largest order.</param>
    /// <param name="pool">Where head and buffer come from; by default <see cref="PagePool.Shared"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No page is that large.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <remarks>Kernel: <c>alloc_skb</c>.</remarks>
    [return: Owned]
    public static SkBuff Alloc(int size, PagePool? pool = null)
    {
        pool ??= PagePool.Shared;
        if ((uint)size <= (uint)Page.UnitSize && pool.TakeReady() is SkBuff ready)
        {
            ready.Resume(pool);
            return ready;
        }

        return AllocNew(size, pool);
    }

    /// <summary>
    /// An empty buffer whose head is <paramref name="page"/>: the caller's reference goes to the buffer. Everything is
    /// tailroom.
    /// </summary>
    /// <remarks>Kernel: <c>build_skb</c>.</remarks>
    [return: Owned]
    public static SkBuff Build([Consumes] Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Create(page, 0, page.Size);
    }

    /// <summary>The same with the head confined to <paramref name="size"/> bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the page; the reference stays the caller's.</exception>
    [return: Owned]
    public static SkBuff Build([Consumes] Page page, int offset, int size)
    {
        ArgumentNullException.ThrowIfNull(page);
        if ((uint)offset > (uint)page.Size || (uint)size > (uint)(page.Size - offset))
            Throw.RangeOutsidePage(offset, size, page.Size);
        return Create(page, offset, offset + size);
    }

    /// <summary>Takes a reference on the buffer itself; the caller owes one <see cref="Free"/> more.</summary>
    /// <exception cref="ReferenceMisuseException">The buffer was freed.</exception>
    /// <remarks>Kernel: <c>skb_get</c>.</remarks>
    [PageGet]
    public void Get() => ReferenceCount.Get(ref _users, this);

    /// <summary>
    /// Drops the caller's reference. With the last one the buffer is gone, and with the last buffer of a family of clones
    /// the fragments drop theirs, which may run destructors.
    /// </summary>
    /// <exception cref="ReferenceMisuseException">The buffer was freed before; or somebody had dropped a reference of its fragments, and all the others are dropped.</exception>
    /// <exception cref="InvalidOperationException">It is the last reference, and a queue has it.</exception>
    /// <remarks>Kernel: <c>kfree_skb</c>, <c>consume_skb</c>.</remarks>
    [PagePut]
    public void Free()
    {
        // What most are: one user, no clones, nobody else to race with. As in the kernel, that takes no interlocked operation.
        if (_queue is null && Users == 1 && _info is SkbSharedInfo own && own.TryRetire())
        {
            _users = 0;
            Hide();
            if (!TryKeep(own))
                TakeApart();
        }
        else
        {
            FreeShared();
        }
    }

    /// <summary>Idle from now on, with <paramref name="info"/> and its idle head; false: there is no room for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryKeep(SkbSharedInfo info)
    {
        // Most often it is so already, and a test is cheaper than a write that the garbage collector has to hear of.
        if (!ReferenceEquals(_kept, info))
            _kept = info;
        Page head = info.Head;
        if (head.Trace is PageTrace trace)
            trace.Released();
        return Home is { IsOfThread: true } home ? home.Keep(this) : head.Pool.KeepReady(this);
    }

    /// <summary>It was kept, or was to be, and goes back to the pool piece by piece.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void TakeApart()
    {
        _kept!.TakeApart(this);
    }

    /// <summary>Idle by itself, it keeps nothing alive.</summary>
    internal void ForgetLife()
    {
        _kept = null;
        Home = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SkBuff AllocNew(int size, PagePool pool)
    {
        Page head = pool.Acquire(OrderFor(size));
        return Create(head, 0, head.Size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeShared()
    {
        if (_queue is not null && Users == 1)
            Throw.Queued();
        if (!ReferenceCount.Put(ref _users, this))
            return;
        SkbSharedInfo info = _info!;
        Hide();
        info.PutDataRef(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Hide()
    {
        _info = null;
        _len = 0;
        _dataLen = 0;
        Cb = null;
    }

    /// <summary>Out of those that were kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Resume(PagePool pool)
    {
        SkbSharedInfo info = _kept!;
        info.Resume(pool);
        Show(info, 0, 0, 0, Page.UnitSize);
        TrueSize = Page.UnitSize;
    }

    /// <summary>The smallest order whose pages have <paramref name="size"/> bytes.</summary>
    private static int OrderFor(long size)
    {
        if (size < 0 || size > MaxHead)
            Throw.HeadTooLarge(size);
        int units = (int)((size + Page.UnitSize - 1) / Page.UnitSize);
        return units <= 1 ? 0 : BitOperations.Log2((uint)units - 1) + 1;
    }

    private static SkBuff Create(Page head, int start, int end)
    {
        PagePool pool = head.Pool;
        SkbSharedInfo info = pool.RentInfo();
        info.Init(head);
        SkBuff skb = pool.RentBuffer();
        skb.Show(info, start, start, start, end);
        skb._len = 0;
        skb._dataLen = 0;
        skb.TrueSize = end - start;
        return skb;
    }

    private void Show(SkbSharedInfo info, int start, int data, int tail, int end)
    {
        _info = info;
        _start = start;
        _data = data;
        _tail = tail;
        _end = end;
        Volatile.Write(ref _users, 1);
    }
}
