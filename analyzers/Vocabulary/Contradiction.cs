using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>Which roles cannot both hold.</summary>
internal static class Contradiction
{
    /// <summary>Each row: at most one of these on one symbol.</summary>
    private static readonly Role[][] s_exclusive =
    {
        new[] { Role.PageGet, Role.PagePut, Role.PageAddress, Role.PagePhys, Role.PageMap, Role.PageUnmap, Role.MapCheck },
        new[] { Role.FragmentPage, Role.FragmentOffset, Role.FragmentSize, Role.FragmentCount, Role.FragmentDestructor },
        new[] { Role.Fragment, Role.FragmentContainer },
        new[] { Role.Owned, Role.Borrows },
        new[] { Role.Owned, Role.AliasOf },
        new[] { Role.Borrows, Role.AliasOf },
        new[] { Role.Consumes, Role.Borrows },
        new[] { Role.Consumes, Role.Owned },
        new[] { Role.ZeroCopySend, Role.ZeroCopyCompletion },
    };

    /// <summary>Why <paramref name="added"/> cannot stand beside the roles that the symbol has, or null.</summary>
    public static string? Between(ISymbol symbol, RoleBinding added, IReadOnlyCollection<RoleBinding> present)
    {
        string name = symbol is IParameterSymbol ? $"parameter '{symbol.Name}'" : $"'{symbol.ToDisplayString()}'";
        foreach (RoleBinding other in present.Where(other => other.OnReturn == added.OnReturn))
        {
            if (other.Role == added.Role)
            {
                if (Difference(other, added) is string difference)
                    return $"{name} is '{Keyword(added)}' already, with another {difference}";
                continue;
            }

            if (s_exclusive.Any(row => row.Contains(other.Role) && row.Contains(added.Role)))
                return $"{name} cannot be both '{Keyword(other)}' and '{Keyword(added)}'";
        }

        return MisfitOf(symbol, added.Role) is string misfit ? $"{name} cannot be '{Keyword(added)}': {misfit}" : null;
    }

    private static string Keyword(RoleBinding binding) => Roles.Info(binding.Role).Keyword;

    private static string? Difference(RoleBinding one, RoleBinding other) =>
        !SymbolEqualityComparer.Default.Equals(one.Accessor, other.Accessor) ? "accessor"
        : one.Mask != other.Mask ? "mask"
        : one.Family != other.Family ? "family"
        : one.Operation != other.Operation ? "operation"
        : one.Orphans != other.Orphans ? "value of 'orphans'"
        : one.When != other.When ? "outcome"
        : one.Name != other.Name ? "name"
        : null;

    private static string? MisfitOf(ISymbol symbol, Role role)
    {
        switch (role)
        {
            case Role.FragmentOffset or Role.FragmentSize or Role.FragmentCount when !Types.IsInteger(TypeOf(symbol)):
                return "it is no integer";
            case Role.FragmentFlags when TypeOf(symbol) is ITypeSymbol type && !Types.IsInteger(type) && type.TypeKind != TypeKind.Enum:
                return "it is neither an integer nor an enum";
            case Role.FragmentPage or Role.FragmentOffset or Role.FragmentSize when symbol.IsStatic:
                return "it is static, and so no part of a fragment";
            case Role.PageGet or Role.PagePut or Role.PageMap or Role.PageUnmap when symbol is IMethodSymbol { IsStatic: true, Parameters.Length: 0 }:
                return "it has neither a receiver nor a parameter that could be the page";
            case Role.MapCheck or Role.FragmentsShared when symbol is IMethodSymbol { ReturnsVoid: true }:
                return "it returns nothing";
            case Role.Owned when symbol is IMethodSymbol { MethodKind: not MethodKind.Constructor, ReturnsVoid: true, IsStatic: true }:
                return "it returns nothing, and has no receiver";
            default:
                return null;
        }
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
