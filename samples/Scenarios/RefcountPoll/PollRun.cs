using System;
using FragApi;

namespace Scenarios;

/// <summary>What a run of the polling driver shows.</summary>
/// <param name="MeanLength">Of the queue, in pages.</param>
/// <param name="Longest">Of the queue, in pages.</param>
/// <param name="Looks">Counts read by polls, for each page that left the queue.</param>
/// <param name="Left">Pages and buffers that nobody has given back after everything came to rest.</param>
internal sealed record PollOutcome(double MeanLength, int Longest, double Looks, long Left);

/// <summary>
/// Pages through a stack at a steady rate; after their buffer is freed, a part of them are still referenced by a clone.
/// </summary>
internal static class PollRun
{
    /// <summary>Pages per millisecond: two thirds of a gigabit a second in pages of 4 KiB.</summary>
    public const int PagesPerMillisecond = 20;

    /// <summary>Milliseconds between two polls.</summary>
    public const double Period = 10;
    private const double Length = 500;

    /// <summary>Runs until the queue is as long as it gets, then measures for half a second.</summary>
    public static PollOutcome Of(HoldTime hold, double strays, Random random)
    {
        EventClock<double> time = new();
        using PagePool pool = new();
        PollingDriver driver = new(time, Period);
        // One page for all the heads, which are of no interest here.
        Page heads = pool.Acquire();
        // What is held for up to so long has reached its usual number by then.
        double warmUp = (hold.Mean * 1.5) + (2 * Period);
        for (double at = 0; at < warmUp + Length; at++)
        {
            time.After(at, () =>
            {
                for (int i = 0; i < PagesPerMillisecond; i++)
                    SendOne(time, heads, driver, hold, strays, random);
            });
        }

        time.RunUntil(warmUp);
        driver.StartMeasuring();
        time.RunUntil(warmUp + Length);
        double mean = driver.MeanLength(Length);
        double looks = driver.FreeByPoll == 0 ? 0 : (double)driver.Looks / driver.FreeByPoll;
        int longest = driver.Longest;
        time.RunToEnd();
        heads.Put();
        return new PollOutcome(mean, longest, looks, pool.LivePages + pool.LiveBuffers + driver.Length);
    }

    /// <summary>Pages in the queue by Little's law: arrivals, times the time that one stays, which is up to the poll after its release.</summary>
    public static double Expected(HoldTime hold, double strays) => PagesPerMillisecond * strays * (hold.Mean + (Period / 2));

    private static void SendOne(EventClock<double> time, Page heads, PollingDriver driver, HoldTime hold, double strays, Random random)
    {
        heads.Get();
        SkBuff skb = SkBuff.Build(heads, 0, 64);
        // The driver's own reference; the fragment takes another one.
#pragma warning disable FRAG2001 // the driver finds its page again in the buffer, when that is freed
        Page page = heads.Pool.Acquire();
#pragma warning restore FRAG2001
        skb.AppendPage(page, 0, page.Size);
        SkBuff? stray = random.NextDouble() < strays ? skb.Clone() : null;
        time.After(random.NextDouble(), () =>
        {
            driver.BufferFreed(skb);
            if (stray is not null)
                time.After(hold.Draw(random), stray.Free);
        });
    }
}
