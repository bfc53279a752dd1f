using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Whether an operation asks something that is counted how many references there are: that may be asked of what is gone, and the answer is none.</summary>
internal static class CountQuery
{
    public static bool Is(IOperation operation, Contracts contracts, Body body) => operation switch
    {
        IPropertyReferenceOperation { Property: { Parameters.IsEmpty: true, GetMethod: IMethodSymbol getter } property } => Tells(property, getter, contracts, body),
        IFieldReferenceOperation { Field: IFieldSymbol field } => Types.IsInteger(field.Type) && !field.IsStatic && Puts(field, contracts, out _) is { } puts && puts.Exists(put => Counts(put, field.Name, body)),
        IInvocationOperation { TargetMethod: { Parameters.IsEmpty: true, ReturnsVoid: false } method } => Tells(method, method, contracts, body),
        _ => false,
    };

    private static bool Tells(ISymbol member, IMethodSymbol getter, Contracts contracts, Body body)
    {
        if (!Types.IsInteger(getter.ReturnType) || member.IsStatic)
            return false;
        if (Puts(member, contracts, out bool isAlone) is not { } puts)
            return false;
        // What an interface says besides taking and dropping references.
        if (member.ContainingType.TypeKind == TypeKind.Interface)
            return isAlone && member is IPropertySymbol;
        return FieldOf(member, getter, body) is string field && puts.Exists(put => Counts(put, field, body));
    }

    /// <summary>The puts of the member's type; and whether it has gets as well, and no other property.</summary>
    private static List<IMethodSymbol>? Puts(ISymbol member, Contracts contracts, out bool isAlone)
    {
        List<IMethodSymbol>? puts = null;
        bool takes = false;
        isAlone = true;
        foreach (ISymbol other in member.ContainingType.GetMembers())
        {
            isAlone &= other is not IPropertySymbol || SymbolEqualityComparer.Default.Equals(other, member);
            takes |= contracts.RoleOf(other, Role.PageGet) is not null;
            if (other is IMethodSymbol method && contracts.RoleOf(method, Role.PagePut) is not null)
                (puts ??= new List<IMethodSymbol>(1)).Add(method);
        }

        isAlone &= takes;
        return puts;
    }

    /// <summary>The one field whose value is given, or what stands for it.</summary>
    private static string? FieldOf(ISymbol member, IMethodSymbol getter, Body body)
    {
        if (member is IPropertySymbol property && CalledCode.IsAutomatic(property))
            return property.Name;
        if (getter.DeclaringSyntaxReferences.Length != 1)
            return null;
        string? field = null;
        foreach (SyntaxNode node in getter.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation).DescendantNodes())
        {
            if (node is not IdentifierNameSyntax name || member.ContainingType.GetMembers(name.Identifier.ValueText) is not { Length: 1 } found || found[0] is not IFieldSymbol { IsStatic: false } held)
                continue;
            if (field is not null && field != held.Name)
                return null;
            field = held.Name;
        }

        return field;
    }

    /// <summary>'_count--', 'Interlocked.Decrement(ref _count)'</summary>
    private static bool Counts(IMethodSymbol put, string field, Body body)
    {
        if (put.DeclaringSyntaxReferences.Length != 1)
            return false;
        foreach (SyntaxNode node in put.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation).DescendantNodes())
        {
            ExpressionSyntax? changed = node switch
            {
                PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression } step => step.Operand,
                PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } step => step.Operand,
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } assignment => assignment.Left,
                ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword } argument => argument.Expression,
                _ => null,
            };
            if (changed is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: SimpleNameSyntax own })
                changed = own;
            if (changed is IdentifierNameSyntax name && name.Identifier.ValueText == field)
                return true;
        }

        return false;
    }
}
