using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace FragApi.Tests;

/// <summary>Freed buffers that are kept with their head: they come back whole, are counted as idle, and go when their pool does.</summary>
public sealed class ReadyBufferTests() : PoolTest(diagnostic: false)
{
    [Fact]
    public void ComesBackAsNew()
    {
        SkBuff skb = SkBuff.Alloc(100, Pool);
        nint address = skb.HeadPage.Address;
        skb.Reserve(10);
        skb.Put(50);
        skb.Cb = this;
        skb.TrueSize = 7;
        skb.Info.Flags = SkbFlags.SharedFrag;
        skb.Info.GsoSize = 1;
        skb.Info.GsoSegs = 2;
        skb.Free();
        SkBuff again = SkBuff.Alloc(2_000, Pool);
        Assert.Same(skb, again);
        Assert.Equal(address, again.HeadPage.Address);
        Assert.Equal((0, 0, 0, Page.UnitSize), (again.Len, again.DataLen, again.Headroom, again.Tailroom));
        Assert.Equal((SkbFlags.None, 0, 0, 0), (again.Info.Flags, again.Info.GsoSize, again.Info.GsoSegs, again.Info.NrFrags));
        Assert.Equal((1, 1, 1, Page.UnitSize), (again.Users, again.Info.DataRef, again.HeadPage.Count, again.TrueSize));
        Assert.Null(again.Cb);
        again.Free();
    }

    [Fact]
    public void ComesBackAfterItHadFragments()
    {
        SkBuff skb = SkBuff.Alloc(100, Pool);
        Page page = Pool.Acquire();
        skb.AddRxFrag(0, page, 0, 10, 10);
        skb.Free();
        Assert.Equal(0, page.Count);
        SkBuff again = SkBuff.Alloc(100, Pool);
        Assert.Same(skb, again);
        Assert.Null(SkbFrag.Page(in again.Info[0]));
        again.Free();
    }

    [Fact]
    public void IdleOnesAreNotLive()
    {
        SkBuff[] buffers = [.. Enumerable.Range(0, 300).Select(_ => SkBuff.Alloc(10, Pool))];
        Assert.Equal((300, 300), (Pool.LivePages, Pool.LiveBuffers));
        Array.ForEach(buffers, skb => skb.Free());
        Assert.Equal((0, 0), (Pool.LivePages, Pool.LiveBuffers));
    }

