using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Where members of a type call others of it that work on its fields: a <c>Dispose</c> that only calls <c>Close()</c>. Nobody
/// else is concerned, whatever is called by the same name elsewhere, so that it is found out file by file.
/// </summary>
internal sealed class OwnCalls
{
    /// <summary>Calls of calls are followed as far as that.</summary>
    private const int Rounds = 8;

    private readonly Dictionary<MethodDeclarationSyntax, bool> _methods = new();
    private readonly Dictionary<TypeDeclarationSyntax, HashSet<string>> _fields = new();
    private readonly Dictionary<TypeDeclarationSyntax, Dictionary<string, Interest>> _called = new();

    /// <summary>An identifier concerns somebody: where the method around it works on fields, its callers are concerned.</summary>
    public void Add(SyntaxToken token, Interest interest)
    {
        if (token.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MethodDeclarationSyntax { Parent: TypeDeclarationSyntax type } method)
            return;
        if (!_methods.TryGetValue(method, out bool works))
            _methods.Add(method, works = !method.Modifiers.Any(SyntaxKind.StaticKeyword) && Helper.IsOwn(method) && NamesAny(method, FieldsOf(type)));
        if (!works)
            return;
        if (!_called.TryGetValue(type, out Dictionary<string, Interest>? names))
            _called.Add(type, names = new Dictionary<string, Interest>());
        Add(names, method, interest);
    }

    /// <summary>Adds the calls, and those of the methods that make them.</summary>
    public void AddTo(IDictionary<int, Interest> places)
    {
        foreach (KeyValuePair<TypeDeclarationSyntax, Dictionary<string, Interest>> type in _called)
        {
            for (int round = 0; round < Rounds && AddRound(type.Key, type.Value, places); round++)
            {
            }
        }
    }

    private static bool AddRound(TypeDeclarationSyntax type, Dictionary<string, Interest> names, IDictionary<int, Interest> places)
    {
        bool more = false;
        foreach (SyntaxToken token in type.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || !names.TryGetValue(token.ValueText, out Interest interest) || !IsCall(token))
                continue;
            places.TryGetValue(token.SpanStart, out Interest here);
            places[token.SpanStart] = here | interest;
            if (token.Parent!.FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax caller && caller.Parent == type)
                more |= Add(names, caller, interest);
        }

        return more;
    }

    private static bool Add(Dictionary<string, Interest> names, MethodDeclarationSyntax method, Interest interest)
    {
        names.TryGetValue(method.Identifier.ValueText, out Interest known);
        names[method.Identifier.ValueText] = known | interest;
        return (interest & ~known) != 0;
    }

    /// <summary>'Close()' or 'this.Close()': of the object itself.</summary>
    private static bool IsCall(SyntaxToken name) =>
        name.Parent is IdentifierNameSyntax called && called.Parent switch
        {
            InvocationExpressionSyntax call => call.Expression == called,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Parent: InvocationExpressionSyntax } access => access.Name == called,
            _ => false,
        };

    private static bool NamesAny(MethodDeclarationSyntax method, HashSet<string> fields)
    {
        if (fields.Count == 0)
            return false;
        foreach (SyntaxToken token in method.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && fields.Contains(token.ValueText))
                return true;
        }

        return false;
    }

    /// <summary>The names of the fields that may hold something.</summary>
    private HashSet<string> FieldsOf(TypeDeclarationSyntax type)
    {
        if (_fields.TryGetValue(type, out HashSet<string>? names))
            return names;
        _fields.Add(type, names = new HashSet<string>());
        foreach (MemberDeclarationSyntax member in type.Members)
        {
            if (member is not FieldDeclarationSyntax { Declaration: { Type: TypeSyntax held, Variables: var variables } } || !Helper.CanCarry(held))
                continue;
            foreach (VariableDeclaratorSyntax variable in variables)
                names.Add(variable.Identifier.ValueText);
        }

        return names;
    }
}
