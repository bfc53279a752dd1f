using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a method does with an argument once it has returned.</summary>
internal enum Keeping
{
    /// <summary>Nobody knows.</summary>
    Maybe,

    /// <summary>It does not keep it.</summary>
    No,

    /// <summary>Its result, or what it constructs, shows the argument.</summary>
    View,
}

/// <summary>
/// The base class library's methods that read and write what they are given and do not keep it. Everything else there
/// may: collections, channels, wrappers.
/// </summary>
internal static class BaseLibrary
{
    /// <summary>The method, or the type, is the base class library's, and so does not call back into the code at hand.</summary>
    public static bool Contains(ISymbol member) => Types.IsOfBaseLibrary(member);

    public static Keeping KeepingOf(IMethodSymbol method, IParameterSymbol? parameter)
    {
        INamedTypeSymbol? type = method.ContainingType;
        if (type is null || !Types.IsOfBaseLibrary(type))
            return Keeping.Maybe;
        // In the sources at hand, it is whatever it is written to be: a helper in a 'Stream' of somebody's own may well keep it.
        if (!method.DeclaringSyntaxReferences.IsEmpty)
            return Keeping.Maybe;
        // A callback may keep what it is passed.
        if (parameter?.Type.TypeKind == TypeKind.Delegate)
            return Keeping.Maybe;
        // 'BeginRead(b, 0, 5, Done, b)': who is told that it is done finds it in what he is told.
        if (parameter?.Type.SpecialType == SpecialType.System_Object && method.Name.StartsWith("Begin", System.StringComparison.Ordinal))
            return Keeping.Maybe;
        if (IsView(type))
            return method.MethodKind == MethodKind.Constructor || type.IsRefLikeType ? Keeping.View : Keeping.No;
        // 'list.CopyTo(b, 0)': the elements go in there, whatever collection it is.
        if (method.Name is "CopyTo" or "TryCopyTo" && parameter?.Type is IArrayTypeSymbol)
            return Keeping.No;
        switch (type.Name)
        {
            // 'new MemoryStream(b)', 'new ReadOnlySequence<byte>(b, 0, 5)'
            case "MemoryStream" or "ReadOnlySequence" when method.MethodKind == MethodKind.Constructor:
                return Keeping.View;
            // 'JsonDocument.Parse(b.AsMemory())': the document reads it when it is asked for something.
            case "JsonDocument" when method.Name == "Parse":
                return parameter?.Type is INamedTypeSymbol { Name: "ReadOnlyMemory" or "ReadOnlySequence" } ? Keeping.View : Keeping.No;
            case "Monitor":
                return Keeping.No;
            // 'b.Where(x => x > 0)' reads it when it is read itself; 'b.Sum()' and 'b.ToArray()' have read it.
            case "Enumerable" when parameter is { OriginalDefinition.Type: not ITypeParameterSymbol }:
                return IsSequence(method.OriginalDefinition.ReturnType) ? Keeping.View : Keeping.No;
            case "List" or "HashSet" or "Queue" or "Stack" or "SortedSet" or "LinkedList" when IsSequence(parameter?.OriginalDefinition.Type):
                return Keeping.No;
            // An address is written down: 'BinaryPrimitives.WriteInt64LittleEndian(span, (long)p)'.
            case "BinaryPrimitives" or "BitConverter" or "BinaryWriter" when parameter?.Type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64:
                return Keeping.Maybe;
            case "MemoryExtensions" or "MemoryMarshal" or "CollectionsMarshal" or "GCHandleExtensions":
                return Keeping.View;
            case "Array" or "Buffer" or "BitConverter" or "Convert" or "BinaryPrimitives" or "String" or "Console" or "Random" or "GC" or "Math" or "Object"
                or "Encoding" or "Encoder" or "Decoder" or "ASCIIEncoding" or "UTF8Encoding" or "UnicodeEncoding" or "StringBuilder" or "Utf8" or "Ascii" or "Base64" or "Utf8Parser" or "Utf8Formatter"
                or "Stream" or "TextReader" or "TextWriter" or "BinaryReader" or "BinaryWriter" or "File" or "RandomAccess" or "Path" or "Directory"
                or "FileStream" or "MemoryStream" or "BufferedStream" or "UnmanagedMemoryStream" or "NetworkStream" or "SslStream" or "PipeStream" or "NamedPipeClientStream" or "NamedPipeServerStream"
                or "GZipStream" or "DeflateStream" or "BrotliStream" or "ZLibStream" or "CryptoStream" or "StreamReader" or "StreamWriter" or "StringReader" or "StringWriter"
                or "RandomNumberGenerator" or "HashAlgorithm" or "IncrementalHash" or "CryptographicOperations" or "SHA1" or "SHA256" or "SHA384" or "SHA512" or "MD5" or "Crc32" or "Crc64" or "XxHash3"
                or "Socket" or "UdpClient" or "Debug" or "Trace" or "ArgumentNullException" or "ArgumentException" or "ArgumentOutOfRangeException" or "ObjectDisposedException"
                or "BrotliDecoder" or "BrotliEncoder" or "BigInteger" or "Vector" or "TensorPrimitives":
                return method.MethodKind == MethodKind.Constructor && type.Name is not "String" ? Keeping.Maybe : Keeping.No;
            // 'Marshal.WriteIntPtr(to, p)': not what is written to, but what is written.
            case "Marshal" or "Unsafe" when parameter?.Ordinal > 0 && method.Name.StartsWith("Write", System.StringComparison.Ordinal):
                return Keeping.Maybe;
            case "NativeMemory" or "Marshal":
                return method.Name.StartsWith("GetIUnknown", System.StringComparison.Ordinal) || method.Name.StartsWith("GetObject", System.StringComparison.Ordinal) ? Keeping.Maybe : Keeping.No;
            case "Unsafe":
                return method.Name is "CopyBlock" or "CopyBlockUnaligned" or "InitBlock" or "InitBlockUnaligned" or "Read" or "ReadUnaligned" or "Write" or "WriteUnaligned" ? Keeping.No : Keeping.Maybe;
            case "Volatile":
                return method.Name == "Read" ? Keeping.No : Keeping.Maybe;
            default:
                return Keeping.Maybe;
        }
    }

    /// <summary>A sequence that is read later, or never.</summary>
    public static bool IsSequence(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IOrderedEnumerable" };

    private static bool IsView(INamedTypeSymbol type) =>
        type is { Arity: 1, Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
