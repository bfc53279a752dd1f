using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>What the lambdas and local functions within a body mention, by name.</summary>
internal sealed class NestedNames
{
    private readonly Body _body;
    private readonly HashSet<string> _lambdas = new();
    private readonly HashSet<string> _others = new();
    private readonly HashSet<string> _called = new();
    private readonly Dictionary<SyntaxNode, HashSet<string>> _names = new();
    private HashSet<SyntaxNode>? _direct;
    private Dictionary<ISymbol, int>? _writes;

    public NestedNames(Body body)
    {
        _body = body;
        DirectFunctions? functions = null;
        foreach (SyntaxNode node in _body.Syntax.DescendantNodes(node => node == _body.Syntax || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            if (node == _body.Syntax || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax))
                continue;
            if (DirectFunctions.NameOf(node) is string name && (functions ??= new DirectFunctions(_body.Syntax)).IsDirect(name))
            {
                _called.UnionWith(In(node));
                if (node is AnonymousFunctionExpressionSyntax)
                    (_direct ??= new HashSet<SyntaxNode>()).Add(node);
                foreach (SyntaxNode inner in node.DescendantNodes())
                    functions.AddOpen(inner, _others);
                continue;
            }

            // A local function may be called anywhere; what a lambda sees, it sees from where it stands.
            (node is AnonymousFunctionExpressionSyntax ? _lambdas : _others).UnionWith(In(node));
            foreach (SyntaxNode inner in node.DescendantNodes())
            {
                if (Written(inner) is IdentifierNameSyntax written)
                    _others.Add(written.Identifier.ValueText);
            }
        }
    }

    private static ExpressionSyntax? Written(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left,
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.AddressOfExpression } step => step.Operand,
        PostfixUnaryExpressionSyntax step => step.Operand,
        _ => null,
    };

    /// <summary>The names in one of them.</summary>
    public HashSet<string> In(SyntaxNode nested)
    {
        if (!_names.TryGetValue(nested, out HashSet<string>? names))
        {
            _names.Add(nested, names = new HashSet<string>());
            foreach (SyntaxToken token in nested.DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken))
                    names.Add(token.ValueText);
            }
        }

        return names;
    }

    /// <summary>A lambda in a local that is nothing but called: what it sees, it sees where it is called.</summary>
    public bool IsDirect(SyntaxNode lambda) => _direct?.Contains(lambda) == true;

    /// <summary>A lambda mentions it, and may do so at any time; or a function that is called from here.</summary>
    public bool IsSeen(ISymbol symbol) => _lambdas.Contains(symbol.Name) || _called.Contains(symbol.Name);

    /// <summary>A lambda mentions it, and may work on it at any time.</summary>
    public bool IsInLambda(ISymbol symbol) => _lambdas.Contains(symbol.Name);

    /// <summary>A function that is called from here works on it.</summary>
    public bool IsShared(ISymbol symbol) => _called.Contains(symbol.Name);

    /// <summary>One of them may change the symbol, or see another value of it than the body does where it stands.</summary>
    public bool Changes(ISymbol symbol) => _others.Contains(symbol.Name) || _lambdas.Contains(symbol.Name) && !(symbol is ILocalSymbol && IsDeclaredOnly(symbol));

    // An assignment that is no declaration may come after the lambda.
    private bool IsDeclaredOnly(ISymbol local)
    {
        if (_writes is null)
        {
            _writes = new Dictionary<ISymbol, int>(SymbolEqualityComparer.Default);
            for (int index = 0; index < _body.Operations.Count; index++)
            {
                if (_body.Operations[index] is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment)
                    _writes[target.Local] = (_writes.TryGetValue(target.Local, out int known) ? known : 0) + (assignment.Syntax is VariableDeclaratorSyntax ? 1 : 2);
            }
        }

        return _writes.TryGetValue(local, out int writes) && writes == 1;
    }
}
