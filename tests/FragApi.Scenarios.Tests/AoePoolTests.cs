using System;
using System.Collections.Generic;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>The driver's pool, rule by rule.</summary>
public sealed class AoePoolTests : IDisposable
{
    private readonly PagePool _pages = new();
    private readonly EventClock<long> _clock = new();
    private readonly BlockLayer _block;
    private readonly AoeBufferPool _pool;
    private readonly AoeFrame _frame = new();
    private readonly List<SkBuff> _stuck = [];

    public AoePoolTests()
    {
        _block = new BlockLayer(_clock, _pages, 8);
        _pool = new AoeBufferPool(_pages, cap: 3);
    }

    public void Dispose() => _block.Dispose();

    [Fact]
    public void A_buffer_is_used_again_when_its_clone_is_gone()
    {
        SkBuff sent = Send()!;
        SkBuff kept = _frame.Skb!;
        sent.Free();

        SkBuff again = Send()!;

        Assert.Same(kept, _frame.Skb);
        Assert.Equal(1, _pool.Allocated);
        Assert.Equal((1, 1), AoeHeader.Read(again));
        again.Free();
    }

    [Fact]
    public void While_its_clone_is_out_another_one_is_allocated_up_to_the_cap()
    {
        for (int i = 0; i < 4; i++)
            _stuck.Add(Send()!);

        Assert.Null(Send());

        Assert.Equal((4, 1), (_pool.Allocated, _pool.Starved));
    }

    [Fact]
    public void Only_the_first_buffer_of_the_pool_is_looked_at()
    {
        for (int i = 0; i < 4; i++)
            _stuck.Add(Send()!);
        // The frame's own is the fourth; in the pool are the first, which stays stuck, and two that come back.
        _stuck[1].Free();
        _stuck[2].Free();

        Assert.Null(Send());
        Assert.Equal(2, _pool.FreeBehindHead);

        _stuck[0].Free();
        SkBuff sent = Send()!;
        Assert.Equal((4, 1), (_pool.Allocated, _pool.Starved));
        sent.Free();
    }

    [Fact]
    public void Teardown_waits_three_seconds_for_a_buffer_and_then_leaks_it()
    {
        _stuck.Add(Send()!);
        _stuck.Add(Send()!);
        SkBuff comesBack = Send()!;
        _clock.After(250_000, comesBack.Free);

        IReadOnlyList<SkBuff> left = _pool.TearDown([_frame], _clock);

        Assert.Equal(2, left.Count);
        // The frame's own after 0.3 s, at the third look; each of the others was given up after 3 s.
        Assert.Equal(6_300_000, _clock.Now);
        Assert.Equal(4, _pages.LiveBuffers);
        Assert.All(left, skb => Assert.Equal(2, skb.Info.DataRef));
    }

    [Fact]
    public void Borrowed_pages_keep_their_one_reference_whatever_the_card_does()
    {
        SkBuff sent = Send()!;
        Page page = SkbFrag.Page(sent, 0)!;
        Assert.Equal(1, page.Count);
        sent.Free();
        Assert.Equal(1, page.Count);
        Assert.Empty(_pool.TearDown([_frame], _clock));
        Assert.Equal(1, page.Count);
        Assert.Equal(0, _pages.LiveBuffers);
    }

    [Fact]
    public void The_kept_buffer_has_to_be_the_last_one_to_go() => Assert.True(AoePoolScenario.PageIsPutBehindItsOwnersBack());

    [Fact]
    public void With_destructors_a_write_is_completed_by_its_reply_and_the_card_together()
    {
        AoeBuffersWithDestructors buffers = new(_pages, _block);
        _frame.Write = _block.TryBegin();
        SkBuff first = buffers.Build(_frame);
        SkBuff again = buffers.Build(_frame);
        first.Free();
        Assert.Equal(1, _block.Open);
        buffers.Replied(_frame, _block);
        Assert.Equal(1, _block.Open);
        again.Free();
        Assert.Equal((0, 1), (_block.Open, _block.Completed));
    }

    [Fact]
    public void With_destructors_a_card_that_is_faster_than_the_target_completes_nothing()
    {
        AoeBuffersWithDestructors buffers = new(_pages, _block);
        _frame.Write = _block.TryBegin();
        buffers.Build(_frame).Free();
        Assert.Equal(1, _block.Open);
        buffers.Build(_frame).Free();
        buffers.Replied(_frame, _block);
        Assert.Equal(0, _block.Open);
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        AoeOutcome one = AoeRun.WithPool(new Random(3), cap: 128);
        AoeOutcome other = AoeRun.WithPool(new Random(3), cap: 128);
        Assert.Equal(one with { Progress = [] }, other with { Progress = [] });
        Assert.Equal(one.Progress, other.Progress);
    }

    /// <summary>Sends one write through the one frame and has the reply come at once. Null: no buffer.</summary>
    private SkBuff? Send()
    {
        if (_pool.TryTake([_frame]) is not AoeFrame frame)
            return null;
        frame.Write = _block.TryBegin();
        SkBuff skb = _pool.Build(frame);
        _pool.Replied(frame, _block);
        frame.Write = null;
        return skb;
    }
}
