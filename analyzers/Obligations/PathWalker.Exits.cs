using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Obligations;

// Ways out of a body and of a turn of a loop, for any kind of resource: where they are, and what goes out with them.
internal abstract partial class PathWalker
{
    /// <summary>
    /// What was acquired on an earlier turn of a loop and has a name still is followed as the earlier one; false when it is
    /// not followed any more, because nobody can tell two earlier turns apart.
    /// </summary>
    protected bool StepAside(Token token, int bits)
    {
        int aside = token.Id + 1;
        if (!HasName(token.Id) || Path.TryGet(aside, out _))
        {
            Path.Drop(token.Id, Value.Unknown);
            return false;
        }

        List<int> places = new();
        List<int> views = new();
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.TokenId == token.Id)
                (value.Kind == ValueKind.Token ? places : views).Add(place);
        }

        Path.Drop(token.Id, Value.Unknown);
        Path.Put(new Token(aside, bits, token.At));
        foreach (int place in places)
            Path.Set(place, Value.Token(aside));
        foreach (int place in views)
            Path.Set(place, Value.View(aside));
        return true;
    }

    /// <summary>The caller gets it: it is returned, or a parameter holds it that hands values back.</summary>
    protected bool IsHandedOut(PathState state, Token token)
    {
        if (state.Result.TokenId == token.Id && !(state.Result.Kind == ValueKind.View && IsOnlyAddress(token)))
            return true;
        foreach ((int place, Value value) in state.Places)
        {
            if (value.TokenId == token.Id && !(value.Kind == ValueKind.View && IsOnlyAddress(token)) && (Places[place].IsByReference || Places[place].IsCaptured || Places[place].Kind == PlaceKind.Element))
                return true;
        }

        return false;
    }

    /// <summary>Where a path leaves the body.</summary>
    protected Location ExitLocation(PathState state)
    {
        if (state.Exit >= 0 && Site(state.Exit) is IOperation operation)
            return WholeStatement(operation.Syntax).GetLocation();
        // So does 'throw;'.
        if (Graph.Node(Node).Block?.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Rethrow && Rethrow() is ThrowStatementSyntax again)
            return again.GetLocation();
        // 'return;' leaves no operation behind: it is the branch of the last condition, or what follows the last statement.
        BodyNode node = Graph.Node(Node);
        if (!node.Steps.IsEmpty && ReturnBehind(node.Steps[node.Steps.Length - 1].Operation.Syntax) is ReturnStatementSyntax found)
            return found.GetLocation();
        SyntaxToken last = Body.Syntax.GetLastToken();
        if (last.IsKind(SyntaxKind.SemicolonToken))
            last = last.GetPreviousToken();
        return last.GetLocation();
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

    // Of the handler at hand: the first one behind what was done last.
    private ThrowStatementSyntax? Rethrow()
    {
        BodyNode node = Graph.Node(Node);
        int from = node.Steps.IsEmpty ? -1 : node.Steps[node.Steps.Length - 1].Operation.Syntax.SpanStart;
        foreach (SyntaxNode inner in Body.Syntax.DescendantNodes())
        {
            if (inner is ThrowStatementSyntax { Expression: null } rethrow && rethrow.SpanStart > from)
                return rethrow;
        }

        return null;
    }

    protected static Location ScopeEnd(IOperation last) => WholeStatement(last.Syntax).GetLocation();

    private static SyntaxNode WholeStatement(SyntaxNode syntax)
    {
        SyntaxNode? node = syntax;
        while (node is ExpressionSyntax and not AnonymousFunctionExpressionSyntax)
            node = node.Parent;
        return node is ReturnStatementSyntax or ThrowStatementSyntax or ExpressionStatementSyntax or YieldStatementSyntax ? node : syntax;
    }
}
