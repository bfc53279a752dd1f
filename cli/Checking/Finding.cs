using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>A stretch of a file.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Span">In UTF-16 units.</param>
/// <param name="Start">Line and column, from 0.</param>
/// <param name="End">Behind the last character.</param>
internal sealed record Place(string Path, TextSpan Span, LinePosition Start, LinePosition End)
{
    /// <summary>Null where a location is in no file.</summary>
    public static Place? Of(Location location)
    {
        FileLinePositionSpan lines = location.GetLineSpan();
        return lines.IsValid && lines.Path.Length > 0 ? new Place(lines.Path, location.SourceSpan, lines.StartLinePosition, lines.EndLinePosition) : null;
    }
}

/// <summary>A place that belongs to a finding, and what it is.</summary>
internal sealed record RelatedPlace(Place Place, string Message);

/// <summary>What the finding's place becomes when its fix is applied alone.</summary>
/// <param name="Title">The action, as the light bulb calls it.</param>
/// <param name="Changes">To the file, in order; imports included.</param>
/// <param name="Lines">Where each of them is.</param>
internal sealed record FindingFix(string Title, ImmutableArray<TextChange> Changes, ImmutableArray<LinePositionSpan> Lines);

/// <summary>One thing that a rule says of one place, whatever number of projects and target frameworks compile it.</summary>
/// <param name="Projects">Those that report it.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">Under the user's configuration; the highest where compilations differ.</param>
/// <param name="Message">What it says.</param>
/// <param name="Place">Where.</param>
/// <param name="LineText">The line that the place starts in.</param>
/// <param name="Related">Further places, in the order in which a reader walks them.</param>
/// <param name="Fix">Null when there is none, or nobody asked for it.</param>
internal sealed record Finding(
    ImmutableArray<LoadedProject> Projects, DiagnosticDescriptor Rule, DiagnosticSeverity Severity, string Message, Place Place, string LineText, ImmutableArray<RelatedPlace> Related, FindingFix? Fix)
{
    /// <summary>What it is known by in later runs; see <see cref="Fingerprints"/>.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The how manieth it is, from 1, of those in the file with the same fingerprint.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>
    /// The path that leads to it. What is reported where it begins, such as a leak, comes first, and everything else
    /// last.
    /// </summary>
    public IEnumerable<RelatedPlace> Walk()
    {
        RelatedPlace self = new(Place, Message);
        if (Related.IsEmpty)
            return [self];
        if (Related.Any(related => related.Place == Place))
            return Related;
        bool begins = Related[0].Place is { } first && (first.Path != Place.Path || Place.Span.Start < first.Span.Start);
        return begins ? Related.Prepend(self) : Related.Append(self);
    }

    /// <summary>The severity as compilers and the JSON report spell it.</summary>
    public string SeverityName => Severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "info",
    };
}
