using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary><c>--baseline</c> and <c>--update-baseline</c>. Reads the file at once, so that a bad one is told of before the work.</summary>
internal sealed class BaselineGate : IGate
{
    private readonly string _path;
    private readonly bool _updates;
    private readonly Baseline? _known;

    public BaselineGate(string path, bool updates)
    {
        _path = path;
        _updates = updates;
        if (File.Exists(path))
            _known = Baseline.Read(path);
        else if (!updates)
            throw new ToolException(ExitCode.Usage, $"--baseline {path}: there is no such file; --update-baseline makes it.");
    }

    public Task PrepareAsync(LoadRequest request, Selection selection, IProgressSteps progress, CancellationToken cancellation) => Task.CompletedTask;

    public ImmutableArray<Finding> Apply(CheckResult result, Selection selection, DiagnosticSeverity lowest, CodeBase code, SourceStore sources, CancellationToken cancellation, out List<string> remarks)
    {
        remarks = [];
        if (_known is null)
            return Create(Counting(result.Findings), result, code, remarks);

        BaselineMatch match = _known.Match(result, selection, code);
        ImmutableArray<Finding> findings = Counting(match.New);
        if ((!findings.IsEmpty || !match.Moves.IsEmpty) && IsOfAnotherPath(_known, match.Moves, code))
            throw new ToolException(ExitCode.Usage, $"--baseline {_path}: none of its files is in {code.Root}. It was made for another PATH; give the same, or delete it and make it anew with --update-baseline.");
        if (_updates && (match.Stale > 0 || !match.Moves.IsEmpty))
            OutputFile.Write(_path, match.Kept.ToString());
        remarks.Add($"{CheckCommand.Count(_known.Count - match.Stale, "known finding")} in {_path}.");
        foreach (BaselineMove move in match.Moves)
            remarks.Add($"{CheckCommand.Count(move.Count, "known finding")} moved from {move.From} to {move.To}{(_updates ? "" : "; --update-baseline takes the new name over")}.");
        if (match.Stale > 0)
            remarks.Add(_updates ? $"{CheckCommand.Count(match.Stale, "entry").Replace("entrys", "entries", StringComparison.Ordinal)} removed from it: no longer found." : $"{match.Stale} of its entries no longer occur{(match.Stale == 1 ? "s" : "")}; --update-baseline removes {(match.Stale == 1 ? "it" : "them")}.");
        if (_updates && !result.Failures.IsEmpty)
            remarks.Add($"{_path} was not changed: not everything could be checked.");
        if (_updates && !findings.IsEmpty)
            remarks.Add($"A baseline only shrinks: {CheckCommand.Count(findings.Length, "finding")} not in {_path} {(findings.Length == 1 ? "was" : "were")} not added. Mend them, or suppress them where they are.");
        return findings;

        ImmutableArray<Finding> Counting(ImmutableArray<Finding> all) => [.. all.Where(finding => finding.Severity >= lowest)];
    }

    /// <summary>Nothing that it knows is there, unless as what the same path would be called from another folder.</summary>
    private static bool IsOfAnotherPath(Baseline known, ImmutableArray<BaselineMove> moves, CodeBase code) =>
        !known.Entries.IsEmpty
        && !known.Entries.Any(entry => File.Exists(Path.Combine(code.Root, entry.File)))
        && moves.All(move => move.From.EndsWith("/" + move.To, StringComparison.Ordinal) || move.To.EndsWith("/" + move.From, StringComparison.Ordinal));

    private ImmutableArray<Finding> Create(ImmutableArray<Finding> findings, CheckResult result, CodeBase code, List<string> remarks)
    {
        if (!result.Failures.IsEmpty)
        {
            remarks.Add($"{_path} was not made: not everything could be checked.");
            return findings;
        }

        OutputFile.Write(_path, Baseline.Of(findings, code).ToString());
        remarks.Add($"{_path} was made, with {CheckCommand.Count(findings.Length, "known finding")}.");
        return [];
    }
}
