namespace Scenarios;

/// <summary>A receiver that may keep buffers for long has to let their owners go first.</summary>
internal sealed class TunOrphanScenario : Scenario
{
    public override string Name => "tun-orphan";

    public override string Seed => "seed 001";

    public override string Summary => "a slow reader behind a tunnel starves a zero-copy sender, unless the tunnel orphans the fragments";

    public override ScenarioResult Run(ScenarioContext context)
    {
        TunOutcome kept = TunRun.Of(context.Random(3), orphans: false);
        TunOutcome cure = TunRun.Of(context.Random(3), orphans: true);

        ScenarioResult result = new();
        result.Say($"A sender has {TunRun.SenderPages} pages and waits for destructors before it uses one again. It sends to a card and to a tunnel in turn.");
        result.Say("For 50 ms the process behind the tunnel does not read; the tunnel has room for 500 frames.");
        result.Say($"The tunnel keeps them as they are: soon all {TunRun.SenderPages} pages are in its queue. The card, which is fast, gets {kept.OthersDuringPause:N0} frames instead of");
        result.Say($"the {kept.OthersBefore:N0} of the 50 ms before, and the sender does nothing at all for {kept.LongestWait / 1000.0:N1} ms.");
        result.Say($"The tunnel orphans first: the sender has its page back before the frame is in the queue, and the card gets {cure.OthersDuringPause:N0}.");
        result.Say($"That costs a copy of what goes through the tunnel, {cure.BytesCopied:N0} bytes of {cure.BytesSent:N0}; and {cure.Dropped:N0} frames are");
        result.Say("dropped at the full queue, as a network does, where the sender without pages had been held up instead.");

        result.Measure("card, before", kept.OthersBefore, "frames");
        result.Measure("kept: card, during the pause", kept.OthersDuringPause, "frames");
        result.Measure("kept: longest wait for a page", kept.LongestWait, "us");
        result.Measure("orphaned: card, during the pause", cure.OthersDuringPause, "frames");
        result.Measure("orphaned: longest wait for a page", cure.LongestWait, "us");
        result.Measure("orphaned: copied", cure.BytesCopied, "bytes");
        result.Measure("orphaned: dropped at the tunnel", cure.Dropped, "frames");
        result.Claim("a tunnel that keeps its frames as they are stops a sender that has another receiver", kept.OthersDuringPause < kept.OthersBefore / 10);
        result.Claim("one that orphans them first does not", cure.OthersDuringPause > cure.OthersBefore * 0.95 && cure.LongestWait < 1_000);
        result.Claim("every page comes back, in the end", kept.AllBack && cure.AllBack);
        result.Claim("the price is a copy for the tunnel's share, and for nothing else", cure.BytesCopied > 0 && cure.BytesCopied <= (cure.BytesSent / 2) + TunRun.FrameSize && kept.BytesCopied == 0);
        result.Plot = new LinePlot(
            "Pages the sender can use, its tunnel not read from 50 to 100 ms",
            "ms",
            "pages",
            [new Series("orphaned", cure.Pages), new Series("kept as they are", kept.Pages)]);
        return result;
    }
}
