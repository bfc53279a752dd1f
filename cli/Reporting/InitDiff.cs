using System.Linq;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Reporting;

/// <summary>What a proposed vocabulary changes on disk.</summary>
internal static class InitDiff
{
    public static DiffStat Of(ProposalResult result, CodeBase code) =>
        DiffStat.Of([.. result.Changed, .. result.Added.Select(file => new ChangedFile(file.Path, SourceText.From(""), SourceText.From(file.Text)) { IsNew = true })], code);
}
