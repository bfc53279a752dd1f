using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.CodeFixes;

/// <summary>Where a file reads <c>ArrayPool&lt;T&gt;.Shared</c>, and the property that may stand in for it.</summary>
internal sealed class PoolUses(SemanticModel semantics, CancellationToken cancellation)
{
    /// <summary>The name of the base library's type.</summary>
    public const string Type = "ArrayPool";

    /// <summary>The name of its property, and of the one that stands in for it.</summary>
    public const string Property = "Shared";

    /// <summary>All of a tree that can be rerouted.</summary>
    public IEnumerable<MemberAccessExpressionSyntax> All(SyntaxNode root) =>
        root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(access => access.Name.Identifier.ValueText == Property && Contains(access));

    /// <summary>Whether this is one: not a mere name, and not the one use that is left, in the property that stands in for it.</summary>
    public bool Contains(MemberAccessExpressionSyntax access) =>
        semantics.GetSymbolInfo(access, cancellation).Symbol is IPropertySymbol { IsStatic: true, Name: Property } property &&
        IsPool(property.ContainingType) &&
        semantics.GetOperation(access, cancellation) is { Parent: not Microsoft.CodeAnalysis.Operations.INameOfOperation } &&
        !(access.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } declaration && semantics.GetDeclaredSymbol(declaration, cancellation) is { } declared && IsStandIn(declared));

    /// <summary>The text of the element type, in full.</summary>
    public static string ElementOf(SemanticModel semantics, MemberAccessExpressionSyntax use, CancellationToken cancellation) =>
        ((IPropertySymbol)semantics.GetSymbolInfo(use, cancellation).Symbol!).ContainingType.TypeArguments[0]
            .ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    /// <summary>The project's own type that has the property, if there is one.</summary>
    public static INamedTypeSymbol? HomeIn(Compilation compilation) =>
        compilation.GetSymbolsWithName(Property, SymbolFilter.Member)
            .OfType<IPropertySymbol>()
            .Where(property => IsStandIn(property) && property.DeclaringSyntaxReferences.Any(HasPool))
            .Select(property => property.ContainingType)
            .FirstOrDefault(type => type.ContainingType is null);

    /// <summary>A static property <c>Shared</c> that can be set, in a static class of one type parameter, the pool's.</summary>
    private static bool IsStandIn(IPropertySymbol property) =>
        property is { IsStatic: true, Name: Property, SetMethod: not null, ContainingType: { IsStatic: true, TypeParameters.Length: 1 } type } &&
        property.Type is INamedTypeSymbol pool && IsPool(pool) && SymbolEqualityComparer.Default.Equals(pool.TypeArguments[0], type.TypeParameters[0]);

    /// <summary>It starts with the base library's pool.</summary>
    private static bool HasPool(SyntaxReference reference) =>
        reference.GetSyntax() is PropertyDeclarationSyntax { Initializer.Value: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Property } };

    private static bool IsPool(INamedTypeSymbol? type) =>
        type is { Name: Type, TypeParameters.Length: 1, ContainingNamespace: { Name: "Buffers", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };
}
