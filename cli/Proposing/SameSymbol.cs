using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Symbols of several compilations: what one declares and another refers to is the same, even where the compiler has made a
/// symbol of its own for it. That depends on what it still has at hand, so it is never left to the compiler's own comparison.
/// </summary>
internal sealed class SameSymbol : IEqualityComparer<ISymbol>
{
    public static readonly SameSymbol Comparer = new();

    private SameSymbol()
    {
    }

    public static bool Are(ISymbol? one, ISymbol? other) => ReferenceEquals(one, other) || one is not null && other is not null && Comparer.Equals(one, other);

    public bool Equals(ISymbol? x, ISymbol? y)
    {
        if (x is null || y is null)
            return x is null && y is null;
        (x, y) = (x.OriginalDefinition, y.OriginalDefinition);
        if (SymbolEqualityComparer.Default.Equals(x, y))
            return true;
        if (x.Kind != y.Kind || x.MetadataName != y.MetadataName || x.ContainingAssembly?.Name != y.ContainingAssembly?.Name)
            return false;
        if (x is IParameterSymbol one && y is IParameterSymbol other)
            return one.Ordinal == other.Ordinal && Equals(one.ContainingSymbol, other.ContainingSymbol);
        // Arrays and pointers have no declaration, and no id.
        if (x is ITypeSymbol and not INamedTypeSymbol)
            return x.ToDisplayString() == y.ToDisplayString();
        return x.GetDocumentationCommentId() is string id && id == y.GetDocumentationCommentId();
    }

    public int GetHashCode(ISymbol obj) => StringComparer.Ordinal.GetHashCode(obj.OriginalDefinition.MetadataName);
}
