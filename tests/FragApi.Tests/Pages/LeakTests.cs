using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Xunit;

namespace FragApi.Tests;

/// <summary>Pages that are lost instead of released.</summary>
public sealed class LeakTests
{
    [Fact]
    public void LostPageIsReportedWithItsStack()
    {
        using PagePool pool = new() { LeakSampling = 1 };
        ConcurrentQueue<PageLeak> leaks = new();
        pool.Leaked += leaks.Enqueue;
        Lose(pool, 3);
        Collect();
        Assert.Equal(3, leaks.Count);
        Assert.All(leaks, leak => Assert.Contains(nameof(Lose), leak.Stack, StringComparison.Ordinal));
        Assert.Equal(3, pool.LivePages);
    }

    [Fact]
    public void OneInSoManyIsWatched()
    {
        using PagePool pool = new();
        Assert.Equal(128, pool.LeakSampling);
        ConcurrentQueue<PageLeak> leaks = new();
        pool.Leaked += leaks.Enqueue;
        Lose(pool, 128 * 3);
        Collect();
        Assert.Equal(3, leaks.Count);
    }

    [Fact]
    public void ReleasedPageIsNotReported()
    {
        PagePool pool = new() { LeakSampling = 1 };
        ConcurrentQueue<PageLeak> leaks = new();
        pool.Leaked += leaks.Enqueue;
        Release(pool);
        pool.Dispose();
        Collect();
        Assert.Empty(leaks);
    }

    [Fact]
    public void HandlerThatThrowsDoesNotEndTheProcess()
    {
        using PagePool pool = new() { LeakSampling = 1 };
        int raised = 0;
        pool.Leaked += _ =>
        {
            raised++;
            throw new InvalidOperationException();
        };
        Lose(pool, 2);
        Collect();
        Assert.Equal(2, raised);
    }

    [Fact]
    public void WithoutSubscribersThereIsNothingToFinalize()
    {
        using PagePool pool = new() { LeakSampling = 1 };
        Lose(pool, 2);
        ConcurrentQueue<PageLeak> leaks = new();
        pool.Leaked += leaks.Enqueue;
        Collect();
        Assert.Empty(leaks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(PagePool pool, int count)
    {
        for (int i = 0; i < count; i++)
            pool.Acquire();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Release(PagePool pool)
    {
        for (int i = 0; i < 10; i++)
            pool.Acquire().Put();
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
