using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// The base class library's input and output that goes on after the call has returned: until its task is done, it reads or
/// writes what it was given.
/// </summary>
internal static class AsyncSinks
{
    /// <param name="method">What is called.</param>
    /// <param name="receiver">What it is called on.</param>
    /// <param name="parameter">For which something is passed.</param>
    public static bool Uses(IMethodSymbol method, ITypeSymbol? receiver, IParameterSymbol? parameter) =>
        parameter is not null && method.DeclaringSyntaxReferences.IsEmpty && (IsTask(method.ReturnType) || IsBegun(method)) && IsMemory(parameter.Type)
        && IsSink(method.ContainingType) && (method.IsStatic || receiver is not INamedTypeSymbol type || IsSink(type));

    // 'BeginWrite': done when 'EndWrite' is called with what it gives, or its callback is.
    private static bool IsBegun(IMethodSymbol method) =>
        method.Name.StartsWith("Begin", System.StringComparison.Ordinal) && method.ReturnType is INamedTypeSymbol { Name: "IAsyncResult", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary><c>Task</c> or <c>ValueTask</c>, with a result or without.</summary>
    public static bool IsTask(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 0 or 1, ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    // A span is read before the call returns: nobody can keep it.
    private static bool IsMemory(ITypeSymbol type) =>
        type is IArrayTypeSymbol or INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence", Arity: 1 };

    private static bool IsSink(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            switch (at.Name)
            {
                // These have done it when they return.
                case "MemoryStream" or "UnmanagedMemoryStream" or "StringWriter" or "StringReader":
                    return false;
                case "Stream" or "TextWriter" or "TextReader" or "RandomAccess" or "File" when IsIn(at.ContainingNamespace, "IO"):
                case "Socket" or "SocketTaskExtensions" or "UdpClient" when IsIn(at.ContainingNamespace, "Sockets"):
                case "WebSocket" when IsIn(at.ContainingNamespace, "WebSockets"):
                    return true;
            }
        }

        return false;
    }

    private static bool IsIn(INamespaceSymbol? space, string name)
    {
        if (space?.Name != name)
            return false;
        while (space?.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space?.Name == "System";
    }
}
