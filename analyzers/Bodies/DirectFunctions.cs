using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// The local functions of a body that are called by name and no other way: nobody has them as a delegate, none is called
/// from a lambda, runs piece by piece or goes on after its call. What they capture changes at their calls, and then only.
/// So do lambdas in a local that is nothing but called, by the body itself: 'Action done = () => …; done();'.
/// </summary>
internal sealed class DirectFunctions
{
    private readonly SyntaxNode _root;
    private readonly HashSet<string> _direct = new();
    private readonly HashSet<string> _async = new();
    private HashSet<string>? _held;
    private HashSet<string>? _open;

    public DirectFunctions(SyntaxNode root)
    {
        _root = root;
        HashSet<string>? ambiguous = null;
        HashSet<string>? called = null;
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            if (node is VariableDeclaratorSyntax { Initializer.Value: AnonymousFunctionExpressionSyntax lambda } held && node != root && IsHeld(held, lambda))
            {
                // Two of that name are told apart by nobody.
                if (_direct.Add(held.Identifier.ValueText))
                    (_held ??= new HashSet<string>()).Add(held.Identifier.ValueText);
                else
                    (ambiguous ??= new HashSet<string>()).Add(held.Identifier.ValueText);
                continue;
            }

            if (node is not LocalFunctionStatementSyntax function || node == root || Yields(function))
                continue;
            _direct.Add(function.Identifier.ValueText);
            if (IsAsync(function))
                _async.Add(function.Identifier.ValueText);
        }

        if (ambiguous is not null)
            _direct.ExceptWith(ambiguous);
        List<(string Function, string Caller)> calls = new();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            if (node is not SimpleNameSyntax name || !_direct.Contains(name.Identifier.ValueText))
                continue;
            if (_held?.Contains(name.Identifier.ValueText) == true)
                (called ??= new HashSet<string>()).Add(name.Identifier.ValueText);
            if (!IsCalled(name) || IsWithin(name))
                _direct.Remove(name.Identifier.ValueText);
            else if (name.FirstAncestorOrSelf<LocalFunctionStatementSyntax>() is LocalFunctionStatementSyntax caller && caller != root)
            {
                // There nobody knows what the local holds.
                if (_held?.Contains(name.Identifier.ValueText) == true)
                    _direct.Remove(name.Identifier.ValueText);
                else
                    calls.Add((name.Identifier.ValueText, caller.Identifier.ValueText));
            }
        }

        // What is never called here is there for somebody else.
        if (_held is not null)
            _direct.RemoveWhere(name => _held.Contains(name) && called?.Contains(name) != true);
        // What may run at any time calls at any time.
        while (calls.RemoveAll(call => !_direct.Contains(call.Caller) && _direct.Remove(call.Function)) > 0)
        {
        }
    }

    public bool IsDirect(string function) => _direct.Contains(function);

    /// <summary>The lambda is called through its local, and no other way.</summary>
    public bool IsDirect(AnonymousFunctionExpressionSyntax lambda) => NameOf(lambda) is string name && _direct.Contains(name);

    /// <summary>By what name a local function, or a lambda in a local, is called; null where it has none.</summary>
    public static string? NameOf(SyntaxNode? function) => function switch
    {
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        AnonymousFunctionExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax held } } => held.Identifier.ValueText,
        _ => null,
    };

    // A task that it returns goes on after the call, and a name for the type may hide one.
    private static bool IsHeld(VariableDeclaratorSyntax held, AnonymousFunctionExpressionSyntax lambda)
    {
        if (held.Parent is not VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax } declaration || !lambda.AsyncKeyword.IsKind(SyntaxKind.None))
            return false;
        return declaration.Type is IdentifierNameSyntax { Identifier.ValueText: "Action" }
            || declaration.Type is GenericNameSyntax { Identifier.ValueText: "Action" or "Func" } type && !type.DescendantTokens().Any(token => token.ValueText is "Task" or "ValueTask");
    }

    /// <summary>A local of the body is mentioned where it may be seen, or changed, at other times than at those calls.</summary>
    public bool IsOpen(string local)
    {
        if (_open is null)
        {
            _open = new HashSet<string>();
            foreach (SyntaxNode node in _root.DescendantNodes())
                AddOpen(node, _open);
        }

        return _open.Contains(local);
    }

    /// <summary>The names in a function of another kind; and the local whose address is taken, or that is bound to another name.</summary>
    public void AddOpen(SyntaxNode node, HashSet<string> names)
    {
        switch (node)
        {
            case AnonymousFunctionExpressionSyntax lambda when !IsDirect(lambda):
            case QueryExpressionSyntax:
            case LocalFunctionStatementSyntax function when node != _root && !_direct.Contains(function.Identifier.ValueText):
                foreach (SyntaxToken token in node.DescendantTokens())
                {
                    if (token.IsKind(SyntaxKind.IdentifierToken))
                        names.Add(token.ValueText);
                }

                break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression, Operand: IdentifierNameSyntax local }:
                names.Add(local.Identifier.ValueText);
                break;
            case RefExpressionSyntax bound:
                foreach (SyntaxNode inner in bound.DescendantNodes())
                {
                    if (inner is IdentifierNameSyntax named)
                        names.Add(named.Identifier.ValueText);
                }

                break;
        }
    }

    private static bool Yields(LocalFunctionStatementSyntax function)
    {
        foreach (SyntaxNode node in function.DescendantNodes(node => node == function || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)))
        {
            if (node is YieldStatementSyntax)
                return true;
        }

        return false;
    }

    // 'F()', and of one that may go on afterwards 'await F()'.
    private bool IsCalled(SimpleNameSyntax name)
    {
        if (name.Parent is not InvocationExpressionSyntax call || call.Expression != name)
            return false;
        if (!_async.Contains(name.Identifier.ValueText))
            return true;
        SyntaxNode? around = call.Parent;
        if (around is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
            around = configured.Parent;
        return around is AwaitExpressionSyntax;
    }

    // One that returns a task that it got elsewhere is not done either.
    private static bool IsAsync(LocalFunctionStatementSyntax function) =>
        function.Modifiers.Any(SyntaxKind.AsyncKeyword) || function.ReturnType is SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" };

    // Of a lambda; or of a 'when' of a 'catch', from which nobody knows how it goes on.
    private bool IsWithin(SyntaxNode node)
    {
        for (SyntaxNode? at = node; at is not null && at != _root; at = at.Parent)
        {
            if (at is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or CatchFilterClauseSyntax)
                return true;
        }

        return false;
    }
}
