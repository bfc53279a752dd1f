using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Places;

/// <summary>The members of one type, in one file, that call a private method.</summary>
internal static class Callers
{
    public static IEnumerable<Member> Of(IMethodSymbol method, Member member)
    {
        if (method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].SyntaxTree != member.Code.Semantics.SyntaxTree)
            yield break;
        foreach (SyntaxNode node in MembersAround(method.DeclaringSyntaxReferences[0].GetSyntax(member.Code.Cancellation)))
        {
            if (Names(node, method.Name) && Open(node, member) is Member caller)
                yield return caller;
        }
    }

    /// <summary>The other members of the type that the code stands in, as far as they are in this file.</summary>
    public static IEnumerable<Member> Siblings(SyntaxNode code, Member member)
    {
        foreach (SyntaxNode node in MembersAround(code))
        {
            if (!node.Span.Contains(code.Span) && Open(node, member) is Member sibling)
                yield return sibling;
        }
    }

    private static IEnumerable<SyntaxNode> MembersAround(SyntaxNode code)
    {
        SyntaxNode? scope = code.Parent;
        while (scope is not null and not TypeDeclarationSyntax and not CompilationUnitSyntax)
            scope = scope.Parent;
        if (scope is null)
            yield break;
        foreach (SyntaxNode node in scope.ChildNodes())
        {
            if (node is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax and not BaseNamespaceDeclarationSyntax)
                yield return node;
        }
    }

    private static Member? Open(SyntaxNode node, Member member)
    {
        List<IOperation> roots = MemberCode.Roots(node, member.Code.Semantics, member.Code.Cancellation);
        return roots.Count > 0 ? new Member(member.Model, member.Code.Semantics, roots, member.Code.Cancellation) : null;
    }

    /// <summary>The type goes on in other files, where nobody looks from here.</summary>
    public static bool AreElsewhere(IMethodSymbol method, Member member)
    {
        foreach (SyntaxReference part in method.ContainingType.DeclaringSyntaxReferences)
        {
            if (part.SyntaxTree != member.Code.Semantics.SyntaxTree)
                return true;
        }

        return false;
    }

    private static bool Names(SyntaxNode node, string name)
    {
        foreach (SyntaxNode inner in node.DescendantNodes())
        {
            if (inner is SimpleNameSyntax simple && simple.Identifier.ValueText == name)
                return true;
        }

        return false;
    }
}
