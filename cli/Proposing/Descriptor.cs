using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>A type that may be a fragment descriptor: it names something counted, and has integers beside it.</summary>
internal sealed class Descriptor(INamedTypeSymbol type, ImmutableArray<ISymbol> pages, ImmutableArray<ISymbol> integers)
{
    private readonly List<(ISymbol Member, FragmentParts Part, int Weight, Evidence Evidence)> _votes = [];

    public INamedTypeSymbol Type { get; } = type;

    /// <summary>Members of a counted type.</summary>
    public ImmutableArray<ISymbol> Pages { get; } = pages;

    public ImmutableArray<ISymbol> Integers { get; } = integers;

    /// <summary>Where a reference is taken or dropped on what a page member holds.</summary>
    public List<(ISymbol Page, Evidence Evidence)> References { get; } = [];

    /// <summary>The types, the outermost ones, that use its parts.</summary>
    public HashSet<ISymbol> Users { get; } = new(SameSymbol.Comparer);

    /// <summary>The one page, offset and size; null as long as that is not decided.</summary>
    public ISymbol? Page { get; set; }

    public ISymbol? Offset { get; set; }

    public ISymbol? Size { get; set; }

    public void Vote(ISymbol member, FragmentParts part, int weight, Evidence evidence)
    {
        if (Integers.Contains(member, SameSymbol.Comparer))
            _votes.Add((member.OriginalDefinition, part, weight, evidence));
    }

    /// <summary>How much speaks for a member to be that part.</summary>
    public int WeightOf(ISymbol member, FragmentParts part) => _votes.Where(vote => vote.Part == part && SameSymbol.Are(vote.Member, member)).Sum(vote => vote.Weight);

    /// <summary>What speaks for it, the strongest first.</summary>
    public IEnumerable<Evidence> EvidenceOf(ISymbol member, FragmentParts part) =>
        _votes.Where(vote => vote.Part == part && SameSymbol.Are(vote.Member, member)).OrderByDescending(vote => vote.Weight).Select(vote => vote.Evidence).DistinctBy(evidence => (evidence.File, evidence.Line));

    /// <summary>The part of it that an expression is, through a local; null for anything else.</summary>
    public IMemberReferenceOperation? PartIn(IOperation operation, CodeBody body, ImmutableArray<ISymbol> members) =>
        body.Behind(operation) is IMemberReferenceOperation { Instance: not null } reference && members.Contains(reference.Member.OriginalDefinition, SameSymbol.Comparer) ? reference : null;
}
