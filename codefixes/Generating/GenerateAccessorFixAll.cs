using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FragApi.CodeFixes.Generating;

/// <summary>The accessors that all raw uses of a document, a project or a solution wait for, each of them once.</summary>
internal sealed class GenerateAccessorFixAll : FixAllProvider
{
    public static readonly GenerateAccessorFixAll Instance = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() =>
        new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution };

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        const string Title = "Generate the missing accessors";
        Solution solution = fixAllContext.Solution;
        // Whoever comes with another key did not choose this; an action that does nothing spares him a warning.
        if (fixAllContext.CodeActionEquivalenceKey != GenerateAccessorFix.EquivalenceKey)
            return CodeAction.Create(Title, _ => Task.FromResult(solution), fixAllContext.CodeActionEquivalenceKey);
        List<(Document, Diagnostic)> uses = new();
        IEnumerable<Project> projects = fixAllContext.Scope == FixAllScope.Solution ? solution.Projects.Where(project => project.Language == LanguageNames.CSharp) : new[] { fixAllContext.Project };
        foreach (Project project in projects)
        {
            ImmutableArray<Diagnostic> diagnostics = fixAllContext.Scope == FixAllScope.Document && fixAllContext.Document is Document only
                ? await fixAllContext.GetDocumentDiagnosticsAsync(only).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (Diagnostic diagnostic in diagnostics.Where(Site.Waits))
            {
                if (diagnostic.Location.SourceTree is SyntaxTree tree && project.GetDocument(tree) is Document document)
                    uses.Add((document, diagnostic));
            }
        }

        GeneratedSolution generated = await GeneratedSolution.OfAsync(solution, uses, withInner: true, fixAllContext.CancellationToken).ConfigureAwait(false);
        return CodeAction.Create(Title, _ => Task.FromResult(generated.Solution), GenerateAccessorFix.EquivalenceKey);
    }
}
