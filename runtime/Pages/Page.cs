using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// A run of 2^<see cref="Order"/> pages of native memory, page-aligned, with an atomic reference count. It comes with one
/// reference from <see cref="PagePool.Acquire"/> and goes back to its pool when the last one is dropped. The memory does
/// not move and is not seen by the garbage collector; its content is whatever was there before.
/// </summary>
/// <remarks>
/// Kernel: <c>struct page</c>, <c>get_page</c>, <c>put_page</c>. Code that holds a fragment does not count on its page: it
/// calls <see cref="SkbFrag.Ref(in SkbFrag)"/> and <see cref="SkbFrag.Unref(in SkbFrag)"/>, which know about destructors.
/// </remarks>
public sealed unsafe class Page : ICounted
{
    /// <summary>The largest order a pool hands out: 32 pages in a row.</summary>
    public const int MaxOrder = 5;

    private readonly PagePool _pool;
    private readonly int _order;
    private byte* _address;
    private int _count;
    private PageMemory? _memory;

    internal Page(PagePool pool, int order, byte* address)
    {
        _pool = pool;
        _order = order;
        _address = address;
    }

    /// <summary>Length of one page of the system, in bytes.</summary>
    public static int UnitSize { get; } = Environment.SystemPageSize;

    /// <summary>The run is 2^order pages long.</summary>
    public int Order => _order;

    /// <summary>Length of the run, in bytes.</summary>
    public int Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => UnitSize << _order;
    }

    /// <summary>References on this page at this moment; 0 when it is back in its pool. For tests and diagnostics.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The pool that the page came from and goes back to.</summary>
    public PagePool Pool => _pool;

    /// <summary>Address of the first byte, valid while the caller's reference is held.</summary>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    [PageAddress]
    public nint Address
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_count <= 0)
                ThrowReleased();
            return (nint)_address;
        }
    }

    /// <summary>The whole run, valid while the caller's reference is held.</summary>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    public Span<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new((byte*)Address, Size);
    }

    /// <summary>The whole run as memory, valid while the caller's reference is held.</summary>
    public Memory<byte> Memory => (_memory ??= new PageMemory(this)).Memory;

    /// <summary>What the pool remembers about this page, where diagnostics are on.</summary>
    internal PageTrace? Trace { get; set; }

    /// <summary>The address, whoever holds the page.</summary>
    internal byte* Raw => _address;

    /// <summary>Takes a reference; the caller, who holds one already, owes one <see cref="Put"/> more.</summary>
    /// <exception cref="ReferenceMisuseException">The page was released, or has 2^31 - 1 references.</exception>
    [PageGet]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Get() => ReferenceCount.Get(ref _count, this);

    /// <summary>Drops a reference that the caller holds; the last one gives the page back to its pool.</summary>
    /// <exception cref="ReferenceMisuseException">There is no reference to drop.</exception>
    [PagePut]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put()
    {
        if (ReferenceCount.Put(ref _count, this))
            _pool.Release(this);
    }

    /// <summary>Drops a reference; true when it was the last, and the page has yet to go back to its pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool PutLast() => ReferenceCount.Put(ref _count, this);

    /// <summary>
    /// Drops the reference that the caller has, if it is the only one, without an interlocked operation: whoever holds the
    /// only reference has nobody to race with. The page has yet to go back to its pool. False: there are others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPutOnly()
    {
        if (Volatile.Read(ref _count) != 1)
            return false;
        _count = 0;
        return true;
    }

    /// <summary>The page comes out of its pool, with one reference.</summary>
    internal void Activate() => Volatile.Write(ref _count, 1);

    /// <summary>The page will never come out of its pool again; its memory is gone.</summary>
    internal void Retire() => _address = null;

    ReferenceMisuseException ICounted.Misused(ReferenceMisuse misuse) => Misused(misuse);

    private ReferenceMisuseException Misused(ReferenceMisuse misuse) =>
        ReferenceMisuseException.Of(misuse, "page", Trace?.AcquiredAt, Trace?.ReleasedAt);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowReleased() => throw Misused(ReferenceMisuse.UsedAfterRelease);
}
