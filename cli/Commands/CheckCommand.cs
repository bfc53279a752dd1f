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
        Option<string?> baselineFile = new("--baseline") { Description = "Known findings: these are not reported and do not count.", HelpName = "FILE" };
        Option<bool> update = new("--update-baseline") { Description = "Remove from the baseline what no longer occurs; nothing is ever added. Makes the file where there is none." };
        command.Options.Add(format);
        command.Options.Add(severity);
        command.Options.Add(failOn);
        command.Options.Add(sarifFile);
        command.Options.Add(baselineFile);
        command.Options.Add(update);
        command.Validators.Add(result =>
        {
            if (result.GetValue(update) && result.GetValue(baselineFile) is null)
                result.AddError("--update-baseline needs --baseline FILE.");
        });
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            Selection selection = common.Selection(parsed);
            BaselineOption baseline = new(parsed.GetValue(baselineFile), parsed.GetValue(update));
            string? sarifPath = parsed.GetValue(sarifFile);
            SourceStore sources = new();
            (CodeBase code, CheckResult result) = await ProgressBar.RunAsync(async progress =>
            {
                CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: true, progress, cancellation).ConfigureAwait(false);
                return (loaded, await Checker.RunAsync(loaded, selection, sarifPath is not null, progress, cancellation).ConfigureAwait(false));
            }).ConfigureAwait(false);

            foreach (string failure in result.Failures)
                Console.Error.WriteLine($"fragapi: {failure}");
            DiagnosticSeverity lowest = Enum.Parse<DiagnosticSeverity>(parsed.GetValue(severity)!, ignoreCase: true);
            ImmutableArray<Finding> findings = baseline.Apply(result, selection, lowest, code, out List<string> remarks);
            DiagnosticSeverity failing = Enum.Parse<DiagnosticSeverity>(parsed.GetValue(failOn)!, ignoreCase: true);
            ExitCode exitCode = !result.Failures.IsEmpty ? ExitCode.Failed : findings.Any(finding => finding.Severity >= failing) ? ExitCode.Left : ExitCode.Done;
            if (sarifPath is not null)
                OutputFile.Write(sarifPath, Sarif.Of(findings, result.Failures, [.. Rules.All.Where(selection.Takes)], exitCode, code));

            bool isJson = parsed.GetValue(format) == "json";
            if (isJson)
                Console.Out.WriteLine(FindingsJson.Of(findings, code));
            else
                CheckReport.Write(Console.Out, Streams.Width, findings, code);
            TextWriter summary = isJson ? Console.Error : Console.Out;
            foreach (string remark in remarks.Concat(result.Remarks))
                summary.WriteLine(remark);
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

    /// <summary><c>--baseline</c> and <c>--update-baseline</c>. Reads the file at once, so that a bad one is told of before the work.</summary>
    private sealed class BaselineOption
    {
        private readonly string? _path;
        private readonly bool _updates;
        private readonly Baseline? _known;

        public BaselineOption(string? path, bool updates)
        {
            _path = path;
            _updates = updates;
            if (path is null)
                return;
            if (File.Exists(path))
                _known = Baseline.Read(path);
            else if (!updates)
                throw new ToolException(ExitCode.Usage, $"--baseline {path}: there is no such file; --update-baseline makes it.");
        }

        /// <summary>The findings that are to be reported, and what is to be said of the baseline.</summary>
        public ImmutableArray<Finding> Apply(CheckResult result, Selection selection, DiagnosticSeverity lowest, CodeBase code, out List<string> remarks)
        {
            remarks = [];
            if (_path is null)
                return Counting(result.Findings);
            if (_known is null)
                return Create(Counting(result.Findings), result, code, remarks);

            BaselineMatch match = _known.Match(result, selection, code);
            ImmutableArray<Finding> findings = Counting(match.New);
            if (!findings.IsEmpty && !_known.Entries.IsEmpty && !_known.Entries.Any(entry => File.Exists(Path.Combine(code.Root, entry.File))))
                throw new ToolException(ExitCode.Usage, $"--baseline {_path}: none of its files is in {code.Root}. It was made for another PATH; give the same, or delete it and make it anew with --update-baseline.");
            if (_updates && match.Stale > 0)
                OutputFile.Write(_path, match.Kept.ToString());
            remarks.Add($"{Count(_known.Count - match.Stale, "known finding")} in {_path}.");
            if (match.Stale > 0)
                remarks.Add(_updates ? $"{Count(match.Stale, "entry").Replace("entrys", "entries", StringComparison.Ordinal)} removed from it: no longer found." : $"{match.Stale} of its entries no longer occur{(match.Stale == 1 ? "s" : "")}; --update-baseline removes {(match.Stale == 1 ? "it" : "them")}.");
            if (_updates && !result.Failures.IsEmpty)
                remarks.Add($"{_path} was not changed: not everything could be checked.");
            if (_updates && !findings.IsEmpty)
                remarks.Add($"A baseline only shrinks: {Count(findings.Length, "finding")} not in {_path} {(findings.Length == 1 ? "was" : "were")} not added. Mend them, or suppress them where they are.");
            return findings;

            ImmutableArray<Finding> Counting(ImmutableArray<Finding> all) => [.. all.Where(finding => finding.Severity >= lowest)];
        }

        private ImmutableArray<Finding> Create(ImmutableArray<Finding> findings, CheckResult result, CodeBase code, List<string> remarks)
        {
            if (!result.Failures.IsEmpty)
            {
                remarks.Add($"{_path} was not made: not everything could be checked.");
                return findings;
            }

            OutputFile.Write(_path!, Baseline.Of(findings, code).ToString());
            remarks.Add($"{_path} was made, with {Count(findings.Length, "known finding")}.");
            return [];
        }
    }
}
