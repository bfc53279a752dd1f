using System;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// Members of C# 14's extension blocks. A call <c>x.M()</c> has a receiver and reaches a member of the block, in whose
/// body the receiver is a parameter of the block; <c>E.M(x)</c> reaches a static method beside it, which has the same
/// text and a parameter of its own that never occurs there.
/// </summary>
internal static class ExtensionBlock
{
    // Roslyn moved the one between interfaces and got the other later than the version that we are compiled against.
    private static readonly Func<INamedTypeSymbol, IParameterSymbol?>? s_receiver = Getter<INamedTypeSymbol, IParameterSymbol>("ExtensionParameter");
    private static readonly Func<IMethodSymbol, IMethodSymbol?>? s_implementation = Getter<IMethodSymbol, IMethodSymbol>("AssociatedExtensionImplementation");

    /// <summary>The parameter of the block that stands for the receiver of one of its members; null elsewhere.</summary>
    public static IParameterSymbol? ReceiverOf(IMethodSymbol method) =>
        !method.IsStatic && method.ContainingType is { TypeKind: TypeKind.Extension } block ? s_receiver?.Invoke(block) : null;

    /// <summary>The type that a member is accessible through: of a block's, the one around the block.</summary>
    public static INamedTypeSymbol HomeOf(IMethodSymbol method) =>
        method.ContainingType is { TypeKind: TypeKind.Extension, ContainingType: INamedTypeSymbol home } ? home : method.ContainingType;

    /// <summary>The member of a block that a static method implements; null for any other method.</summary>
    public static IMethodSymbol? MemberOf(IMethodSymbol implementation)
    {
        if (s_implementation is null || !implementation.IsStatic || implementation.ContainingType is not { IsStatic: true } home)
            return null;
        foreach (INamedTypeSymbol block in home.GetTypeMembers())
        {
            if (block.TypeKind != TypeKind.Extension)
                continue;
            foreach (ISymbol member in block.GetMembers(implementation.Name))
            {
                if (member is IMethodSymbol { IsStatic: false } method && SymbolEqualityComparer.Default.Equals(s_implementation(method), implementation.OriginalDefinition))
                    return method;
            }
        }

        return null;
    }

    private static Func<T, TResult?>? Getter<T, TResult>(string name)
    {
        MethodInfo? getter = typeof(T).GetProperty(name)?.GetMethod;
        foreach (Type inherited in typeof(T).GetInterfaces())
            getter ??= inherited.GetProperty(name)?.GetMethod;
        return (Func<T, TResult?>?)getter?.CreateDelegate(typeof(Func<T, TResult?>));
    }
}
