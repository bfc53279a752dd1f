using System.CommandLine;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting.Html;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi check</c>: reports what the rules find.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Verb command = new("check", "Reports what the rules find, as compilers print it, as JSON or as SARIF; a baseline may only shrink.", """
            Severities and suppressions are those of the build: .editorconfig, .globalconfig, #pragma, [SuppressMessage].
            Hidden findings are not reported. Information is, and does not fail the run, unless --fail-on says so. What
            several projects or target frameworks report of one place is one finding.

            Exit codes:
              0  no findings, or less severe ones than --fail-on
              1  findings
              2  usage, or a baseline that cannot be read
              3  something could not be loaded, compiled or checked, or the run was interrupted
            """);
        CommonOptions common = new(command, selects: true);
        CheckOutput output = new(command);
        Option<string> severity = new("--severity") { Description = "The lowest severity that is reported.", DefaultValueFactory = _ => "info" };
        CommandLineErrors.OneOf(severity, "info", "warning", "error");
        Option<string> failOn = new("--fail-on") { Description = "The lowest severity that makes the exit code 1.", DefaultValueFactory = _ => "warning" };
        CommandLineErrors.OneOf(failOn, "info", "warning", "error");
        Option<string?> shard = new("--shard") { Description = "Check part K of N of the projects; 'fragapi merge' makes one report of all parts.", HelpName = "K/N" };
        KnownOptions known = new(command);
        Option<string?> reportFile = ReportOption.Create();
        command.Options.Add(severity);
        command.Options.Add(failOn);
        command.Options.Add(reportFile);
        command.Options.Add(shard);
        command.Validators.Add(result =>
        {
            if (result.GetValue(shard) is not string part)
                return;
            if (Shard.Parse(part) is null)
                result.AddError($"--shard {part}: it takes K/N: part K, from 1 to N, of N parts.");
            if (known.IsGiven(result))
                result.AddError("--shard looks at a part, and what is known is told of the whole: give --baseline to 'fragapi merge'.");
        });
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            Selection selection = common.Selection(parsed);
            IGate gate = known.Gate(parsed);
            string? reportPath = parsed.GetValue(reportFile);
            SourceStore sources = new();
            (CodeBase code, CheckResult result) = await ProgressBar.RunAsync(async progress =>
            {
                await gate.PrepareAsync(common.Request(parsed), selection, progress, cancellation).ConfigureAwait(false);
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: true, progress, cancellation, parsed.GetValue(shard) is string part ? Shard.Parse(part) : null).ConfigureAwait(false);
                // Whoever unites the parts may want them all.
                bool withFixes = output.HasSarif(parsed) || reportPath is not null || loaded.Part is not null;
                CheckResult found = await Checker.RunAsync(loaded, selection, withFixes, progress, cancellation, keepsCode: reportPath is not null || known.WriteSuppressions(parsed)).ConfigureAwait(false);
                return (loaded, found);
            }).ConfigureAwait(false);

            return output.Write(
                parsed, result, code, common.Options(parsed, parsed.GetValue(severity)!, parsed.GetValue(failOn)!), gate, sources,
                reportPath is null ? null : (findings, remarks) => OutputFile.Write(reportPath, FindingsPage.Of(findings, [.. remarks, .. result.Remarks, .. result.Failures], code, ReportOption.NameOf(common.Request(parsed)), cancellation)),
                cancellation);
        }));
        return command;
    }

    /// <summary>The number with the noun that it counts.</summary>
    internal static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
