using System.Threading;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Obligations;

/// <summary>Whether a constructor puts what it is passed, as it is, into a field or an automatic property of the new object.</summary>
internal static class KeptArgument
{
    public static bool IsKept(IMethodSymbol constructor, IParameterSymbol parameter, CancellationToken cancellation)
    {
        IMethodSymbol definition = constructor.OriginalDefinition;
        if (definition.MethodKind != MethodKind.Constructor || definition.DeclaringSyntaxReferences.Length != 1 || parameter.RefKind != RefKind.None)
            return false;
        switch (definition.DeclaringSyntaxReferences[0].GetSyntax(cancellation))
        {
            case ConstructorDeclarationSyntax { ExpressionBody.Expression: AssignmentExpressionSyntax only }:
                return Stores(only, definition.ContainingType, parameter.Name);
            case ConstructorDeclarationSyntax { Body: BlockSyntax block }:
                foreach (StatementSyntax statement in block.Statements)
                {
                    if (statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } && Stores(assignment, definition.ContainingType, parameter.Name))
                        return true;
                }

                return false;
            case TypeDeclarationSyntax primary:
                return IsProperty(definition.ContainingType, parameter.Name, cancellation) || IsInitializer(primary, parameter.Name);
            default:
                return false;
        }
    }

    private static bool Stores(AssignmentExpressionSyntax assignment, INamedTypeSymbol type, string parameter)
    {
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || assignment.Right is not IdentifierNameSyntax given || given.Identifier.ValueText != parameter)
            return false;
        string? name = assignment.Left switch
        {
            IdentifierNameSyntax own when own.Identifier.ValueText != parameter => own.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: string member } => member,
            _ => null,
        };
        return name is not null && type.GetMembers(name) is { Length: 1 } found && found[0] is IFieldSymbol or IPropertySymbol
            && (found[0] is IFieldSymbol || CalledCode.IsAutomatic((IPropertySymbol)found[0]));
    }

    /// <summary>Of a record: the parameter is a property as well.</summary>
    private static bool IsProperty(INamedTypeSymbol type, string parameter, CancellationToken cancellation) =>
        type.IsRecord && type.GetMembers(parameter) is { Length: 1 } found && found[0] is IPropertySymbol { DeclaringSyntaxReferences: { Length: 1 } declared }
        && declared[0].GetSyntax(cancellation) is ParameterSyntax;

    private static bool IsInitializer(TypeDeclarationSyntax primary, string parameter)
    {
        foreach (MemberDeclarationSyntax member in primary.Members)
        {
            switch (member)
            {
                case PropertyDeclarationSyntax { Initializer.Value: IdentifierNameSyntax value } when value.Identifier.ValueText == parameter:
                    return true;
                case FieldDeclarationSyntax { Declaration.Variables: var variables }:
                    foreach (VariableDeclaratorSyntax variable in variables)
                    {
                        if (variable.Initializer?.Value is IdentifierNameSyntax initial && initial.Identifier.ValueText == parameter)
                            return true;
                    }

                    break;
            }
        }

        return false;
    }
}
