using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Proposing;

/// <summary>How far a proposal can be trusted.</summary>
internal enum Confidence
{
    /// <summary>Nobody who reads the evidence would say otherwise: it is written as a statement.</summary>
    Sure,

    /// <summary>A person has to say: it is written as a comment, with its reason.</summary>
    Likely,
}

/// <summary>A role that a symbol seems to have.</summary>
/// <param name="Role">The role.</param>
/// <param name="Symbol">What has it.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="Reason">Of what is likely: why a person has to say.</param>
/// <param name="Evidence">What speaks for it, the best first.</param>
internal sealed record Proposal(Role Role, ISymbol Symbol, Confidence Confidence, string? Reason, ImmutableArray<Evidence> Evidence)
{
    /// <summary>What the role takes, as a binding file says it: <c>accessor=T:App.SkbFrag</c>.</summary>
    public string? Option { get; init; }

    /// <summary>The role's keyword.</summary>
    public string Keyword => Roles.Info(Role).Keyword;

    /// <summary>The symbol as a binding file names it.</summary>
    public string Id => IdOf(Symbol);

    /// <summary>A symbol as a binding file names it: its documentation comment id, and of a parameter its method's.</summary>
    public static string IdOf(ISymbol symbol) => symbol is IParameterSymbol { ContainingSymbol: ISymbol method } parameter
        ? $"{method.OriginalDefinition.GetDocumentationCommentId()}#{parameter.Name}"
        : symbol.OriginalDefinition.GetDocumentationCommentId() ?? "";
}

/// <summary>What only a person can say.</summary>
/// <param name="Symbol">What it is about.</param>
/// <param name="Roles">The roles that it may have.</param>
/// <param name="Why">What was seen, and what is missing.</param>
/// <param name="Evidence">Where.</param>
internal sealed record Question(ISymbol Symbol, ImmutableArray<Role> Roles, string Why, ImmutableArray<Evidence> Evidence);

/// <summary>An accessor of a fragment.</summary>
/// <param name="Fragment">The fragment.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Signature">How it is declared.</param>
/// <param name="Exists">It is there already; else the code base's raw uses need it.</param>
internal sealed record FragmentAccessor(string Fragment, FragmentOperation Operation, string Signature, bool Exists);
