using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>Local functions and lambdas as the bodies see them that may call them.</summary>
internal static class Nested
{
    /// <summary>The graph of a local function that is in scope; null where it is declared elsewhere.</summary>
    public static ControlFlowGraph? GraphOf(IMethodSymbol function, Body caller)
    {
        for (ControlFlowGraph? graph = caller.Graph; graph is not null; graph = graph.Parent)
        {
            if (graph.LocalFunctions.Contains(function, SymbolEqualityComparer.Default))
                return graph.GetLocalFunctionControlFlowGraph(function, caller.Cancellation);
        }

        return null;
    }

    /// <summary>The graph of a lambda that stands in the body.</summary>
    public static ControlFlowGraph GraphOf(IFlowAnonymousFunctionOperation lambda, Body caller) =>
        caller.Graph.GetAnonymousFunctionControlFlowGraphInScope(lambda, caller.Cancellation);
}
