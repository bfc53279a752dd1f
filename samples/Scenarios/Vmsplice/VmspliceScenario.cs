using System;
using FragApi;

namespace Scenarios;

/// <summary>A pipe that pages are given to: when may the giver write to them again?</summary>
internal sealed class VmspliceScenario : Scenario
{
    private const byte Before = 0xAA;
    private const byte After = 0x55;

    public override string Name => "vmsplice";

    public override string Seed => "seed 001";

    public override string Summary => "pages are given to a pipe; that the pipe is empty does not mean that nobody has them";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        result.Say($"A writer gives pictures to a pipe, page by page, and has {GiftRun.Ring} pages. A watcher reads at once; a tee feeds a recorder that lags.");
        Story(result, context, "simulated", real: false);

        if (KernelPipe.Missing() is string missing)
        {
            result.Say($"The system's own pipes were not tried: {missing}.");
            result.Skip("the same with vmsplice and tee", missing);
        }
        else
        {
            result.Say("The same through the system's pipes, with vmsplice and tee:");
            Story(result, context, "system", real: true);
            (int spliced, int written) = OverwriteBeforeReading();
            result.Say($"One page, overwritten before it is read: {spliced:N0} of {Page.UnitSize:N0} bytes were new when it had been spliced, {written} when it had been written.");
            result.Measure("system: overwritten after vmsplice", spliced, "bytes");
            result.Measure("system: overwritten after write", written, "bytes");
            result.Claim("a page in the system's pipe is the page, and not its content", spliced == Page.UnitSize && written == 0);
        }

        result.Say("The system tells nobody when a spliced page is free. Whoever has both ends can: a buffer for each page in a pipe, a clone for each tee.");
        return result;
    }

    private static void Story(ScenarioResult result, ScenarioContext context, string name, bool real)
    {
        GiftOutcome looks = GiftRun.Of(context.Random(5), GiftWriter.LooksAtThePipe, real);
        GiftOutcome gives = GiftRun.Of(context.Random(5), GiftWriter.GivesAway, real);
        GiftOutcome cure = GiftRun.Of(context.Random(5), GiftWriter.HasDestructors, real);
        result.Say($"  reused when the pipe is empty:  {looks.RecorderWrong} of {looks.Recorded} recorded pictures are others; the watcher saw {looks.WatcherWrong} wrong");
        result.Say($"  given away for good:            {gives.RecorderWrong} wrong, {gives.Pages} pages");
        result.Say($"  reused by destructor:           {cure.RecorderWrong} wrong, {cure.Pages} pages, {cure.Waits} times waited for the recorder");
        result.Measure($"{name}: wrong when the pipe is empty", looks.RecorderWrong, "pictures");
        result.Measure($"{name}: wrong when given away", gives.RecorderWrong, "pictures");
        result.Measure($"{name}: pages when given away", gives.Pages, "pages");
        result.Measure($"{name}: wrong by destructor", cure.RecorderWrong, "pictures");
        result.Measure($"{name}: pages by destructor", cure.Pages, "pages");
        result.Measure($"{name}: waits by destructor", cure.Waits, "times");
        result.Claim($"{name}: the pipe is empty, and the pages are still to be read behind the tee", looks is { WatcherWrong: 0, RecorderWrong: > 0 });
        result.Claim($"{name}: never using a page again is right, and takes one for each picture", gives is { RecorderWrong: 0, Pages: GiftRun.Frames });
        result.Claim($"{name}: destructors make {GiftRun.Ring} pages do", cure is { WatcherWrong: 0, RecorderWrong: 0, Pages: GiftRun.Ring, Recorded: GiftRun.Frames });
    }

    /// <summary>How many bytes of a page arrive changed that was changed after it had been put into a pipe: by reference, by value.</summary>
    private static (int Spliced, int Written) OverwriteBeforeReading()
    {
        Page page = PagePool.Shared.Acquire();
        byte[] bytes = new byte[page.Size];
        using KernelPipe pipe = new();
        page.Span.Fill(Before);
        pipe.Splice(page.Address, page.Size, gift: true);
        page.Span.Fill(After);
        pipe.Read(bytes);
        int spliced = bytes.AsSpan().Count(After);
        page.Span.Fill(Before);
        page.Span.CopyTo(bytes);
        pipe.Write(bytes);
        page.Span.Fill(After);
        pipe.Read(bytes);
        page.Put();
        return (spliced, bytes.AsSpan().Count(After));
    }
}
