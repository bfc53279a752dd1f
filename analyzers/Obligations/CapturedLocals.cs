using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>A local or a parameter of another body that a local function mentions, itself or in what it calls.</summary>
internal readonly struct CapturedLocal
{
    public CapturedLocal(ISymbol symbol, ITypeSymbol type, bool isWritten)
    {
        Symbol = symbol;
        Type = type;
        IsWritten = isWritten;
    }

    public ISymbol Symbol { get; }

    public ITypeSymbol Type { get; }

    public bool IsWritten { get; }
}

/// <summary>What the local functions, and the lambdas in locals, capture that a body may call.</summary>
internal sealed class CapturedLocals
{
    private readonly Body _body;
    private readonly Dictionary<IMethodSymbol, IReadOnlyList<CapturedLocal>> _found = new(SymbolEqualityComparer.Default);

    public CapturedLocals(Body body) => _body = body;

    public IReadOnlyList<CapturedLocal> Of(IMethodSymbol function, IFlowAnonymousFunctionOperation? lambda)
    {
        if (!_found.TryGetValue(function, out IReadOnlyList<CapturedLocal>? captured))
            _found.Add(function, captured = Find(function, lambda));
        return captured;
    }

    private List<CapturedLocal> Find(IMethodSymbol function, IFlowAnonymousFunctionOperation? lambda)
    {
        List<CapturedLocal> captured = new();
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        List<IMethodSymbol> called = new() { function };
        HashSet<string> written = new();
        for (int at = 0; at < called.Count; at++)
        {
            if (called[at].DeclaringSyntaxReferences.Length == 1)
                AddWritten(called[at].DeclaringSyntaxReferences[0].GetSyntax(_body.Cancellation), written);
            if ((at == 0 && lambda is not null ? Nested.GraphOf(lambda, _body) : Nested.GraphOf(called[at], _body)) is not ControlFlowGraph graph)
                continue;
            GraphOperations operations = new(graph);
            for (int index = 0; index < operations.Count; index++)
            {
                switch (operations[index])
                {
                    case ILocalReferenceOperation { Local: ILocalSymbol local } when !called.Contains(local.ContainingSymbol as IMethodSymbol, SymbolEqualityComparer.Default) && seen.Add(local):
                        captured.Add(new CapturedLocal(local, local.Type, isWritten: false));
                        break;
                    case IParameterReferenceOperation { Parameter: IParameterSymbol parameter } when !called.Contains(parameter.ContainingSymbol as IMethodSymbol, SymbolEqualityComparer.Default) && seen.Add(parameter):
                        captured.Add(new CapturedLocal(parameter, parameter.Type, isWritten: false));
                        break;
                    case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } target } when !called.Contains(target.OriginalDefinition, SymbolEqualityComparer.Default):
                        called.Add(target.OriginalDefinition);
                        break;
                }
            }
        }

        for (int at = 0; at < captured.Count; at++)
            captured[at] = new CapturedLocal(captured[at].Symbol, captured[at].Type, written.Contains(captured[at].Symbol.Name));
        return captured;
    }

    private static void AddWritten(SyntaxNode function, HashSet<string> written)
    {
        foreach (SyntaxNode node in function.DescendantNodes())
        {
            ExpressionSyntax? target = node switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left,
                ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
                PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => step.Operand,
                PostfixUnaryExpressionSyntax step => step.Operand,
                _ => null,
            };
            // '(a, b) = …' writes both.
            foreach (SyntaxNode part in target?.DescendantNodesAndSelf() ?? System.Array.Empty<SyntaxNode>())
            {
                if (part is IdentifierNameSyntax name)
                    written.Add(name.Identifier.ValueText);
            }
        }
    }
}
