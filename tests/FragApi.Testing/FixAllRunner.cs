using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FragApi.Testing;

/// <summary>Runs a provider's fix-all, for all its ids at once, as an editor does.</summary>
public static class FixAllRunner
{
    /// <summary>
    /// One pass over a solution: fix-all in each document, in each project, or in the solution, wherever a single fix
    /// is on offer.
    /// </summary>
    /// <exception cref="VerificationException">A single fix is offered, and fix-all has no action or changes nothing.</exception>
    public static async Task<Solution> ApplyAsync(
        Solution solution,
        CodeFixProvider provider,
        FixAllScope scope,
        SolutionAnalysis analysis,
        ActionChoice? choice = null,
        CancellationToken cancellationToken = default)
    {
        Solution result = solution;
        foreach (IReadOnlyList<DocumentId> part in await PartsAsync(solution, provider, scope, analysis, cancellationToken).ConfigureAwait(false))
        {
            // An earlier part's edits may have moved this one's diagnostics.
            List<FixableDiagnostic> diagnostics = [];
            foreach (Project project in part.Select(id => id.ProjectId).Distinct().Select(id => result.GetProject(id)!))
            {
                ImmutableArray<FixableDiagnostic> fixable = await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
                diagnostics.AddRange(fixable.Where(f => part.Contains(f.Document.Id)));
            }

            OfferedFix? offer = await CodeFixRunner.FirstOfferAsync(diagnostics, provider, choice ?? ActionChoice.First, cancellationToken).ConfigureAwait(false);
            if (offer is null)
                continue;

            Solution? changed = await ApplyAsync(offer.Fixable.Document, provider, scope, offer.Action.EquivalenceKey, analysis, cancellationToken).ConfigureAwait(false)
                ?? throw new VerificationException($"Fix-all in {scope}: no action, though a single fix is offered: {offer}.");
            if ((await CodeFixRunner.ChangedFilesAsync(result, changed, cancellationToken).ConfigureAwait(false)).IsEmpty)
                throw new VerificationException($"Fix-all in {scope}: changed nothing, though a single fix is offered: {offer}.");
            result = changed;
        }

        return result;
    }

    /// <summary>Fix-all from one document, whether or not a single fix is offered; null if the provider has no action.</summary>
    /// <exception cref="VerificationException">The provider has no fix-all, or not for this scope.</exception>
    public static Task<Solution?> ApplyAsync(
        Document document,
        CodeFixProvider provider,
        FixAllScope scope,
        string? equivalenceKey,
        SolutionAnalysis analysis,
        CancellationToken cancellationToken = default) =>
        ApplyAsync(document, provider, scope, equivalenceKey, provider.FixableDiagnosticIds, analysis, cancellationToken);

