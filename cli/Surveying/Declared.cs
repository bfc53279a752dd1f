using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>
/// By which names code gets hold of a type, told from declarations that mention it: a field of that type, a method that
/// returns it, an alias for it, a type that derives from it. Syntax alone; names of others that are the same only add to it.
/// </summary>
/// <param name="type">Takes a name that stands for a type whose values are, or lead to, values of the type mentioned.</param>
/// <param name="member">Takes a name that leads to such a value, and of which type it is a member; null where it is called without a value of one.</param>
internal sealed class Declared(Action<string> type, Action<string, string?> member)
{
    // What the compiler calls without its name being written: a declaration of these is met through the type that has it.
    private static readonly HashSet<string> s_unwritten =
    [
        "GetEnumerator", "GetAsyncEnumerator", "Current", "MoveNext", "MoveNextAsync", "Deconstruct", "GetAwaiter", "GetResult", "GetPinnableReference", "Slice", "Add",
        "Select", "SelectMany", "Where", "Join", "GroupJoin", "GroupBy", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Cast", "Create", "AppendFormatted", "AppendLiteral",
    ];

    public static bool IsUnwritten(string name) => s_unwritten.Contains(name);

    /// <summary>Adds what the declaration says in which a type's name stands; nothing where it stands in a body.</summary>
    public void Around(SyntaxToken token)
    {
        for (SyntaxNode? node = token.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                // What is not declared is used, and is found by the name itself.
                case BlockSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or AttributeListSyntax or ArgumentListSyntax or ConstructorInitializerSyntax:
                    return;
                case UsingDirectiveSyntax { Alias.Name.Identifier.ValueText: string alias }:
                    type(alias);
                    return;
                case DelegateDeclarationSyntax made:
                    type(made.Identifier.ValueText);
                    return;
                case TypeDeclarationSyntax declaration:
                    if (declaration.Identifier != token)
                        OfType(declaration);
                    return;
                case BaseFieldDeclarationSyntax field:
                    foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                        member(variable.Identifier.ValueText, HomeOf(field));
                    return;
                case PropertyDeclarationSyntax property:
                    OfMember(property, property.Identifier.ValueText);
                    return;
                case EventDeclarationSyntax @event:
                    member(@event.Identifier.ValueText, HomeOf(@event));
                    return;
                case MethodDeclarationSyntax method:
                    if (method.Identifier != token)
                        OfMethod(method, token);
                    return;
                case ConstructorDeclarationSyntax constructor:
                    member(constructor.Identifier.ValueText, null);
                    return;
                case IndexerDeclarationSyntax or OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax:
                    OfHome((MemberDeclarationSyntax)node);
                    return;
                case MemberDeclarationSyntax:
                    return;
            }
        }
    }

    /// <summary>Adds what a type has that can be called without its name.</summary>
    public void ExtensionsIn(TypeDeclarationSyntax home)
    {
        foreach (MemberDeclarationSyntax inside in home.Members)
        {
            if (inside is MethodDeclarationSyntax { ParameterList.Parameters: [{ } first, ..] } method && first.Modifiers.Any(SyntaxKind.ThisKeyword))
                member(method.Identifier.ValueText, null);
            else if (inside is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 } block)
                OfType(block);
        }
    }

    private void OfType(TypeDeclarationSyntax declaration)
    {
        if (declaration.Identifier.ValueText.Length > 0)
        {
            type(declaration.Identifier.ValueText);
            return;
        }

        // A block of extensions: what is in it comes with every value of the type.
        foreach (MemberDeclarationSyntax extension in declaration.Members)
        {
            if (NameOf(extension) is string name)
                member(name, null);
        }
    }

    private void OfMember(MemberDeclarationSyntax declaration, string name)
    {
        member(name, HomeOf(declaration));
        if (IsUnwritten(name))
            OfHome(declaration);
    }

    private void OfMethod(MethodDeclarationSyntax method, SyntaxToken token)
    {
        string name = method.Identifier.ValueText;
        bool extends = method.ParameterList.Parameters is [{ } first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword);
        if (IsUnwritten(name))
        {
            member(name, null);
            OfHome(method);
            if (extends)
                OfReceiver(method.ParameterList.Parameters[0].Type);
            return;
        }

        ParameterSyntax? given = token.Parent!.FirstAncestorOrSelf<ParameterSyntax>();
        // Who passes such a value has it already. But a lambda takes its parameters' types from there, and 'out var' its own.
        if (given is null || !IsPlain(given))
            member(name, extends ? null : HomeOf(method));
        else if (given.Modifiers.Any(SyntaxKind.ThisKeyword))
            return;
        else if (method.Modifiers.Any(SyntaxKind.StaticKeyword) && !extends && method.Parent is TypeDeclarationSyntax home && home.Modifiers.Any(SyntaxKind.StaticKeyword))
            member(home.Identifier.ValueText, null);
        else
            member(name, extends ? null : HomeOf(method));
    }

    private static string? HomeOf(MemberDeclarationSyntax declaration) => declaration.Parent is TypeDeclarationSyntax { Identifier.ValueText: { Length: > 0 } home } ? home : null;

    /// <summary>The type itself, in whatever way it is passed.</summary>
    private static bool IsPlain(ParameterSyntax parameter)
    {
        if (parameter.Modifiers.Any(SyntaxKind.OutKeyword))
            return false;
        TypeSyntax? passed = parameter.Type;
        while (passed is RefTypeSyntax or NullableTypeSyntax or PointerTypeSyntax or ArrayTypeSyntax)
        {
            passed = passed switch
            {
                RefTypeSyntax reference => reference.Type,
                NullableTypeSyntax nullable => nullable.ElementType,
                PointerTypeSyntax pointer => pointer.ElementType,
                ArrayTypeSyntax array => array.ElementType,
                _ => null,
            };
        }

        return passed is IdentifierNameSyntax or QualifiedNameSyntax { Left: not GenericNameSyntax, Right: IdentifierNameSyntax } or AliasQualifiedNameSyntax { Name: IdentifierNameSyntax };
    }

    private void OfHome(MemberDeclarationSyntax declaration)
    {
        if (declaration.Parent is not TypeDeclarationSyntax home)
            return;
        if (home.Identifier.ValueText.Length > 0)
            type(home.Identifier.ValueText);
        else if (home.ParameterList is { Parameters: [{ Type: TypeSyntax receiver }, ..] })
            OfReceiver(receiver);
    }

    private void OfReceiver(TypeSyntax? receiver)
    {
        foreach (SimpleNameSyntax name in receiver?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>() ?? [])
            type(name.Identifier.ValueText);
    }

    /// <summary>The type in which a name stands.</summary>
    /// <param name="token">The name.</param>
    /// <param name="extension">Where it stands in what extends another type: the name by which that is called.</param>
    public static string? HomeOf(SyntaxToken token, out string? extension)
    {
        MemberDeclarationSyntax? member = token.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        bool extends = member is MethodDeclarationSyntax { ParameterList.Parameters: [{ } first, ..] } && first.Modifiers.Any(SyntaxKind.ThisKeyword) || member?.Parent is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 };
        extension = extends ? NameOf(member!) : null;
        return member?.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault(home => home.Identifier.ValueText.Length > 0)?.Identifier.ValueText;
    }

    public static string? NameOf(MemberDeclarationSyntax declaration) => declaration switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        EventDeclarationSyntax @event => @event.Identifier.ValueText,
        _ => null,
    };
}
