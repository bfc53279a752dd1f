using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading;

namespace FragApi;

/// <summary>Memory of a checked pool, and its owner. It answers each time it is asked for its elements, so that it sees late questions.</summary>
internal sealed class CheckedMemory<T> : MemoryManager<T>
{
    private readonly CheckedArrayPool<T> _pool;
    private readonly T[] _array;
    private readonly Rental? _rental;
    private int _isDisposed;

    public CheckedMemory(CheckedArrayPool<T> pool, int minimumLength)
    {
        _pool = pool;
        _array = pool.Rent(minimumLength);
        _rental = Rental.Of(_array);
    }

    /// <inheritdoc/>
    public override Memory<T> Memory => CreateMemory(_array.Length);

    /// <inheritdoc/>
    public override Span<T> GetSpan()
    {
        Check();
        return _array;
    }

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_array.Length, nameof(elementIndex));
        Check();
        GCHandle handle = GCHandle.Alloc(_array, GCHandleType.Pinned);
        return new MemoryHandle((void*)Marshal.UnsafeAddrOfPinnedArrayElement(_array, elementIndex), handle, this);
    }

    /// <summary>Nothing: the handle unpins.</summary>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override bool TryGetArray(out ArraySegment<T> segment)
    {
        Check();
        segment = _array;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _pool.Return(_array);
    }

    private void Check()
    {
        if (_rental is { IsReturned: true })
            _pool.Found(_rental, _array, PoolMisuse.UsedAfterReturn);
    }
}
