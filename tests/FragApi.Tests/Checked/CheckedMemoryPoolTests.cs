using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace FragApi.Tests;

/// <summary>Pooled memory: used or written to after its owner was disposed, and owners that nobody disposes.</summary>
public sealed class CheckedMemoryPoolTests
{
    private static readonly CheckedPoolOptions s_quiet = new() { Throws = false };

    [Fact]
    public void UsedAfterItsOwnerWasDisposed()
    {
        CheckedMemoryPool<byte> pool = new();
        IMemoryOwner<byte> owner = RentHere(pool, 100);
        Memory<byte> memory = owner.Memory;
        memory.Span.Fill(1);
        DisposeHere(owner);
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(() => memory.Span[0]).Reports);
        Assert.Equal(PoolMisuse.UsedAfterReturn, report.Misuse);
        HasStacks(report);
        Assert.Throws<PoolMisuseException>(() => memory.Pin());
        Assert.Throws<PoolMisuseException>(() => System.Runtime.InteropServices.MemoryMarshal.TryGetArray<byte>(memory, out _));
    }

    [Fact]
    public void CanaryGoesOn()
    {
        using CheckedMemoryPool<byte> pool = new(s_quiet);
        ConcurrentQueue<PoolMisuseReport> told = new();
        pool.Misused += told.Enqueue;
        IMemoryOwner<byte> owner = RentHere(pool, 100);
        Memory<byte> memory = owner.Memory;
        DisposeHere(owner);
        memory.Span[0] = 1;
        HasStacks(Assert.Single(told));
        Assert.Equal([PoolMisuse.UsedAfterReturn, PoolMisuse.WrittenAfterReturn], pool.Report().Select(report => report.Misuse));
    }

    [Fact]
    public void WrittenThroughASpanFromBefore()
    {
        CheckedMemoryPool<int> pool = new();
        IMemoryOwner<int> owner = RentHere(pool, 100);
        Span<int> span = owner.Memory.Span;
        DisposeHere(owner);
        span[3] = 1;
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(pool.Dispose).Reports);
        Assert.Equal(PoolMisuse.WrittenAfterReturn, report.Misuse);
        HasStacks(report);
    }

    [Fact]
    public void OwnerThatNobodyDisposes()
    {
        CheckedMemoryPool<byte> pool = new(s_quiet);
        Lose(pool);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        PoolMisuseReport report = Assert.Single(pool.Report());
        Assert.Equal(PoolMisuse.NotReturned, report.Misuse);
        Assert.Contains(nameof(Lose), report.RentedAt, StringComparison.Ordinal);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void MemoryIsEnoughToKeepItsOwner()
    {
        using CheckedMemoryPool<byte> pool = new();
        IMemoryOwner<byte> owner = pool.Rent(10);
        Memory<byte> memory = owner.Memory;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.All(pool.Report(), report => Assert.Equal(PoolMisuse.NotReturned, report.Misuse));
        Assert.Equal(1, pool.Rented);
        memory.Span[0] = 1;
        owner.Dispose();
    }

    [Fact]
    public void DisposedTwiceIsAllowed()
    {
        using CheckedMemoryPool<byte> pool = new();
        IMemoryOwner<byte> owner = pool.Rent(100);
        owner.Dispose();
        owner.Dispose();
    }

    [Fact]
    public unsafe void PinnedMemoryStaysWhereItIs()
    {
        using CheckedMemoryPool<byte> pool = new();
        using IMemoryOwner<byte> owner = pool.Rent(100);
        using MemoryHandle handle = owner.Memory[10..].Pin();
        GC.Collect();
        *(byte*)handle.Pointer = 7;
        Assert.Equal(7, owner.Memory.Span[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ((MemoryManager<byte>)owner).Pin(-1));
    }

    [Theory]
    [InlineData(-1, 4_096)]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(5_000, 8_192)]
    public void Sizes(int requested, int length)
    {
        using CheckedMemoryPool<byte> pool = new();
        using IMemoryOwner<byte> owner = pool.Rent(requested);
        Assert.Equal(length, owner.Memory.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-2));
        Assert.Equal(MemoryPool<byte>.Shared.MaxBufferSize, pool.MaxBufferSize);
    }

    [Fact]
    public void SampledRentals()
    {
        CheckedMemoryPool<byte> pool = new(new CheckedPoolOptions { Sampling = 10 });
        int watched = 0;
        for (int i = 0; i < 1_000; i++)
        {
            using IMemoryOwner<byte> owner = pool.Rent(100);
            watched += pool.Rented;
        }

        Assert.InRange(watched, 30, 250);
        Assert.Empty(pool.Report());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IMemoryOwner<T> RentHere<T>(MemoryPool<T> pool, int length) => pool.Rent(length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DisposeHere<T>(IMemoryOwner<T> owner) => owner.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(MemoryPool<byte> pool) => pool.Rent(100).Memory.Span[0] = 1;

    private static void HasStacks(PoolMisuseReport report)
    {
        Assert.Contains(nameof(RentHere), report.RentedAt, StringComparison.Ordinal);
        Assert.Contains(nameof(DisposeHere), report.ReturnedAt, StringComparison.Ordinal);
    }
}
