using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace Scenarios;

/// <summary>What destructors cost a sender: packets a second with and without.</summary>
internal sealed class UdpPpsScenario : Scenario
{
    /// <summary>
    /// What counts as "no difference". The benchmarks say it to a percent, on a quiet machine; here others may run, and
    /// the claim has to be one that a run can keep.
    /// </summary>
    private const double Tolerance = 0.85;

    // Less than a slice of the scheduler, so that most batches are not interrupted.
    private const int Batch = 100;
    private const int LeastRounds = 101;

    public override string Name => "udp-pps";

    public override string Seed => "seed 001";

    public override string Summary => "packets a second over UDP, with and without destructors";

    public override ScenarioResult Run(ScenarioContext context)
    {
        using PacketSender sender = new();
        Action<int>[] ways = [sender.SendPlain, sender.SendWithDestructors, sender.SendCopies];
        for (int pass = 0; pass < 3; pass++)
        {
            foreach (Action<int> way in ways)
                way(400);
            // Time for the compiler to do it better.
            Thread.Sleep(100);
        }

        long firedBefore = sender.Fired;
        List<double>[] rates = [[], [], []];
        List<double> ratios = [];
        List<double> copyRatios = [];
        TimeSpan duration = context.Measure(1.5);
        Stopwatch time = Stopwatch.StartNew();
        for (int round = 0; round < LeastRounds || time.Elapsed < duration; round++)
        {
            // Within a round of a millisecond or two the machine is the same for all; who comes first takes turns.
            for (int i = 0; i < ways.Length; i++)
            {
                int way = (i + round) % ways.Length;
                rates[way].Add(Rate(ways[way]));
            }

            ratios.Add(rates[1][^1] / rates[0][^1]);
            copyRatios.Add(rates[2][^1] / rates[0][^1]);
        }

        long fired = sender.Fired - firedBefore;
        long sent = (long)ratios.Count * Batch;
        double ratio = Median(ratios);
        ScenarioResult result = new();
        result.Say("One thread sends UDP packets of 1,442 bytes over loopback; each has a fragment of the same page. Three ways, in turn,");
        result.Say($"{ratios.Count:N0} rounds of {Batch} packets. The seed saw about 810,000 packets a second before and after its series, on another machine.");
        result.Say($"  fragments count on the page         {Text(Median(rates[0]))} packets/s");
        result.Say($"  each packet's destructor runs       {Text(Median(rates[1]))} packets/s, {ratio.ToString("0.000", CultureInfo.InvariantCulture)} of that (median of the rounds' ratios)");
        result.Say($"  the payload is copied instead       {Text(Median(rates[2]))} packets/s, {Median(copyRatios).ToString("0.000", CultureInfo.InvariantCulture)}");
        result.Say("Most of a packet's time is the system call's. The benchmarks have the claim to a percent; here it is that it makes no great difference.");

        result.Measure("without destructors", Math.Round(Median(rates[0])), "packets/s");
        result.Measure("with destructors", Math.Round(Median(rates[1])), "packets/s");
        result.Measure("copied", Math.Round(Median(rates[2])), "packets/s");
        result.Measure("ratio with to without", Math.Round(ratio, 3), "of 1");
        result.Measure("destructors run", fired, "times");
        result.Claim("each packet's destructor ran once", fired == sent);
        result.Claim($"packets a second with destructors are at least {Tolerance.ToString(CultureInfo.InvariantCulture)} of those without", ratio >= Tolerance);
        return result;
    }

    private static double Rate(Action<int> way)
    {
        long started = Stopwatch.GetTimestamp();
        way(Batch);
        return Batch / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values];
        sorted.Sort();
        return sorted[sorted.Count / 2];
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture).PadLeft(9);
}
