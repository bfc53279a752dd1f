using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CommunityToolkit.HighPerformance.Buffers;
using FragApi.Testing;
using Nerdbank.Streams;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Tests;

/// <summary>
/// Many threads, and other people's libraries, on checked pools: nothing is reported of those who do it right, and of those
/// who race for a return exactly one. More than 10^7 operations with <c>FRAGAPI_LONG=1</c>.
/// </summary>
public sealed class CheckedPoolStressTests(ITestOutputHelper output)
{
    private const int Threads = 4;

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(100, 400_000)]
    public void NothingIsReportedOfCorrectUse(int sampling, int operations)
    {
        if (LongRun.IsOn)
            operations = 10_000_000;
        CheckedArrayPool<int> arrays = new(new CheckedPoolOptions { Sampling = sampling, ChecksTail = true, KeptIdle = 64, HasLines = false });
        CheckedMemoryPool<int> memory = new(new CheckedPoolOptions { Sampling = sampling, KeptIdle = 64, HasLines = false });
        // Rented by one thread, returned by another.
        int[]?[] slots = new int[]?[64];
        RunOnAll(thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < operations / Threads; i += 2)
            {
                if (random.Next(4) == 0)
                {
                    using IMemoryOwner<int> owner = memory.Rent(random.Next(200));
                    owner.Memory.Span.Fill(i);
                    continue;
                }

                int length = random.Next(200);
                int[] array = arrays.Rent(length);
                array.AsSpan(0, length).Fill(i);
                if (Interlocked.Exchange(ref slots[random.Next(slots.Length)], array) is int[] other)
                    arrays.Return(other, clearArray: (i & 2) != 0);
            }
        });
        foreach (int[]? array in slots)
        {
            if (array is not null)
                arrays.Return(array);
        }

        Assert.Empty(arrays.Report());
        Assert.Empty(memory.Report());
        Assert.Equal((0, 0), (arrays.Rented, memory.Rented));
        output.WriteLine($"{operations:N0} operations on {Threads} threads, one in {sampling} watched");
    }

    [Fact]
    public void OfThoseWhoRaceForAReturnExactlyOneIsRight()
    {
        const int Rounds = 500;
        CheckedArrayPool<byte> pool = new(new CheckedPoolOptions { Throws = false, HasLines = false });
        byte[] array = [];
        using Barrier barrier = new(Threads, _ => array = pool.Rent(64));
        RunOnAll(_ =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1)));
                pool.Return(array);
            }
        });
        PoolMisuseReport[] reports = [.. pool.Report()];
        Assert.Equal(Math.Min(Rounds * (Threads - 1), 1_000), reports.Length);
        Assert.All(reports, report => Assert.Equal(PoolMisuse.ReturnedTwice, report.Misuse));
        Assert.All(reports, report => Assert.NotNull(report.RentedAt));
        Assert.All(reports, report => Assert.NotNull(report.ReturnedAt));
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public async Task Pipelines()
    {
        using CheckedMemoryPool<byte> pool = new(new CheckedPoolOptions { HasLines = false });
        Pipe pipe = new(new PipeOptions(pool, minimumSegmentSize: 300));
        Task<long> reading = ReadAsync(pipe.Reader);
        long written = 0;
        Random random = new(1);
        for (int i = 0; i < 2_000; i++)
        {
            Memory<byte> memory = pipe.Writer.GetMemory(random.Next(1, 1_000));
            int length = random.Next(memory.Length);
            memory.Span[..length].Fill((byte)i);
            pipe.Writer.Advance(length);
            written += length;
            await pipe.Writer.FlushAsync();
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(written, await reading);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void BufferWriterOfTheCommunityToolkit()
    {
        using CheckedArrayPool<byte> pool = new();
        using (ArrayPoolBufferWriter<byte> writer = new(pool, 16))
        {
            for (int i = 0; i < 200; i++)
                writer.Write(new byte[i]);
            Assert.Equal(199 * 100, writer.WrittenCount);
        }

        // The writer uses all of an array; these keep to what was asked for.
        using CheckedArrayPool<byte> strict = new(new CheckedPoolOptions { ChecksTail = true });
        using (MemoryOwner<byte> owner = MemoryOwner<byte>.Allocate(1_000, strict))
            owner.Span.Fill(1);
        using SpanOwner<byte> span = SpanOwner<byte>.Allocate(1_000, strict);
        span.Span.Fill(2);
    }

    [Fact]
    public void SequenceOfNerdbank()
    {
        using CheckedArrayPool<byte> arrays = new();
        using CheckedMemoryPool<byte> memory = new();
        foreach (Sequence<byte> sequence in new[] { new Sequence<byte>(arrays), new Sequence<byte>(memory) })
        {
            using (sequence)
            {
                for (int i = 0; i < 300; i++)
                {
                    sequence.Write(new byte[i * 10]);
                    if (i % 7 == 0)
                        sequence.AdvanceTo(sequence.AsReadOnlySequence.GetPosition(sequence.Length / 2));
                }
            }
        }
    }

    private static async Task<long> ReadAsync(PipeReader reader)
    {
        long read = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
                read += part.Span.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return read;
        }
    }

    private static void RunOnAll(Action<int> work)
    {
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            try
            {
                work(thread);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(failure);
    }
}