    [Fact]
    public void FreedOnesAreFreed()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page head = skb.HeadPage;
        skb.Free();
        Assert.Equal((0, 0), (skb.Users, head.Count));
        Assert.Equal(ReferenceMisuse.PutBelowZero, Assert.Throws<ReferenceMisuseException>(skb.Free).Misuse);
        Assert.Equal(ReferenceMisuse.Resurrected, Assert.Throws<ReferenceMisuseException>(skb.Get).Misuse);
        Assert.Equal(ReferenceMisuse.Resurrected, Assert.Throws<ReferenceMisuseException>(head.Get).Misuse);
        Assert.Throws<ReferenceMisuseException>(() => head.Address);
        Assert.Throws<ReferenceMisuseException>(() => skb.Info);
    }

    [Fact]
    public void HeadThatOthersHoldIsNotKept()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        Page head = skb.HeadPage;
        head.Get();
        skb.Free();
        Assert.Equal((1, 1, 0), (head.Count, Pool.LivePages, Pool.LiveBuffers));
        SkBuff other = SkBuff.Alloc(10, Pool);
        Assert.NotSame(head, other.HeadPage);
        other.Free();
        head.Put();
    }

    [Fact]
    public void ConfinedHeadComesBackWhole()
    {
        SkBuff skb = SkBuff.Build(Pool.Acquire(), 100, 200);
        skb.Free();
        SkBuff again = SkBuff.Alloc(10, Pool);
        Assert.Equal((0, Page.UnitSize), (again.Headroom, again.Tailroom));
        again.Free();
    }

    [Fact]
    public void FreedOnAnotherThreadTheyComeBack()
    {
        const int Rounds = 3_000;
        using BlockingCollection<SkBuff> handed = new(8);
        long allocated = long.MaxValue;
        Thread consumer = new(() =>
        {
            foreach (SkBuff skb in handed.GetConsumingEnumerable())
                skb.Free();
        });
        consumer.Start();
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            SkBuff skb = SkBuff.Alloc(10, Pool);
            allocated = i == Rounds / 2 ? 0 : allocated + GC.GetAllocatedBytesForCurrentThread() - before;
            handed.Add(skb);
        }

        handed.CompleteAdding();
        consumer.Join();
        // A buffer has some 700 bytes in three objects. What a thread finds taken by the other it makes anew: seldom.
        Assert.InRange(allocated, 0, Rounds / 2 * 700 / 10);
    }

    [Fact]
    public void ThreadThatNeverFreesTakesWhatOthersFreed()
    {
        SkBuff[] buffers = [.. Enumerable.Range(0, 40).Select(_ => SkBuff.Alloc(10, Pool))];
        HashSet<SkBuff> freed = [.. buffers];
        Thread other = new(() => Array.ForEach(buffers, skb => skb.Free()));
        other.Start();
        other.Join();
        SkBuff taken = SkBuff.Alloc(10, Pool);
        Assert.Contains(taken, freed);
        taken.Free();
    }

    [Fact]
    public void DisposedPoolKeepsNone()
    {
        List<Page> heads = [];
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            SkBuff[] buffers = [.. Enumerable.Range(0, 40).Select(_ => SkBuff.Alloc(10, Pool))];
            lock (heads)
                heads.AddRange(buffers.Select(skb => skb.HeadPage));
            Array.ForEach(buffers, skb => skb.Free());
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        SkBuff late = SkBuff.Alloc(10, Pool);
        heads.Add(late.HeadPage);
        Pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SkBuff.Alloc(10, Pool));
        Assert.Equal((1, 1), (Pool.LivePages, Pool.LiveBuffers));
        late.Free();
        Assert.DoesNotContain(heads, IsThere);
    }

    [Fact]
    public void DisposedWhileOthersAllocateAndFree()
    {
        for (int round = 0; round < 50; round++)
        {
            using PagePool pool = new();
            using Barrier start = new(3);
            Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    while (true)
                        SkBuff.Alloc(10, pool).Free();
                }
                catch (ObjectDisposedException)
                {
                    // The end.
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            start.SignalAndWait();
            Thread.SpinWait(round * 500);
            pool.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal((0, 0), (pool.LivePages, pool.LiveBuffers));
        }
    }

    [Fact]
    public void PoolThatNobodyDisposedGivesThemBack()
    {
        WeakReference head = HeadOfALostPool();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(IsThere(Assert.IsType<Page>(head.Target)));
    }

    [Fact]
    public void LostBufferIsReportedThoughItWasReady()
    {
        Pool.LeakSampling = 1;
        ConcurrentQueue<PageLeak> leaks = new();
        SkBuff.Alloc(10, Pool).Free();
        Pool.Leaked += leaks.Enqueue;
        LoseOne(Pool);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Contains(nameof(LoseOne), Assert.Single(leaks).Stack, StringComparison.Ordinal);
        Assert.Equal((1, 1), (Pool.LivePages, Pool.LiveBuffers));
    }

    /// <summary>The lost one is still out.</summary>
    protected override void Dispose(bool disposing)
    {
        Pool.Dispose();
        Assert.InRange(Pool.LivePages, 0, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoseOne(PagePool pool) => SkBuff.Alloc(10, pool);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference HeadOfALostPool()
    {
        SkBuff skb = SkBuff.Alloc(10, new PagePool());
        Page head = skb.HeadPage;
        skb.Free();
        // It outlives the pool's finalizer: a long weak reference sees the page that the finalizer has seen.
        return new WeakReference(head, trackResurrection: true);
    }

    private static unsafe bool IsThere(Page page) => page.Raw is not null;
}
