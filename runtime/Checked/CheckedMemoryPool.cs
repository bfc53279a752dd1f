using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace FragApi;

/// <summary>
/// A <see cref="MemoryPool{T}"/> for tests and canaries: it catches memory that is used or written to after its owner was
/// disposed, and owners that are not disposed. Disposing an owner twice is allowed. Thread safe.
/// </summary>
/// <remarks>
/// Works as <see cref="CheckedArrayPool{T}"/> does. <see cref="Memory{T}.Span"/> of a disposed owner's memory throws at once;
/// a span that was taken before shows when it is written to.
/// </remarks>
/// <typeparam name="T">Of the elements.</typeparam>
public sealed class CheckedMemoryPool<T> : MemoryPool<T>
{
    // What .NET's own gives where no size is asked for.
    private const int DefaultBytes = 4096;

    private readonly MemoryPool<T> _inner;
    private readonly CheckedPoolOptions _options;
    private readonly CheckedArrayPool<T> _arrays;

    /// <summary>A pool that watches every rental, and throws.</summary>
    public CheckedMemoryPool()
        : this(new CheckedPoolOptions())
    {
    }

    /// <summary>A pool that watches as the options say.</summary>
    /// <param name="options">How closely to look.</param>
    /// <param name="inner">Where memory comes from that is not watched; by default <see cref="MemoryPool{T}.Shared"/>. It stays the caller's.</param>
    public CheckedMemoryPool(CheckedPoolOptions options, MemoryPool<T>? inner = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _inner = inner ?? Shared;
        _options = options;
        _arrays = new CheckedArrayPool<T>(options with { Sampling = 1 });
    }

    /// <inheritdoc cref="CheckedArrayPool{T}.Misused"/>
    public event Action<PoolMisuseReport>? Misused
    {
        add => _arrays.Misused += value;
        remove => _arrays.Misused -= value;
    }

    /// <inheritdoc/>
    public override int MaxBufferSize => _inner.MaxBufferSize;

    /// <summary>Watched memory that is out.</summary>
    public int Rented => _arrays.Rented;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than -1, or larger than <see cref="MaxBufferSize"/>.</exception>
    public override IMemoryOwner<T> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minBufferSize, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, MaxBufferSize);
        if (_options.Sampling != 1 && Random.Shared.Next(_options.Sampling) != 0)
            return _inner.Rent(minBufferSize);
        int size = minBufferSize == -1 ? Math.Min(MaxBufferSize, 1 + (DefaultBytes - 1) / Unsafe.SizeOf<T>()) : minBufferSize;
        return new CheckedMemory<T>(_arrays, size);
    }

    /// <inheritdoc cref="CheckedArrayPool{T}.Report"/>
    public IReadOnlyList<PoolMisuseReport> Report() => _arrays.Report();

    /// <summary>Ends a test: throws if there is anything to <see cref="Report"/>, unless the pool only reports. The pool may still be used.</summary>
    /// <exception cref="PoolMisuseException">There is.</exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _arrays.Dispose();
    }
}
