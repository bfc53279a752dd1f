using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>The pieces of code of a file as the compiler hands them to analyzers: each declaration that has code of its own, with its symbol.</summary>
internal static class CodeBlocks
{
    public static IEnumerable<(SyntaxNode Block, ISymbol Owner)> In(SemanticModel semantics, CancellationToken cancellation)
    {
        foreach (SyntaxNode member in MemberCode.In(semantics.SyntaxTree.GetRoot(cancellation)))
        {
            foreach (SyntaxNode block in BlocksOf(member))
            {
                if (OwnerOf(block, semantics, cancellation) is ISymbol owner)
                    yield return (block is VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax field } ? field : block is BaseListSyntax { Parent: SyntaxNode type } ? type : block, owner);
            }
        }
    }

    private static IEnumerable<SyntaxNode> BlocksOf(SyntaxNode member) => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Variables,
        BasePropertyDeclarationSyntax property =>
        [
            property,
            .. property.AccessorList?.Accessors ?? [],
            .. property switch { PropertyDeclarationSyntax { ExpressionBody: { } body } => [body], IndexerDeclarationSyntax { ExpressionBody: { } body } => [body], _ => System.Array.Empty<SyntaxNode>() },
        ],
        _ => [member],
    };

    private static ISymbol? OwnerOf(SyntaxNode block, SemanticModel semantics, CancellationToken cancellation) => block switch
    {
        ArrowExpressionClauseSyntax { Parent: SyntaxNode property } => (semantics.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod,
        BaseListSyntax { Parent: TypeDeclarationSyntax type } => (semantics.GetDeclaredSymbol(type, cancellation) as INamedTypeSymbol)?.InstanceConstructors
            .FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == type.SyntaxTree && reference.Span == type.Span)),
        // Top-level statements.
        CompilationUnitSyntax unit => semantics.GetDeclaredSymbol(unit, cancellation),
        _ => semantics.GetDeclaredSymbol(block, cancellation),
    };

    /// <summary>The fields and properties that are declared in a file.</summary>
    public static IEnumerable<ISymbol> FieldsIn(SemanticModel semantics, CancellationToken cancellation)
    {
        HashSet<ISymbol> types = new(SymbolEqualityComparer.Default);
        foreach (TypeDeclarationSyntax declaration in semantics.SyntaxTree.GetRoot(cancellation).DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>())
        {
            if (semantics.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type || !types.Add(type))
                continue;
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IFieldSymbol or IPropertySymbol && member.Locations is [{ SourceTree: SyntaxTree tree }, ..] && tree == semantics.SyntaxTree)
                    yield return member;
            }
        }
    }
}
