using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// The pieces of code that are looked at one by one: the bodies and initializers of one member. The compiler hands
/// them to the analyzer; the fixes enumerate a document's in the same way, so that both see the same sites.
/// </summary>
internal static class MemberCode
{
    /// <summary>
    /// What of a code block is its own; null when nothing. Attributes come with the whole declaration that they stand at,
    /// bodies and members included, and these come by themselves as well; a declaration of several fields comes whole
    /// for each of them, and a type for its primary constructor.
    /// </summary>
    public static SyntaxNode? Of(CodeBlockAnalysisContext block) => block.CodeBlock switch
    {
        _ when block.OwningSymbol is INamespaceOrTypeSymbol or IAssemblySymbol or IModuleSymbol => null,
        BaseFieldDeclarationSyntax { Declaration.Variables.Count: > 1 } when block.OwningSymbol.DeclaringSyntaxReferences.Length == 1 =>
            block.OwningSymbol.DeclaringSyntaxReferences[0].GetSyntax(block.CancellationToken),
        TypeDeclarationSyntax type => type.BaseList,
        PropertyDeclarationSyntax property when block.OwningSymbol is IPropertySymbol => property.Initializer,
        BasePropertyDeclarationSyntax when block.OwningSymbol is IPropertySymbol or IEventSymbol => null,
        SyntaxNode code => code,
    };

    /// <summary>The members of a tree that can hold code.</summary>
    public static IEnumerable<SyntaxNode> In(SyntaxNode root)
    {
        foreach (SyntaxNode node in root.DescendantNodesAndSelf(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            if (CanHoldCode(node))
                yield return node;
        }
    }

    /// <summary>Those of them that have a place in them.</summary>
    public static IEnumerable<SyntaxNode> Around(SyntaxNode root, TextSpan span)
    {
        for (SyntaxNode? node = root.FindToken(span.Start).Parent; node is not null; node = node.Parent)
        {
            if (CanHoldCode(node) && node.Span.Contains(span))
                yield return node;
        }
    }

    private static bool CanHoldCode(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax unit => HasTopLevelStatements(unit),
        BaseListSyntax { Parent: TypeDeclarationSyntax } => true,
        TypeDeclarationSyntax or BaseNamespaceDeclarationSyntax or GlobalStatementSyntax => false,
        MemberDeclarationSyntax { Parent: CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax } => true,
        _ => false,
    };

    private static bool HasTopLevelStatements(CompilationUnitSyntax unit)
    {
        foreach (MemberDeclarationSyntax member in unit.Members)
        {
            if (member is GlobalStatementSyntax)
                return true;
        }

        return false;
    }

    /// <summary>The outermost operations below a node; of a whole program's node, those of its top-level statements.</summary>
    public static List<IOperation> Roots(SyntaxNode code, SemanticModel semantics, CancellationToken cancellation)
    {
        List<IOperation> roots = new(1);
        if (semantics.GetOperation(code, cancellation) is { Parent: null } whole)
        {
            roots.Add(whole);
            return roots;
        }

        Stack<SyntaxNode> stack = new();
        stack.Push(code);
        while (stack.Count > 0)
        {
            SyntaxNode node = stack.Pop();
            if (semantics.GetOperation(node, cancellation) is { } root)
            {
                // The arguments for the base of a primary constructor hang on an operation of the whole type's.
                while (root.Parent is not null)
                    root = root.Parent;
                if (!roots.Contains(root))
                    roots.Add(root);
                continue;
            }

            // Of a primary constructor's base call Roslyn hands out the call, but nothing around it.
            if (node is PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments: var arguments })
            {
                foreach (ArgumentSyntax argument in arguments)
                {
                    IOperation? top = semantics.GetOperation(argument.Expression, cancellation);
                    while (top?.Parent is { } parent)
                        top = parent;
                    if (top is not null && !roots.Contains(top))
                        roots.Add(top);
                }

                continue;
            }

            // Expressions and statements without an operation are attributes, names, or broken beyond use.
            if (node is ExpressionSyntax or StatementSyntax or AttributeListSyntax or CompilationUnitSyntax)
                continue;
            foreach (SyntaxNode child in node.ChildNodes())
                stack.Push(child);
        }

        roots.Sort((one, other) => one.Syntax.SpanStart.CompareTo(other.Syntax.SpanStart));
        return roots;
    }
}
