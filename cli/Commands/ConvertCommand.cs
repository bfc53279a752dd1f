using System;
using System.CommandLine;
using System.Threading;
using FragApi.Cli.Converting;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Cli.Reporting;
using FragApi.Cli.Reporting.Html;
using FragApi.Cli.Sealing;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi convert</c>: plans the conversion, and with <c>--write</c> does it.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        Verb command = new("convert", "Plans the conversion of raw uses to accessors, prints the diff and a summary; --write applies it.", """
            Every use of a fragment gets one status:
              converted    rewritten to an accessor
              already      an accessor is used
              skipped      a rule says to leave it: accessor code, generated code, suppressed, not selected
              needs-human  no rewrite can be proved right; the reason says why

            The result is compiled in every target framework before anything is written, and a site that does not
            compile is backed out by itself. All files are written, or none.

            Exit codes:
              0  nothing is left for a human
              1  something is
              2  usage, or uncommitted changes
              3  something could not be loaded, compiled, analysed, read or written, or the run was interrupted
            """);
        CommonOptions common = new(command, selects: true);
        Option<bool> write = new("--write") { Description = "Change the files. Refused in a git work tree with uncommitted changes." };
        Option<bool> allowDirty = new("--allow-dirty") { Description = "Write even so." };
        Option<string?> planFile = new("--plan") { Description = "Write the plan, with every site, as JSON.", HelpName = "FILE" };
        Option<string?> diffFile = new("--diff") { Description = "Write the diff to a file instead of printing it.", HelpName = "FILE" };
        Option<string?> reportFile = ReportOption.Create();
        command.Options.Add(write);
        command.Options.Add(allowDirty);
        command.Options.Add(planFile);
        command.Options.Add(diffFile);
        command.Options.Add(reportFile);
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            Selection selection = common.Selection(parsed);
            SourceStore sources = new();
            bool writes = parsed.GetValue(write);
            if (writes)
                Workspace.DemandClean(common.Request(parsed), parsed.GetValue(allowDirty));
            (CodeBase code, Plan plan) = await ProgressBar.RunAsync(async progress =>
            {
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: false, progress, cancellation).ConfigureAwait(false);
                return (loaded, await Conversion.PlanAsync(loaded, selection, progress, cancellation).ConfigureAwait(false));
            }).ConfigureAwait(false);

            foreach (string loss in plan.Losses)
                Console.Error.WriteLine($"fragapi: {loss}");
            AccessorProposal missing = AccessorProposer.Sketch(code, plan.Waiting, cancellation);
            foreach (string loss in missing.Losses)
                Console.Error.WriteLine($"fragapi: {loss}");
            DiffStat stat = DiffStat.Of(plan.Files, code);
            if (parsed.GetValue(planFile) is string planPath)
                OutputFile.Write(planPath, PlanJson.Of(plan, missing.Accessors, stat, code));
            if (parsed.GetValue(diffFile) is string diffPath)
                OutputFile.Write(diffPath, stat.Diff);
            else if (!writes)
                Console.Out.Write(stat.Diff);
            if (parsed.GetValue(reportFile) is string reportPath)
                OutputFile.Write(reportPath, PlanPage.Of(plan, [.. plan.Losses, stat.ToString()], code, ReportOption.NameOf(common.Request(parsed)), cancellation));
            if (writes)
                Workspace.Write(code, plan.Files, sources, [], cancellation);

            ConvertReport.Write(Console.Out, Streams.Width, plan, missing.Accessors, common.Hint(parsed, "init", ["--accessors", "--write"]), stat, code);
            if (plan.Unbound is string unbound)
                Console.Out.WriteLine(unbound);
            Console.Out.WriteLine(NextStep(plan, code, writes, (verb, more) => common.Hint(parsed, verb, more), cancellation));
            return !plan.Losses.IsEmpty ? ExitCode.Failed : plan.Count(SiteStatus.NeedsHuman) > 0 ? ExitCode.Left : ExitCode.Done;
        }));
        return command;
    }

    /// <param name="plan">What was planned.</param>
    /// <param name="code">For what.</param>
    /// <param name="written">And done.</param>
    /// <param name="hint">A command for the same code base.</param>
    /// <param name="cancellation">Stops it.</param>
    private static string NextStep(Plan plan, CodeBase code, bool written, Func<string, string[], string> hint, CancellationToken cancellation)
    {
        int human = plan.Count(SiteStatus.NeedsHuman);
        string left = human == 0 ? "" : $" {human} site{(human == 1 ? " needs" : "s need")} a human.";
        if (!plan.Files.IsEmpty)
        {
            return written
                ? $"Written.{left} Next: build, review the diff, commit; then {hint("seal", [])}"
                : $"Nothing was written.{left} To apply: {hint("convert", ["--write"])}";
        }

        return "Nothing to convert." + SealState.Of(code, cancellation) switch
        {
            SealState.NothingBound => " No type is said to be a fragment. Say what is what with attributes ('fragapi explain annotations') or in a binding file ('fragapi explain bindings').",
            SealState.NoPage => " No fragment that was given has a page to seal; see 'fragapi explain annotations'.",
            SealState.Sealed => $"{left} The pages are sealed: a raw use does not compile.",
            _ when human > 0 => $"{left} Then: {hint("seal", [])}",
            _ => $" Next: {hint("seal", [])}",
        };
    }
}
