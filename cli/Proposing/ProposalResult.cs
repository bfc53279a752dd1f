using System.Collections.Immutable;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Proposing;

/// <summary>What a code base seems to mean, and what would be written to say so.</summary>
/// <param name="Proposals">New roles, in the order in which a person would say them.</param>
/// <param name="Questions">What only a person can say.</param>
/// <param name="Accessors">The accessors of its fragments.</param>
/// <param name="Changed">Files that would change.</param>
/// <param name="Added">Files that would be there in addition.</param>
/// <param name="Known">How many roles were said before.</param>
internal sealed record ProposalResult(
    ImmutableArray<Proposal> Proposals,
    ImmutableArray<Question> Questions,
    ImmutableArray<FragmentAccessor> Accessors,
    ImmutableArray<ChangedFile> Changed,
    ImmutableArray<(string Path, string Text)> Added,
    int Known)
{
    /// <summary>What could not be looked at.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>Accessors that nobody can write for the code base.</summary>
    public ImmutableArray<RefusedOperation> Refused { get; init; } = [];

    /// <summary>What is left to do by hand.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Something would be written.</summary>
    public bool Writes => !Changed.IsEmpty || !Added.IsEmpty;
}
