using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>The text that may run between two places of one member.</summary>
internal readonly struct Region
{
    private readonly TextSpan _straight;
    private readonly SyntaxNode? _loop;
    private readonly SyntaxNode _from;

    private readonly SyntaxNode _to;

    private Region(TextSpan straight, SyntaxNode? loop, SyntaxNode from, SyntaxNode to)
    {
        _straight = straight;
        _loop = loop;
        _from = from;
        _to = to;
    }

    /// <summary>The text from the one place to the other.</summary>
    public TextSpan Straight => _straight;

    /// <summary>Everything that may run in between, as text; the loop may overlap the straight part.</summary>
    public IEnumerable<TextSpan> Spans
    {
        get
        {
            yield return _straight;
            if (_loop is not null)
                yield return _loop.Span;
        }
    }

    /// <summary>From behind <paramref name="from"/> up to <paramref name="to"/>, with the loops that enclose only the latter.</summary>
    public static Region Between(SyntaxNode from, SyntaxNode to)
    {
        SyntaxNode? outermost = null;
        ForStatementSyntax? header = LoopOfHeader(from);
        for (SyntaxNode? node = to; node is not null && !IsFunction(node); node = node.Parent)
        {
            if (IsLoop(node) && (node == header || !node.Span.Contains(from.Span)))
                outermost = node;
        }

        return new Region(TextSpan.FromBounds(from.Span.End, System.Math.Max(from.Span.End, to.SpanStart)), outermost, from, to);
    }

    public bool Contains(SyntaxNode node) =>
        node != _from
        && (_straight.Contains(node.SpanStart) && _straight.Length > 0
            || _loop is not null && _loop.Span.Contains(node.Span) && !_from.Span.Contains(node.Span));

    /// <summary>
    /// From that node the other end can still be reached: it does not stand on a branch that leaves for good, such as
    /// the unwinding of an error. What runs after a jump (<c>finally</c>, <c>catch</c>) counts as reached.
    /// </summary>
    public bool LeadsOn(SyntaxNode node)
    {
        bool guarded = false;
        for (SyntaxNode? current = node; current is not null && !IsFunction(current) && !current.Span.Contains(_to.Span); current = current.Parent)
        {
            guarded |= current is TryStatementSyntax;
            StatementSyntax? last = current switch
            {
                BlockSyntax { Statements: { Count: > 0 } statements } => statements[statements.Count - 1],
                StatementSyntax statement => statement,
                _ => null,
            };
            if (!guarded && last is not null && Leaves(last) && !IsInTryAroundBoth(current))
                return false;
        }

        return true;
    }

    private bool Leaves(StatementSyntax last) =>
        last switch
        {
            ReturnStatementSyntax or ThrowStatementSyntax => true,
            GotoStatementSyntax { Expression: IdentifierNameSyntax target } when last.IsKind(SyntaxKind.GotoStatement) => IsBehind(target.Identifier.ValueText),
            _ => false,
        };

    private bool IsBehind(string label)
    {
        SyntaxNode? function = FunctionOf(_from);
        if (function is null)
            return false;
        foreach (SyntaxNode node in function.DescendantNodes())
        {
            if (node is LabeledStatementSyntax labeled && labeled.Identifier.ValueText == label)
                return labeled.SpanStart >= _to.Span.End && (_loop is null || !_loop.Span.Contains(labeled.Span));
        }

        return false;
    }

    private bool IsInTryAroundBoth(SyntaxNode node)
    {
        for (SyntaxNode? current = node.Parent; current is not null && !IsFunction(current); current = current.Parent)
        {
            if (current is TryStatementSyntax attempt && !attempt.Block.Span.Contains(_to.Span) && attempt.Span.Contains(_to.Span))
                return true;
        }

        return false;
    }

    public static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax;

    public static SyntaxNode? FunctionOf(SyntaxNode node)
    {
        SyntaxNode? current = node.Parent;
        while (current is not null && !IsFunction(current))
            current = current.Parent;
        return current;
    }

    /// <summary>The <c>for</c> whose initializer this is: it runs once, before the loop around it.</summary>
    public static ForStatementSyntax? LoopOfHeader(SyntaxNode write)
    {
        for (SyntaxNode? node = write; node is not null and not StatementSyntax; node = node.Parent)
        {
            if (node.Parent is ForStatementSyntax loop && (node == loop.Declaration || node is ExpressionSyntax initializer && loop.Initializers.Contains(initializer)))
                return loop;
        }

        return null;
    }
}
