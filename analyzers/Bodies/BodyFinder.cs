using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>Finds the bodies of a file that somebody is interested in, and those within them.</summary>
internal static class BodyFinder
{
    /// <summary>The bodies, outer before inner, each with its graph.</summary>
    public static IEnumerable<SharedBody> In(SemanticModel model, BodyIndex index, Interest interest, CancellationToken cancellation)
    {
        SyntaxTree tree = model.SyntaxTree;
        SyntaxNode? root = null;
        int end = -1;
        foreach (int place in index.PlacesIn(tree, cancellation))
        {
            if (place < end)
                continue;
            cancellation.ThrowIfCancellationRequested();
            root ??= tree.GetRoot(cancellation);
            if (DeclarationAround(root.FindToken(place)) is not SyntaxNode declaration)
                continue;
            end = declaration.FullSpan.End;
            if ((index.In(tree, declaration.FullSpan, cancellation) & interest) == Interest.None)
                continue;
            foreach (SharedBody body in From(declaration, model, index, interest, cancellation))
                yield return body;
        }
    }

    /// <summary>The graph of a declaration with a body; null where there is none.</summary>
    public static ControlFlowGraph? GraphOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation) =>
        OperationOf(declaration, model, cancellation) switch
        {
            IMethodBodyOperation { Parent: null } method => ControlFlowGraph.Create(method, cancellation),
            IConstructorBodyOperation { Parent: null } constructor => ControlFlowGraph.Create(constructor, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            IFieldInitializerOperation { Parent: null } field => ControlFlowGraph.Create(field, cancellation),
            IPropertyInitializerOperation { Parent: null } property => ControlFlowGraph.Create(property, cancellation),
            _ => null,
        };

    private static IOperation? OperationOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        if (declaration is not PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments: var arguments })
            return model.GetOperation(declaration, cancellation);
        // Roslyn hands out what is passed, and the constructor's body only from there.
        IOperation? operation = arguments.Count > 0 ? model.GetOperation(arguments[0].Expression, cancellation) : null;
        while (operation?.Parent is IOperation around)
            operation = around;
        return operation;
    }

    /// <summary>What is a body of its own around an identifier, no matter how deep in lambdas and local functions that is.</summary>
    private static SyntaxNode? DeclarationAround(SyntaxToken token)
    {
        for (SyntaxNode? node = token.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }:
                case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } }:
                case PrimaryConstructorBaseTypeSyntax:
                    return node;
                case GlobalStatementSyntax:
                    return node.Parent;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private static IEnumerable<SharedBody> From(SyntaxNode declaration, SemanticModel model, BodyIndex index, Interest interest, CancellationToken cancellation)
    {
        if (MethodOf(declaration, model, cancellation) is not IMethodSymbol method || GraphOf(declaration, model, cancellation) is not ControlFlowGraph graph)
            yield break;
        // A queue, and not recursion: lambdas nest as deep as anybody types them.
        Queue<SharedBody> queue = new();
        queue.Enqueue(new SharedBody(method, declaration, graph, model));
        while (queue.Count > 0)
        {
            SharedBody body = queue.Dequeue();
            cancellation.ThrowIfCancellationRequested();
            yield return body;
            foreach (IMethodSymbol local in body.Graph.LocalFunctions)
            {
                if (local.DeclaringSyntaxReferences.Length > 0 && local.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is SyntaxNode syntax && IsOfInterest(syntax.FullSpan))
                    queue.Enqueue(new SharedBody(local, syntax, body.Graph.GetLocalFunctionControlFlowGraph(local, cancellation), model));
            }

            for (int i = 0; i < body.Operations.Count; i++)
            {
                if (body.Operations[i] is IFlowAnonymousFunctionOperation lambda && IsOfInterest(lambda.Syntax.FullSpan))
                    queue.Enqueue(new SharedBody(lambda.Symbol, lambda.Syntax, body.Graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation), model));
            }
        }

        bool IsOfInterest(TextSpan span) => (index.In(model.SyntaxTree, span, cancellation) & interest) != Interest.None;
    }

    private static IMethodSymbol? MethodOf(SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        switch (declaration)
        {
            case ArrowExpressionClauseSyntax { Parent: SyntaxNode property }:
                return (model.GetDeclaredSymbol(property, cancellation) as IPropertySymbol)?.GetMethod;
            case PrimaryConstructorBaseTypeSyntax { Parent.Parent: TypeDeclarationSyntax primary }:
                foreach (IMethodSymbol constructor in (model.GetDeclaredSymbol(primary, cancellation) as INamedTypeSymbol)?.InstanceConstructors ?? System.Collections.Immutable.ImmutableArray<IMethodSymbol>.Empty)
                {
                    if (constructor.DeclaringSyntaxReferences.Length == 1 && constructor.DeclaringSyntaxReferences[0].Span == primary.Span && constructor.DeclaringSyntaxReferences[0].SyntaxTree == primary.SyntaxTree)
                        return constructor;
                }

                return null;
            case EqualsValueClauseSyntax { Parent: SyntaxNode initialized }:
                ISymbol? member = model.GetDeclaredSymbol(initialized, cancellation);
                // Every constructor runs it; any will do.
                return member is { ContainingType: INamedTypeSymbol type }
                    ? (member.IsStatic ? type.StaticConstructors : type.InstanceConstructors) is { IsEmpty: false } constructors ? constructors[0] : null
                    : null;
            default:
                return model.GetDeclaredSymbol(declaration, cancellation) as IMethodSymbol;
        }
    }
}
