using System;
using System.Globalization;

namespace Scenarios;

/// <summary>A guest's frames go through the host without a copy; who tells the guest that a page is free?</summary>
internal sealed class VenetScenario : Scenario
{
    public override string Name => "venet";

    public override string Seed => "seed 004";

    public override string Summary => "guest-built frames through the host: a callback for each buffer's data, and where that is not enough";

    public override ScenarioResult Run(ScenarioContext context)
    {
        VenetOutcome copied = VenetRun.Of(context.Random(2), VenetTracking.Copy, merges: true);
        VenetOutcome plain = VenetRun.Of(context.Random(2), VenetTracking.DataArea, merges: false);
        VenetOutcome merged = VenetRun.Of(context.Random(2), VenetTracking.DataArea, merges: true);
        VenetOutcome cure = VenetRun.Of(context.Random(2), VenetTracking.Fragment, merges: true);
        VenetOutcome unbounded = VenetRun.Of(context.Random(2), VenetTracking.Fragment, merges: true, ringSize: int.MaxValue);
        VenetOutcome chatty = VenetRun.Of(context.Random(2), VenetTracking.Fragment, merges: true, mitigation: 1);

        ScenarioResult result = new();
        result.Say($"A guest builds {VenetRun.Frames:N0} frames in its pages; the host sends them on, longer ones without a copy, and says when a page is free.");
        result.Say($"  copied                     {Line(copied)}");
        result.Say($"  callback per data, as is   {Line(plain)}");
        result.Say($"  callback per data, merged  {Line(merged)}");
        result.Say($"  destructors, merged        {Line(cure)}");
        result.Say("A callback that belongs to a buffer's data is right for clones (one in twenty frames has a slow listener).");
        result.Say("When the bridge merges frames of one flow, fragments move to another buffer. Their own buffer is freed, its");
        result.Say($"callback runs, the guest writes its next frame into the page: {merged.Early:N0} pages came back early, {merged.Wrong:N0} frames went out wrong.");
        result.Say("A destructor goes where its fragment goes, and runs when the merged buffer has been sent.");
        result.Say($"Back-pressure: the host stopped importing {cure.Waits:N0} times and never had more than {cure.MostOutstanding} pages out; without a limit {unbounded.MostOutstanding}.");
        result.Say($"Mitigation: {cure.Completions:N0} completions in {cure.Interrupts:N0} interrupts; one for each would be {chatty.Interrupts:N0}.");

        Numbers(result, "copied", copied);
        Numbers(result, "callback, not merged", plain);
        Numbers(result, "callback, merged", merged);
        Numbers(result, "destructors, merged", cure);
        result.Measure("most pages out, no limit", unbounded.MostOutstanding, "pages");
        result.Measure("interrupts, no mitigation", chatty.Interrupts, "interrupts");
        result.Claim("a callback for each buffer's data is enough where fragments stay in their buffers, clones included", plain is { Early: 0, Wrong: 0 });
        result.Claim("it is not when a fragment moves to another buffer: the guest is told too early, and wrong frames go out", merged is { Early: > 0, Wrong: > 0 });
        result.Claim("with destructors nobody is told early, no frame is wrong, and merging goes on", cure is { Early: 0, Wrong: 0, Merged: > 0 });
        result.Claim("copying is right too, and copies ten times as much", copied is { Wrong: 0 } && copied.BytesCopied > 10 * cure.BytesCopied);
        result.Claim("the guest gets every page back", copied.AllBack && plain.AllBack && cure.AllBack && unbounded.AllBack && chatty.AllBack);
        result.Claim(
            $"outstanding pages stay within the ring's {VenetRun.RingSize}, and would not by themselves",
            cure.Waits > 0 && cure.MostOutstanding <= VenetRun.RingSize && unbounded.MostOutstanding > VenetRun.RingSize);
        result.Claim(
            "an interrupt for every eighth completion is enough to keep the guest going",
            cure.Interrupts == cure.Completions / VenetRun.Mitigation && chatty.Interrupts == chatty.Completions && cure.Took <= chatty.Took * 1.05);
        return result;
    }

    private static string Line(VenetOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Merged,5:N0} merged, {outcome.Early,5:N0} told early, {outcome.Wrong,5:N0} wrong, {outcome.BytesCopied,9:N0} bytes copied, {Math.Round(outcome.Took),3} ms");

    private static void Numbers(ScenarioResult result, string name, VenetOutcome outcome)
    {
        result.Measure($"{name}: told early", outcome.Early, "pages");
        result.Measure($"{name}: wrong", outcome.Wrong, "frames");
        result.Measure($"{name}: merged", outcome.Merged, "frames");
        result.Measure($"{name}: copied", outcome.BytesCopied, "bytes");
        result.Measure($"{name}: most pages out", outcome.MostOutstanding, "pages");
        result.Measure($"{name}: interrupts", outcome.Interrupts, "interrupts");
    }
}
