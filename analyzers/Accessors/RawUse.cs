using System.Collections.Generic;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>A raw form that the call of an accessor is to take the place of: what it is about, what it evaluates and in which order, and what is demanded of the call.</summary>
internal sealed class RawUse
{
    /// <param name="code">The member.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="replaced">What the call replaces.</param>
    /// <param name="locatedAt">Where the raw form evaluates the fragment.</param>
    /// <param name="operands">What else it evaluates, in that order.</param>
    public RawUse(Code code, Locator fragment, SyntaxNode replaced, SyntaxNode locatedAt, List<Operand> operands)
    {
        Code = code;
        Fragment = fragment;
        Replaced = replaced;
        LocatedAt = locatedAt;
        Operands = operands;
    }

    /// <summary>The member.</summary>
    public Code Code { get; }

    /// <summary>Which fragment it is.</summary>
    public Locator Fragment { get; }

    /// <summary>What the call replaces.</summary>
    public SyntaxNode Replaced { get; }

    /// <summary>Where the raw form evaluates the fragment.</summary>
    public SyntaxNode LocatedAt { get; }

    /// <summary>What else it evaluates, in that order.</summary>
    public List<Operand> Operands { get; }

    /// <summary>The raw call that is replaced, where it is one.</summary>
    public RawCall? Raw { get; set; }

    /// <summary>The argument in which the raw form named the page.</summary>
    public ArgumentSyntax? PageArgument { get; set; }

    /// <summary>The type that the result must have, where it is used.</summary>
    public ITypeSymbol? NeededType { get; set; }

    /// <summary>The raw form says <c>?.</c>: the accessor must do nothing for a fragment without a page.</summary>
    public bool SkipsMissingPage { get; set; }

    /// <summary>The family that the raw form maps in.</summary>
    public string? Family { get; set; }

    /// <summary>The members of the fragment that the raw form uses, with their roles; a member is null where an accessor handed the part out and does not say which.</summary>
    public List<(ISymbol? Member, Role Role)> Members { get; } = new();

    /// <summary>All stretches of the replaced text that other edits of the same rewrite account for.</summary>
    public List<TextSpan>? AccountedFor { get; set; }
}
