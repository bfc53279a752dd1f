using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Converting;

/// <summary>What becomes of a site. Every site has exactly one.</summary>
internal enum SiteStatus
{
    /// <summary>Rewritten to an accessor.</summary>
    Converted,

    /// <summary>An accessor is used: counted under the rule that its raw form would break.</summary>
    Already,

    /// <summary>A rule says to leave it alone.</summary>
    Skipped,

    /// <summary>It has to be converted, and not by a tool.</summary>
    NeedsHuman,
}

/// <summary>One use of a fragment.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Project">The first project that has the file.</param>
/// <param name="Span">In the old text.</param>
/// <param name="Extent">What <paramref name="Before"/> is the text of: the raw form with the edits around it.</param>
/// <param name="Start">Line and column in the old text, from 0.</param>
/// <param name="Rule">The rule that it falls under, or would in its raw form.</param>
/// <param name="Status">What becomes of it.</param>
/// <param name="Reason">Why it is skipped, or needs a human; null for the others.</param>
/// <param name="Before">The old text.</param>
/// <param name="After">The new text, of those that are converted.</param>
internal sealed record PlannedSite(
    string File, string Project, TextSpan Span, TextSpan Extent, LinePosition Start, string Rule, SiteStatus Status, string? Reason, string Before, string? After)
{
    /// <summary>The accessor that is to be written first; null where none would help.</summary>
    public FragmentOperation? Waits { get; init; }
}

/// <summary>What a conversion does: every site with its status, and the new texts.</summary>
/// <param name="sites">Every site.</param>
/// <param name="files">The texts.</param>
/// <param name="losses">What could not be looked at, and was left as it is.</param>
/// <param name="waiting">The sites that wait for an accessor which nobody has written.</param>
internal sealed class Plan(IEnumerable<PlannedSite> sites, IEnumerable<ChangedFile> files, IEnumerable<string> losses, IEnumerable<WaitingUses> waiting)
{
    public ImmutableArray<WaitingUses> Waiting { get; } = [.. waiting];

    public ImmutableArray<string> Losses { get; } = [.. losses];

    /// <summary>How many files were not bound, in a sentence; null when all were.</summary>
    public string? Unbound { get; init; }

    /// <summary>All sites, by file and place.</summary>
    public ImmutableArray<PlannedSite> Sites { get; } = [.. sites.OrderBy(site => site.File, System.StringComparer.Ordinal).ThenBy(site => site.Span.Start).ThenByDescending(site => site.Span.Length).ThenBy(site => site.Rule, System.StringComparer.Ordinal)];

    public ImmutableArray<ChangedFile> Files { get; } = [.. files.OrderBy(file => file.Path, System.StringComparer.Ordinal)];

    public int Count(SiteStatus status) => Sites.Count(site => site.Status == status);
}
