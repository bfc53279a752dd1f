using System;
using System.CommandLine;
using FragApi.Cli.Converting;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Reporting.Html;
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
              3  something could not be loaded, compiled, read or written
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
            (CodeBase code, Plan plan) = await ProgressBar.RunAsync(Streams.Error, async progress =>
            {
                CodeBase loaded = await common.LoadAsync(parsed, sources, progress, cancellation).ConfigureAwait(false);
                return (loaded, await Conversion.PlanAsync(loaded, selection, progress, cancellation).ConfigureAwait(false));
            }).ConfigureAwait(false);

            DiffStat stat = DiffStat.Of(plan.Files, code);
            if (parsed.GetValue(planFile) is string planPath)
                OutputFile.Write(planPath, PlanJson.Of(plan, stat, code));
            if (parsed.GetValue(diffFile) is string diffPath)
                OutputFile.Write(diffPath, stat.Diff);
            else if (!writes)
                Console.Out.Write(stat.Diff);
            if (parsed.GetValue(reportFile) is string reportPath)
                OutputFile.Write(reportPath, PlanPage.Of(plan, stat, code, ReportOption.NameOf(common.Request(parsed)), cancellation));
            if (writes)
                Workspace.Write(code, plan.Files, sources, [], cancellation);

            ConvertReport.Write(Streams.Out, plan, stat, code);
            Console.Out.WriteLine(NextStep(plan, writes));
            return plan.Count(SiteStatus.NeedsHuman) > 0 ? ExitCode.Left : ExitCode.Done;
        }));
        return command;
    }

    private static string NextStep(Plan plan, bool written)
    {
        int human = plan.Count(SiteStatus.NeedsHuman);
        string left = human == 0 ? "" : $" {human} site{(human == 1 ? " needs" : "s need")} a human.";
        if (plan.Files.IsEmpty)
            return human == 0 ? "Nothing to convert. Next: fragapi seal" : $"Nothing to convert.{left} Then: fragapi seal";
        return written
            ? $"Written.{left} Next: build, review the diff, commit; then fragapi seal"
            : $"Nothing was written.{left} To apply: fragapi convert --write";
    }
}
