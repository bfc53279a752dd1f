using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// What runs once, for a type: its static constructor, what its static fields begin with, and a private static method that
/// only these call.
/// </summary>
internal static class TypeStart
{
    public static bool Contains(SyntaxNode node, Body body)
    {
        if (body.Method.MethodKind is MethodKind.AnonymousFunction or MethodKind.LocalFunction)
            return false;
        return Contains(node) || body.GetOrAdd(static body => new Found(IsCalledAtStart(body))).IsIt;
    }

    private static bool Contains(SyntaxNode node)
    {
        for (SyntaxNode? around = node; around is not null; around = around.Parent)
        {
            switch (around)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return false;
                case ConstructorDeclarationSyntax or FieldDeclarationSyntax:
                    return ((MemberDeclarationSyntax)around).Modifiers.Any(SyntaxKind.StaticKeyword);
                case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property }:
                    return property.Modifiers.Any(SyntaxKind.StaticKeyword);
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool IsCalledAtStart(Body body)
    {
        IMethodSymbol method = body.Method;
        if (method is not { IsStatic: true, MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, ContainingType: INamedTypeSymbol type })
            return false;
        bool isCalled = false;
        foreach (SyntaxReference part in type.DeclaringSyntaxReferences)
        {
            foreach (SimpleNameSyntax name in part.GetSyntax(body.Cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Identifier.ValueText != method.Name)
                    continue;
                ExpressionSyntax called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
                if (called.Parent is not InvocationExpressionSyntax || !Contains(name))
                    return false;
                isCalled = true;
            }
        }

        return isCalled;
    }

    private sealed class Found
    {
        public Found(bool isIt) => IsIt = isIt;

        public bool IsIt { get; }
    }
}
