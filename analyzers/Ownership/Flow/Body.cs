using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Ownership.Flow;

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

    public void Report(Diagnostic diagnostic) => _report?.Invoke(diagnostic);
}
