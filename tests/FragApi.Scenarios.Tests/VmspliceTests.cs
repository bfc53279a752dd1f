using System;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>Pages given to pipes, simulated and, where the system can, for real.</summary>
public sealed class VmspliceTests
{
    [Fact]
    public void An_empty_pipe_says_nothing_about_the_one_behind_the_tee()
    {
        using PagePool pool = new();
        Page page = pool.Acquire();
        int destroyed = 0;
        SkbFragDestructor done = new(_ => destroyed++);
        SkBuff skb = SkBuff.Alloc(0, pool);
        skb.AppendPage(page, 0, page.Size, done);
        done.Unref();
        using GiftPipe first = new(null);
        using GiftPipe second = new(null);
        byte[] bytes = new byte[page.Size];

        first.Give(skb);
        first.TeeTo(second, null);
        Assert.True(first.TryRead(bytes));
        Assert.Equal((true, 0), (first.IsEmpty, destroyed));
        Assert.True(second.TryRead(bytes));
        Assert.Equal((true, 1), (second.IsEmpty, destroyed));
        Assert.False(second.TryRead(bytes));
        page.Put();
        Assert.Equal((0L, 0L), (pool.LiveBuffers, pool.LivePages));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Simulated_both_sides(int seed) => BothSides(seed, real: false);

    [VmspliceFact]
    public void For_real_both_sides() => BothSides(seed: 1, real: true);

    private static void BothSides(int seed, bool real)
    {
        GiftOutcome looks = GiftRun.Of(new Random(seed), GiftWriter.LooksAtThePipe, real);
        GiftOutcome gives = GiftRun.Of(new Random(seed), GiftWriter.GivesAway, real);
        GiftOutcome cure = GiftRun.Of(new Random(seed), GiftWriter.HasDestructors, real);

        Assert.Equal(0, looks.WatcherWrong);
        Assert.InRange(looks.RecorderWrong, GiftRun.Frames / 10, GiftRun.Frames);
        Assert.Equal(new GiftOutcome(0, 0, GiftRun.Frames, 0, GiftRun.Frames), gives);
        Assert.Equal(new GiftOutcome(0, 0, GiftRun.Ring, cure.Waits, GiftRun.Frames), cure);
        Assert.True(cure.Waits > 0);
    }
}

/// <summary>A test that needs pipes which take pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VmspliceFactAttribute : FactAttribute
{
    public VmspliceFactAttribute() => Skip = KernelPipe.Missing()!;
}
