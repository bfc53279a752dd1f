using System.Globalization;

namespace Scenarios;

/// <summary>
/// What went into the mainline kernel: the host copies the guest's frames. The guest has its pages back at once, which with
/// mapped pages is the hazard.
/// </summary>
internal sealed class NetbackCopy : Scenario
{
    public override string Name => "netback-copy";

    public override string Seed => "seed 003";

    public override string Summary => "a guest's frames copied into the host: safe, and every byte costs";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        result.Say($"A guest sends {NetbackRun.Frames} frames of {Guest.FrameSize} bytes and builds the next ones in the same pages as soon as it has an answer.");
        result.Say("The host's stack clones, pulls and segments some of them, and reads them when their time has come.");

        NetbackRun early = NetbackRun.Of(BackEndMode.MapAndAnswer, context);
        NetbackRun copy = NetbackRun.Of(BackEndMode.Copy, context);
        result.Say(string.Create(CultureInfo.InvariantCulture, $"Mapped, and answered at once: {early.Stack.WrongReads} of {early.Stack.Reads} buffers are not what the guest sent, {early.Stack.UnmappedReads} fragments are read after they were unmapped."));
        result.Say(string.Create(CultureInfo.InvariantCulture, $"Copied, and answered at once: {copy.Stack.WrongReads} of {copy.Stack.Reads}; and {copy.CopiedBytes / copy.Sent:N0} bytes copied for a frame."));
        early.Report(result, "map_and_answer");
        copy.Report(result, "copy");

        result.Claim("mapped and answered at once, the stack reads what the guest has written since", early.Stack.WrongReads > 0);
        result.Claim("mapped and answered at once, the stack reads pages that are not mapped any more", early.Stack.UnmappedReads > 0);
        result.Claim("copied, every buffer is read as it was sent", copy.Stack.WrongReads == 0 && copy.Stack.Reads > NetbackRun.Frames);
        result.Claim("copied, the guest's pages are back at once and none is ever mapped", copy.MostAway == 0 && copy.Grants.Maps == 0);
        result.Claim("copied, every byte of every frame was copied", copy.Grants.CopiedBytes == (long)copy.Sent * Guest.FrameSize && copy.Sent == NetbackRun.Frames);
        result.Claim("nothing is left behind", copy.Left == 0 && copy.AllCameBack);
        return result;
    }
}
