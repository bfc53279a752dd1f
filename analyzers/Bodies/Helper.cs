using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Members that may acquire, release or hold something for those who use them: told from their declaration alone, for
/// whole compilations at a time. What nobody outside sees, and what can carry anything in or out.
/// </summary>
internal static class Helper
{
    /// <summary>The names of the members around an identifier through which its meaning reaches others.</summary>
    public static void AddAround(SyntaxToken token, Interest interest, IDictionary<string, uint> helpers)
    {
        for (SyntaxNode? node = token.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case LocalFunctionStatementSyntax local when Carries(local.ReturnType, local.ParameterList):
                    Add(local.Identifier);
                    break;
                case VariableDeclaratorSyntax { Initializer.Value: AnonymousFunctionExpressionSyntax } variable:
                    Add(variable.Identifier);
                    break;
                case BaseFieldDeclarationSyntax field:
                    foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                        Add(variable.Identifier);
                    return;
                case PropertyDeclarationSyntax property:
                    if (CanCarry(property.Type))
                        Add(property.Identifier);
                    return;
                case MethodDeclarationSyntax method:
                    if (IsOwn(method) && (Carries(method.ReturnType, method.ParameterList) || Receives(method)))
                        Add(method.Identifier);
                    return;
                case ConstructorDeclarationSyntax constructor:
                    if (IsOwn(constructor) && Carries(null, constructor.ParameterList))
                        Add(constructor.Identifier);
                    return;
                case MemberDeclarationSyntax and not GlobalStatementSyntax:
                    return;
            }
        }

        void Add(SyntaxToken name)
        {
            if (name.ValueText.Length == 0 || name.Span == token.Span)
                return;
            helpers.TryGetValue(name.ValueText, out uint known);
            helpers[name.ValueText] = known | Interests.WithCallers(interest);
        }
    }

    /// <summary>
    /// The name of a type whose new objects acquire something for themselves, and that can be disposed of: whoever makes one is
    /// concerned, and what makes one for itself acquires something by that.
    /// </summary>
    public static void AddType(SyntaxToken token, Interest interest, IDictionary<string, uint> helpers)
    {
        SyntaxNode? member = token.Parent;
        while (member is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            member = member.Parent;
        if (member is not MemberDeclarationSyntax { Parent: TypeDeclarationSyntax type } declaration || declaration.Modifiers.Any(SyntaxKind.StaticKeyword) || !FillsAt(token, declaration, type) || !IsDisposable(type))
            return;
        helpers.TryGetValue(type.Identifier.ValueText, out uint known);
        helpers[type.Identifier.ValueText] = known | Interests.WithCallers(interest) | Interests.Acquires;
    }

    /// <summary>What is made there, a new object of the type may have: in a constructor, or where a field or a property is declared.</summary>
    private static bool FillsAt(SyntaxToken token, MemberDeclarationSyntax member, TypeDeclarationSyntax type)
    {
        switch (member)
        {
            case ConstructorDeclarationSyntax constructor:
                return !constructor.ParameterList.Span.Contains(token.Span);
            case FieldDeclarationSyntax { Declaration: { Variables: { Count: > 0 } variables } field }:
                return !field.Type.Span.Contains(token.Span) || IsMadeByType(variables[0].Identifier, variables[0].Initializer, type);
            case PropertyDeclarationSyntax { ExpressionBody: null } property:
                return property.Type.Span.Contains(token.Span) ? IsMadeByType(property.Identifier, property.Initializer, type) : property.Initializer?.Span.Contains(token.Span) == true;
            default:
                return false;
        }
    }

    // 'private readonly Scratch _s = new(4);', and '_s = new(4);' in a constructor.
    private static bool IsMadeByType(SyntaxToken name, EqualsValueClauseSyntax? initial, TypeDeclarationSyntax type)
    {
        if (initial is not null)
            return initial.Value is ImplicitObjectCreationExpressionSyntax;
        foreach (MemberDeclarationSyntax member in type.Members)
        {
            if (member is not ConstructorDeclarationSyntax)
                continue;
            foreach (SyntaxNode node in member.DescendantNodes())
            {
                if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax to, Right: ImplicitObjectCreationExpressionSyntax } && to.Identifier.ValueText == name.ValueText)
                    return true;
            }
        }

        return false;
    }

    private static bool IsDisposable(TypeDeclarationSyntax type)
    {
        if (type.BaseList is not null)
            return true;
        foreach (MemberDeclarationSyntax member in type.Members)
        {
            if (member is MethodDeclarationSyntax { Identifier.ValueText: "Dispose" or "DisposeAsync" or "Close", ParameterList.Parameters.Count: 0 })
                return true;
        }

        return false;
    }

    /// <summary>It is not public all the way out: only such members are summarised.</summary>
    public static bool IsOwn(MemberDeclarationSyntax member)
    {
        for (SyntaxNode? node = member; node is MemberDeclarationSyntax at and not BaseNamespaceDeclarationSyntax; node = node.Parent)
        {
            // A block of extensions has no accessibility of its own.
            bool open = at.Modifiers.Any(SyntaxKind.PublicKeyword) || at.Modifiers.Any(SyntaxKind.ProtectedKeyword) || at is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 };
            if (!open)
                return true;
        }

        return false;
    }

    /// <summary>What it extends is its first argument.</summary>
    private static bool Receives(MethodDeclarationSyntax method) =>
        method.Parent is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 };

    private static bool Carries(TypeSyntax? result, ParameterListSyntax parameters)
    {
        if (result is not null && CanCarry(result))
            return true;
        foreach (ParameterSyntax parameter in parameters.Parameters)
        {
            if (parameter.Type is TypeSyntax type && CanCarry(type))
                return true;
        }

        return false;
    }

    /// <summary>A value of that type may be a resource, or hold one: not a number or a truth, and not what only shows another's.</summary>
    public static bool CanCarry(TypeSyntax type) => type switch
    {
        PredefinedTypeSyntax predefined => predefined.Keyword.IsKind(SyntaxKind.ObjectKeyword),
        IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" or "CancellationToken" } => false,
        GenericNameSyntax { Identifier.ValueText: "Span" or "ReadOnlySpan" } => false,
        NullableTypeSyntax nullable => CanCarry(nullable.ElementType),
        RefTypeSyntax reference => CanCarry(reference.Type),
        _ => true,
    };
}
