using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Analyzers;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary>What becomes of a check, whether one run made it or several did: the reports, the summary and the exit code.</summary>
internal sealed class CheckOutput
{
    private readonly Option<string> _format = new("--format") { Description = "What goes to standard output: text or json.", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _sarif = new("--sarif") { Description = "Write the findings as SARIF 2.1.0 as well, with the fix of each.", HelpName = "FILE" };

    public CheckOutput(Command command)
    {
        CommandLineErrors.OneOf(_format, "text", "json");
        command.Options.Add(_format);
        command.Options.Add(_sarif);
    }

    /// <summary>SARIF is asked for.</summary>
    public bool HasSarif(ParseResult parsed) => parsed.GetValue(_sarif) is not null;

    /// <summary>JSON is asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_format) == "json";

    /// <summary>Writes what is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="result">The check.</param>
    /// <param name="code">Of what.</param>
    /// <param name="options">How it was asked for.</param>
    /// <param name="gate">What of it is known.</param>
    /// <param name="sources">Where files were read.</param>
    /// <param name="report">Told what is reported, with the remarks on it.</param>
    /// <param name="cancellation">Stops it.</param>
    public ExitCode Write(
        ParseResult parsed, CheckResult result, CodeBase code, ShardOptions options, IGate gate, SourceStore sources, Action<ImmutableArray<Finding>, IReadOnlyList<string>>? report, CancellationToken cancellation)
    {
        foreach (string failure in result.Failures)
            Console.Error.WriteLine($"fragapi: {failure}");
        if (result.Unbound is string unbound)
            Console.Error.WriteLine($"fragapi: {unbound}");
        Selection selection = options.ToSelection();
        ImmutableArray<Finding> findings = gate.Apply(result, selection, SeverityOf(options.Severity), code, sources, cancellation, out List<string> remarks);
        DiagnosticSeverity failing = SeverityOf(options.FailOn);
        // Of a part, the findings are not judged: that is for the whole.
        ExitCode exitCode = !result.Failures.IsEmpty ? ExitCode.Failed : code.Part is null && findings.Any(finding => finding.Severity >= failing) ? ExitCode.Left : ExitCode.Done;
        ShardResult? part = code.Part is null ? null : ShardResult.Of(result, code, code.Part, options);
        if (parsed.GetValue(_sarif) is string sarifPath)
            OutputFile.Write(sarifPath, Sarif.Of(findings, result.Failures, [.. Rules.All.Where(selection.Takes)], exitCode, code, part));
        report?.Invoke(findings, remarks);
        if (IsJson(parsed))
            Console.Out.WriteLine(FindingsJson.Of(findings, code, part));
        else
            CheckReport.Write(Console.Out, Streams.Width, findings, code);
        TextWriter summary = IsJson(parsed) ? Console.Error : Console.Out;
        foreach (string remark in remarks.Concat(result.Remarks))
            summary.WriteLine(remark);
        summary.WriteLine(code.Part is { Shard: Shard shard } && !result.IsLoaded && result.Failures.IsEmpty ? $"No project falls to part {shard}." : Summary(findings, result, failing));
        return exitCode;
    }

    private static DiagnosticSeverity SeverityOf(string name) => Enum.Parse<DiagnosticSeverity>(name, ignoreCase: true);

    private static string Summary(ImmutableArray<Finding> findings, CheckResult result, DiagnosticSeverity failing)
    {
        string frameworks = result.Frameworks.IsEmpty ? "" : $" ({string.Join(", ", result.Frameworks)})";
        if (!findings.IsEmpty)
        {
            int information = findings.Count(finding => finding.Severity == DiagnosticSeverity.Info);
            string counted = failing == DiagnosticSeverity.Info || information == 0 ? "" : information == findings.Length ? ", information only" : $", {information} of them information";
            return $"{CheckCommand.Count(findings.Length, "finding")} in {CheckCommand.Count(findings.Select(finding => finding.Place.Path).Distinct().Count(), "file")}{counted}{frameworks}.{(result.Failures.IsEmpty ? "" : " Not everything could be checked.")}";
        }

        if (!result.Failures.IsEmpty)
            return result.Checked > 0 ? "No findings in what could be checked." : $"Nothing could be checked: {(result.IsLoaded ? "no project compiles" : "no project could be loaded")}.";
        return $"No findings in {CheckCommand.Count(result.Files.Count, "file")}{frameworks}."
            + (result.BindsNothing ? " No type is said to be a fragment there: 'fragapi explain annotations', 'fragapi explain bindings'." : "");
    }
}