    private static async Task<Solution?> ApplyAsync(
        Document document,
        CodeFixProvider provider,
        FixAllScope scope,
        string? equivalenceKey,
        ImmutableArray<string> ids,
        SolutionAnalysis analysis,
        CancellationToken cancellationToken)
    {
        FixAllProvider fixAll = provider.GetFixAllProvider()
            ?? throw new VerificationException($"{provider.GetType().Name} has no FixAllProvider.");
        if (!fixAll.GetSupportedFixAllScopes().Contains(scope))
            throw new VerificationException($"The FixAllProvider of {provider.GetType().Name} does not support {scope}; it supports {string.Join(", ", fixAll.GetSupportedFixAllScopes())}.");

        DiagnosticSource source = new(analysis, ids);
        // An editor starts from the document in all three scopes.
        FixAllContext context = new(document, provider, scope, equivalenceKey, ids, source, cancellationToken);
        return await fixAll.GetFixAsync(context).ConfigureAwait(false) is CodeAction action
            ? await CodeFixRunner.ApplyAsync(action, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>
    /// What <c>dotnet format analyzers</c> does to a solution: for each id one fix-all in the solution, by the key of
    /// the first action for the first diagnostic <i>of any id</i>, or by a null key if that diagnostic is declined.
    /// </summary>
    /// <param name="solution">What to convert.</param>
    /// <param name="provider">The fix.</param>
    /// <param name="analysis">Its analyzers.</param>
    /// <param name="order">The ids, one pass each; the tool's own order is that of a hash table.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VerificationException">A fix-all has no action, which the tool would log and pass over.</exception>
    public static async Task<Solution> ApplyLikeDotnetFormatAsync(
        Solution solution, CodeFixProvider provider, SolutionAnalysis analysis, IEnumerable<string>? order = null, CancellationToken cancellationToken = default)
    {
        foreach (string id in order ?? provider.FixableDiagnosticIds)
        {
            FixableDiagnostic? first = null;
            bool present = false;
            foreach (Project project in solution.Projects)
            {
                ImmutableArray<FixableDiagnostic> fixable = await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
                first ??= fixable.FirstOrDefault();
                present |= fixable.Any(f => f.Diagnostic.Id == id);
            }

            if (first is null || !present)
                continue;
            ImmutableArray<CodeAction> actions = await CodeFixRunner.GetRegisteredAsync(first.Document, first.Diagnostic, provider, cancellationToken).ConfigureAwait(false);
            solution = await ApplyAsync(first.Document, provider, FixAllScope.Solution, actions.FirstOrDefault()?.EquivalenceKey, [id], analysis, cancellationToken).ConfigureAwait(false)
                ?? throw new VerificationException($"dotnet format: no fix-all action for {id}; the first diagnostic is {first.Diagnostic}, the key '{actions.FirstOrDefault()?.EquivalenceKey}'.");
        }

        return solution;
    }

    /// <summary>
    /// On the fixed state, fix-all from each document with something left to report changes nothing: what single fixes
    /// decline, fix-all does not take either. The package stops once no single fix is offered.
    /// </summary>
    /// <exception cref="VerificationException">Fix-all changes something.</exception>
    internal static async Task VerifyDoneAsync(
        SolutionState done, SolutionState start, CodeFixProvider provider, DiagnosticAnalyzer analyzer, ParseOptions parseOptions, CancellationToken cancellationToken)
    {
        Solution solution = TestHost.CreateSolution(done, start, (CSharpParseOptions)parseOptions);
        SolutionAnalysis analysis = new([analyzer]);
        foreach (Project project in solution.Projects)
        {
            ImmutableArray<FixableDiagnostic> left = await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
            if (left.IsEmpty)
                continue;
            Solution? again = await ApplyAsync(left[0].Document, provider, FixAllScope.Solution, null, analysis, cancellationToken).ConfigureAwait(false);
            ImmutableArray<TextDocument> changed = again is null ? [] : await CodeFixRunner.ChangedFilesAsync(solution, again, cancellationToken).ConfigureAwait(false);
            if (!changed.IsEmpty)
                throw new VerificationException($"Fixed state: another fix-all changes what single fixes decline.\n{await changed[0].GetTextAsync(cancellationToken).ConfigureAwait(false)}");
        }
    }

    // The documents to look for a first offer in, a list for each fix-all of the pass.
    private static async Task<IReadOnlyList<IReadOnlyList<DocumentId>>> PartsAsync(
        Solution solution, CodeFixProvider provider, FixAllScope scope, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        List<DocumentId> documents = [];
        foreach (Project project in solution.Projects)
        {
            ImmutableArray<FixableDiagnostic> fixable = await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
            documents.AddRange(fixable.Select(f => f.Document.Id).Distinct());
        }

        return scope switch
        {
            FixAllScope.Document => [.. documents.Select(id => (IReadOnlyList<DocumentId>)[id])],
            FixAllScope.Project => [.. documents.GroupBy(id => id.ProjectId).Select(group => (IReadOnlyList<DocumentId>)[.. group])],
            FixAllScope.Solution => documents.Count == 0 ? [] : [documents],
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Document, Project or Solution."),
        };
    }

    private sealed class DiagnosticSource(SolutionAnalysis analysis, ImmutableArray<string> ids) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            SyntaxTree? tree = await document.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false);
            return (await AllAsync(document.Project, cancellationToken).ConfigureAwait(false)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            (await AllAsync(project, cancellationToken).ConfigureAwait(false)).Where(diagnostic => !diagnostic.Location.IsInSource);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await AllAsync(project, cancellationToken).ConfigureAwait(false);

        private async Task<ImmutableArray<Diagnostic>> AllAsync(Project project, CancellationToken cancellationToken)
        {
            AnalyzerRun run = await analysis.RunAsync(project, cancellationToken).ConfigureAwait(false);
            return [.. run.Local.Concat(run.Compiler).Where(diagnostic => ids.Contains(diagnostic.Id))];
        }
    }
}
