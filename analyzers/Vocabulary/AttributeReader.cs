using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>Reads our attributes off a symbol. An attribute that does not compile is read as far as it goes.</summary>
internal static class AttributeReader
{
    public static IEnumerable<RoleBinding> Read(ImmutableArray<AttributeData> attributes, ISymbol symbol, bool onReturn)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (attribute.AttributeClass is not { ContainingType: null, ContainingNamespace: { Name: Roles.Namespace, ContainingNamespace.IsGlobalNamespace: true } } type)
                continue;
            if (Roles.ByAttribute(type.Name) is RoleInfo role)
                yield return BindingOf(role, attribute, onReturn || IsAboutReturn(role, symbol));
        }
    }

    /// <summary>An attribute on the method itself, of a role that only a returned value can have.</summary>
    private static bool IsAboutReturn(RoleInfo role, ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: not MethodKind.Constructor }
        && (role.Targets & (RoleTargets.Return | RoleTargets.Method)) == RoleTargets.Return;

    private static RoleBinding BindingOf(RoleInfo role, AttributeData attribute, bool onReturn)
    {
        RoleBinding binding = new(role.Role, onReturn);
        TypedConstant value = ValueOf(role.Option, attribute);
        if (value.Kind == TypedConstantKind.Error || value.IsNull)
            return binding;
        switch (role.Option)
        {
            case RoleOption.Accessor:
                binding.Accessor = value.Value as INamedTypeSymbol;
                break;
            case RoleOption.Mask:
                binding.Mask = ToBits(value.Value);
                break;
            case RoleOption.Family:
                binding.Family = value.Value as string;
                break;
            case RoleOption.Operation:
                int operation = (int)ToBits(value.Value);
                if (System.Enum.IsDefined(typeof(FragmentOperation), operation))
                    binding.Operation = (FragmentOperation)operation;
                break;
            case RoleOption.Orphans:
                binding.Orphans = value.Value is true;
                break;
            case RoleOption.Repeats:
                binding.Repeats = value.Value is true;
                break;
            case RoleOption.When:
                binding.When = (When)(int)ToBits(value.Value);
                break;
            case RoleOption.Name:
                binding.Name = value.Value as string;
                break;
        }

        return binding;
    }

    /// <summary>The attribute's one value: the named argument, else the one positional argument.</summary>
    private static TypedConstant ValueOf(RoleOption option, AttributeData attribute)
    {
        if (option == RoleOption.None)
            return default;
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Key == option.ToString())
                return named.Value;
        }

        return attribute.ConstructorArguments.FirstOrDefault();
    }

    private static ulong ToBits(object? value) => value switch
    {
        int number => unchecked((ulong)number),
        uint number => number,
        long number => unchecked((ulong)number),
        ulong number => number,
        short number => unchecked((ulong)number),
        ushort number => number,
        sbyte number => unchecked((ulong)number),
        byte number => number,
        _ => 0,
    };
}
