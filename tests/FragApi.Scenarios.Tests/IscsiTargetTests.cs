using System;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>A cache that knows which of its pages are being sent, and one that does not.</summary>
public sealed class IscsiTargetTests : IDisposable
{
    private readonly PagePool _pool = new();

    public void Dispose()
    {
        Assert.Equal((0L, 0L), (_pool.LiveBuffers, _pool.LivePages));
        _pool.Dispose();
    }

    [Fact]
    public void A_page_that_is_being_sent_is_not_used_for_another_block()
    {
        using BlockCache cache = new(_pool, frames: 2, blocks: 10, tracked: true);
        CacheFrame one = cache.TryRead(1)!;
        SkBuff reply = Reply(one, tracked: true);
        CacheFrame two = cache.TryRead(2)!;

        Assert.Same(two, cache.TryRead(3));
        Assert.Equal(1, cache.Spared);
        Assert.Same(one, cache.TryRead(1));

        reply.Free();
        cache.TryRead(3);
        Assert.Same(one, cache.TryRead(4));
    }

    [Fact]
    public void When_all_are_being_sent_there_is_none()
    {
        using BlockCache cache = new(_pool, frames: 1, blocks: 10, tracked: true);
        SkBuff reply = Reply(cache.TryRead(1)!, tracked: true);
        SkBuff retransmission = reply.Clone();

        Assert.Null(cache.TryRead(2));
        Assert.False(cache.TryWrite(1));
        reply.Free();
        Assert.Null(cache.TryRead(2));
        retransmission.Free();

        Assert.NotNull(cache.TryRead(2));
        Assert.True(cache.TryWrite(2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_write_to_a_block_that_is_being_sent_changes_the_reply_unless_it_is_tracked(bool tracked)
    {
        using BlockCache cache = new(_pool, frames: 2, blocks: 10, tracked);
        SkBuff reply = Reply(cache.TryRead(1)!, tracked);
        byte[] before = Bytes(reply);

        Assert.True(cache.TryWrite(1));

        Assert.Equal(tracked, before.AsSpan().SequenceEqual(Bytes(reply)));
        SkBuff next = Reply(cache.TryRead(1)!, tracked);
        Assert.NotEqual(before, Bytes(next));
        reply.Free();
        next.Free();
    }

    [Fact]
    public void A_block_sent_to_two_initiators_is_busy_until_both_have_it()
    {
        using BlockCache cache = new(_pool, frames: 1, blocks: 10, tracked: true);
        CacheFrame frame = cache.TryRead(1)!;
        SkBuff one = Reply(frame, tracked: true);
        SkBuff other = Reply(frame, tracked: true);
        one.Free();
        Assert.True(frame.InFlight);
        other.Free();
        Assert.False(frame.InFlight);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(77)]
    public void Both_sides_with_any_seed(int seed)
    {
        Assert.InRange(TargetRun.Of(new Random(seed), TargetSends.PagesUntracked).Wrong, 1, TargetRun.Commands);
        Assert.Equal(0, TargetRun.Of(new Random(seed), TargetSends.PagesWithDestructors).Wrong);
        Assert.Equal(0, TargetRun.Of(new Random(seed), TargetSends.Copies).Wrong);
    }

    private SkBuff Reply(CacheFrame frame, bool tracked)
    {
        SkBuff skb = SkBuff.Alloc(48, _pool);
        frame.AppendTo(skb, tracked);
        return skb;
    }

    private static byte[] Bytes(SkBuff skb)
    {
        byte[] bytes = new byte[skb.Len];
        skb.CopyBits(0, bytes);
        return bytes;
    }
}
