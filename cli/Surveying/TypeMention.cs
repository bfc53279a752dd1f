using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>Whether a name stands for a type where it stands: many a member is called like one.</summary>
internal static class TypeMention
{
    /// <summary>It may, as far as the syntax tells.</summary>
    /// <param name="token">The name.</param>
    /// <param name="qualifiers">What a type may be qualified by; null where that is not known.</param>
    public static bool MayBe(SyntaxToken token, IReadOnlySet<string>? qualifiers) => token.Parent switch
    {
        SimpleNameSyntax name => MayBe(name, qualifiers),
        VariableDeclaratorSyntax or PropertyDeclarationSyntax or EventDeclarationSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax or ParameterSyntax or EnumMemberDeclarationSyntax
            or SingleVariableDesignationSyntax or ForEachStatementSyntax or LabeledStatementSyntax or TupleElementSyntax or CatchDeclarationSyntax or TypeParameterSyntax => false,
        _ => true,
    };

    private static bool MayBe(SimpleNameSyntax name, IReadOnlySet<string>? qualifiers) => SyntaxFacts.IsInTypeOnlyContext(name) || name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => qualifiers is null || LastNameOf(access.Expression) is string last && qualifiers.Contains(last),
        BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.IsExpression) && binary.Right == name,
        InvocationExpressionSyntax or MemberBindingExpressionSyntax or ArgumentSyntax or AssignmentExpressionSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax
            or ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or InterpolationSyntax or NameColonSyntax or NameEqualsSyntax or ConditionalExpressionSyntax
            or IfStatementSyntax or WhileStatementSyntax or SwitchStatementSyntax or ThrowStatementSyntax or AwaitExpressionSyntax => false,
        _ => true,
    };

    /// <summary>Of names with points between them; null for anything else, which is no namespace.</summary>
    private static string? LastNameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        MemberAccessExpressionSyntax access when LastNameOf(access.Expression) is not null => access.Name.Identifier.ValueText,
        _ => null,
    };
}
