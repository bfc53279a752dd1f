using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Surveying;

/// <summary>
/// Which sites somebody hears of: those that no pragma, no attribute and no configuration silences. The compiler says so of a
/// place; it looks through all declarations around that, those of locals among them, which can silence nothing and take
/// longest. So it is asked once for all sites of a rule in a declaration, at that declaration, unless a pragma makes places differ.
/// </summary>
internal static class HeardSites
{
    /// <summary>Those of the sites in a compilation.</summary>
    public static HashSet<Site> Among(IEnumerable<Site> sites, Compilation compilation) =>
        [.. sites.GroupBy(site => site.Node.SyntaxTree).AsParallel().SelectMany(file => InFile(file.Key, file, compilation))];

    private static IEnumerable<Site> InFile(SyntaxTree tree, IEnumerable<Site> sites, Compilation compilation)
    {
        bool hasPragmas = HasPragmas(tree.GetRoot());
        ILookup<(string Id, Location Place), Site> questions = sites.ToLookup(site => (site.Rule.Id, (hasPragmas ? site.Node : Silencer(site.Node)).GetLocation()));
        return CompilationWithAnalyzers.GetEffectiveDiagnostics(questions.Select(question => Diagnostic.Create(question.First().Rule, question.Key.Place)), compilation)
            .Where(diagnostic => !diagnostic.IsSuppressed)
            .SelectMany(diagnostic => questions[(diagnostic.Id, diagnostic.Location)]);
    }

    private static bool HasPragmas(SyntaxNode root) =>
        root.ContainsDirectives && root.DescendantTrivia(node => node.ContainsDirectives).Any(trivia => trivia.GetStructure() is PragmaWarningDirectiveTriviaSyntax);

    /// <summary>The innermost declaration around it that attributes can stand at.</summary>
    private static SyntaxNode Silencer(SyntaxNode node) => node.AncestorsAndSelf().FirstOrDefault(outer =>
        outer is MemberDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or ParameterSyntax or ParenthesizedLambdaExpressionSyntax { AttributeLists.Count: > 0 }) ?? node;
}
