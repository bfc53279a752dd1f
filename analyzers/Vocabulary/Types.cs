using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>Questions about types that several rules ask.</summary>
internal static class Types
{
    /// <summary>The integral types, native ones included; not <c>char</c> and not enums.</summary>
    public static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is
        SpecialType.System_SByte or SpecialType.System_Byte or
        SpecialType.System_Int16 or SpecialType.System_UInt16 or
        SpecialType.System_Int32 or SpecialType.System_UInt32 or
        SpecialType.System_Int64 or SpecialType.System_UInt64 or
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    public static bool IsSigned(ITypeSymbol? type) => type?.SpecialType is
        SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or
        SpecialType.System_Int64 or SpecialType.System_IntPtr;

    /// <summary>How wide an integer or a pointer is at most; anything else is wider than all of them.</summary>
    public static int Bits(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte => 8,
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 16,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 32,
        _ => 64,
    };

    /// <summary><c>bool</c> or <c>bool?</c>.</summary>
    public static bool IsTruth(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && nullable.TypeArguments[0].SpecialType == SpecialType.System_Boolean;

    /// <summary>Whether the type is <c>{namespace}.{name}</c>, of that arity; allocates nothing.</summary>
    public static bool Is(ITypeSymbol? type, string @namespace, string name, int arity = 0) =>
        type is INamedTypeSymbol named && named.Name == name && named.Arity == arity && named.ContainingType is null && InNamespace(named, @namespace);

    /// <summary>The base class library's: in <c>System</c>, or a namespace below it.</summary>
    public static bool IsOfBaseLibrary(ISymbol? symbol)
    {
        INamespaceSymbol? space = symbol?.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name == "System";
    }

    private static bool InNamespace(INamedTypeSymbol type, string name)
    {
        INamespaceSymbol current = type.ContainingNamespace;
        int end = name.Length;
        while (end > 0)
        {
            int dot = name.LastIndexOf('.', end - 1);
            int start = dot + 1;
            if (current is null or { IsGlobalNamespace: true }
                || current.Name.Length != end - start
                || string.CompareOrdinal(current.Name, 0, name, start, end - start) != 0)
            {
                return false;
            }

            current = current.ContainingNamespace;
            end = dot;
        }

        return current is { IsGlobalNamespace: true };
    }
}
