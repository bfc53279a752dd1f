using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>The base library's other names for the elements of an array: spans, memories, references and pointers to them.</summary>
internal static class Views
{
    /// <summary>The result stands for (some of) the elements of the receiver or of the first argument.</summary>
    public static bool HandsOn(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        ITypeSymbol? type = method.ContainingType;
        switch (method.Name)
        {
            case "AsSpan" or "AsMemory":
                return Types.Is(type, "System", "MemoryExtensions");
            case "Slice" or "GetPinnableReference" or "GetReference":
                return IsSpanOrMemory(type) || Types.Is(type, "System.Runtime.InteropServices", "MemoryMarshal");
            case "GetArrayDataReference" or "CreateSpan" or "CreateReadOnlySpan" or "AsBytes" or "Cast" or "AsMemory" or "ToEnumerable":
                return Types.Is(type, "System.Runtime.InteropServices", "MemoryMarshal");
            case "Add" or "Subtract" or "AddByteOffset" or "SubtractByteOffset" or "As" or "AsRef" or "AsPointer":
                return Types.Is(type, "System.Runtime.CompilerServices", "Unsafe");
            case "op_Implicit":
                return IsSpanOrMemory(type);
            default:
                return false;
        }
    }

    public static bool IsSpanOrMemory(ITypeSymbol? type) =>
        Types.Is(type, "System", "Span", 1) || Types.Is(type, "System", "ReadOnlySpan", 1) || Types.Is(type, "System", "Memory", 1) || Types.Is(type, "System", "ReadOnlyMemory", 1);
}
