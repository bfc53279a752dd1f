using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>One body to look at: a method, an accessor, top-level statements, a lambda or a local function.</summary>
internal sealed class Body
{
    private readonly Action<Diagnostic>? _report;
    private GraphOperations? _operations;

    public Body(IMethodSymbol method, SyntaxNode syntax, ControlFlowGraph graph, SemanticModel model, AnalyzerOptions options, Action<Diagnostic>? report, CancellationToken cancellation)
    {
        Method = method;
        Syntax = syntax;
        Graph = graph;
        Model = model;
        Options = options;
        Cancellation = cancellation;
        _report = report;
    }

    public IMethodSymbol Method { get; }

    /// <summary>The declaration, lambda or local function.</summary>
    public SyntaxNode Syntax { get; }

    public ControlFlowGraph Graph { get; }

    /// <summary>What is in the graph.</summary>
    public GraphOperations Operations => _operations ??= new GraphOperations(Graph);

    public SemanticModel Model { get; }

    public AnalyzerOptions Options { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>
    /// The call is all that a lambda without a result does. It is called for its own sake: most often by somebody who expects
    /// it to throw.
    /// </summary>
    public bool IsNothingBut(SyntaxNode call)
    {
        if (!Method.ReturnsVoid || Syntax is not AnonymousFunctionExpressionSyntax lambda)
            return false;
        ExpressionSyntax? only = lambda.ExpressionBody ?? (lambda.Block is { Statements: { Count: 1 } statements } && statements[0] is ExpressionStatementSyntax statement ? statement.Expression : null);
        return (only is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard ? discard.Right : only) == call;
    }

    public void Report(Diagnostic diagnostic) => _report?.Invoke(diagnostic);
}
