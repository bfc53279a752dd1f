using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary>What of the findings is known, and what is to be reported.</summary>
internal interface IGate
{
    /// <summary>What has to be known before anything is looked at.</summary>
    Task PrepareAsync(LoadRequest request, Selection selection, IProgressSteps progress, CancellationToken cancellation);

    /// <summary>The findings that are to be reported, and what is to be said of the others.</summary>
    ImmutableArray<Finding> Apply(CheckResult result, Selection selection, DiagnosticSeverity lowest, CodeBase code, SourceStore sources, CancellationToken cancellation, out List<string> remarks);
}
