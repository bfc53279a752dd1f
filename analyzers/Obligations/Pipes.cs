using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>The types by which what a pipe's reader gives is looked at.</summary>
internal static class Pipes
{
    private const string Buffers = "System.Buffers";

    /// <summary>What was read, with the buffer in it.</summary>
    public static bool IsResult(ITypeSymbol? type) => Types.Is(type, "System.IO.Pipelines", "ReadResult");

    public static bool IsSequence(ITypeSymbol? type) => Types.Is(type, Buffers, "ReadOnlySequence", 1);

    /// <summary>A position, or one that may not be there.</summary>
    public static bool IsPosition(ITypeSymbol? type) =>
        Types.Is(type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type, "System", "SequencePosition");

    /// <summary>A value of that type shows the memory that it was made of.</summary>
    public static bool Shows(ITypeSymbol? type) => PathWalker.IsView(type) || IsReader(type);

    /// <summary>A method of the base library that looks into a sequence, or makes something of it that does.</summary>
    public static bool LooksInto(IMethodSymbol method) =>
        IsReader(method.ContainingType) || method.ContainingType is { Name: "BuffersExtensions" or "SequenceReaderExtensions" or "EncodingExtensions" } && BaseLibrary.Contains(method);

    private static bool IsReader(ITypeSymbol? type) =>
        IsSequence(type) || Types.Is(type, Buffers, "SequenceReader", 1) || type is { Name: "Enumerator", ContainingType: INamedTypeSymbol of } && IsSequence(of)
        || Types.Is(type, "System.Text.Json", "Utf8JsonReader");
}
