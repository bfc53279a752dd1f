using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Net.Tests;

/// <summary>Buffers as the base class library knows bytes.</summary>
public sealed class InteropTests : IDisposable
{
    private readonly PagePool _pool = PagePool.CreateDiagnostic();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_sequence_is_the_content_without_copying()
    {
        using Lab lab = new();
        foreach ((int head, int frags) in new[] { (0, 0), (10, 0), (0, 1), (10, 17), (0, 3) })
        {
            SkBuff skb = lab.Buffer(head, frags, 500);
            ReadOnlySequence<byte> sequence = skb.AsSequence();
            Assert.Equal(skb.Len, sequence.Length);
            Assert.Equal(Lab.Content(skb), sequence.ToArray());
            if (skb.Len > 300)
                Assert.Equal(Lab.Content(skb)[200..300], sequence.Slice(200, 100).ToArray());
            if (frags > 0)
            {
                SkbFrag.Span(skb, 0)[0] = 0xF7;
                Assert.Equal(0xF7, sequence.Slice(head).FirstSpan[0]);
            }

            skb.Free();
            Assert.Throws<ReferenceMisuseException>(() => skb.AsSequence());
        }
    }

    [Fact]
    public void What_is_written_becomes_a_buffer()
    {
        using SkBuffWriter writer = new(_pool, headroom: 20);
        byte[] expected = [.. Enumerable.Range(0, 30_000).Select(static i => (byte)(i * 3))];
        writer.Write(expected);
        Assert.Equal(expected.Length, writer.Length);
        SkBuff skb = writer.Complete();
        Assert.Equal(0, writer.Length);
        Assert.Equal(expected, skb.AsSequence().ToArray());
        Assert.Equal((30_000 + 4095) / 4096, skb.Info.NrFrags);
        Assert.True(skb.Headroom >= 20);
        skb.Push(2).Fill(9);
        Assert.Equal([9, 9, 0], skb.AsSequence().Slice(0, 3).ToArray());
        skb.Free();

        writer.Write(expected.AsSpan(0, 5));
        SkBuff next = writer.Complete();
        Assert.Equal(expected[..5], next.AsSequence().ToArray());
        next.Free();
        SkBuff empty = writer.Complete();
        Assert.Equal(0, empty.Len);
        empty.Free();
        Assert.Equal(0, _pool.LivePages);
    }

    [Fact]
    public void A_large_hint_gets_its_bytes_in_a_row_and_what_was_written_stays()
    {
        using SkBuffWriter writer = new(_pool);
        writer.Write(new byte[] { 1, 2, 3 });
        Span<byte> large = writer.GetSpan(9000);
        Assert.True(large.Length >= 9000);
        large[8999] = 4;
        writer.Advance(9000);
        Assert.Throws<ArgumentOutOfRangeException>(() => { writer.GetMemory(131073); });
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(100_000));
        SkBuff skb = writer.Complete();
        Assert.Equal(9003, skb.Len);
        Assert.Equal(4, skb.AsSequence().ToArray()[9002]);
        skb.Free();
    }

    [Fact]
    public void A_full_writer_refuses_and_keeps_what_it_has()
    {
        using SkBuffWriter writer = new(_pool);
        Assert.Equal(17 * 4096, writer.Room);
        writer.Write(new byte[17 * 4096]);
        Assert.Equal(0, writer.Room);
        Assert.Throws<InvalidOperationException>(() => { writer.GetSpan(); });
        SkBuff skb = writer.Complete();
        Assert.Equal((17 * 4096, 17), (skb.Len, skb.Info.NrFrags));
        skb.Free();
    }

    [Fact]
    public void Disposed_in_the_middle_nothing_stays()
    {
        SkBuffWriter writer = new(_pool);
        writer.Write(new byte[10_000]);
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { writer.GetSpan(); });
        Assert.Throws<ObjectDisposedException>(() => { writer.Complete(); });
        Assert.Equal((0, 0), (_pool.LivePages, _pool.LiveBuffers));
    }

    [Fact]
    public unsafe void A_fragments_owner_keeps_it_after_the_buffer_is_gone()
    {
        using Lab lab = new();
        SkBuff skb = lab.Buffer(10, 2, 500);
        byte[] expected = SkbFrag.Span(skb, 1).ToArray();
        FragmentOwner owner = new(skb, 1);
        skb.Free();
        Assert.Equal(1, lab.Fired);
        Memory<byte> memory = owner.Memory;
        Assert.Equal(expected, memory.ToArray());
        MemoryHandle pin = memory[100..].Pin();
        Assert.Equal(expected[100], *(byte*)pin.Pointer);
        ((IDisposable)owner).Dispose();
        ((IDisposable)owner).Dispose();
        Assert.Equal(1, lab.Fired); // the pin holds it
        Assert.Equal(expected[100], *(byte*)pin.Pointer);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => { memory.Pin(); });
        pin.Dispose();
        Assert.Equal(2, lab.Fired);
    }

    [Fact]
    public void There_is_no_owner_of_a_fragment_that_is_not_there()
    {
        using Lab lab = new();
        SkBuff skb = lab.Buffer(10, 2, 500);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FragmentOwner(skb, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FragmentOwner(skb, -1));
        skb.Free();
        Assert.Throws<ReferenceMisuseException>(() => new FragmentOwner(skb, 0));
    }

    [Fact]
    public async Task A_pipe_comes_out_in_buffers()
    {
        Pipe pipe = new();
        byte[] expected = new byte[200_000];
        new Random(1).NextBytes(expected);
        Task writing = Task.Run(async () =>
        {
            for (int at = 0; at < expected.Length; at += 7001)
                await pipe.Writer.WriteAsync(expected.AsMemory(at, Math.Min(7001, expected.Length - at)));
            await pipe.Writer.CompleteAsync();
        });
        List<byte> got = [];
        await foreach (SkBuff skb in pipe.Reader.ReadBuffersAsync(_pool, maxLength: 10_000, headroom: 14))
        {
            Assert.InRange(skb.Len, 1, 10_000);
            Assert.True(skb.Headroom >= 14);
            got.AddRange(skb.AsSequence().ToArray());
            skb.Free();
        }

        await writing;
        Assert.Equal(expected, got);
        Assert.Equal((0, 0), (_pool.LivePages, _pool.LiveBuffers));
    }

    [Fact]
    public async Task What_a_cancelled_reader_did_not_take_stays_in_the_pipe()
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(new byte[5000]);
        await foreach (SkBuff skb in pipe.Reader.ReadBuffersAsync(_pool, maxLength: 2000))
        {
            skb.Free();
            break;
        }

        using CancellationTokenSource cancel = new();
        int length = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (SkBuff skb in pipe.Reader.ReadBuffersAsync(_pool, maxLength: 2000, cancellation: cancel.Token))
            {
                length += skb.Len;
                skb.Free();
                if (length == 3000)
                    cancel.CancelAfter(20);
            }
        });
        Assert.Equal(3000, length);
        await pipe.Writer.WriteAsync(new byte[] { 1 });
        Assert.Equal(1, (await pipe.Reader.ReadAsync()).Buffer.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => pipe.Reader.ReadBuffersAsync(maxLength: 17 * 4096 + 1));
    }
}
