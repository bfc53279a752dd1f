using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>The base class library's own pairs, known without any annotation.</summary>
internal static class BaseLibraryPairs
{
    /// <summary>The names one of which a body has to contain. The ends alone count too: returning twice needs no rent.</summary>
    public static readonly ImmutableArray<string> Names = ImmutableArray.Create(
        "ArrayPool", "Rent", "MemoryPool", "IMemoryOwner", "GCHandle", "DangerousAddRef", "DangerousRelease", "NativeMemory",
        "AllocHGlobal", "FreeHGlobal", "ReAllocHGlobal", "AllocCoTaskMem", "FreeCoTaskMem", "ReAllocCoTaskMem",
        "StringToHGlobalAnsi", "StringToHGlobalUni", "StringToHGlobalAuto", "StringToCoTaskMemAnsi", "StringToCoTaskMemUni",
        "StringToCoTaskMemAuto", "StringToCoTaskMemUTF8", "StringToBSTR", "FreeBSTR");

    private static readonly Dictionary<(string Type, string Method), Effect[]> s_pairs = new()
    {
        [("ArrayPool", "Rent")] = new[] { new Effect(EffectKind.Acquire, Effect.Result, ResourceKind.PooledArray) },
        [("ArrayPool", "Return")] = new[] { new Effect(EffectKind.Put, 0, ResourceKind.PooledArray) },
        [("MemoryPool", "Rent")] = new[] { new Effect(EffectKind.Acquire, Effect.Result, ResourceKind.MemoryOwner) },
        [("GCHandle", "Alloc")] = new[] { new Effect(EffectKind.Acquire, Effect.Result, ResourceKind.GcHandle) },
        [("GCHandle", "Free")] = new[] { new Effect(EffectKind.Put, Effect.This, ResourceKind.GcHandle) },
        [("SafeHandle", "DangerousAddRef")] = new[] { new Effect(EffectKind.Get, Effect.This, ResourceKind.SafeHandle), new Effect(EffectKind.SetTrue, 0) },
        [("SafeHandle", "DangerousRelease")] = new[] { new Effect(EffectKind.Put, Effect.This, ResourceKind.SafeHandle) },
        [("NativeMemory", "Alloc")] = Allocates(ResourceKind.Native),
        [("NativeMemory", "AllocZeroed")] = Allocates(ResourceKind.Native),
        [("NativeMemory", "Realloc")] = Renews(ResourceKind.Native),
        [("NativeMemory", "Free")] = Frees(ResourceKind.Native),
        [("NativeMemory", "AlignedAlloc")] = Allocates(ResourceKind.NativeAligned),
        [("NativeMemory", "AlignedRealloc")] = Renews(ResourceKind.NativeAligned),
        [("NativeMemory", "AlignedFree")] = Frees(ResourceKind.NativeAligned),
        [("Marshal", "AllocHGlobal")] = Allocates(ResourceKind.HGlobal),
        [("Marshal", "ReAllocHGlobal")] = Renews(ResourceKind.HGlobal),
        [("Marshal", "FreeHGlobal")] = Frees(ResourceKind.HGlobal),
        [("Marshal", "StringToHGlobalAnsi")] = Allocates(ResourceKind.HGlobal),
        [("Marshal", "StringToHGlobalUni")] = Allocates(ResourceKind.HGlobal),
        [("Marshal", "StringToHGlobalAuto")] = Allocates(ResourceKind.HGlobal),
        [("Marshal", "AllocCoTaskMem")] = Allocates(ResourceKind.CoTaskMem),
        [("Marshal", "ReAllocCoTaskMem")] = Renews(ResourceKind.CoTaskMem),
        [("Marshal", "FreeCoTaskMem")] = Frees(ResourceKind.CoTaskMem),
        [("Marshal", "StringToCoTaskMemAnsi")] = Allocates(ResourceKind.CoTaskMem),
        [("Marshal", "StringToCoTaskMemUni")] = Allocates(ResourceKind.CoTaskMem),
        [("Marshal", "StringToCoTaskMemAuto")] = Allocates(ResourceKind.CoTaskMem),
        [("Marshal", "StringToCoTaskMemUTF8")] = Allocates(ResourceKind.CoTaskMem),
        [("Marshal", "StringToBSTR")] = Allocates(ResourceKind.Bstr),
        [("Marshal", "FreeBSTR")] = Frees(ResourceKind.Bstr),
        [("Marshal", "ZeroFreeGlobalAllocAnsi")] = Frees(ResourceKind.HGlobal),
        [("Marshal", "ZeroFreeGlobalAllocUnicode")] = Frees(ResourceKind.HGlobal),
        [("Marshal", "ZeroFreeCoTaskMemAnsi")] = Frees(ResourceKind.CoTaskMem),
        [("Marshal", "ZeroFreeCoTaskMemUnicode")] = Frees(ResourceKind.CoTaskMem),
        [("Marshal", "ZeroFreeCoTaskMemUTF8")] = Frees(ResourceKind.CoTaskMem),
        [("Marshal", "ZeroFreeBSTR")] = Frees(ResourceKind.Bstr),
    };

    private static readonly MethodContract s_dispose = new(ImmutableArray.Create(new Effect(EffectKind.Put, Effect.This, ResourceKind.MemoryOwner)), isQuiet: true);

    /// <summary>The contract of a method of the base class library, or null. <paramref name="receiver"/> is the receiver's static type.</summary>
    public static MethodContract? Of(IMethodSymbol method, ITypeSymbol? receiver)
    {
        // An owner is disposed of through IDisposable, or its own override of it.
        if (method.Name == "Dispose" && method.Parameters.IsEmpty && IsMemoryOwner(receiver))
            return s_dispose;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null && type.SpecialType != SpecialType.System_Object; type = type.BaseType)
        {
            if (s_pairs.TryGetValue((type.Name, method.Name), out Effect[]? effects) && IsHome(type))
                return new MethodContract(effects.ToImmutableArray(), isQuiet: true);
        }

        return null;
    }

    public static bool IsMemoryOwner(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "IMemoryOwner", Arity: 1 } named && IsIn(named.ContainingNamespace, "Buffers");

    public static bool IsArrayPool(ITypeSymbol? type)
    {
        for (INamedTypeSymbol? at = type as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (at is { Name: "ArrayPool", Arity: 1 } && IsIn(at.ContainingNamespace, "Buffers"))
                return true;
        }

        return false;
    }

    private static bool IsHome(INamedTypeSymbol type) => type.Name switch
    {
        "ArrayPool" or "MemoryPool" => type.Arity == 1 && IsIn(type.ContainingNamespace, "Buffers"),
        "GCHandle" => type.Arity == 0 && IsInteropServices(type.ContainingNamespace),
        _ => IsInteropServices(type.ContainingNamespace),
    };

    private static bool IsInteropServices(INamespaceSymbol space) =>
        space is { Name: "InteropServices", ContainingNamespace: { Name: "Runtime", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    private static bool IsIn(INamespaceSymbol? space, string name) =>
        space?.Name == name && space.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    private static Effect[] Allocates(ResourceKind kind) => new[] { new Effect(EffectKind.Acquire, Effect.Result, kind) };

    private static Effect[] Frees(ResourceKind kind) => new[] { new Effect(EffectKind.Put, 0, kind) };

    // Where reallocation fails it throws, and the old memory is still there; that way out is followed only on request.
    private static Effect[] Renews(ResourceKind kind) => new[] { new Effect(EffectKind.Put, 0, kind), new Effect(EffectKind.Acquire, Effect.Result, kind) };
}
