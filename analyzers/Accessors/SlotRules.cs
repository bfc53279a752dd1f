using FragApi.Analyzers.Vocabulary;
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

    /// <summary>FRAG1009: the handle of a page where an address belongs, or an address where a page belongs.</summary>
    /// <returns>What is wrong, and the operation to report.</returns>
    public static (IOperation At, string What)? Misuse(IOperation page, IMemberReferenceOperation? part, Code code)
    {
        ITypeSymbol? type = page.Type;
        IOperation current = page;
        while (current.Parent is IConversionOperation conversion)
        {
            current = conversion;
            if (IsAddressType(conversion.Type) && !SymbolEqualityComparer.Default.Equals(conversion.Type, type))
            {
                if (conversion.Type is IPointerTypeSymbol && !IsComparison(conversion.Parent))
                    return (page, "is the handle of a page, and is used as an address");
                if (IsSum(conversion.Parent))
                    return (page, "is the handle of a page, and is reckoned with as an address");
            }
        }

        // A handle that is a number by itself: only the fragment's offset tells that an address was meant.
        if (Types.IsInteger(type) && IsSum(current.Parent) && part is not null && Locator.OfPart(part) is Locator fragment
            && OffsetSum.Of(OffsetSum.OutermostSumAround(page)).Exists(term => OffsetTerm.IsPartOf(term.Leaf, Role.FragmentOffset, FragmentOperation.Offset, fragment, code)))
        {
            return (page, "is the handle of a page, and is reckoned with as an address");
        }

        return null;
    }

    /// <summary>FRAG1009, the reverse: what is stored as a page is a number or an address.</summary>
    public static bool IsNoPage(IOperation value, ITypeSymbol? pageType)
    {
        while (value is IConversionOperation conversion)
        {
            if (!conversion.IsImplicit && IsAddressType(conversion.Operand.Type) && !SymbolEqualityComparer.Default.Equals(conversion.Operand.Type, pageType)
                && conversion.Operand.Type?.SpecialType != SpecialType.System_Void && !(conversion.Operand.Type is IPointerTypeSymbol && conversion.OperatorMethod is null && pageType is IPointerTypeSymbol && IsNullPointer(conversion.Operand)))
            {
                return true;
            }

            value = conversion.Operand;
        }

        return false;
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
            RoleSet innerRoles = code.Model.RolesOf(inner.TargetMethod);
            if (innerRoles.Has(Role.PageAddress) || innerRoles.Has(Role.PagePhys)
                || code.AccessorOf(inner, out _)?.Operation is FragmentOperation.Address or FragmentOperation.Phys)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>FRAG1010: a call that opens the sealed page.</summary>
    public static bool IsUnwrap(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Unwrap", Parameters.Length: 0 } && IsSealedPage(call.TargetMethod.ContainingType);

    public static bool IsSealedPage(ITypeSymbol? type) => Types.Is(type, Roles.Namespace, "FragPage", arity: 1) || Types.Is(type, Roles.Namespace, "FragPage");

    private static bool IsStorage(ITypeSymbol type, Code code) => type switch
    {
        IArrayTypeSymbol array => IsStorage(array.ElementType, code),
        _ => code.IsFragment(type) || IsSealedPage(type),
    };

    private static bool IsAddressType(ITypeSymbol? type) => type is IPointerTypeSymbol || Types.IsInteger(type);

    private static bool IsNullPointer(IOperation operation) => operation.ConstantValue is { HasValue: true };

    private static bool IsSum(IOperation? operation)
    {
        while (operation is IConversionOperation)
            operation = operation.Parent;
        return operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract };
    }

    private static bool IsComparison(IOperation? operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };
}
