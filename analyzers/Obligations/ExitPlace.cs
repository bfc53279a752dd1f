using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Obligations;

/// <summary>Where a path leaves a body, as a reader sees it: the statement that leaves, or the end of the body.</summary>
internal static class ExitPlace
{
    /// <param name="last">What was returned or thrown, if there is something.</param>
    /// <param name="node">The last node of the path.</param>
    /// <param name="body">The body.</param>
    public static Location Of(IOperation? last, BodyNode node, Body body)
    {
        if (last is not null)
            return WholeStatement(last.Syntax).GetLocation();
        // 'return;' leaves no operation behind: it is the branch of the last condition, or what follows the last statement.
        if (!node.Steps.IsEmpty && ReturnBehind(node.Steps[node.Steps.Length - 1].Operation.Syntax) is ReturnStatementSyntax found)
            return found.GetLocation();
        SyntaxToken end = body.Syntax.GetLastToken();
        if (end.IsKind(SyntaxKind.SemicolonToken))
            end = end.GetPreviousToken();
        return end.GetLocation();
    }

    /// <summary>The statement that an expression makes up, returns or throws; else the expression.</summary>
    public static SyntaxNode WholeStatement(SyntaxNode syntax)
    {
        SyntaxNode? node = syntax;
        while (node is ExpressionSyntax and not AnonymousFunctionExpressionSyntax)
            node = node.Parent;
        return node is ReturnStatementSyntax or ThrowStatementSyntax or ExpressionStatementSyntax or YieldStatementSyntax ? node : syntax;
    }

    private static ReturnStatementSyntax? ReturnBehind(SyntaxNode last)
    {
        StatementSyntax? statement = last.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is IfStatementSyntax choice && choice.Condition.Span.Contains(last.Span))
            return FirstReturn(choice.Statement) ?? (choice.Else is ElseClauseSyntax otherwise ? FirstReturn(otherwise.Statement) : Next(choice));
        return statement is null ? null : Next(statement);

        static ReturnStatementSyntax? FirstReturn(StatementSyntax statement) =>
            statement is BlockSyntax { Statements: { Count: > 0 } statements } ? statements[0] as ReturnStatementSyntax : statement as ReturnStatementSyntax;

        static ReturnStatementSyntax? Next(StatementSyntax statement)
        {
            if (statement.Parent is not BlockSyntax block)
                return null;
            int index = block.Statements.IndexOf(statement) + 1;
            return index < block.Statements.Count ? block.Statements[index] as ReturnStatementSyntax : null;
        }
    }
}
