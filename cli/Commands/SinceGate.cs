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

/// <summary><c>--since REV</c>: what the revision had is known.</summary>
internal sealed class SinceGate(string name) : IGate
{
    private Baseline? _known;

    public async Task PrepareAsync(LoadRequest request, Selection selection, IProgressSteps progress, CancellationToken cancellation)
    {
        using Revision revision = Revision.CheckOut(request.Root, name);
        _known = await Since.BaselineAsync(revision, request, selection, progress, cancellation).ConfigureAwait(false);
    }

    public ImmutableArray<Finding> Apply(CheckResult result, Selection selection, DiagnosticSeverity lowest, CodeBase code, SourceStore sources, CancellationToken cancellation, out List<string> remarks)
    {
        remarks = [];
        ImmutableArray<Finding> findings = result.Findings;
        if (_known is null)
        {
            remarks.Add($"What was asked for was not there in {name}: all findings are new.");
        }
        else
        {
            BaselineMatch match = _known.Match(result, selection, code);
            findings = match.New;
            remarks.Add($"{CheckCommand.Count(_known.Count, "finding")} in {name}{(match.Stale > 0 ? $", {match.Stale} of them gone since" : "")}.");
        }

        return [.. findings.Where(finding => finding.Severity >= lowest)];
    }
}
