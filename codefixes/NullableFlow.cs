using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.CodeFixes;

/// <summary>What the compiler knows about null at a raw read, which a call does not tell it. Asked by fixes only: the analysis is not free.</summary>
internal static class NullableFlow
{
    /// <summary>The read is known not to be null, and something there warns if its replacement may be.</summary>
    public static bool NeedsForgiving(ExpressionSyntax raw, SemanticModel semantics)
    {
        if ((semantics.GetNullableContext(raw.SpanStart) & NullableContext.WarningsEnabled) == 0 || AcceptsNull(raw, semantics))
            return false;
        return semantics.GetTypeInfo(raw).Nullability.FlowState == NullableFlowState.NotNull;
    }

    /// <summary>From here the compiler learns what it knows later on: a test for null, or a store.</summary>
    public static bool TeachesAboutNull(ExpressionSyntax site)
    {
        SyntaxNode expression = site;
        while (expression.Parent is ParenthesizedExpressionSyntax)
            expression = expression.Parent;
        return site is AssignmentExpressionSyntax || expression.Parent is IsPatternExpressionSyntax or ConditionalAccessExpressionSyntax
            || expression.Parent is BinaryExpressionSyntax binary && (binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression));
    }

    private static bool AcceptsNull(ExpressionSyntax raw, SemanticModel semantics)
    {
        SyntaxNode expression = raw;
        while (expression.Parent is ParenthesizedExpressionSyntax)
            expression = expression.Parent;
        switch (expression.Parent)
        {
            case PostfixUnaryExpressionSyntax or IsPatternExpressionSyntax or ConditionalAccessExpressionSyntax or InterpolationSyntax
                or SwitchStatementSyntax or SwitchExpressionSyntax:
            case BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression)
                || binary.IsKind(SyntaxKind.AddExpression) || binary.IsKind(SyntaxKind.CoalesceExpression) && binary.Left == expression || binary.IsKind(SyntaxKind.IsExpression) || binary.IsKind(SyntaxKind.AsExpression):
                return true;
            case ArgumentSyntax argument:
                return semantics.GetOperation(argument) is IArgumentOperation { Parameter: { Type.NullableAnnotation: NullableAnnotation.Annotated } parameter }
                    && parameter.OriginalDefinition.Type is not ITypeParameterSymbol;
            default:
                return false;
        }
    }
}
