using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Mutation;

/// <summary>A source with one decision turned around.</summary>
/// <param name="Line">Where, from 1.</param>
/// <param name="What">The code before and after.</param>
/// <param name="Root">The whole source.</param>
internal sealed record Mutant(int Line, string What, SyntaxNode Root);

/// <summary>Turns decisions around, one at a time: conditions, comparisons, what joins them, and answers.</summary>
internal static class Mutants
{
    public static IEnumerable<Mutant> Of(SyntaxNode root) =>
        from node in root.DescendantNodes()
        let other = Turned(node)
        where other is not null
        select new Mutant(
            node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
            $"{OneLine(node)}  ->  {OneLine(other)}",
            root.ReplaceNode(node, other.WithTriviaFrom(node)));

    private static ExpressionSyntax? Turned(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary when Opposite(binary.Kind()) is SyntaxKind kind => Binary(kind, binary),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => not.Operand,
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } => SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } => SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression),
        // What a pattern declares has to stay assigned, so only those that declare nothing are turned.
        IsPatternExpressionSyntax pattern when !pattern.DescendantNodes().OfType<VariableDesignationSyntax>().Any() => Not(pattern),
        InvocationExpressionSyntax { Parent: IfStatementSyntax or ConditionalExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } } call
            when !call.DescendantNodes().OfType<DeclarationExpressionSyntax>().Any() && IsCondition(call) => Not(call),
        _ => null,
    };

    private static bool IsCondition(ExpressionSyntax expression) => expression.Parent switch
    {
        IfStatementSyntax branch => branch.Condition == expression,
        ConditionalExpressionSyntax choice => choice.Condition == expression,
        _ => true,
    };

    private static SyntaxKind? Opposite(SyntaxKind kind) => kind switch
    {
        SyntaxKind.LogicalAndExpression => SyntaxKind.LogicalOrExpression,
        SyntaxKind.LogicalOrExpression => SyntaxKind.LogicalAndExpression,
        SyntaxKind.EqualsExpression => SyntaxKind.NotEqualsExpression,
        SyntaxKind.NotEqualsExpression => SyntaxKind.EqualsExpression,
        SyntaxKind.LessThanExpression => SyntaxKind.LessThanOrEqualExpression,
        SyntaxKind.LessThanOrEqualExpression => SyntaxKind.LessThanExpression,
        SyntaxKind.GreaterThanExpression => SyntaxKind.GreaterThanOrEqualExpression,
        SyntaxKind.GreaterThanOrEqualExpression => SyntaxKind.GreaterThanExpression,
        _ => null,
    };

    private static ParenthesizedExpressionSyntax Binary(SyntaxKind kind, BinaryExpressionSyntax binary) =>
        SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(kind, binary.Left, binary.Right));

    private static PrefixUnaryExpressionSyntax Not(ExpressionSyntax expression) =>
        SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia()));

    private static string OneLine(SyntaxNode node) => string.Join(' ', node.ToString().Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
}
