using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>Finds the bodies of a file that contain a place of interest, and those within them.</summary>
internal static class BodyFinder
{
    public static void Analyze(IBodyRule rule, SemanticModelAnalysisContext file, int[] places)
    {
        SyntaxNode root = file.SemanticModel.SyntaxTree.GetRoot(file.CancellationToken);
        if (root is CompilationUnitSyntax unit && HasTopLevelStatements(unit))
            AnalyzeMember(rule, file, places, unit);
        foreach (SyntaxNode node in root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax or BasePropertyDeclarationSyntax or AccessorListSyntax && Touches(node, places)))
        {
            file.CancellationToken.ThrowIfCancellationRequested();
            if (node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax } && Touches(node, places))
                AnalyzeMember(rule, file, places, node);
        }
    }

    private static bool HasTopLevelStatements(CompilationUnitSyntax unit)
    {
        foreach (MemberDeclarationSyntax member in unit.Members)
        {
            if (member is GlobalStatementSyntax)
                return true;
        }

        return false;
    }

    /// <summary>The graph of a declaration with a body; null where there is none.</summary>
    public static ControlFlowGraph? GraphOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        model.GetOperation(declaration, cancellation) switch
        {
            IMethodBodyOperation { Parent: null } method => ControlFlowGraph.Create(method, cancellation),
            IConstructorBodyOperation { Parent: null } constructor => ControlFlowGraph.Create(constructor, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };

    private static void AnalyzeMember(IBodyRule rule, SemanticModelAnalysisContext file, int[] places, SyntaxNode declaration)
    {
        SemanticModel model = file.SemanticModel;
        if (MethodOf(declaration, model, file.CancellationToken) is not IMethodSymbol method || GraphOf(declaration, model, file.CancellationToken) is not ControlFlowGraph graph)
            return;
        // A queue, and not recursion: lambdas nest as deep as anybody types them.
        Queue<(IMethodSymbol Method, SyntaxNode Syntax, ControlFlowGraph Graph)> queue = new();
        queue.Enqueue((method, declaration, graph));
        while (queue.Count > 0)
        {
            (IMethodSymbol at, SyntaxNode syntax, ControlFlowGraph flow) = queue.Dequeue();
            file.CancellationToken.ThrowIfCancellationRequested();
            Body body = new(at, syntax, flow, model, file.Options, file.ReportDiagnostic, file.CancellationToken);
            rule.Analyze(body);
            foreach ((IMethodSymbol Method, SyntaxNode Syntax, ControlFlowGraph Graph) inner in Within(body))
            {
                if (Touches(inner.Syntax, places))
                    queue.Enqueue(inner);
            }
        }
    }

    private static IMethodSymbol? MethodOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        ISymbol? symbol = declaration is ArrowExpressionClauseSyntax { Parent: SyntaxNode property }
            ? (model.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod
            : model.GetDeclaredSymbol(declaration, cancellation);
        return symbol as IMethodSymbol;
    }

    /// <summary>The lambdas and local functions directly within a body, each with its own graph.</summary>
    private static IEnumerable<(IMethodSymbol Method, SyntaxNode Syntax, ControlFlowGraph Graph)> Within(Body body)
    {
        foreach (IMethodSymbol local in body.Graph.LocalFunctions)
        {
            if (local.DeclaringSyntaxReferences.Length > 0)
                yield return (local, local.DeclaringSyntaxReferences[0].GetSyntax(body.Cancellation), body.Graph.GetLocalFunctionControlFlowGraph(local, body.Cancellation));
        }

        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is IFlowAnonymousFunctionOperation lambda)
                yield return (lambda.Symbol, lambda.Syntax, body.Graph.GetAnonymousFunctionControlFlowGraph(lambda, body.Cancellation));
        }
    }

    private static bool Touches(SyntaxNode node, int[] places)
    {
        int at = Array.BinarySearch(places, node.FullSpan.Start);
        if (at < 0)
            at = ~at;
        return at < places.Length && places[at] < node.FullSpan.End;
    }
}
