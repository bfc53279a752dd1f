using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>What a suppression in an assembly attribute names: the innermost declaration that a finding is in.</summary>
/// <param name="Scope"><c>member</c> or <c>type</c>.</param>
/// <param name="Id">A documentation id, with the tilde that marks it as one.</param>
internal sealed record SuppressionTarget(string Scope, string Id)
{
    /// <summary>Null where no declaration is around the place.</summary>
    public static SuppressionTarget? Of(Compilation compilation, SyntaxTree? tree, TextSpan span, CancellationToken cancellation)
    {
        if (tree is null || !compilation.ContainsSyntaxTree(tree) || tree.GetRoot(cancellation) is not SyntaxNode root || !root.FullSpan.Contains(span))
            return null;
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        foreach (SyntaxNode node in root.FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf())
        {
            ISymbol? symbol = node switch
            {
                BaseFieldDeclarationSyntax field => semantics.GetDeclaredSymbol(field.Declaration.Variables[0], cancellation),
                VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } => semantics.GetDeclaredSymbol(node, cancellation),
                GlobalStatementSyntax => semantics.GetDeclaredSymbol((CompilationUnitSyntax)root, cancellation),
                BaseNamespaceDeclarationSyntax or IncompleteMemberSyntax => null,
                MemberDeclarationSyntax => semantics.GetDeclaredSymbol(node, cancellation),
                _ => null,
            };
            if (symbol is not null && DocumentationCommentId.CreateDeclarationId(symbol) is { Length: > 0 } id)
                return new SuppressionTarget(symbol is INamedTypeSymbol ? "type" : "member", "~" + id);
        }

        return null;
    }
}
