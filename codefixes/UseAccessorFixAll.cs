using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>Converts all sites of a document, a project or a solution: one pass, one edit per document, nested sites included.</summary>
internal sealed class UseAccessorFixAll : FixAllProvider
{
    public static readonly UseAccessorFixAll Instance = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() =>
        new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution };

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        if (fixAllContext.CodeActionEquivalenceKey is not (null or UseAccessorFix.EquivalenceKey))
            return null;
        Solution solution = fixAllContext.Solution;
        foreach (Project project in ProjectsOf(fixAllContext))
        {
            foreach (KeyValuePair<Document, List<Diagnostic>> document in await DiagnosticsOfAsync(fixAllContext, project).ConfigureAwait(false))
            {
                if (await RewriteAsync(document.Key, document.Value, fixAllContext).ConfigureAwait(false) is SourceText changed)
                    solution = solution.WithDocumentText(document.Key.Id, changed);
            }
        }

        return CodeAction.Create("Use the fragment accessors", _ => Task.FromResult(solution), UseAccessorFix.EquivalenceKey);
    }

    private static IEnumerable<Project> ProjectsOf(FixAllContext context) =>
        context.Scope == FixAllScope.Solution
            ? context.Solution.Projects.Where(project => project.Language == LanguageNames.CSharp)
            : new[] { context.Project };

    private static async Task<Dictionary<Document, List<Diagnostic>>> DiagnosticsOfAsync(FixAllContext context, Project project)
    {
        Dictionary<Document, List<Diagnostic>> byDocument = new();
        ImmutableArray<Diagnostic> diagnostics = context.Scope == FixAllScope.Document && context.Document is Document only
            ? await context.GetDocumentDiagnosticsAsync(only).ConfigureAwait(false)
            : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            // Distinct below, by site: hosts hand out the same diagnostic twice (dotnet/roslyn#31381).
            if (diagnostic.Location.SourceTree is not SyntaxTree tree || project.GetDocument(tree) is not Document document)
                continue;
            if (!byDocument.TryGetValue(document, out List<Diagnostic>? list))
                byDocument.Add(document, list = new List<Diagnostic>());
            list.Add(diagnostic);
        }

        return byDocument;
    }

    private static async Task<SourceText?> RewriteAsync(Document document, List<Diagnostic> diagnostics, FixAllContext context)
    {
        TreeRewriter? rewriter = await TreeRewriter.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        if (rewriter is null)
            return null;
        ImmutableArray<Site> sites = diagnostics.Select(rewriter.SiteOf).OfType<Site>().Distinct().ToImmutableArray();
        return sites.IsEmpty ? null : rewriter.Rewrite(sites, context.CancellationToken);
    }
}
