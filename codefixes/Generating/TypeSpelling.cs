using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>How a place spells a type: by its name where that means the same there, in full where not.</summary>
internal static class TypeSpelling
{
    /// <summary>What means the same anywhere.</summary>
    public static string InFull(ITypeSymbol type, SymbolDisplayMiscellaneousOptions annotation) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | annotation));

    /// <summary>The shortest that means the type at a position.</summary>
    public static string At(SemanticModel semantics, int position, ITypeSymbol wanted, bool isExpression, SymbolDisplayMiscellaneousOptions annotation)
    {
        ITypeSymbol type = Lookup(wanted, semantics.Compilation);
        SymbolDisplayFormat format = SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(
            SymbolDisplayFormat.MinimallyQualifiedFormat.MiscellaneousOptions & ~SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | annotation);
        // Where a type is expected, a member of its name is not meant; the compiler's own shortening does not rely on that.
        string minimal = !isExpression && Named(type).All(named => IsMeantByName(named, semantics, position)) ? type.ToDisplayString(format) : type.ToMinimalDisplayString(semantics, position, format);
        if (type is INamedTypeSymbol { ContainingNamespace.Name: Roles.Namespace } attribute && minimal.EndsWith("Attribute", StringComparison.Ordinal) && attribute.BaseType?.Name == nameof(System.Attribute))
            return minimal.Substring(0, minimal.Length - "Attribute".Length);
        if (!isExpression)
            return minimal;
        ISymbol? meant = semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(minimal), SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(meant, type) ? minimal : InFull(wanted, annotation);
    }

    /// <summary>The named types that a spelling names.</summary>
    public static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Named(array.ElementType);
            case IPointerTypeSymbol pointer:
                return Named(pointer.PointedAtType);
            case INamedTypeSymbol named:
                return named.TypeArguments.SelectMany(Named).Prepend(named);
            default:
                return Enumerable.Empty<INamedTypeSymbol>();
        }
    }

    /// <summary>The same type as another compilation has it.</summary>
    public static INamedTypeSymbol? Definition(INamedTypeSymbol type, Compilation compilation) =>
        DocumentationCommentId.CreateDeclarationId(type.OriginalDefinition) is string id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol : null;

    private static bool IsMeantByName(INamedTypeSymbol type, SemanticModel semantics, int position)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type.SpecialType != SpecialType.None || semantics.LookupNamespacesAndTypes(position, name: type.Name).Where(found => found is not INamedTypeSymbol named || named.Arity == type.Arity).ToList() is { Count: 1 } only && SymbolEqualityComparer.Default.Equals(only[0], type.OriginalDefinition);
    }

    /// <summary>The same type in another compilation.</summary>
    private static ITypeSymbol Lookup(ITypeSymbol type, Compilation compilation)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return compilation.CreateArrayTypeSymbol(Lookup(array.ElementType, compilation), array.Rank, array.ElementNullableAnnotation).WithNullableAnnotation(type.NullableAnnotation);
            case IPointerTypeSymbol pointer:
                return compilation.CreatePointerTypeSymbol(Lookup(pointer.PointedAtType, compilation));
            case INamedTypeSymbol { IsTupleType: false, SpecialType: SpecialType.None } named when Definition(named, compilation) is INamedTypeSymbol found:
                if (named.IsGenericType && named.ContainingType is not { IsGenericType: true } && !SymbolEqualityComparer.Default.Equals(named, named.OriginalDefinition))
                    found = found.Construct(named.TypeArguments.Select(argument => Lookup(argument, compilation)).ToImmutableArray(), named.TypeArgumentNullableAnnotations);
                return found.WithNullableAnnotation(type.NullableAnnotation);
            default:
                return type;
        }
    }
}
