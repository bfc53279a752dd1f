namespace Scenarios;

/// <summary>A target sends blocks from its cache, and the cache goes on living.</summary>
internal sealed class IscsiTargetScenario : Scenario
{
    public override string Name => "iscsi-target";

    public override string Seed => "seed 001";

    public override string Summary => "cached blocks are sent without a copy while the cache wants their pages for others";

    public override ScenarioResult Run(ScenarioContext context)
    {
        TargetOutcome copies = TargetRun.Of(context.Random(4), TargetSends.Copies);
        TargetOutcome untracked = TargetRun.Of(context.Random(4), TargetSends.PagesUntracked);
        TargetOutcome cure = TargetRun.Of(context.Random(4), TargetSends.PagesWithDestructors);

        ScenarioResult result = new();
        result.Say($"Eight initiators read {TargetRun.Blocks} blocks through a cache of {TargetRun.CacheFrames} pages; two of them are slow, one reply in fifty is lost and sent again.");
        result.Say($"Copies: {copies.Replies:N0} replies, {copies.Wrong} wrong, {copies.BytesCopied:N0} bytes copied.");
        result.Say($"The cache's own pages, referenced: no memory goes wrong, but the cache loads other blocks into them: {untracked.Wrong:N0} of {untracked.Replies:N0}");
        result.Say("replies did not fit their digest when they were read for the wire. Without digests, which are optional, nobody had noticed.");
        result.Say("That a page is free again is no answer: the cache holds it all the time. What it must know is that the stack has let go.");
        result.Say($"With destructors: {cure.Wrong} wrong, nothing copied. The cache passed over {cure.Spared:N0} pages that were being sent, wrote {cure.Moved:N0} blocks");
        result.Say($"to other pages for the same reason, and let a command wait {cure.Waits:N0} times; it hit in {cure.HitRate * 100:N1} % of the cases, against {untracked.HitRate * 100:N1} %.");

        result.Measure("copies: copied", copies.BytesCopied, "bytes");
        result.Measure("untracked: wrong", untracked.Wrong, "replies");
        result.Measure("untracked: hits", untracked.HitRate, "of 1");
        result.Measure("destructors: wrong", cure.Wrong, "replies");
        result.Measure("destructors: hits", cure.HitRate, "of 1");
        result.Measure("destructors: pages passed over", cure.Spared, "times");
        result.Measure("destructors: blocks written elsewhere", cure.Moved, "times");
        result.Measure("destructors: waits for a page", cure.Waits, "times");
        result.Claim("copying is right, and copies every byte", copies.Wrong == 0 && copies.BytesCopied > 0);
        result.Claim("sending the cache's pages without knowing when they are sent sends other blocks", untracked.Wrong > 0);
        result.Claim("with destructors every reply is right, and no byte is copied", cure is { Wrong: 0, BytesCopied: 0, Replies: > 0 });
        result.Claim("because the cache spares what is being sent", cure is { Spared: > 0, Moved: > 0 });
        result.Claim("every buffer is freed", copies.LeftBehind + untracked.LeftBehind + cure.LeftBehind == 0);
        return result;
    }
}
