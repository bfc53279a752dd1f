using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary>Suppressions in assembly attributes, as <c>--write-suppressions</c> makes them: what they name is known, and no more.</summary>
internal sealed class SuppressionGate(bool writes) : IGate
{
    public Task PrepareAsync(LoadRequest request, Selection selection, IProgressSteps progress, CancellationToken cancellation)
    {
        if (writes)
            request.Logs?.DemandCurrent();
        return Task.CompletedTask;
    }

    public ImmutableArray<Finding> Apply(CheckResult result, Selection selection, DiagnosticSeverity lowest, CodeBase code, SourceStore sources, CancellationToken cancellation, out List<string> remarks)
    {
        remarks = [];
        ImmutableArray<Finding> findings = [.. result.Findings.Where(finding => finding.Severity >= lowest)];
        foreach (KnownSuppression over in result.Suppressions.Where(one => one.Found > one.Known))
            remarks.Add($"{At(over, code)}: {over.Rule} in {over.Target.Id[1..]}: {over.Found} where {over.Known} known; all of them are reported.");
        if (writes && !result.Failures.IsEmpty)
        {
            remarks.Add("No suppressions were written: not everything could be checked.");
        }
        else if (writes)
        {
            SuppressionEdits edits = SuppressionFile.Of(result.Suppressions, findings, code, cancellation);
            if (!edits.Changed.IsEmpty || !edits.Added.IsEmpty)
                Workspace.Write(code, edits.Changed, sources, edits.Added, cancellation);
            remarks.AddRange(edits.Remarks);
            return edits.Left;
        }
        else
        {
            foreach (KnownSuppression stale in result.Suppressions.Where(one => one.Found < one.Known))
                remarks.Add($"{At(stale, code)}: stale suppression: {stale.Rule} in {stale.Target.Id[1..]}: {stale.Known} known, {stale.Found} found; --write-suppressions {(stale.Found == 0 ? "takes it out" : "lowers it")}.");
        }

        return findings;
    }

    private static string At(KnownSuppression one, CodeBase code) => $"{code.Relative(one.Place.Path)}({one.Place.Start.Line + 1})";
}
