using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace FragApi.Tests;

/// <summary>Each misuse of a pooled array is caught, with the stacks of rental and return; correct use is not.</summary>
public sealed class CheckedArrayPoolTests
{
    private static readonly CheckedPoolOptions s_quiet = new() { Throws = false };

    [Fact]
    public void ReturnedTwice()
    {
        CheckedArrayPool<byte> pool = new();
        byte[] array = RentHere(pool, 100);
        ReturnHere(pool, array);
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(() => pool.Return(array)).Reports);
        Assert.Equal(PoolMisuse.ReturnedTwice, report.Misuse);
        Assert.Equal((typeof(byte), 128, 100), (report.ElementType, report.Length, report.Requested));
        HasStacks(report);
        Assert.Contains(nameof(ReturnedTwice), report.FoundAt, StringComparison.Ordinal);
        Assert.Contains("CheckedArrayPoolTests.cs:line", report.RentedAt, StringComparison.Ordinal);
        Assert.Equal(0, pool.Rented);
    }

    /// <summary>No array comes twice, so the second return cannot hide behind the next rental of the same array.</summary>
    [Fact]
    public void ReturnedTwiceWithManyRentalsInBetween()
    {
        CheckedArrayPool<byte> pool = new(s_quiet);
        byte[] array = RentHere(pool, 100);
        ReturnHere(pool, array);
        for (int i = 0; i < 1_000; i++)
            ReturnHere(pool, RentHere(pool, 100));
        Assert.Empty(pool.Report());
        pool.Return(array);
        HasStacks(Assert.Single(pool.Report()));
    }

    [Fact]
    public void ArrayOfNobody()
    {
        using CheckedArrayPool<byte> pool = new(s_quiet);
        pool.Return(new byte[16]);
        pool.Return(ArrayPool<byte>.Shared.Rent(16));
        Assert.Equal([PoolMisuse.Foreign, PoolMisuse.Foreign], pool.Report().Select(report => report.Misuse));
        Assert.All(pool.Report(), report => Assert.Contains(nameof(ArrayOfNobody), report.FoundAt, StringComparison.Ordinal));
    }

    [Fact]
    public void ArrayOfAnotherPool()
    {
        CheckedArrayPool<int> one = new();
        CheckedArrayPool<int> other = new();
        int[] array = RentHere(one, 10);
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(() => other.Return(array)).Reports);
        Assert.Equal(PoolMisuse.Foreign, report.Misuse);
        Assert.Contains(nameof(RentHere), report.RentedAt, StringComparison.Ordinal);
        // It is still the first one's.
        Assert.Equal(1, one.Rented);
        one.Return(array);
        Assert.Empty(one.Report());
    }

    /// <summary>The base library's pools take this, and the next renter's store throws.</summary>
    [Fact]
    public void ArrayOfAnotherType()
    {
        CheckedArrayPool<string> strings = new(s_quiet);
        CheckedArrayPool<object> objects = new(s_quiet);
        objects.Return(RentHere(strings, 10));
        objects.Return(new string[16]);
        Assert.Equal([PoolMisuse.WrongType, PoolMisuse.WrongType], objects.Report().Select(report => report.Misuse));
        Assert.Contains(nameof(RentHere), objects.Report()[0].RentedAt, StringComparison.Ordinal);
        Assert.Equal(typeof(string), objects.Report()[1].ElementType);
    }

    [Fact]
    public void WrittenAfterReturnIsSeenOnDemand()
    {
        CheckedArrayPool<int> pool = new();
        int[] array = RentHere(pool, 100);
        ReturnHere(pool, array);
        Assert.Empty(pool.Report());
        array[99]++;
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(pool.Dispose).Reports);
        Assert.Equal(PoolMisuse.WrittenAfterReturn, report.Misuse);
        HasStacks(report);
        Assert.Null(report.FoundAt);
    }

    [Fact]
    public void WrittenAfterReturnIsSeenByTheNextRental()
    {
        using CheckedArrayPool<long> pool = new(s_quiet);
        ConcurrentQueue<PoolMisuseReport> told = new();
        pool.Misused += told.Enqueue;
        long[] array = RentHere(pool, 5);
        ReturnHere(pool, array);
        array[15] = 0;
        Assert.Empty(told);
        // Who rents is innocent: nothing is thrown here, whatever the options.
        pool.Return(pool.Rent(5));
        Assert.Equal(PoolMisuse.WrittenAfterReturn, Assert.Single(told).Misuse);
    }

    [Fact]
    public void RentalAfterALateWriteDoesNotThrow()
    {
        CheckedArrayPool<long> pool = new();
        long[] array = pool.Rent(5);
        pool.Return(array);
        array[0] = 1;
        long[] innocent = pool.Rent(5);
        pool.Return(innocent);
        Assert.NotSame(array, innocent);
        Assert.Single(pool.Report());
    }

    [Fact]
    public void ReferencesWrittenAfterReturn()
    {
        CheckedArrayPool<object?> pool = new(s_quiet);
        object?[] array = RentHere(pool, 20);
        array[0] = this;
        ReturnHere(pool, array);
        Assert.Null(array[0]);
        array[31] = this;
        HasStacks(Assert.Single(pool.Report()));
    }

    [Fact]
    public void LostArrayIsReportedWithItsStack()
    {
        CheckedArrayPool<byte> pool = new(s_quiet);
        ConcurrentQueue<PoolMisuseReport> told = new();
        pool.Misused += told.Enqueue;
        Lose(pool, 3);
        Collect();
        Assert.Equal(3, told.Count);
        Assert.All(told, report => Assert.Equal(PoolMisuse.NotReturned, report.Misuse));
        Assert.All(told, report => Assert.Contains(nameof(Lose), report.RentedAt, StringComparison.Ordinal));
        Assert.Equal(0, pool.Rented);
        Assert.Equal(3, pool.Report().Count);
    }

    [Fact]
    public void ArrayThatIsOutIsReportedOnDemand()
    {
        CheckedArrayPool<byte> pool = new();
        byte[] array = RentHere(pool, 10);
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(pool.Dispose).Reports);
        Assert.Equal(PoolMisuse.NotReturned, report.Misuse);
        Assert.Contains(nameof(RentHere), report.RentedAt, StringComparison.Ordinal);
        Assert.Null(report.ReturnedAt);
        pool.Return(array);
        pool.Dispose();
    }

    [Fact]
    public void TailWrittenWhereThatIsChecked()
    {
        CheckedArrayPool<byte> pool = new(new CheckedPoolOptions { ChecksTail = true });
        byte[] array = RentHere(pool, 100);
        array.AsSpan(0, 100).Fill(1);
        pool.Return(array);
        array = RentHere(pool, 128);
        Assert.True(array.Length > 128);
        array[128] = 1;
        PoolMisuseReport report = Assert.Single(Assert.Throws<PoolMisuseException>(() => ReturnHere(pool, array)).Reports);
        Assert.Equal(PoolMisuse.WrittenBehindRequest, report.Misuse);
        HasStacks(report);
        // It was taken back all the same.
        Assert.Equal(0, pool.Rented);
        Assert.Equal(PoolMisuse.ReturnedTwice, Assert.Throws<PoolMisuseException>(() => pool.Return(array)).Reports[0].Misuse);
    }

    [Fact]
    public void TailIsOrdinarilyAnybodys()
    {
        using CheckedArrayPool<byte> pool = new();
        byte[] array = pool.Rent(100);
        array.AsSpan().Fill(1);
        pool.Return(array);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(5_000, 8_192)]
    public void LengthsAreTheSharedPools(int requested, int length)
    {
        using CheckedArrayPool<short> pool = new();
        short[] array = pool.Rent(requested);
        Assert.Equal(length, array.Length);
        Assert.Equal(ArrayPool<short>.Shared.Rent(requested).Length, array.Length);
        pool.Return(array, clearArray: true);
    }

    [Fact]
    public void NobodysArrayOfNoElementsIsTaken()
    {
        using CheckedArrayPool<byte> pool = new();
        pool.Return([]);
        pool.Return(pool.Rent(0));
        pool.Return(pool.Rent(0));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        using CheckedArrayPool<byte> pool = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));
        Assert.Throws<ArgumentNullException>(() => pool.Return(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckedPoolOptions { Sampling = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckedPoolOptions { KeptIdle = -1 });
    }

    [Fact]
    public void HandlerThatThrowsChangesNothing()
    {
        CheckedArrayPool<byte> pool = new(s_quiet);
        pool.Misused += _ => throw new InvalidOperationException();
        Lose(pool, 2);
        Collect();
        pool.Return(new byte[16]);
        Assert.Equal(3, pool.Report().Count);
    }

    [Fact]
    public void SampledRentalsAreWatchedAndTheOthersGoThrough()
    {
        CountingPool inner = new();
        CheckedArrayPool<byte> pool = new(new CheckedPoolOptions { Sampling = 10 }, inner);
        List<byte[]> watched = [];
        for (int i = 0; i < 2_000; i++)
        {
            byte[] array = pool.Rent(100);
            if (pool.Rented != 0)
                watched.Add(array);
            pool.Return(array);
            Assert.Equal(0, pool.Rented);
        }

        Assert.InRange(watched.Count, 100, 320);
        Assert.Equal((2_000 - watched.Count, 2_000 - watched.Count), (inner.Rented, inner.Returned));
        // What is not watched may be anybody's.
        pool.Return(new byte[128]);
        Assert.Empty(pool.Report());
        Assert.Equal(PoolMisuse.ReturnedTwice, Assert.Throws<PoolMisuseException>(() => pool.Return(watched[0])).Reports[0].Misuse);
    }

    [Fact]
    public void SamplingWithoutASampleAllocatesNothing()
    {
        CheckedArrayPool<byte> pool = new(new CheckedPoolOptions { Sampling = int.MaxValue });
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                pool.Return(pool.Rent(1_000));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void ArraysKeptAsideAreBounded()
    {
        CheckedArrayPool<byte> pool = new(new CheckedPoolOptions { KeptIdle = 2 });
        WeakReference[] arrays = [.. Enumerable.Range(0, 10).Select(_ => UseOne(pool))];
        Collect();
        Assert.InRange(arrays.Count(array => array.IsAlive), 0, 2);
        Assert.Empty(pool.Report());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseOne(CheckedArrayPool<byte> pool)
    {
        byte[] array = pool.Rent(10);
        pool.Return(array);
        return new WeakReference(array);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T[] RentHere<T>(ArrayPool<T> pool, int length) => pool.Rent(length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnHere<T>(ArrayPool<T> pool, T[] array) => pool.Return(array);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(CheckedArrayPool<byte> pool, int count)
    {
        for (int i = 0; i < count; i++)
            pool.Rent(100);
    }

    private static void HasStacks(PoolMisuseReport report)
    {
        Assert.Contains(nameof(RentHere), report.RentedAt, StringComparison.Ordinal);
        Assert.Contains(nameof(ReturnHere), report.ReturnedAt, StringComparison.Ordinal);
        Assert.Contains(nameof(RentHere), report.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(ReturnHere), report.ToString(), StringComparison.Ordinal);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private sealed class CountingPool : ArrayPool<byte>
    {
        public int Rented { get; private set; }

        public int Returned { get; private set; }

        public override byte[] Rent(int minimumLength)
        {
            Rented++;
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false) => Returned++;
    }
}
