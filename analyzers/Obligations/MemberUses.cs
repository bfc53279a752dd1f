using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Where a type names one of its fields, or one of its properties without a body.</summary>
internal static class MemberUses
{
    /// <summary>Nobody but its type can put anything into it, whoever may read it.</summary>
    public static bool IsFixed(ISymbol member) => member switch
    {
        IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field => field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private,
        IPropertySymbol { IsStatic: false, IsIndexer: false, IsVirtual: false, IsAbstract: false, IsOverride: false, SetMethod: null or { DeclaredAccessibility: Accessibility.Private } } property => CalledCode.IsAutomatic(property),
        _ => false,
    };

    /// <summary>The value that it is declared with, and each mention of it; null for what cannot be seen.</summary>
    public static IEnumerable<(IOperation? Operation, bool IsInitial)> Of(ISymbol member, Compilation compilation, CancellationToken cancellation)
    {
        foreach (SyntaxReference part in member.ContainingType.DeclaringSyntaxReferences)
        {
            SyntaxNode declaration = part.GetSyntax(cancellation);
            if (!compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            {
                yield return (null, false);
                yield break;
            }

            SemanticModel? semantics = null;
            foreach (SyntaxToken token in declaration.DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != member.Name)
                    continue;
#pragma warning disable RS1030 // a member is used in files other than that of the body at hand
                semantics ??= compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
                if (InitialOf(token) is ExpressionSyntax initial && SymbolEqualityComparer.Default.Equals(semantics.GetDeclaredSymbol(token.Parent!, cancellation), member))
                    yield return (semantics.GetOperation(initial, cancellation), true);
                else if (token.Parent is IdentifierNameSyntax name && SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, member))
                    yield return (semantics.GetOperation(Whole(name), cancellation), false);
            }
        }
    }

    /// <summary>A mention that puts nothing into it.</summary>
    public static bool IsRead(IOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target != use,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => !declarator.Symbol.IsRef,
        IIncrementOrDecrementOperation or IAddressOfOperation or ITupleOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => false,
        _ => true,
    };

    // 'this._b', 'other._b': the name alone has no operation there.
    private static ExpressionSyntax Whole(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access,
        MemberBindingExpressionSyntax binding => binding,
        _ => name,
    };

    private static ExpressionSyntax? InitialOf(SyntaxToken name) => name.Parent switch
    {
        VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value } => value,
        PropertyDeclarationSyntax { Initializer.Value: ExpressionSyntax value } => value,
        _ => null,
    };
}
