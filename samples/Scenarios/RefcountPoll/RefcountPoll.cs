using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Scenarios;

/// <summary>
/// "How large will this queue get?" The first mail's scheme, with the answer: as large as Little's law says, which is nothing
/// where few pages have short strays, and many megabytes where somebody holds on.
/// </summary>
internal sealed class RefcountPoll : Scenario
{
    /// <summary>Pages in a transmit ring of those days: what a driver has in flight anyway.</summary>
    private const int Ring = 256;

    private static readonly double[] s_strays = [0.01, 0.03, 0.1, 0.3, 1];

    public override string Name => "refcount-poll";

    public override string Seed => "seed 000";

    public override string Summary => "keep a reference of one's own and poll the count: how long does the queue get?";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        result.Say($"A driver gives the stack {PollRun.PagesPerMillisecond * 1000:N0} pages a second and keeps a reference on each. When a buffer is freed,");
        result.Say($"pages whose count is 1 are free; the others are queued, and the queue is polled every {PollRun.Period:0} ms.");
        List<Series> series = [];
        bool nothingLeft = true;
        double worstDeviation = 0;
        Dictionary<(string Hold, double Strays), PollOutcome> outcomes = [];
        int stream = 0;
        foreach (HoldTime hold in HoldTime.All)
        {
            List<(double, double)> points = [];
            foreach (double strays in s_strays)
            {
                PollOutcome outcome = PollRun.Of(hold, strays, context.Random(++stream));
                outcomes.Add((hold.Name, strays), outcome);
                nothingLeft &= outcome.Left == 0;
                points.Add((strays * 100, outcome.MeanLength));
                // With a tail as long as Pareto's, no second is like the mean; and small queues are mostly chance.
                double expected = PollRun.Expected(hold, strays);
                if (!hold.Name.StartsWith("pareto", StringComparison.Ordinal) && expected > 1000)
                    worstDeviation = Math.Max(worstDeviation, Math.Abs((outcome.MeanLength / expected) - 1));
            }

            series.Add(new Series(hold.Name, points));
            Report(result, hold, outcomes);
        }

        series.Add(new Series("a ring of 256", [.. s_strays.Select(strays => (strays * 100, (double)Ring))], Dashed: true));
        result.Plot = new LinePlot(
            "How large will this queue get?", "pages with a stray reference, %", "pages in the queue, mean", series, logX: true, logY: true);

        long lostByPolling = PullRun.LostByPolling();
        long lostByDestructors = PullRun.LostByDestructors();
        result.Say("With destructors there is no queue and nobody looks: a page is told about by whoever drops the last reference.");
        result.Say($"And polling misses pages: a pull drops a fragment before the buffer's destructor can see it. Of 300 pages {lostByPolling} are never given back; with destructors {lostByDestructors}.");
        result.Measure("lost_by_pull.polling", lostByPolling, "of 300 pages");
        result.Measure("lost_by_pull.destructors", lostByDestructors, "of 300 pages");
        result.Measure("deviation_from_littles_law", worstDeviation * 100, "% at most");

        result.Claim("where one page in a hundred has a stray of a millisecond, the scheme is entirely practical: fewer than 16 pages wait", outcomes[("exponential-1ms", 0.01)].MeanLength < 16);
        result.Claim("where every page has a stray until its retransmission, the queue is ten times as long as the ring", outcomes[("fixed-200ms", 1)].MeanLength > 10 * Ring);
        result.Claim("where one page in ten waits for a program that does not read, it is four times as long", outcomes[("fixed-1s", 0.1)].MeanLength > 4 * Ring);
        result.Claim("where it is long, each page is looked at ten times and more before it is free", outcomes[("fixed-200ms", 1)].Looks > 10);
        result.Claim("its length is arrivals times time held, within a tenth (Little's law)", worstDeviation < 0.1);
        result.Claim("pages that were pulled out of their buffer are lost to polling", lostByPolling > 0);
        result.Claim("and not to destructors", lostByDestructors == 0);
        result.Claim("in the end nothing is left in the queue", nothingLeft);
        return result;
    }

    private static void Report(ScenarioResult result, HoldTime hold, Dictionary<(string Hold, double Strays), PollOutcome> outcomes)
    {
        result.Say($"{hold.Name}, {hold.Story}:");
        result.Say("  " + string.Join("   ", s_strays.Select(strays => string.Create(CultureInfo.InvariantCulture, $"{strays:0 %}: {outcomes[(hold.Name, strays)].MeanLength:N0}"))) + " pages wait");
        foreach (double strays in s_strays)
            result.Measure(string.Create(CultureInfo.InvariantCulture, $"{hold.Name}.{strays * 100:0}%.mean"), outcomes[(hold.Name, strays)].MeanLength, "pages");
        PollOutcome all = outcomes[(hold.Name, 1)];
        result.Measure($"{hold.Name}.100%.longest", all.Longest, "pages");
        result.Measure($"{hold.Name}.100%.looks", all.Looks, "looks for a page freed");
    }
}
