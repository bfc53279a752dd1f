using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>FRAG1008-1010: what goes past the accessors and past the sealed type.</summary>
internal static class SlotRules
{
    /// <summary>FRAG1008: the storage of a descriptor seen as something else.</summary>
    public static string? Reinterpretation(IOperation operation, Code code)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { IsGenericMethod: true } method }:
                bool cast =
                    method.Name == "As" && Types.Is(method.ContainingType, "System.Runtime.CompilerServices", "Unsafe")
                    || method.Name is "Cast" or "AsBytes" && Types.Is(method.ContainingType, "System.Runtime.InteropServices", "MemoryMarshal");
                if (!cast)
                    return null;
                foreach (ITypeSymbol type in method.TypeArguments)
                {
                    if (IsStorage(type, code))
                        return $"'{method.ContainingType.Name}.{method.Name}' reinterprets it";
                }

                return null;
            case IConversionOperation { IsImplicit: false, Type: IPointerTypeSymbol to, Operand.Type: IPointerTypeSymbol from }
                when !SymbolEqualityComparer.Default.Equals(to.PointedAtType, from.PointedAtType)
                    && (IsStorage(from.PointedAtType, code) && to.PointedAtType.SpecialType != SpecialType.System_Void
                        || IsStorage(to.PointedAtType, code) && from.PointedAtType.SpecialType is not (SpecialType.System_Void or SpecialType.System_Byte)):
                return "the pointer cast reinterprets it";
            default:
                return null;
        }
    }

    /// <summary>FRAG1009: the handle of a page where an address belongs.</summary>
    /// <returns>What is wrong, and the operation to report.</returns>
    public static (IOperation At, string What)? Misuse(IOperation page, Locator? fragment, Code code)
    {
        IOperation current = page;
        while (true)
        {
            // That it is a pointer to something else says it: an address. What void* is, only its user knows.
            if (current is IConversionOperation { Type: IPointerTypeSymbol { PointedAtType.SpecialType: not SpecialType.System_Void } } && !IsComparison(current.Parent))
                return (page, "is the handle of a page, and is used as an address");
            if (current.Parent is IConversionOperation conversion && IsAddressType(conversion.Type))
                current = conversion;
            else if (current.Parent is IInvocationOperation { TargetMethod: { Name: "ToInt64" or "ToInt32" or "ToUInt64" or "ToUInt32" or "ToPointer", ContainingType.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } } call && call.Instance == current)
                current = call;
            else
                break;
        }

        if (current.Parent is IArgumentOperation argument && IsAddressType(current.Type) && ReadsMemory(argument))
            return (page, "is the handle of a page, and is used as an address");

        // A number may be hashed or compared: only the fragment's offset tells that an address was meant.
        if (IsAddressType(current.Type) && fragment is not null && IsSum(current.Parent)
            && OffsetSum.Of(OffsetSum.OutermostSumAround(current)).Exists(term => FragmentOffset.IsPartOf(term.Leaf, Role.FragmentOffset, fragment, code)))
        {
            return (page, "is the handle of a page, and is reckoned with as an address");
        }

        return null;
    }

    /// <summary>The base library's ways to memory.</summary>
    private static bool ReadsMemory(IArgumentOperation argument)
    {
        IMethodSymbol? method = argument.Parent switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (method?.ContainingType is not { } type)
            return false;
        return Types.Is(type, "System", "Span", 1) || Types.Is(type, "System", "ReadOnlySpan", 1) || Types.Is(type, "System", "Buffer")
            || Types.Is(type, "System.Runtime.CompilerServices", "Unsafe")
            || Types.Is(type, "System.Runtime.InteropServices", "NativeMemory") && method.Name is "Copy" or "Clear" or "Fill"
            || Types.Is(type, "System.Runtime.InteropServices", "Marshal") && (method.Name == "Copy" || method.Name.StartsWith("Read", System.StringComparison.Ordinal) || method.Name.StartsWith("Write", System.StringComparison.Ordinal) || method.Name.StartsWith("PtrTo", System.StringComparison.Ordinal));
    }

    /// <summary>FRAG1009, the reverse: what is stored as a page is a number or an address; what a call makes of numbers is its own business.</summary>
    public static bool IsNoPage(IOperation value, ITypeSymbol? pageType)
    {
        bool converted = false;
        while (true)
        {
            if (value.ConstantValue is { HasValue: true, Value: 0 or 0u or 0L or 0ul or null })
                return false;
            switch (value)
            {
                case IConversionOperation conversion:
                    converted |= !conversion.IsImplicit && IsAddressType(conversion.Operand.Type)
                        && conversion.Operand.Type is not IPointerTypeSymbol { PointedAtType.SpecialType: SpecialType.System_Void }
                        && !SymbolEqualityComparer.Default.Equals(conversion.Operand.Type, pageType);
                    value = conversion.Operand;
                    continue;
                case IObjectCreationOperation { Type.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr, Arguments: { Length: 1 } arguments }:
                    converted = arguments[0].Value.Type is not IPointerTypeSymbol { PointedAtType.SpecialType: SpecialType.System_Void };
                    value = arguments[0].Value;
                    continue;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    continue;
                default:
                    return converted && value is not IInvocationOperation;
            }
        }
    }

    /// <summary>The value is an address by its origin, and not by its type.</summary>
    public static bool IsAddress(IOperation value, Code code)
    {
        value = value.WithoutConversions();
        return value is IInvocationOperation call && IsAddressCall(call, code);
    }

    /// <summary>FRAG1009, the reverse: what is taken for a page is the address of one.</summary>
    public static IOperation? AddressTakenForPage(IInvocationOperation call, Code code)
    {
        RoleSet roles = code.Model.RolesOf(call.TargetMethod);
        if (!roles.Has(Role.PageGet) && !roles.Has(Role.PagePut) && !roles.Has(Role.PageMap))
            return null;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = OffsetSum.Operand(argument.Value);
            if (value is not IInvocationOperation inner || argument.Parameter?.Ordinal != 0 && roles.Has(Role.PageMap))
                continue;
            if (IsAddressCall(inner, code))
                return argument.Value;
        }

        return null;
    }

    private static bool IsAddressCall(IInvocationOperation call, Code code)
    {
        RoleSet roles = code.Model.RolesOf(call.TargetMethod);
        return roles.Has(Role.PageAddress) || roles.Has(Role.PagePhys)
            || code.AccessorOf(call, out _) is { Operation: var operation } && operation.Info() is { IsGetter: true, AddsOffset: true };
    }

    /// <summary>FRAG1010: a call that opens the sealed page.</summary>
    public static bool IsUnwrap(IMethodSymbol method) =>
        method is { Name: "Unwrap", Parameters.Length: 0 } && IsSealedPage(method.ContainingType);

    public static bool IsSealedPage(ITypeSymbol? type) => Types.Is(type, Roles.Namespace, "FragPage", arity: 1) || Types.Is(type, Roles.Namespace, "FragPage");

    private static bool IsStorage(ITypeSymbol type, Code code) => type switch
    {
        IArrayTypeSymbol array => IsStorage(array.ElementType, code),
        _ => code.IsFragment(type) || IsSealedPage(type),
    };

    private static bool IsAddressType(ITypeSymbol? type) => type is IPointerTypeSymbol || Types.IsInteger(type);

    private static bool IsSum(IOperation? operation)
    {
        while (operation is IConversionOperation)
            operation = operation.Parent;
        return operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract };
    }

    private static bool IsComparison(IOperation? operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };
}
