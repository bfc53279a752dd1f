using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Whether the way that code goes from a container to a fragment is the way that an accessor with (container, index)
/// goes. A buffer may hold a second array of fragments: <c>skb.Saved[i]</c> is not what <c>Ref(skb, i)</c> means.
/// </summary>
internal static class ContainerPath
{
    /// <param name="steps">The members between the container and the element, the nearest to the element first.</param>
    /// <param name="fragment">The fragment's type.</param>
    /// <param name="accessor">The accessor.</param>
    /// <param name="model">For what is accessible where the code stands.</param>
    /// <param name="position">Where the code stands.</param>
    public static bool IsThatOf(ImmutableArray<ISymbol> steps, INamedTypeSymbol fragment, IMethodSymbol accessor, SemanticModel model, int position)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (ISymbol rival in RivalsOf(steps[i], i == 0 ? fragment : null, model, position))
            {
                if (!IsSaidBy(accessor, steps[i].Name, rival.Name))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Other members by which one would come to something of the same kind.</summary>
    private static IEnumerable<ISymbol> RivalsOf(ISymbol step, INamedTypeSymbol? fragment, SemanticModel model, int position)
    {
        ITypeSymbol? wanted = TypeOf(step);
        if (wanted is null)
            yield break;
        for (INamedTypeSymbol? type = step.ContainingType; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member.IsStatic || member.IsImplicitlyDeclared || SymbolEqualityComparer.Default.Equals(member, step.OriginalDefinition) || TypeOf(member) is not ITypeSymbol other)
                    continue;
                bool same = fragment is null ? SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, wanted.OriginalDefinition) : Holds(other, fragment);
                if (same && model.IsAccessible(position, member) && !Mentions(step, member.Name) && !Mentions(member, step.Name))
                    yield return member;
            }
        }
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };

    private static bool Holds(ITypeSymbol type, INamedTypeSymbol fragment) => type switch
    {
        IArrayTypeSymbol array => Same(array.ElementType, fragment),
        IPointerTypeSymbol pointer => Same(pointer.PointedAtType, fragment),
        INamedTypeSymbol { TypeArguments.Length: 1 } generic => Same(generic.TypeArguments[0], fragment),
        _ => false,
    };

    private static bool Same(ITypeSymbol one, INamedTypeSymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);

    /// <summary>The accessor's own source names the one and not the other.</summary>
    private static bool IsSaidBy(IMethodSymbol accessor, string step, string rival) => Mentions(accessor, step) && !Mentions(accessor, rival);

    private static bool Mentions(ISymbol symbol, string name)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            foreach (SyntaxToken token in reference.GetSyntax().DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is SimpleNameSyntax)
                    return true;
            }
        }

        return false;
    }
}
