using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>
/// One code fix test. Beyond the analyzer's checks: single fixes one after the other, then fix-all in documents,
/// projects and the solution, lead to the fixed state, each fix-all in one pass; the fixed state compiles and has just
/// the marked diagnostics left, for which nothing is offered any more.
/// </summary>
public abstract class CodeFixTest : AnalyzerTest
{
    /// <summary>The first (usually the only) source after the fix; what is declined stays marked in it.</summary>
    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    /// <summary>The first source after fix-all, if it differs from <see cref="FixedCode"/>.</summary>
    public string BatchFixedCode
    {
        set => BatchFixedState.Sources.Add(value);
    }

    /// <summary>The solution after the fixes; what it does not state is as in the test state.</summary>
    public SolutionState FixedState { get; } = new();

    /// <summary>The solution after fix-all; what it does not state is as in the fixed state.</summary>
    public SolutionState BatchFixedState { get; } = new();

    /// <summary>Which action to take, among those with the key.</summary>
    public int? CodeActionIndex { get; set; }

    /// <summary>The key of the action to take.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>Single fixes to the fixed state: exactly n, at most -n, or (null) at most one for each fixable diagnostic.</summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>Passes of fix-all to the fixed state: exactly n, at most -n, or (null) exactly one.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    /// <summary>Checks to leave out.</summary>
    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    /// <summary>How the trees that the fix makes are checked.</summary>
    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    private ActionChoice Choice => new(CodeActionIndex, CodeActionEquivalenceKey);

    /// <summary>The provider under test.</summary>
    protected abstract CodeFixProvider GetCodeFixProvider();

    private protected override async Task RunFixesAsync(EvaluatedState test, Solution start, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        CodeFixProvider provider = GetCodeFixProvider();
        SolutionState fixedMarked = FixedState.InheritFrom(TestState);
        EvaluatedState fixedState = EvaluatedState.Of(fixedMarked, Describe);
        EvaluatedState batchState = EvaluatedState.Of(BatchFixedState.InheritFrom(fixedMarked), Describe);

        if (!CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipLocalDiagnosticCheck))
            await VerifyLocalOnlyAsync(start, provider, analysis, cancellationToken).ConfigureAwait(false);
        string? key = await FixOneByOneAsync(start, fixedState, provider, analysis, cancellationToken).ConfigureAwait(false) ?? CodeActionEquivalenceKey;

