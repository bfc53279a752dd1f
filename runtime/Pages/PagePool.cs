using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>
/// Hands out pages of native memory, and the buffers around them, and takes them back: a bounded cache per core over a
/// shared one. Thread safe. What a pool keeps idle is bounded; what it hands out is not.
/// </summary>
public sealed unsafe partial class PagePool : IDisposable
{
    private const int PagesPerCore = 64;
    private const int PagesShared = 1024;

    private readonly CoreCache<Page>[] _pages;
    private readonly DiagnosticPages? _diagnostics;
    private int _leakSampling = 128;
    private uint _acquired;
    private volatile bool _disposed;

    /// <summary>Makes an empty pool.</summary>
    public PagePool()
        : this(null)
    {
    }

    private PagePool(DiagnosticPages? diagnostics)
    {
        _diagnostics = diagnostics;
        _pages = new CoreCache<Page>[Page.MaxOrder + 1];
        for (int order = 0; order < _pages.Length; order++)
            _pages[order] = new CoreCache<Page>(Math.Max(4, PagesPerCore >> order), PagesShared >> order);
        if (diagnostics is not null)
            FreeBuffers();
    }

    /// <summary>A pool that nobody disposed gives back its idle pages. There are no others: a page that is out keeps its pool.</summary>
    ~PagePool()
    {
        FreeBuffers();
        FreeIdle();
    }

    /// <summary>
    /// A page was collected by the garbage collector although it had references: somebody lost it. Raised on the finalizer's
    /// thread; its exceptions are dropped. One acquisition in <see cref="LeakSampling"/> is watched, from the first
    /// subscription on; without one there is no cost. The memory of a lost page stays lost, since a device or a system call
    /// may still use it.
    /// </summary>
    public event Action<PageLeak>? Leaked;

    /// <summary>The pool that is used where none is named. Disposing it does nothing.</summary>
    public static PagePool Shared { get; } = new();

    /// <summary>While <see cref="Leaked"/> has subscribers, one acquisition in so many is watched; 1 watches all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int LeakSampling
    {
        get => _leakSampling;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _leakSampling = value;
        }
    }

    /// <summary>Whether this pool was made by <see cref="CreateDiagnostic"/>.</summary>
    public bool IsDiagnostic => _diagnostics is not null;

    /// <summary>Pages handed out and not yet back. Exact while no other thread acquires or releases.</summary>
    public long LivePages
    {
        get
        {
            long live = 0;
            foreach (CoreCache<Page> cache in _pages)
                live += cache.Live;
            return live - HeadsAtHand;
        }
    }

    /// <summary>Buffers handed out and not yet freed; each clone is one. Exact while no other thread allocates or frees.</summary>
    public partial long LiveBuffers { get; }

    /// <summary>
    /// A pool for tests. It remembers the stack of every acquisition and release, and misuse throws with both; it hands out no
    /// page or buffer twice; <see cref="Dispose"/> throws with the list of pages that are out, and of those that were
    /// written to after their release. Slow, and fond of memory.
    /// </summary>
    public static PagePool CreateDiagnostic() => new(new DiagnosticPages());

    /// <summary>Idle pages that the buffers above keep: the caches count them as handed out.</summary>
    private partial int HeadsAtHand { get; }

    /// <summary>A page of 2^<paramref name="order"/> pages, with one reference that the caller owes a <see cref="Page.Put"/>. Its content is undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not one of 0 to <see cref="Page.MaxOrder"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    [return: Owned]
    public Page Acquire(int order = 0)
    {
        if ((uint)order > Page.MaxOrder)
            Throw.OrderOutOfRange(order);
        if (_disposed)
            Throw.PoolDisposed();
        Page page = _pages[order].Rent() ?? Allocate(order);
        page.Activate();
        if (_diagnostics is not null || Leaked is not null)
            Watch(page);
        return page;
    }

    /// <summary>
    /// Gives the idle pages back to the system. Pages that are still out stay valid; their memory is freed when their
    /// last reference is dropped.
    /// </summary>
    /// <exception cref="PageLeakException">This is a diagnostic pool, and pages or buffers are still out, or were written to after their release.</exception>
    public void Dispose()
    {
        if (ReferenceEquals(this, Shared) || _disposed)
            return;
        _disposed = true;
        GC.SuppressFinalize(this);
        FreeBuffers();
        FreeIdle();
        if (_diagnostics?.Close(LiveBuffers) is PageLeakException leaks)
            throw leaks;
    }

    /// <summary>A page's last reference was dropped.</summary>
    internal void Release(Page page)
    {
        if (_diagnostics is not null)
        {
            _pages[page.Order].Forget();
            _diagnostics.Released(page);
            return;
        }

        page.Trace?.Released();
        if (!_pages[page.Order].Return(page))
            Free(page);
        // Whoever disposes looks through the caches after this is set: one of the two finds the page.
        if (_disposed)
            FreeIdle();
    }

    internal void ReportLeak(PageLeak leak)
    {
        try
        {
            Leaked?.Invoke(leak);
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }

    /// <summary>Idle buffers give back their heads, and keep none from now on.</summary>
    partial void FreeBuffers();

    private static void Free(Page page)
    {
        byte* address = page.Raw;
        page.Retire();
        NativeMemory.AlignedFree(address);
    }

    private void FreeIdle()
    {
        // The finalizer of a pool whose constructor failed finds fields without values.
        foreach (CoreCache<Page>? cache in _pages ?? [])
        {
            while (cache?.Drain() is Page page)
                Free(page);
        }

        _diagnostics?.FreeIdle();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Watch(Page page)
    {
        if (_diagnostics is not null)
        {
            _diagnostics.Acquired(page);
            return;
        }

        page.Trace = null;
        if (Interlocked.Increment(ref _acquired) % (uint)_leakSampling == 0)
        {
            page.Trace = new LeakSentinel(this, page.Order);
            page.Trace.Acquired();
        }
    }

    private Page Allocate(int order)
    {
        try
        {
            nuint size = (nuint)Page.UnitSize << order;
            return new Page(this, order, (byte*)NativeMemory.AlignedAlloc(size, (nuint)Page.UnitSize));
        }
        catch
        {
            _pages[order].Forget();
            throw;
        }
    }
}
