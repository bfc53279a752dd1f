using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// A method, an accessor, an initializer, top-level statements, a lambda or a local function with its graph, and what was
/// found out about it. Built once and handed to one rule after the other, never to two at a time.
/// </summary>
internal sealed class SharedBody
{
    private readonly List<object> _found = new(2);
    private GraphOperations? _operations;

    public SharedBody(IMethodSymbol method, SyntaxNode syntax, ControlFlowGraph graph, SemanticModel model)
    {
        Method = method;
        Syntax = syntax;
        Graph = graph;
        Model = model;
    }

    public IMethodSymbol Method { get; }

    public SyntaxNode Syntax { get; }

    public ControlFlowGraph Graph { get; }

    public SemanticModel Model { get; }

    public GraphOperations Operations => _operations ??= new GraphOperations(Graph);

    public T GetOrAdd<T>(Body body, Func<Body, T> make)
        where T : class
    {
        foreach (object found in _found)
        {
            if (found is T known)
                return known;
        }

        T made = make(body);
        _found.Add(made);
        return made;
    }
}