        bool fixOne = CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne);
        foreach ((FixAllScope scope, CodeFixTestBehaviors skip) in fixOne ? [] : Scopes)
        {
            if (!CodeFixTestBehaviors.HasFlag(skip))
                await FixAllAsync(scope, start, batchState, provider, analysis, cancellationToken).ConfigureAwait(false);
        }

        await VerifyFinalAsync("Fixed state", fixedState, offersAllowed: fixOne).ConfigureAwait(false);
        if (!fixOne && !AreEqual(fixedState.Plain, batchState.Plain))
            await VerifyFinalAsync("Batch fixed state", batchState, offersAllowed: false).ConfigureAwait(false);

        async Task VerifyFinalAsync(string what, EvaluatedState state, bool offersAllowed)
        {
            Solution solution = AreEqual(test.Plain, state.Plain) ? start : CreateSolution(state);
            await VerifyDiagnosticsAsync(what, state, solution, analysis, cancellationToken).ConfigureAwait(false);
            if (!offersAllowed)
                await VerifyDoneAsync(what, solution, provider, key, analysis, cancellationToken).ConfigureAwait(false);
        }
    }

    private static (FixAllScope, CodeFixTestBehaviors)[] Scopes =>
    [
        (FixAllScope.Document, CodeFixTestBehaviors.SkipFixAllInDocumentCheck),
        (FixAllScope.Project, CodeFixTestBehaviors.SkipFixAllInProjectCheck),
        (FixAllScope.Solution, CodeFixTestBehaviors.SkipFixAllInSolutionCheck),
    ];

    // Returns the key of the first action that was taken.
    private async Task<string?> FixOneByOneAsync(Solution start, EvaluatedState target, CodeFixProvider provider, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        int fixable = 0;
        foreach (Project project in start.Projects)
            fixable += (await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false)).Length;
        int limit = CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne) ? 1 : Math.Abs(NumberOfIncrementalIterations ?? fixable);

        Solution current = start;
        int done = 0;
        string? key = null;
        while (await DifferenceAsync(current, target, cancellationToken).ConfigureAwait(false) is not null
            && await CodeFixRunner.FirstOfferAsync(current, provider, analysis, Choice, cancellationToken).ConfigureAwait(false) is OfferedFix offer)
        {
            if (done == limit)
                throw await FailureAsync($"Single fixes: not at the fixed state after {done}, and more are offered: {offer}.", current, target, provider, analysis, cancellationToken).ConfigureAwait(false);
            Solution next = await CodeFixRunner.ApplyAsync(offer.Action, cancellationToken).ConfigureAwait(false);
            ImmutableArray<TextDocument> changed = await CodeFixRunner.ChangedFilesAsync(current, next, cancellationToken).ConfigureAwait(false);
            if (changed.IsEmpty)
                throw new VerificationException($"Single fix {done + 1}: offered, but it changed nothing: {offer}.");
            await VerifyTreesAsync($"Single fix {done + 1}", changed, cancellationToken).ConfigureAwait(false);
            (current, done) = (next, done + 1);
            key ??= offer.Action.EquivalenceKey;
        }

        if (await DifferenceAsync(current, target, cancellationToken).ConfigureAwait(false) is not null)
            throw await FailureAsync($"Single fixes: not at the fixed state after {done}, and no more are offered.", current, target, provider, analysis, cancellationToken).ConfigureAwait(false);
        if (NumberOfIncrementalIterations is > 0 and int exact && done != exact)
            throw new VerificationException($"Single fixes: {done} led to the fixed state, {exact} expected.");
        return key;
    }

    private async Task FixAllAsync(FixAllScope scope, Solution start, EvaluatedState target, CodeFixProvider provider, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        int stated = NumberOfFixAllIterations ?? 1;
        Solution current = start;
        int done = 0;
        while (done < Math.Abs(stated) && await DifferenceAsync(current, target, cancellationToken).ConfigureAwait(false) is not null)
        {
            Solution next = await FixAllRunner.ApplyAsync(current, provider, scope, analysis, Choice, cancellationToken).ConfigureAwait(false);
            ImmutableArray<TextDocument> changed = await CodeFixRunner.ChangedFilesAsync(current, next, cancellationToken).ConfigureAwait(false);
            if (changed.IsEmpty)
                break;
            await VerifyTreesAsync($"Fix-all in {scope}", changed, cancellationToken).ConfigureAwait(false);
            (current, done) = (next, done + 1);
        }

        if (await DifferenceAsync(current, target, cancellationToken).ConfigureAwait(false) is not null)
        {
            string more = await CodeFixRunner.FirstOfferAsync(current, provider, analysis, Choice, cancellationToken).ConfigureAwait(false) is OfferedFix offer
                ? $"and leaves work to another pass: {offer}."
                : "and nothing more is offered.";
            throw await FailureAsync($"Fix-all in {scope}: {done} of {Math.Abs(stated)} passes do not reach the fixed state, {more}", current, target, provider, analysis, cancellationToken).ConfigureAwait(false);
        }

        if (NumberOfFixAllIterations is > 0 && done != stated)
            throw new VerificationException($"Fix-all in {scope}: {done} passes led to the fixed state, {stated} expected.");
    }

    private async Task VerifyTreesAsync(string what, ImmutableArray<TextDocument> changed, CancellationToken cancellationToken)
    {
        if (CodeActionValidationMode == CodeActionValidationMode.None)
            return;
        foreach (Document document in changed.OfType<Document>())
        {
            if (await SyntaxShape.DifferenceFromTextAsync(document, cancellationToken).ConfigureAwait(false) is string difference)
                throw new VerificationException($"{what}: the tree of {document.FilePath ?? document.Name} is not what its text parses to; {difference}.\n{await document.GetTextAsync(cancellationToken).ConfigureAwait(false)}");
        }
    }

    private static async Task VerifyLocalOnlyAsync(Solution start, CodeFixProvider provider, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        foreach (Project project in start.Projects)
        {
            ImmutableArray<FixableDiagnostic> nonLocal = await analysis.NonLocalFixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
            if (await CodeFixRunner.FirstOfferAsync(nonLocal, provider, ActionChoice.First, cancellationToken).ConfigureAwait(false) is OfferedFix offer)
                throw new VerificationException($"A fix for a non-local diagnostic: {offer}. It was reported from another file or at the end of the compilation, and no editor offers fixes for such (roslyn#51653).");
        }
    }

    // Nothing is offered any more; and fix-all, asked nevertheless, leaves what was declined alone.
    private async Task VerifyDoneAsync(string what, Solution solution, CodeFixProvider provider, string? key, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        if (await CodeFixRunner.FirstOfferAsync(solution, provider, analysis, Choice, cancellationToken).ConfigureAwait(false) is OfferedFix offer)
            throw new VerificationException($"{what}: a fix is still offered: {offer}.");
        if (CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipFixAllInSolutionCheck))
            return;

        foreach (Project project in solution.Projects)
        {
            ImmutableArray<FixableDiagnostic> left = await analysis.FixableAsync(project, provider, cancellationToken).ConfigureAwait(false);
            if (left.IsEmpty)
                continue;
            Solution? again = await FixAllRunner.ApplyAsync(left[0].Document, provider, FixAllScope.Solution, key, analysis, cancellationToken).ConfigureAwait(false);
            if (again is null)
                continue;
            ImmutableArray<TextDocument> changed = await CodeFixRunner.ChangedFilesAsync(solution, again, cancellationToken).ConfigureAwait(false);
            if (changed.IsEmpty)
                continue;
            SourceText before = await solution.GetDocument(changed[0].Id)!.GetTextAsync(cancellationToken).ConfigureAwait(false);
            SourceText after = await changed[0].GetTextAsync(cancellationToken).ConfigureAwait(false);
            throw new VerificationException($"{what}: another fix-all changes what single fixes decline.\n{LineDiff.Unified(before.ToString(), after.ToString(), "before", "after")}");
        }
    }

    private async Task<VerificationException> FailureAsync(
        string what, Solution actual, EvaluatedState target, CodeFixProvider provider, SolutionAnalysis analysis, CancellationToken cancellationToken)
    {
        StringBuilder message = new(what);
        message.Append('\n').Append(await DifferenceAsync(actual, target, cancellationToken).ConfigureAwait(false));
        List<(string, string)> files = [];
        foreach (Document document in actual.Projects.SelectMany(project => project.Documents))
            files.Add((PathOf(document), (await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString()));
        message.Append(DiagnosticVerifier.Describe(files, await DiagnosticsAsync("After the fix", actual, analysis, cancellationToken).ConfigureAwait(false)));
        return new VerificationException(message.ToString());
    }

    // A diff of every file that is not as in the target; null if all are.
    private static async Task<string?> DifferenceAsync(Solution actual, EvaluatedState target, CancellationToken cancellationToken)
    {
        StringBuilder difference = new();
        foreach (ProjectState expected in target.Plain.Projects)
        {
            Project project = actual.Projects.Single(p => p.Name == expected.Name);
            await CompareAsync(project.Documents, expected.Sources).ConfigureAwait(false);
            await CompareAsync(project.AdditionalDocuments, expected.AdditionalFiles).ConfigureAwait(false);
        }

        return difference.Length == 0 ? null : difference.ToString();

        async Task CompareAsync(IEnumerable<TextDocument> documents, SourceFileCollection expected)
        {
            Dictionary<string, SourceText> wanted = expected.ToDictionary(file => file.filename, file => file.content);
            foreach (TextDocument document in documents)
            {
                string path = PathOf(document);
                SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                if (!wanted.Remove(path, out SourceText? want))
                    difference.Append(LineDiff.Unified("", text.ToString(), "not expected", path));
                else if (!want.ContentEquals(text))
                    difference.Append(LineDiff.Unified(want.ToString(), text.ToString(), $"{path} expected", $"{path} actual"));
            }

            foreach ((string path, SourceText content) in wanted)
                difference.Append(LineDiff.Unified(content.ToString(), "", path, "not there"));
        }
    }

    private static string PathOf(TextDocument document) => document.FilePath ?? document.Name;

    private static bool AreEqual(SolutionState one, SolutionState other) =>
        one.Projects.Count() == other.Projects.Count()
        && one.Projects.Zip(other.Projects).All(pair => pair.First.Name == pair.Second.Name && pair.First.HasSameSources(pair.Second));
}
