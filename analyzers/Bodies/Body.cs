using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>One body to look at, as one rule sees it: what is known of it is shared with the others, what is said of it is not.</summary>
internal sealed class Body
{
    private readonly SharedBody _shared;
    private readonly Action<Diagnostic>? _report;

    public Body(SharedBody shared, AnalyzerOptions options, Action<Diagnostic>? report, CancellationToken cancellation)
    {
        _shared = shared;
        Options = options;
        Cancellation = cancellation;
        _report = report;
    }

    public Body(IMethodSymbol method, SyntaxNode syntax, ControlFlowGraph graph, SemanticModel model, AnalyzerOptions options, Action<Diagnostic>? report, CancellationToken cancellation)
        : this(new SharedBody(method, syntax, graph, model), options, report, cancellation)
    {
    }

    /// <summary>The method; of an initializer, the constructor that runs it.</summary>
    public IMethodSymbol Method => _shared.Method;

    /// <summary>The declaration, lambda or local function.</summary>
    public SyntaxNode Syntax => _shared.Syntax;

    public ControlFlowGraph Graph => _shared.Graph;

    /// <summary>What is in the graph.</summary>
    public GraphOperations Operations => _shared.Operations;

    /// <summary>What can be told of the body without following a path.</summary>
    public BodyFacts Facts => _shared.GetOrAdd(this, static body => new BodyFacts(body));

    /// <summary>How control goes through the body, exceptions out of calls left aside; null when that is out of all proportion.</summary>
    public BodyGraph? FlowGraph =>
        _shared.GetOrAdd(this, static body => new Built(BodyGraphBuilder.Build(body, CallEnds.For(body.Model.Compilation).Of, withEscaping: false))).Graph;

    public SemanticModel Model => _shared.Model;

    public AnalyzerOptions Options { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>What somebody finds out about the body, once for all rules; one of a type.</summary>
    public T GetOrAdd<T>(Func<Body, T> make)
        where T : class
        => _shared.GetOrAdd(this, make);

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

    private sealed class Built
    {
        public Built(BodyGraph? graph) => Graph = graph;

        public BodyGraph? Graph { get; }
    }
}
