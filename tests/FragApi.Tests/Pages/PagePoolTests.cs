using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace FragApi.Tests;

/// <summary>A pool hands out, takes back, keeps a bounded number idle, and counts.</summary>
public sealed class PagePoolTests() : PoolTest(diagnostic: false)
{
    [Fact]
    public void PagesAreUsedAgain()
    {
        Page first = Pool.Acquire();
        nint address = first.Address;
        first.Put();
        // The thread may move to another core in between, but not every time.
        bool again = Enumerable.Range(0, 100).Any(_ =>
        {
            Page page = Pool.Acquire();
            bool same = page.Address == address;
            page.Put();
            return same;
        });
        Assert.True(again);
    }

    [Fact]
    public void MoreThanIsKeptIdleIsGivenBackToTheSystem()
    {
        Page[] pages = [.. Enumerable.Range(0, 5_000).Select(_ => Pool.Acquire())];
        Assert.Equal(5_000, Pool.LivePages);
        Assert.Equal(5_000, pages.Select(page => page.Address).Distinct().Count());
        Array.ForEach(pages, page => page.Put());
        Assert.Equal(0, Pool.LivePages);
        int kept = pages.Count(Memories.IsThere);
        Assert.InRange(kept, 1, 1024 + (64 * Environment.ProcessorCount));
        Pool.Dispose();
        Assert.DoesNotContain(pages, Memories.IsThere);
    }

    [Fact]
    public void PageThatIsOutSurvivesItsPool()
    {
        Page page = Pool.Acquire();
        Pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Pool.Acquire());
        page.Span.Fill(1);
        Assert.Equal(1, Pool.LivePages);
        page.Put();
        Assert.Equal(0, Pool.LivePages);
        Assert.False(Memories.IsThere(page));
    }

    [Fact]
    public void DisposedWhilePagesComeBackKeepsNone()
    {
        for (int round = 0; round < 50; round++)
        {
            using PagePool pool = new();
            Page[] pages = [.. Enumerable.Range(0, 200).Select(_ => pool.Acquire())];
            Thread putter = new(() => Array.ForEach(pages, page => page.Put()));
            putter.Start();
            pool.Dispose();
            putter.Join();
            Assert.Equal(0, pool.LivePages);
            Assert.DoesNotContain(pages, Memories.IsThere);
        }
    }

    [Fact]
    public void SharedPoolCannotBeDisposed()
    {
        PagePool.Shared.Dispose();
        PagePool.Shared.Acquire().Put();
    }

    [Fact]
    public void PagesReleasedOnAnotherThreadCome()
    {
        const int Rounds = 2_000;
        Queue<Page> handed = new();
        using SemaphoreSlim ready = new(0);
        Thread consumer = new(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                ready.Wait();
                Page page;
                lock (handed)
                    page = handed.Dequeue();
                page.Put();
            }
        });
        consumer.Start();
        for (int i = 0; i < Rounds; i++)
        {
            Page page = Pool.Acquire(i % 3);
            lock (handed)
                handed.Enqueue(page);
            ready.Release();
        }

        consumer.Join();
        Assert.Equal(0, Pool.LivePages);
    }

    [Fact]
    public void PoolThatNobodyDisposedGivesBackItsIdlePages()
    {
        WeakReference idle = IdlePageOfALostPool();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Page page = Assert.IsType<Page>(idle.Target);
        Assert.False(Memories.IsThere(page));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference IdlePageOfALostPool()
    {
        Page page = new PagePool().Acquire();
        page.Put();
        // It outlives the pool's finalizer: a long weak reference sees the page that the finalizer has seen.
        return new WeakReference(page, trackResurrection: true);
    }

    [Fact]
    public void SamplingIsPositive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool.LeakSampling = 0);

    private static class Memories
    {
        public static unsafe bool IsThere(Page page) => page.Raw is not null;
    }
}
