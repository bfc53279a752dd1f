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
            Rules of severity info count as well; hidden ones do not. What several projects or target frameworks report
            of one place is one finding.

            Exit codes:
              0  no findings
              1  findings
              2  usage, or a baseline that cannot be read
              3  something could not be loaded, compiled or checked
            """);
        CommonOptions common = new(command, selects: true);
        Option<string> format = new("--format") { Description = "What goes to standard output: text or json.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        Option<string> severity = new("--severity") { Description = "The lowest severity that is reported and counts: info, warning or error.", HelpName = "info|warning|error", DefaultValueFactory = _ => "info" };
        severity.AcceptOnlyFromAmong("info", "warning", "error");
        Option<string?> sarifFile = new("--sarif") { Description = "Write the findings as SARIF 2.1.0 as well, with the fix of each.", HelpName = "FILE" };
        KnownOptions known = new(command);
        Option<string?> reportFile = ReportOption.Create();
        command.Options.Add(format);
        command.Options.Add(severity);
        command.Options.Add(sarifFile);
        command.Options.Add(reportFile);
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            Selection selection = common.Selection(parsed);
            IGate gate = known.Gate(parsed);
            string? sarifPath = parsed.GetValue(sarifFile);
            string? reportPath = parsed.GetValue(reportFile);
            SourceStore sources = new();
            (CodeBase code, CheckResult result) = await ProgressBar.RunAsync(Streams.Error, async progress =>
            {
                await gate.PrepareAsync(common.Request(parsed), selection, progress, cancellation).ConfigureAwait(false);
                CodeBase loaded = await common.LoadAsync(parsed, sources, progress, cancellation).ConfigureAwait(false);
                CheckResult found = await Checker.RunAsync(loaded, selection, sarifPath is not null || reportPath is not null, progress, cancellation).ConfigureAwait(false);
                return (loaded, found);
            }).ConfigureAwait(false);

            foreach (string failure in result.Failures)
                Console.Error.WriteLine($"fragapi: {failure}");
            DiagnosticSeverity lowest = Enum.Parse<DiagnosticSeverity>(parsed.GetValue(severity)!, ignoreCase: true);
            ImmutableArray<Finding> findings = gate.Apply(result, selection, lowest, code, sources, cancellation, out List<string> remarks);
            ExitCode exitCode = !result.Failures.IsEmpty ? ExitCode.Failed : findings.IsEmpty ? ExitCode.Done : ExitCode.Left;
            if (sarifPath is not null)
                OutputFile.Write(sarifPath, Sarif.Of(findings, result.Failures, [.. Rules.All.Where(selection.Takes)], exitCode, code));

            if (reportPath is not null)
                OutputFile.Write(reportPath, FindingsPage.Of(findings, [.. remarks, .. result.Failures], code, ReportOption.NameOf(common.Request(parsed)), cancellation));

            bool isJson = parsed.GetValue(format) == "json";
            if (isJson)
                Console.Out.WriteLine(FindingsJson.Of(findings, code));
            else
                CheckReport.Write(Console.Out, Streams.Out, findings, code);
            TextWriter summary = isJson ? Console.Error : Console.Out;
            foreach (string remark in remarks)
                summary.WriteLine(remark);
            summary.WriteLine(Summary(findings, result));
            return exitCode;
        }));
        return command;
    }

    private static string Summary(ImmutableArray<Finding> findings, CheckResult result)
    {
        if (!findings.IsEmpty)
            return $"{Count(findings.Length, "finding")} in {Count(findings.Select(finding => finding.Place.Path).Distinct().Count(), "file")}.{(result.Failures.IsEmpty ? "" : " Not everything could be checked.")}";
        if (!result.Failures.IsEmpty)
            return "No findings in what could be checked.";
        return result.BindsNothing
            ? $"No findings in {Count(result.Files.Count, "file")}. No type is bound as a fragment there: see 'fragapi explain bindings'."
            : $"No findings in {Count(result.Files.Count, "file")}.";
    }

    /// <summary>The number with the noun that it counts.</summary>
    internal static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
