using System.Collections.Immutable;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>A place that stands in the way of the sealed page.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Start">Line and column in the text on disk, from 0.</param>
/// <param name="Expression">The code there.</param>
/// <param name="Rule">The rule that it falls under; null when no rule sees it.</param>
/// <param name="Problem">What the compiler says of it once the page is sealed; null when it says nothing, and a raw use goes through.</param>
/// <param name="InAccessor">It lies in code that may open the page, and has no form that opens it.</param>
internal sealed record MissedCase(string File, LinePosition Start, string Expression, string? Rule, string? Problem, bool InAccessor);

/// <summary>What sealing the pages of a code base comes to.</summary>
/// <param name="Sealed">What was sealed, as <c>Frag.Page is a FragPage&lt;Page&gt;</c>.</param>
/// <param name="SealedBefore">What is sealed on disk already.</param>
/// <param name="Refused">What cannot be sealed, and why.</param>
/// <param name="Missed">What stands in the way, by file and place.</param>
/// <param name="Disabled">Raw uses in text that <c>#if</c> disables, which no compiler looks at.</param>
/// <param name="Files">The texts with the pages sealed.</param>
/// <param name="Added">A file that has to be there in addition, with its text; null when none.</param>
/// <param name="LookedAt">The projects that were looked at.</param>
/// <param name="VisibleOutside">Sealed members that code of other projects can name.</param>
internal sealed record SealResult(
    ImmutableArray<string> Sealed,
    ImmutableArray<string> SealedBefore,
    ImmutableArray<string> Refused,
    ImmutableArray<MissedCase> Missed,
    int Disabled,
    ImmutableArray<ChangedFile> Files,
    ImmutableArray<(string Path, string Text)> Added,
    ImmutableArray<string> LookedAt,
    ImmutableArray<string> VisibleOutside)
{
    /// <summary>What could not be looked at: nothing is proved of it, and nothing is written.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>How many files were not bound, in a sentence; null when all were.</summary>
    public string? Unbound { get; init; }
}
