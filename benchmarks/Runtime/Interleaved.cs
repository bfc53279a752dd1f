using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace FragApi.Benchmarks;

/// <summary>
/// Two ways to do the same, measured in turn within one run, many times. On a machine that others use too, single times
/// say little; the median of the rounds' ratios is steady to a percent.
/// </summary>
internal static class Interleaved
{
    /// <summary>Prints nanoseconds for one of <paramref name="count"/> operations, the ratio, and bytes allocated.</summary>
    public static double Compare(string name, int rounds, int count, Func<int, long> baseline, Func<int, long> measured)
    {
        WarmUp(count, baseline, measured);
        double[] ratios = new double[rounds];
        double[] bases = new double[rounds];
        double[] ours = new double[rounds];
        long baseBytes = 0;
        long bytes = 0;
        for (int round = 0; round < rounds; round++)
        {
            // Who comes first takes turns too.
            if (round % 2 == 0)
                bases[round] = Time(count, baseline, ref baseBytes);
            ours[round] = Time(count, measured, ref bytes);
            if (round % 2 != 0)
                bases[round] = Time(count, baseline, ref baseBytes);
            ratios[round] = ours[round] / bases[round];
        }

        double operations = (double)rounds * count;
        double ratio = Median(ratios);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-44} {Median(bases) / count,9:N2} {Median(ours) / count,9:N2} {ratio,7:N3} {baseBytes / operations,7:N1} {bytes / operations,7:N1}"));
        return ratio;
    }

    /// <summary>Prints nanoseconds and bytes for one operation.</summary>
    public static void Measure(string name, int rounds, int count, Func<int, long> measured)
    {
        WarmUp(count, measured);
        double[] times = new double[rounds];
        long bytes = 0;
        for (int round = 0; round < rounds; round++)
            times[round] = Time(count, measured, ref bytes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-44} {"",9} {Median(times) / count,9:N2} {"",7} {"",7} {bytes / ((double)rounds * count),7:N1}"));
    }

    /// <summary>Prints the columns' names.</summary>
    public static void Head(string title, string baseline, string measured) =>
        Console.WriteLine($"{title}\n  {"",-44} {baseline,9} {measured,9} {"ratio",7} {"B",7} {"B",7}");

    private static void WarmUp(int count, params ReadOnlySpan<Func<int, long>> actions)
    {
        // Often enough for the compiler's last tier, and time for it to come.
        for (int pass = 0; pass < 10; pass++)
        {
            foreach (Func<int, long> action in actions)
            {
                for (int i = 0; i < 40; i++)
                    action(Math.Max(1, count / 20));
            }

            Thread.Sleep(100);
        }
    }

    private static double Time(int count, Func<int, long> action, ref long bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        action(count);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return time.TotalNanoseconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
