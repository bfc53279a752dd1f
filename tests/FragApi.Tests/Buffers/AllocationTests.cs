using System;
using Xunit;

namespace FragApi.Tests;

/// <summary>In the steady state nothing is allocated on the garbage-collected heap.</summary>
public sealed class AllocationTests() : PoolTest(diagnostic: false)
{
    private readonly SkBuffQueue _queue = new();

    [Fact]
    public void AllocAndFree() => AllocatesNothing(() => SkBuff.Alloc(1_500, Pool).Free());

    [Fact]
    public void CloneAndFree()
    {
        SkBuff skb = Full();
        AllocatesNothing(() => skb.Clone().Free());
        skb.Free();
    }

    [Fact]
    public void SeventeenFragmentsBuiltAndFreed() => AllocatesNothing(() => Full().Free());

    [Fact]
    public void SeventeenFragmentsWithADestructor()
    {
        Page page = Pool.Acquire();
        SkbFragDestructor destructor = new(self => self.Rearm());
        AllocatesNothing(() =>
        {
            SkBuff skb = SkBuff.Alloc(64, Pool);
            for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            {
                SkbFrag.Fill(skb, f, page, f * 100, 50);
                SkbFrag.SetDestructor(skb, f, destructor);
                SkbFrag.Ref(skb, f);
                skb.AddLen(50);
            }

            destructor.Unref();
            skb.Free();
        });
        Assert.Equal(1, destructor.Count);
        page.Put();
    }

    [Fact]
    public void PagesOfEveryOrder() => AllocatesNothing(() =>
    {
        for (int order = 0; order <= Page.MaxOrder; order++)
            Pool.Acquire(order).Put();
    });

    [Fact]
    public void CopySplitSegmentCoalesceOrphan()
    {
        SkBuff skb = Full();
        AllocatesNothing(() =>
        {
            skb.Copy().Free();
            SkBuff copy = skb.PartialCopy(32);
            SkBuff rest = copy.Split(820);
            Assert.True(copy.TryCoalesce(rest));
            copy.EnsureWritable();
            copy.Linearize();
            copy.Free();
            skb.Segment(10, 300, _queue);
            _queue.Purge();
        });
        skb.Free();
    }

    [Fact]
    public void Accessors()
    {
        SkBuff skb = Full();
        AllocatesNothing(() =>
        {
            for (int f = 0; f < skb.Info.NrFrags; f++)
            {
                SkbFrag.Ref(skb, f);
                SkbFrag.Span(skb, f)[0]++;
                Assert.True(SkbFrag.Memory(skb, f).Length == SkbFrag.Size(skb, f));
                SkbFrag.Unref(skb, f);
            }
        });
        skb.Free();
    }

    private static void AllocatesNothing(Action action)
    {
        // The smallest of several: the runtime itself may allocate on this thread, once in a while.
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < 50; i++)
                action();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private SkBuff Full()
    {
        SkBuff skb = SkBuff.Alloc(64, Pool);
        skb.Put(20);
        for (int f = 0; f < SkbSharedInfo.MaxFrags; f++)
            skb.AddRxFrag(f, Pool.Acquire(), f, 100, 100);
        return skb;
    }
}
