using System;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>A callback for each buffer's data, and the ring with its limits.</summary>
public sealed class VenetTests : IDisposable
{
    private readonly PagePool _pool = new();
    private int _released;

    public void Dispose()
    {
        Assert.Equal((0L, 0L), (_pool.LiveBuffers, _pool.LivePages));
        _pool.Dispose();
    }

    [Fact]
    public void The_callback_runs_once_with_the_last_clone()
    {
        SkBuff skb = Frame(out Page page);
        SkBuff clone = skb.Clone();
        DataAreaRelease.Free(skb);
        Assert.Equal((0, 2), (_released, page.Count));
        DataAreaRelease.Free(clone);
        Assert.Equal((1, 1), (_released, page.Count));
        page.Put();
    }

    [Fact]
    public void It_runs_though_the_fragment_has_moved_to_another_buffer()
    {
        SkBuff skb = Frame(out Page page);
        SkBuff other = SkBuff.Alloc(64, _pool);
        Assert.Equal(1_000, other.ShiftFrom(skb, 1_000));
        DataAreaRelease.Free(skb);
        Assert.Equal((1, 2), (_released, page.Count));
        other.Free();
        page.Put();
    }

    [Fact]
    public void A_destructor_does_not()
    {
        Page page = _pool.Acquire();
        SkbFragDestructor done = new(_ => _released++);
        SkBuff skb = SkBuff.Alloc(64, _pool);
        skb.AppendPage(page, 0, 1_000, done);
        done.Unref();
        SkBuff other = SkBuff.Alloc(64, _pool);
        other.ShiftFrom(skb, 1_000);
        skb.Free();
        Assert.Equal(0, _released);
        other.Free();
        Assert.Equal(1, _released);
        page.Put();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(42)]
    public void Only_moved_fragments_are_told_of_too_early(int seed)
    {
        VenetOutcome plain = VenetRun.Of(new Random(seed), VenetTracking.DataArea, merges: false);
        VenetOutcome merged = VenetRun.Of(new Random(seed), VenetTracking.DataArea, merges: true);

        Assert.Equal((0, 0, 0), (plain.Merged, plain.Early, plain.Wrong));
        Assert.Equal(merged.Merged, merged.Early);
        Assert.InRange(merged.Wrong, 1, merged.Early * 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    public void No_more_pages_are_out_than_the_ring_has_places(int ringSize)
    {
        VenetOutcome outcome = VenetRun.Of(new Random(1), VenetTracking.Fragment, merges: true, ringSize);

        Assert.Equal(ringSize, outcome.MostOutstanding);
        Assert.Equal((VenetRun.Frames, VenetRun.Frames), (outcome.Sent, outcome.Completions));
        Assert.True(outcome.AllBack);
    }

    private SkBuff Frame(out Page page)
    {
        page = _pool.Acquire();
        SkBuff skb = SkBuff.Alloc(64, _pool);
        skb.AppendPage(page, 0, 1_000);
        skb.Cb = new DataAreaRelease(() => _released++);
        return skb;
    }
}
