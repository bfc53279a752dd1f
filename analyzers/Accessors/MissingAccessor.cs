using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>An accessor that nobody has written, as one raw use would have it. Nothing is worked out before somebody asks.</summary>
internal sealed class MissingAccessor
{
    private readonly RawUse _use;

    public MissingAccessor(RawUse use, FragmentOperation operation)
    {
        _use = use;
        Operation = operation;
    }

    public FragmentOperation Operation { get; }

    /// <summary>The fragment's type, as the use has it.</summary>
    public INamedTypeSymbol Fragment => _use.Fragment.Type;

    /// <summary>The members that the raw form uses, with their roles.</summary>
    public IReadOnlyList<(ISymbol? Member, Role Role)> Members => _use.Members;

    /// <summary>The raw form says <c>?.</c>.</summary>
    public bool SkipsMissingPage => _use.SkipsMissingPage;

    /// <summary>What the raw form returns is used.</summary>
    public bool NeedsResult => _use.NeededType is not null;

    /// <summary>The family that the raw form maps in.</summary>
    public string? Family => _use.Family;

    /// <summary>The method, or property, of the page that the raw form calls; null where it reads or stores a part.</summary>
    public ISymbol? Called => _use.Raw?.Operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    /// <summary>The parameter that takes the page; null where the page is the receiver.</summary>
    public IParameterSymbol? PageParameter
    {
        get
        {
            foreach (IArgumentOperation argument in Arguments)
            {
                if (argument.Value == _use.Raw!.PageOperand)
                    return argument.Parameter;
            }

            return null;
        }
    }

    /// <summary>The parameters that are given something.</summary>
    public IEnumerable<IParameterSymbol> Passed
    {
        get
        {
            foreach (IArgumentOperation argument in Arguments)
            {
                if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is IParameterSymbol parameter)
                    yield return parameter;
            }
        }
    }

    private ImmutableArray<IArgumentOperation> Arguments => (_use.Raw?.Operation as IInvocationOperation)?.Arguments ?? ImmutableArray<IArgumentOperation>.Empty;

    /// <summary>
    /// What the raw form goes through to the fragment, from the array outwards: each with the members between it and the
    /// fragment, the nearest to the fragment first, and how it is called there.
    /// </summary>
    public IEnumerable<(ITypeSymbol Type, ImmutableArray<ISymbol> Steps, string? Name)> Containers
    {
        get
        {
            if (_use.Fragment.Index is not null)
                yield break;
            foreach (FragmentHolder holder in FragmentHolder.Of(_use.Fragment, _use.Code))
                yield return (holder.Type, holder.Steps, (holder.Expression as IdentifierNameSyntax)?.Identifier.ValueText);
        }
    }
}
