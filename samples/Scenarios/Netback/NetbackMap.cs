using System.Globalization;

namespace Scenarios;

/// <summary>
/// What one would like to have instead: the host maps the guest's pages, and gives them back when the stack is really done
/// with them. The death of the buffer is too early; the destructors of its fragments are not.
/// </summary>
internal sealed class NetbackMap : Scenario
{
    public override string Name => "netback-map";

    public override string Seed => "seed 003";

    public override string Summary => "a guest's pages mapped into the host until the stack has let go of the last fragment";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        result.Say($"A guest sends {NetbackRun.Frames} frames of {Guest.FrameSize} bytes; the host maps the pages, and unmaps them before it answers.");

        NetbackRun freed = NetbackRun.Of(BackEndMode.MapUntilFreed, context);
        NetbackRun released = NetbackRun.Of(BackEndMode.MapUntilReleased, context);
        NetbackRun copy = NetbackRun.Of(BackEndMode.Copy, context);
        (double copyCost, double mapCost) = NetbackRun.MeasureCost(context);
        result.Say(string.Create(CultureInfo.InvariantCulture, $"Unmapped when the buffer is freed: {freed.Stack.WrongReads} of {freed.Stack.Reads} reads by clones and segments are wrong, {freed.Stack.UnmappedReads} fragments are read after they were unmapped."));
        result.Say(string.Create(CultureInfo.InvariantCulture, $"Unmapped when the last fragment is let go of: {released.Stack.WrongReads} of {released.Stack.Reads}; {released.Stack.Cloned} frames were cloned, {released.Stack.Segmented} segmented."));
        result.Say(string.Create(CultureInfo.InvariantCulture, $"Against copying: {released.CopiedBytes / released.Sent:N0} bytes copied for a frame (pulls) instead of {copy.CopiedBytes / copy.Sent:N0}; the guest's pages are away for {released.MeanAway:0.0} ms on average, {released.MostAway:0} at most, instead of 0."));
        result.Say("The cost in ns is that of the host's own code; mapping costs hypercalls and TLB flushes besides, counted as unmap_calls.");
        freed.Report(result, "until_freed");
        released.Report(result, "until_released");
        copy.Report(result, "copy");
        result.Measure("copy.cost", copyCost, "ns per frame");
        result.Measure("until_released.cost", mapCost, "ns per frame");

        result.Claim("the stack cloned and segmented frames", released.Stack.Cloned > 0 && released.Stack.Segmented > 0);
        result.Claim("unmapped when the buffer is freed, the stack reads what the guest has written since", freed.Stack.WrongReads > 0);
        result.Claim("unmapped when the buffer is freed, the stack reads pages that are not mapped any more", freed.Stack.UnmappedReads > 0);
        result.Claim("unmapped when the last fragment is let go of, every buffer is read as it was sent", released.Stack.WrongReads == 0 && released.Stack.UnmappedReads == 0);
        result.Claim("every frame was answered, once, and unmapped in one call", released.Sent + released.Stalls == NetbackRun.Frames && released.BackEnd.UnmapCalls == released.Sent);
        result.Claim("only what was pulled was copied", released.Grants.CopiedBytes == 0 && released.CopiedBytes < copy.CopiedBytes / 4);
        result.Claim("the guest's pages are away for longer than with copying", released.MeanAway > copy.MeanAway);
        result.Claim("nothing is left behind", released.Left == 0 && released.AllCameBack);
        return result;
    }
}
