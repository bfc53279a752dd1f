using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Reporting.Html;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

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
        Option<string> format = new("--format") { Description = "What goes to standard output: text or json.", DefaultValueFactory = _ => "text" };
        CommandLineErrors.OneOf(format, "text", "json");
        Option<string> severity = new("--severity") { Description = "The lowest severity that is reported.", DefaultValueFactory = _ => "info" };
        CommandLineErrors.OneOf(severity, "info", "warning", "error");
        Option<string> failOn = new("--fail-on") { Description = "The lowest severity that makes the exit code 1.", DefaultValueFactory = _ => "warning" };
        CommandLineErrors.OneOf(failOn, "info", "warning", "error");
        Option<string?> sarifFile = new("--sarif") { Description = "Write the findings as SARIF 2.1.0 as well, with the fix of each.", HelpName = "FILE" };
        KnownOptions known = new(command);
        Option<string?> reportFile = ReportOption.Create();
        command.Options.Add(format);
        command.Options.Add(severity);
        command.Options.Add(failOn);
        command.Options.Add(sarifFile);
        command.Options.Add(reportFile);
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            Selection selection = common.Selection(parsed);
            IGate gate = known.Gate(parsed);
            string? sarifPath = parsed.GetValue(sarifFile);
            string? reportPath = parsed.GetValue(reportFile);
            SourceStore sources = new();
            (CodeBase code, CheckResult result) = await ProgressBar.RunAsync(async progress =>
            {
                await gate.PrepareAsync(common.Request(parsed), selection, progress, cancellation).ConfigureAwait(false);
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: true, progress, cancellation).ConfigureAwait(false);
                CheckResult found = await Checker.RunAsync(loaded, selection, sarifPath is not null || reportPath is not null, progress, cancellation).ConfigureAwait(false);
                return (loaded, found);
            }).ConfigureAwait(false);

            foreach (string failure in result.Failures)
                Console.Error.WriteLine($"fragapi: {failure}");
            DiagnosticSeverity lowest = Enum.Parse<DiagnosticSeverity>(parsed.GetValue(severity)!, ignoreCase: true);
            ImmutableArray<Finding> findings = gate.Apply(result, selection, lowest, code, sources, cancellation, out List<string> remarks);
            DiagnosticSeverity failing = Enum.Parse<DiagnosticSeverity>(parsed.GetValue(failOn)!, ignoreCase: true);
            ExitCode exitCode = !result.Failures.IsEmpty ? ExitCode.Failed : findings.Any(finding => finding.Severity >= failing) ? ExitCode.Left : ExitCode.Done;
            if (sarifPath is not null)
                OutputFile.Write(sarifPath, Sarif.Of(findings, result.Failures, [.. Rules.All.Where(selection.Takes)], exitCode, code));

            if (reportPath is not null)
                OutputFile.Write(reportPath, FindingsPage.Of(findings, [.. remarks, .. result.Remarks, .. result.Failures], code, ReportOption.NameOf(common.Request(parsed)), cancellation));

            bool isJson = parsed.GetValue(format) == "json";
            if (isJson)
                Console.Out.WriteLine(FindingsJson.Of(findings, code));
            else
                CheckReport.Write(Console.Out, Streams.Width, findings, code);
            TextWriter summary = isJson ? Console.Error : Console.Out;
            foreach (string remark in remarks.Concat(result.Remarks))
                summary.WriteLine(remark);
            if (result.Candidates.Remark is string unbound)
                summary.WriteLine(unbound);
            summary.WriteLine(Summary(findings, result, failing, code));
            return exitCode;
        }));
        return command;
    }

    private static string Summary(ImmutableArray<Finding> findings, CheckResult result, DiagnosticSeverity failing, CodeBase code)
    {
        string frameworks = Frameworks.Of(code) is string names ? $" ({names})" : "";
        if (!findings.IsEmpty)
        {
            int information = findings.Count(finding => finding.Severity == DiagnosticSeverity.Info);
            string counted = failing == DiagnosticSeverity.Info || information == 0 ? "" : information == findings.Length ? ", information only" : $", {information} of them information";
            return $"{Count(findings.Length, "finding")} in {Count(findings.Select(finding => finding.Place.Path).Distinct().Count(), "file")}{counted}{frameworks}.{(result.Failures.IsEmpty ? "" : " Not everything could be checked.")}";
        }

        if (!result.Failures.IsEmpty)
            return result.Checked > 0 ? "No findings in what could be checked." : $"Nothing could be checked: {(code.Requested.Any() ? "no project compiles" : "no project could be loaded")}.";
        return $"No findings in {Count(result.Files.Count, "file")}{frameworks}."
            + (result.BindsNothing ? " No type is said to be a fragment there: 'fragapi explain annotations', 'fragapi explain bindings'." : "");
    }

    /// <summary>The number with the noun that it counts.</summary>
    internal static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
