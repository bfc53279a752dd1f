using System.Globalization;

namespace Scenarios;

/// <summary>
/// The classic Xen way: a flag that says a page is not the kernel's, and a destructor that the allocator calls instead of
/// freeing it. It works, and every free of the whole system pays for it.
/// </summary>
internal sealed class PageForeign : Scenario
{
    public override string Name => "page-foreign";

    public override string Seed => "seed 003";

    public override string Summary => "a foreign flag and a destructor in the page allocator, and what they cost everybody else";

    public override ScenarioResult Run(ScenarioContext context)
    {
        ScenarioResult result = new();
        ForeignRun<MainlineConfig> mainline = ForeignRun<MainlineConfig>.Of(context, copyOldPages: false);
        ForeignRun<XenConfig> xen = ForeignRun<XenConfig>.Of(context, copyOldPages: false);
        ForeignRun<XenConfig> delayed = ForeignRun<XenConfig>.Of(context, copyOldPages: true);
        (double mainlineFree, double xenFree) = FreeCost.Measure(context);
        double byPage = OtherHolder.ToldByPage();
        double byFragment = OtherHolder.ToldByFragment(out long left);

        result.Say("A guest's frames are mapped behind pages of the host and go through its stack, while the host's programs allocate and free pages.");
        result.Say($"Without the flag the stack's last put frees a guest's frame into the host's pool: {mainline.Overwritten} times a host's program wrote into the guest's memory.");
        result.Say($"With flag and destructor: {xen.Overwritten} times; {xen.Netback.Unmapped} frames came back in {xen.Netback.Batches} batches.");
        result.Say(string.Create(CultureInfo.InvariantCulture, $"A program that does not read holds a frame for {xen.MostAway:N0} ms, and the guest had none left {xen.Stalls} times. With delayed copy: {delayed.MostAway:N0} ms, {delayed.Stalls} times; {delayed.Netback.DelayedCopies} copied, {delayed.Netback.Busy} times put off because somebody had the address."));
        result.Say(string.Create(CultureInfo.InvariantCulture, $"The price: {delayed.Allocator.Frees:N0} frees asked whether their page is foreign, for {delayed.Allocator.ForeignFrees:N0} that were; and a page flag, of which there were none to spare."));
        result.Say("A fragment's destructor is asked for where a fragment is dropped, and nowhere else; the allocator does not know of it.");
        result.Say(string.Create(CultureInfo.InvariantCulture, $"And the page's end is not the stack's: where a program has mapped the page, too, the page's destructor runs after {byPage:N0} ms, the fragment's after {byFragment:N0} ms, which is when the stack was done."));

        result.Measure("mainline.overwritten", mainline.Overwritten, "frames");
        result.Measure("mainline.wrong_reads", mainline.WrongReads, "frames");
        result.Measure("foreign.overwritten", xen.Overwritten, "frames");
        result.Measure("foreign.unmapped", xen.Netback.Unmapped, "frames");
        result.Measure("foreign.batches", xen.Netback.Batches, "batches");
        result.Measure("foreign.stalls", xen.Stalls, "frames");
        result.Measure("foreign.most_away", xen.MostAway, "ms (simulated)");
        result.Measure("delayed_copy.copies", delayed.Netback.DelayedCopies, "pages");
        result.Measure("delayed_copy.busy", delayed.Netback.Busy, "times");
        result.Measure("delayed_copy.stalls", delayed.Stalls, "frames");
        result.Measure("delayed_copy.most_away", delayed.MostAway, "ms (simulated)");
        result.Measure("checked_frees", delayed.Allocator.Frees, "frees");
        result.Measure("foreign_frees", delayed.Allocator.ForeignFrees, "frees");
        result.Measure("mainline.put", mainlineFree, "ns");
        result.Measure("foreign.put", xenFree, "ns");

        result.Claim("without the flag, the host's programs write into the guest's memory", mainline.Overwritten > 0);
        result.Claim("with the flag, none does, and every frame is read as it was sent", xen is { Overwritten: 0, WrongReads: 0 } && delayed is { Overwritten: 0, WrongReads: 0 });
        result.Claim("with the flag, every frame is answered", xen.AllAnswered && delayed.AllAnswered);
        result.Claim("without delayed copy the guest waits as long as the slowest program", xen.MostAway >= 3000 && xen.Stalls > delayed.Stalls);
        result.Claim("with delayed copy it waits a second and a bit at most, and some pages had to be put off", delayed is { MostAway: < 1200, Netback.DelayedCopies: > 0, Netback.Busy: > 0 });
        result.Claim("for each foreign page, ten ordinary ones and more were asked", delayed.Allocator.Frees > 10 * delayed.Allocator.ForeignFrees && delayed.Allocator.ForeignFrees > 0);
        result.Claim("the page's destructor waits for everybody who has the page, the fragment's for the stack alone", byPage >= OtherHolder.OtherDone && byFragment <= OtherHolder.StackDone && left == 0);
        return result;
    }
}
