using System.Collections.Generic;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>A call that maps or unmaps, with its parts told apart by type and order.</summary>
internal sealed class Mapping
{
    private Mapping(IInvocationOperation call, string? family, Accessor? accessor)
    {
        Call = call;
        Family = family;
        Accessor = accessor;
    }

    public IInvocationOperation Call { get; }

    /// <summary>The DMA family, when it names one.</summary>
    public string? Family { get; }

    /// <summary>The accessor that maps, when it is one.</summary>
    public Accessor? Accessor { get; }

    public IOperation? Size { get; private set; }

    public IOperation? Direction { get; private set; }

    /// <summary>The argument that receives the mapping; null where it is the value of the call.</summary>
    public IArgumentOperation? Out { get; private set; }

    /// <summary>The method maps: by its role, or as an accessor.</summary>
    public static bool IsMap(IMethodSymbol method, FragmentModel model) =>
        model.Is(method, Role.PageMap) || model.AccessorOf(method, out _)?.Operation.Info().Maps == true;

    /// <summary>The parameter of an unmap or a check that is the mapping.</summary>
    public static IParameterSymbol? AddressIn(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind != TypeKind.Enum && IsAddress(parameter.Type))
                return parameter;
        }

        return null;
    }

    /// <summary>The mapping that a call makes; null for other calls.</summary>
    public static Mapping? OfMap(IInvocationOperation call, Code code)
    {
        if (!IsMap(call.TargetMethod, code.Model))
            return null;
        Accessor? accessor = code.AccessorOf(call, out _) is Accessor used && used.Operation.Info().Maps ? used : null;
        RoleBinding? role = code.Model.RolesOf(call.TargetMethod).Get(Role.PageMap);
        Mapping map = new(call, role?.Family ?? accessor?.Family, accessor);
        int integers = 0;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not IParameterSymbol parameter)
                continue;
            if (parameter.RefKind == RefKind.Out)
            {
                map.Out ??= argument;
            }
            else if (parameter.Type.TypeKind == TypeKind.Enum)
            {
                map.Direction = argument.Value;
            }
            else if (accessor is not null && parameter.Ordinal < accessor.Parts.Length)
            {
                if (accessor.Parts[parameter.Ordinal] == Part.Size)
                    map.Size = argument.Value;
            }
            else if (Types.IsInteger(parameter.Type) && integers++ == 1)
            {
                map.Size = argument.Value;
            }
        }

        return map;
    }

    /// <summary>The end of a mapping that a call is, with the mapping's argument; null for other calls.</summary>
    public static (Mapping Unmap, IArgumentOperation Argument)? OfUnmap(IInvocationOperation call, FragmentModel model)
    {
        if (model.RolesOf(call.TargetMethod).Get(Role.PageUnmap) is not RoleBinding role)
            return null;
        Mapping unmap = new(call, role.Family, null);
        IArgumentOperation? mapping = ArgumentFor(AddressIn(call.TargetMethod), call);
        List<IArgumentOperation> sizes = new();
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not IParameterSymbol parameter)
                continue;
            if (parameter.Type.TypeKind == TypeKind.Enum)
                unmap.Direction = argument.Value;
            else if (argument != mapping && Types.IsInteger(parameter.Type))
                sizes.Add(argument);
        }

        if (mapping is null)
            return null;
        if (sizes.Count == 1)
            unmap.Size = sizes[0].Value;
        return (unmap, mapping);
    }

    /// <summary>The mapping that a call asks about; null for other calls.</summary>
    public static IArgumentOperation? OfCheck(IInvocationOperation call, FragmentModel model) =>
        model.Is(call.TargetMethod, Role.MapCheck) ? ArgumentFor(AddressIn(call.TargetMethod), call) : null;

    private static IArgumentOperation? ArgumentFor(IParameterSymbol? parameter, IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (parameter is not null && argument.Parameter?.Ordinal == parameter.Ordinal)
                return argument;
        }

        return null;
    }

    /// <summary>A bus address: a number, or a struct that wraps one.</summary>
    public static bool IsAddress(ITypeSymbol type) =>
        Types.IsInteger(type) || type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsValueType: true };
}
