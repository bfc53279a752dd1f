using System;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>A tunnel that keeps frames, with and without their owners' pages.</summary>
public sealed class TunOrphanTests : IDisposable
{
    private readonly PagePool _pool = new();
    private int _destroyed;

    public void Dispose()
    {
        Assert.Equal((0L, 0L), (_pool.LiveBuffers, _pool.LivePages));
        _pool.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_owner_hears_before_the_frame_is_read_only_where_it_is_orphaned(bool orphans)
    {
        TunDevice tun = new(orphans);
        Page page = _pool.Acquire();
        SkBuff skb = Frame(page);

        tun.Transmit(skb);
        Assert.Equal(orphans ? 1 : 0, _destroyed);
        Assert.Equal(orphans ? 1_000 : 0, tun.BytesCopied);
        tun.ReadOne();

        Assert.Equal((1, 1), (_destroyed, tun.Read));
        page.Put();
    }

    [Fact]
    public void Frames_that_nobody_waits_for_are_not_copied()
    {
        TunDevice tun = new(orphans: true);
        Page page = _pool.Acquire();
        SkBuff skb = SkBuff.Alloc(64, _pool);
        skb.AppendPage(page, 0, 1_000);
        tun.Transmit(skb);
        Assert.Equal(0, tun.BytesCopied);
        tun.Close();
        page.Put();
    }

    [Fact]
    public void A_clone_elsewhere_still_has_the_owners_page()
    {
        TunDevice tun = new(orphans: true);
        Page page = _pool.Acquire();
        SkBuff skb = Frame(page);
        SkBuff clone = skb.Clone();
        tun.Transmit(skb);
        Assert.Equal(0, _destroyed);
        clone.Free();
        Assert.Equal(1, _destroyed);
        tun.Close();
        page.Put();
    }

    [Fact]
    public void The_sender_waits_as_long_as_the_process_sleeps_unless_the_tunnel_orphans()
    {
        TunOutcome kept = TunRun.Of(new Random(9), orphans: false);
        TunOutcome cure = TunRun.Of(new Random(9), orphans: true);

        Assert.InRange(kept.LongestWait, (TunRun.PauseUntil - TunRun.PauseFrom) * 9 / 10, TunRun.PauseUntil - TunRun.PauseFrom);
        Assert.InRange(cure.LongestWait, 1, 100);
        Assert.True(kept.AllBack && cure.AllBack);
    }

    private SkBuff Frame(Page page)
    {
        SkBuff skb = SkBuff.Alloc(64, _pool);
        SkbFragDestructor done = new(_ => _destroyed++);
        skb.AppendPage(page, 0, 1_000, done);
        done.Unref();
        return skb;
    }
}
