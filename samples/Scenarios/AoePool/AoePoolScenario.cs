using System;
using System.Collections.Generic;
using System.Globalization;
using FragApi;

namespace Scenarios;

/// <summary>ATA over Ethernet: a driver that cannot know when the network lets go of a page keeps every buffer itself.</summary>
internal sealed class AoePoolScenario : Scenario
{
    private const int Cap = 128;

    public override string Name => "aoe-pool";

    public override string Seed => "seed 002";

    public override string Summary => "a capped pool of buffers that looks at its first one only, against allocating with destructors";

    public override ScenarioResult Run(ScenarioContext context)
    {
        AoeOutcome none = AoeRun.WithPool(context.Random(1), cap: 0);
        AoeOutcome pool = AoeRun.WithPool(context.Random(1), Cap);
        AoeOutcome cure = AoeRun.WithDestructors(context.Random(1));
        bool putBehindItsBack = PageIsPutBehindItsOwnersBack();

        ScenarioResult result = new();
        result.Say("A disk driver sends pages that the block layer still owns. It keeps every buffer and gives the card a clone:");
        result.Say("when the data are shown by one buffer only, the clone is gone, and the buffer can be used again.");
        result.Say("The card cleans up late, so a pool of at most 128 more buffers helps out; only its first buffer is looked at.");
        result.Say("After 0.2 s one of two cards loses its link, with sixteen buffers in its ring.");
        result.Say(Rate("no pool", none));
        result.Say(Rate("pool of 128", pool));
        result.Say(Rate("destructors", cure));
        result.Say($"A stuck buffer came to the front of the pool: {pool.FreeBehindHead} free ones behind it were not seen, and the pool was at its cap.");
        result.Say($"Teardown of the pool waited {Text(pool.TearDownSeconds)} s and leaked {pool.Leaked} buffers on purpose: freed first, their clones would put pages that are not theirs.");
        result.Say($"When the link came back, the card sent what it still had: {pool.WrongFrames} frames with other writes' data, because a reply had completed the write.");
        result.Say($"With destructors {cure.OpenAtTearDown} writes stayed open until then, since their pages were really in use; {cure.WrongFrames} frames were wrong, {cure.Leaked} buffers left.");
        result.Say($"The price: a write is over when the card has cleaned up, {Text(cure.MedianLatency)} us against {Text(pool.MedianLatency)} us (median), and each send allocates, in the path that is to free memory.");

        Numbers(result, "no pool", none);
        Numbers(result, "pool", pool);
        Numbers(result, "destructors", cure);
        result.Claim("without a pool the driver idles while the card cleans up late", none.Starved > 0 && none.HealthyRate < cure.HealthyRate / 10);
        result.Claim("the pool makes up for that while both cards work", pool.HealthyRate > cure.HealthyRate * 0.9);
        result.Claim(
            "one stuck buffer at its front starves it, though it is full of free ones",
            pool.Starved > 0 && pool.FreeBehindHead > Cap / 2 && pool.StuckRate < cure.StuckRate / 10);
        result.Claim("it stays within its cap", pool.Allocated <= 16 + Cap);
        result.Claim("its teardown waits in vain and leaks", pool.Leaked > 0 && pool.TearDownSeconds >= 3);
        result.Claim("a kept buffer that is freed before its clone puts a page that is not its own", putBehindItsBack);
        result.Claim("pages that were reused go out under old headers", pool.WrongFrames > 0);
        result.Claim(
            "with destructors nothing starves, nothing leaks, no wrong byte goes out, every write is completed",
            cure is { Starved: 0, Leaked: 0, WrongFrames: 0, OpenAtEnd: 0, TearDownSeconds: 0 });
        result.Plot = new LinePlot(
            "Writes replied to, one card stuck from 200 ms on",
            "ms",
            "writes",
            [new Series("destructors", cure.Progress), new Series("pool of 128", pool.Progress), new Series("no pool", none.Progress, Dashed: true)]);
        return result;
    }

    /// <summary>What the leak avoids, on a page of its own.</summary>
    internal static bool PageIsPutBehindItsOwnersBack()
    {
        using PagePool pool = new();
        Page page = pool.Acquire();
        SkBuff kept = SkBuff.Alloc(AoeHeader.Size, pool);
        SkbFrag.Fill(kept, 0, page, 0, BlockLayer.WriteSize);
        kept.AddLen(BlockLayer.WriteSize);
        SkBuff clone = kept.Clone();
        kept.Free();
        bool held = page.Count == 1;
        clone.Free();
        bool gone = page.Count == 0;
        return held && gone;
    }

    private static string Rate(string name, AoeOutcome outcome) =>
        $"  {name,-12} {Text(outcome.HealthyRate),7} writes/s, then {Text(outcome.StuckRate),7}; {outcome.Starved} times no buffer; {Text(outcome.Allocated)} allocated";

    private static void Numbers(ScenarioResult result, string name, AoeOutcome outcome)
    {
        List<(string What, double Value, string Unit)> numbers =
        [
            ("healthy", outcome.HealthyRate, "writes/s"),
            ("one card stuck", outcome.StuckRate, "writes/s"),
            ("starved", outcome.Starved, "times"),
            ("most buffers", outcome.MostBuffers, "buffers and clones"),
            ("median latency", outcome.MedianLatency, "us"),
            ("teardown", outcome.TearDownSeconds, "s"),
            ("leaked", outcome.Leaked, "buffers"),
            ("wrong", outcome.WrongFrames, "frames"),
        ];
        foreach ((string what, double value, string unit) in numbers)
            result.Measure($"{name}: {what}", Math.Round(value, 3), unit);
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
