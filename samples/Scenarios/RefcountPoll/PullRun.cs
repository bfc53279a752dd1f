using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// What the mail's scheme does not see: a pull copies a fragment into the head and drops it. When the buffer's destructor
/// looks, the page is not in the buffer any more, and the driver's reference on it is never dropped.
/// </summary>
internal static class PullRun
{
    private const int Buffers = 100;
    private const int PagesEach = 3;

    /// <summary>Pages that are out at the end, when buffers are looked at.</summary>
    public static long LostByPolling()
    {
        EventClock<double> time = new();
        PagePool pool = new();
        PollingDriver driver = new(time, PollRun.Period);
        List<Page> all = [];
        for (int i = 0; i < Buffers; i++)
        {
            SkBuff skb = SkBuff.Alloc(64, pool);
            for (int p = 0; p < PagesEach; p++)
            {
                Page page = pool.Acquire();
                all.Add(page);
                skb.AppendPage(page, 0, 1000);
            }

            skb.PullTail(1000);
            driver.BufferFreed(skb);
        }

        time.RunToEnd();
        long lost = pool.LivePages;
        // A real driver has no such list.
        foreach (Page page in all)
        {
            if (page.Count > 0)
                page.Put();
        }

        pool.Dispose();
        return lost;
    }

    /// <summary>The same with a destructor for each page: the pull's drop is seen like any other.</summary>
    public static long LostByDestructors()
    {
        using PagePool pool = new();
        for (int i = 0; i < Buffers; i++)
        {
            SkBuff skb = SkBuff.Alloc(64, pool);
            for (int p = 0; p < PagesEach; p++)
            {
                Page page = pool.Acquire();
                SkbFragDestructor released = new(_ => page.Put());
                skb.AppendPage(page, 0, 1000, released);
                released.Unref();
            }

            skb.PullTail(1000);
            skb.Free();
        }

        return pool.LivePages;
    }
}
