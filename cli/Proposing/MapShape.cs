using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>What a mapping, its end and the question whether it failed look like, by what they take and give.</summary>
internal static class MapShape
{
    /// <summary>One thing that is counted, two numbers behind it, and an address that comes out.</summary>
    public static bool IsShapedLikeMap(IMethodSymbol method, Vocabulary vocabulary)
    {
        int page = -1;
        int numbers = 0;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (vocabulary.IsCounted(parameter.Type))
            {
                if (page >= 0)
                    return false;
                page = parameter.Ordinal;
            }
            else if (Types.IsInteger(parameter.Type) && parameter.RefKind != RefKind.Out)
            {
                numbers++;
            }
        }

        return page >= 0 && numbers == 2 && ResultOf(method) is not null;
    }

    /// <summary>The type of the address that a map gives: what it returns, or an <c>out</c> parameter.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol method) =>
        method.Parameters.FirstOrDefault(parameter => parameter.RefKind == RefKind.Out && CanBeBus(parameter.Type))?.Type ?? (CanBeBus(method.ReturnType) ? method.ReturnType : null);

    public static bool CanBeBus(ITypeSymbol type) =>
        AddressUses.IsAddress(type) || type.SpecialType == SpecialType.System_UInt32 || type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } handle && !Types.IsOfBaseLibrary(handle) && handle.GetMembers().OfType<IFieldSymbol>().Count(field => !field.IsStatic) == 1;

    /// <summary>The address that is unmapped, or asked of: of what is passed the widest number, or the handle.</summary>
    public static IOperation? AddressOf(IInvocationOperation call) =>
        call.Arguments.Where(argument => argument.Parameter is { RefKind: RefKind.None } parameter && CanBeBus(parameter.Type)).Select(argument => argument.Value).FirstOrDefault();

    /// <summary>It takes the address, says how much, and no more comes of it.</summary>
    public static bool IsUnmapOf(IMethodSymbol method, IMethodSymbol map)
    {
        if (!method.ReturnsVoid && !Types.IsTruth(method.ReturnType) && method.ReturnType.SpecialType != SpecialType.System_Int32 || !HasAddressOf(method, map) || Descriptors.IsHidden(method))
            return false;
        int numbers = method.Parameters.Count(parameter => Types.IsInteger(parameter.Type) && !SameSymbol.Are(parameter.Type, ResultOf(map)));
        return numbers <= 1 && method.Parameters.Length <= map.Parameters.Length && (!method.ReturnsVoid ? numbers == 1 : numbers == 1 || SameSymbol.Are(method.ContainingType, map.ContainingType)) && OthersAreThoseOf(method, map);
    }

    public static bool IsCheckOf(IMethodSymbol method, IMethodSymbol map) =>
        Types.IsTruth(method.ReturnType) && HasAddressOf(method, map) && !Descriptors.IsHidden(method)
        && method.Parameters.All(parameter => !Types.IsInteger(parameter.Type) || SameSymbol.Are(parameter.Type, ResultOf(map))) && OthersAreThoseOf(method, map);

    private static bool HasAddressOf(IMethodSymbol method, IMethodSymbol map) =>
        method.Parameters.Count(parameter => SameSymbol.Are(parameter.Type, ResultOf(map))) == 1;

    /// <summary>Device and direction are of the types that the map takes; another bus's device is another family's, but may lie behind it.</summary>
    private static bool OthersAreThoseOf(IMethodSymbol method, IMethodSymbol map) =>
        method.Parameters.All(parameter => Types.IsInteger(parameter.Type) || SameSymbol.Are(parameter.Type, ResultOf(map)) || parameter.Type.TypeKind == TypeKind.Enum || parameter.Type.SpecialType == SpecialType.System_Boolean
            || map.Parameters.Any(other => SameSymbol.Are(other.Type, parameter.Type) || other.Type.GetMembers().Any(member => member is IPropertySymbol property && SameSymbol.Are(property.Type, parameter.Type) || member is IFieldSymbol field && SameSymbol.Are(field.Type, parameter.Type))));
}
