using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Which methods never return: those marked <c>[DoesNotReturn]</c>, and those whose body shows it. A body shows it when
/// it cannot be left but by throwing, judged by its text: it has no <c>return</c>, and its last statement throws.
/// </summary>
internal sealed class CallEnds
{
    private const int MaxDepth = 3;

    private readonly ConcurrentDictionary<IMethodSymbol, CallEnd> _ends = new(SymbolEqualityComparer.Default);

    public CallEnd Of(IMethodSymbol method)
    {
        IMethodSymbol definition = method.OriginalDefinition;
        return _ends.TryGetValue(definition, out CallEnd end) ? end : _ends.GetOrAdd(definition, Compute(definition));
    }

    private static CallEnd Compute(IMethodSymbol method)
    {
        if (method is { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } })
            return CallEnd.Terminates;
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
                return CallEnd.Throws;
        }

        return IsFixed(method) && AlwaysThrows(method, MaxDepth) ? CallEnd.Throws : CallEnd.Returns;
    }

    // What may be overridden may return there.
    private static bool IsFixed(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction && !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsAsync && method.DeclaringSyntaxReferences.Length == 1;

    private static bool AlwaysThrows(IMethodSymbol method, int depth)
    {
        (BlockSyntax? block, ArrowExpressionClauseSyntax? arrow) = method.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            BaseMethodDeclarationSyntax declaration => (declaration.Body, declaration.ExpressionBody),
            LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody),
            _ => (null, null),
        };
        if (arrow is not null)
            return Throws(arrow.Expression, method, depth);
        if (block is null || !Throws(block, method, depth))
            return false;
        foreach (SyntaxNode node in block.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ExpressionSyntax)))
        {
            if (node is ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax or TryStatementSyntax)
                return false;
        }

        return true;
    }

    private static bool Throws(SyntaxNode? node, IMethodSymbol within, int depth)
    {
        switch (node)
        {
            case ThrowStatementSyntax or ThrowExpressionSyntax:
                return true;
            case BlockSyntax { Statements: { Count: > 0 } statements }:
                return Throws(statements[statements.Count - 1], within, depth);
            case IfStatementSyntax { Else: ElseClauseSyntax otherwise } choice:
                return Throws(choice.Statement, within, depth) && Throws(otherwise.Statement, within, depth);
            case ExpressionStatementSyntax statement:
                return Throws(statement.Expression, within, depth);
            // Another helper of the same type: by its name, which has to be that of one method.
            case InvocationExpressionSyntax { Expression: IdentifierNameSyntax name } when depth > 0 && within.ContainingType is INamedTypeSymbol type:
                System.Collections.Immutable.ImmutableArray<ISymbol> members = type.GetMembers(name.Identifier.ValueText);
                return members.Length == 1 && members[0] is IMethodSymbol callee && IsFixed(callee) && AlwaysThrows(callee, depth - 1);
            default:
                return false;
        }
    }
}
