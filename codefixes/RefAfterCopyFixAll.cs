using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FragApi.CodeFixes;

/// <summary>All copies of a document, a project or a solution in one pass.</summary>
internal sealed class RefAfterCopyFixAll : FixAllProvider
{
    public static readonly RefAfterCopyFixAll Instance = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() =>
        new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution };

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        if (fixAllContext.CodeActionEquivalenceKey is not (null or RefAfterCopyFix.EquivalenceKey))
            return null;
        Solution solution = fixAllContext.Solution;
        IEnumerable<Project> projects = fixAllContext.Scope == FixAllScope.Solution
            ? solution.Projects.Where(project => project.Language == LanguageNames.CSharp)
            : new[] { fixAllContext.Project };
        foreach (Project project in projects)
        {
            ImmutableArray<Diagnostic> diagnostics = fixAllContext.Scope == FixAllScope.Document && fixAllContext.Document is Document only
                ? await fixAllContext.GetDocumentDiagnosticsAsync(only).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (IGrouping<SyntaxTree?, Diagnostic> ofTree in diagnostics.GroupBy(diagnostic => diagnostic.Location.SourceTree))
            {
                if (ofTree.Key is not SyntaxTree tree || project.GetDocument(tree) is not Document document)
                    continue;
                if (await RefAfterCopy.ApplyAsync(document, ofTree, fixAllContext.CancellationToken).ConfigureAwait(false) is Document changed)
                    solution = solution.WithDocumentText(changed.Id, await changed.GetTextAsync(fixAllContext.CancellationToken).ConfigureAwait(false));
            }
        }

        return CodeAction.Create("Take references after the copies", _ => Task.FromResult(solution), RefAfterCopyFix.EquivalenceKey);
    }
}
