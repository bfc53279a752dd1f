using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Cli.Reporting;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi init --accessors</c>: the accessors that raw uses wait for, and nothing else.</summary>
internal static class InitAccessors
{
    /// <param name="parsed">The command line.</param>
    /// <param name="common">What names the code base.</param>
    /// <param name="writes">The files are to be changed.</param>
    /// <param name="jsonPath">Where the accessors are listed.</param>
    /// <param name="diffPath">Where the diff goes, if not to the console.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ExitCode> RunAsync(ParseResult parsed, CommonOptions common, bool writes, string? jsonPath, string? diffPath, CancellationToken cancellation)
    {
        SourceStore sources = new();
        (CodeBase code, AccessorProposal proposal) = await ProgressBar.RunAsync(async progress =>
        {
            CodeBase loaded = await common.LoadAsync(parsed, sources, tolerant: false, progress, cancellation).ConfigureAwait(false);
            return (loaded, await AccessorProposer.OfAsync(loaded, progress, cancellation).ConfigureAwait(false));
        }).ConfigureAwait(false);

        foreach (string loss in proposal.Losses)
            Console.Error.WriteLine($"fragapi: {loss}");
        ProposalResult result = new([], [], proposal.Accessors, proposal.Changed, proposal.Added, 0);
        if (jsonPath is not null)
            OutputFile.Write(jsonPath, InitJson.Of(result, code));
        DiffStat stat = InitDiff.Of(result, code);
        if (diffPath is not null)
            OutputFile.Write(diffPath, stat.Diff);
        else if (!writes)
            Console.Out.Write(stat.Diff);
        if (writes && result.Writes)
            Workspace.Write(code, result.Changed, sources, result.Added, cancellation);

        AccessorReport.Write(Console.Out, proposal);
        string next = !result.Writes
            ? proposal.Refused.IsEmpty ? $"No raw use waits for an accessor. Next: {common.Hint(parsed, "convert", [])}" : "Nothing can be written."
            : writes ? $"Written. Next: read them, build; then {common.Hint(parsed, "convert", [])}"
            : $"Nothing was written. To write them: {common.Hint(parsed, "init", ["--accessors", "--write"])}";
        Console.Out.WriteLine(result.Writes ? $" {stat}\n{next}" : next);
        return !proposal.Losses.IsEmpty ? ExitCode.Failed : proposal.Refused.Any() ? ExitCode.Left : ExitCode.Done;
    }
}
