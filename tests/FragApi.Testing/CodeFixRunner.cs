using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>Which of the offered actions a run takes.</summary>
/// <param name="Index">The position among those that have the key; the first if null.</param>
/// <param name="EquivalenceKey">The key; any if null.</param>
public sealed record ActionChoice(int? Index = null, string? EquivalenceKey = null)
{
    /// <summary>The first action.</summary>
    public static ActionChoice First { get; } = new();

    /// <summary>The chosen action, or null if it is not offered.</summary>
    public CodeAction? Of(ImmutableArray<CodeAction> actions) =>
        actions.Where(action => EquivalenceKey is null || action.EquivalenceKey == EquivalenceKey).ElementAtOrDefault(Index ?? 0);
}

/// <summary>Asks a provider for fixes and applies them, one at a time.</summary>
public static class CodeFixRunner
{
    /// <summary>The actions offered for one diagnostic, nested ones in the place of their parent.</summary>
    public static async Task<ImmutableArray<CodeAction>> GetActionsAsync(
        Document document, Diagnostic diagnostic, CodeFixProvider provider, CancellationToken cancellationToken = default) =>
        [.. (await GetRegisteredAsync(document, diagnostic, provider, cancellationToken).ConfigureAwait(false)).SelectMany(Flatten)];

    /// <summary>The actions as the provider registers them: of nested ones, the parent.</summary>
    public static async Task<ImmutableArray<CodeAction>> GetRegisteredAsync(
        Document document, Diagnostic diagnostic, CodeFixProvider provider, CancellationToken cancellationToken = default)
    {
        List<CodeAction> actions = [];
        CodeFixContext context = new(document, diagnostic, (action, _) => actions.Add(action), cancellationToken);
        await provider.RegisterCodeFixesAsync(context).ConfigureAwait(false);
        return [.. actions];
    }

    /// <summary>The solution after an action.</summary>
    /// <exception cref="VerificationException">The action does something else than to change a solution, once.</exception>
    public static async Task<Solution> ApplyAsync(CodeAction action, CancellationToken cancellationToken = default)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
        if (operations is not [ApplyChangesOperation change])
            throw new VerificationException($"The action '{action.Title}' has {operations.Length} operations ({string.Join(", ", operations.Select(o => o.GetType().Name))}); one ApplyChangesOperation is expected.");
        return change.ChangedSolution;
    }

    /// <summary>The first fix offered, in the order of projects, documents and spans; null if there is none.</summary>
    public static async Task<OfferedFix?> FirstOfferAsync(
        Solution solution, CodeFixProvider provider, SolutionAnalysis analysis, ActionChoice choice, CancellationToken cancellationToken = default)
    {
        foreach (Project project in solution.Projects)
        {
            if (await FirstOfferAsync(await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false), provider, choice, cancellationToken).ConfigureAwait(false) is OfferedFix offer)
                return offer;
        }

        return null;
    }

    /// <summary>The first fix offered for one of these diagnostics.</summary>
    public static async Task<OfferedFix?> FirstOfferAsync(
        IEnumerable<FixableDiagnostic> diagnostics, CodeFixProvider provider, ActionChoice choice, CancellationToken cancellationToken = default)
    {
        foreach (FixableDiagnostic fixable in diagnostics)
        {
            ImmutableArray<CodeAction> actions = await GetActionsAsync(fixable.Document, fixable.Diagnostic, provider, cancellationToken).ConfigureAwait(false);
            if (choice.Of(actions) is CodeAction action)
                return new OfferedFix(fixable, action);
        }

        return null;
    }

    /// <summary>The documents, additional and configuration files whose text differs, those added or removed included.</summary>
    public static async Task<ImmutableArray<TextDocument>> ChangedFilesAsync(Solution before, Solution after, CancellationToken cancellationToken = default)
    {
        ImmutableArray<TextDocument>.Builder changed = ImmutableArray.CreateBuilder<TextDocument>();
        foreach (ProjectChanges project in after.GetChanges(before).GetProjectChanges())
        {
            Project now = project.NewProject, was = project.OldProject;
            foreach (DocumentId id in project.GetChangedDocuments().Concat(project.GetChangedAdditionalDocuments()).Concat(project.GetChangedAnalyzerConfigDocuments()))
            {
                TextDocument oldFile = File(was, id)!, newFile = File(now, id)!;
                SourceText oldText = await oldFile.GetTextAsync(cancellationToken).ConfigureAwait(false);
                SourceText newText = await newFile.GetTextAsync(cancellationToken).ConfigureAwait(false);
                if (oldFile.Name != newFile.Name || !oldText.ContentEquals(newText))
                    changed.Add(newFile);
            }

            changed.AddRange(project.GetAddedDocuments().Concat(project.GetAddedAdditionalDocuments()).Concat(project.GetAddedAnalyzerConfigDocuments()).Select(id => File(now, id)!));
            changed.AddRange(project.GetRemovedDocuments().Concat(project.GetRemovedAdditionalDocuments()).Concat(project.GetRemovedAnalyzerConfigDocuments()).Select(id => File(was, id)!));
        }

        return changed.ToImmutable();
    }

    private static TextDocument? File(Project project, DocumentId id) =>
        project.GetDocument(id) ?? project.GetAdditionalDocument(id) ?? project.GetAnalyzerConfigDocument(id);

    private static IEnumerable<CodeAction> Flatten(CodeAction action) =>
        action.NestedActions.IsEmpty ? [action] : action.NestedActions.SelectMany(Flatten);
}

/// <summary>A fix on offer.</summary>
/// <param name="Fixable">The diagnostic it is for.</param>
/// <param name="Action">The action.</param>
public sealed record OfferedFix(FixableDiagnostic Fixable, CodeAction Action)
{
    /// <inheritdoc/>
    public override string ToString() => $"'{Action.Title}' for {Fixable.Diagnostic}";
}
