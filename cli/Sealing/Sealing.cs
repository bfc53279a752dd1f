using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>Seals the pages of a code base in memory and sees what no longer compiles.</summary>
internal static class Sealing
{
    /// <param name="code">What was loaded.</param>
    /// <param name="bindsAll">Every file is bound, and not only those that can see the page or its type.</param>
    /// <param name="progress">Told what it is at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ToolException">A project does not compile as it is.</exception>
    public static async Task<SealResult> OfAsync(CodeBase code, bool bindsAll, IProgressSteps progress, CancellationToken cancellation)
    {
        progress.Step("looking for fragments", 0, 1);
        List<(LoadedProject Project, PageMember Member)> members = [];
        foreach (LoadedProject project in code.Requested)
        {
            if (FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is FragmentModel model)
                members.AddRange(PageMember.In(project, model, cancellation).Select(member => (project, member)));
        }

        ImmutableArray<string> before = [.. members.Where(found => found.Member.IsSealed).Select(found => found.Member.Name).Distinct().Order(StringComparer.Ordinal)];
        List<string> refused = [.. members.Where(found => !found.Member.IsSealed && found.Member.Refusal is not null).Select(found => $"{found.Member.Name}: {found.Member.Refusal}")];
        List<(LoadedProject Project, PageMember Member)> open = [.. members.Where(found => !found.Member.IsSealed && found.Member.Refusal is null)];
        Homes homes = Homes.Of(code, open, project => open.Exists(found => found.Project.FilePath == project.FilePath) || Edits(project, open, cancellation).Any(file => file.Changes.Count > 0), cancellation);
        refused.AddRange(open.Where(found => homes.Refused.ContainsKey(found.Project.FilePath)).Select(found => $"{found.Member.Name}: {homes.Refused[found.Project.FilePath]}"));
        open.RemoveAll(found => homes.Refused.ContainsKey(found.Project.FilePath));
        ImmutableArray<(string Path, string Text)> added = [.. homes.Added];
        CodeBase opened = homes.AddTo(code);

        progress.Step("sealing", 0, 1);
        Dictionary<string, Rendered> texts = Open(opened, open, cancellation);
        CodeBase changed = opened.With(texts.ToDictionary(file => file.Key, file => file.Value.Text, StringComparer.Ordinal));

        progress.Step("compiling the result", 0, 1);
        // What was sealed by an earlier run is looked at with the same eyes as what is sealed now.
        CodeBase unsealed = Unsealing.Of(code, members.Select(found => found.Member), cancellation);
        // Whoever gets a friend sees all that it hides.
        Candidates candidates = Candidates.Of(unsealed, bindsAll, project => homes.NewFriends.Contains(project.FilePath), withOwnership: false, cancellation);
        ImmutableArray<string> touched = [.. texts.Keys, .. homes.Changed.Keys, .. added.Select(file => file.Path)];
        Dictionary<string, MissedCases> cases = new(StringComparer.Ordinal);
        List<string> losses = [];
        int disabled = 0;
        foreach ((LoadedProject old, LoadedProject bare, LoadedProject now) in code.Projects.Zip(unsealed.Projects, changed.Projects).Where(project => project.First.IsRequested))
        {
            IReadOnlySet<string>? paths = candidates.PathsIn(bare)?.Concat(touched).Concat(Naming(old, cancellation)).ToHashSet(StringComparer.Ordinal);
            List<Diagnostic> errors;
            List<Diagnostic> oldErrors;
            try
            {
                errors = ErrorsOf(now, paths, cancellation);
                oldErrors = errors.Count == 0 ? [] : ErrorsOf(old, paths, cancellation);
                if (oldErrors.Count > 0 && bare.Compilation != old.Compilation)
                    oldErrors = Unsealing.InBoth(oldErrors, ErrorsOf(bare, paths, cancellation));
            }
            catch (Exception problem) when (Mishap.Is(problem, cancellation))
            {
                losses.Add(Mishap.Of(old.Name, problem).Text);
                continue;
            }

            if (oldErrors.Count > 0 && !code.IsLoose)
                throw new ToolException(ExitCode.Failed, CompilerText.DoesNotCompile(old, oldErrors, code));
            (IReadOnlyDictionary<SyntaxTree, TreeSurvey> surveys, _, ImmutableArray<Mishap> mishaps) = await Survey.OfAsync(bare, candidates, cancellation).ConfigureAwait(false);
            losses.AddRange(mishaps.Select(mishap => mishap.Text));
            ILookup<string?, Diagnostic> inFile = Problems.New(errors, oldErrors).ToLookup(error => error.Location.SourceTree?.FilePath);
            foreach ((SyntaxTree tree, SyntaxTree bareTree) in old.Sources.Zip(bare.Sources))
            {
                TreeSurvey survey = surveys.GetValueOrDefault(bareTree) ?? new TreeSurvey();
                disabled += survey.Disabled.Count;
                if (!inFile.Contains(tree.FilePath) && survey.Sites.Count == 0)
                    continue;
                if (!cases.TryGetValue(tree.FilePath, out MissedCases? found))
                    cases.Add(tree.FilePath, found = new MissedCases(tree, site => IsRaw(site, bare, cancellation)));
                found.Add(survey, now.Compilation, texts.GetValueOrDefault(tree.FilePath), inFile[tree.FilePath], onlyCompiled: open.Count == 0);
            }
        }

        return new SealResult(
            [.. open.Select(found => $"{found.Member.Name} is a {SealedPage.Name}<{found.Member.Type}>").Distinct().Order(StringComparer.Ordinal)],
            before,
            [.. refused.Distinct().Order(StringComparer.Ordinal)],
            [.. cases.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value.All())],
            disabled,
            [.. texts.Values.Select(text => text.ToChangedFile()), .. homes.Changed.Select(file => new ChangedFile(file.Key, code.Projects.SelectMany(project => project.Sources).First(tree => tree.FilePath == file.Key).GetText(cancellation), file.Value))],
            added,
            [.. code.Requested.Select(project => project.Name).Distinct()],
            [.. members.Where(found => found.Member.IsVisibleOutside && (found.Member.IsSealed || open.Contains(found))).Select(found => found.Member.Name).Distinct().Order(StringComparer.Ordinal)])
        {
            Losses = [.. losses.Distinct()],
            Unbound = candidates.Remark,
        };
    }

    private static bool IsRaw(Site site, LoadedProject project, CancellationToken cancellation)
    {
        SemanticModel semantics = project.Compilation.GetSemanticModel(site.Node.SyntaxTree);
        FragmentModel model = FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation)!;
        return site.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Any(name => semantics.GetSymbolInfo(name, cancellation).Symbol is ISymbol { Kind: SymbolKind.Field or SymbolKind.Property } member && model.Is(member, Role.FragmentPage));
    }

    /// <summary>The files that name the sealed page's type, which may be another one's name there.</summary>
    private static IEnumerable<string> Naming(LoadedProject project, CancellationToken cancellation)
    {
        NameTable name = new([KeyValuePair.Create(SealedPage.Name, 1u)]);
        return project.Sources.AsParallel().WithCancellation(cancellation).Where(tree => name.FindIn(tree, cancellation) is not null).Select(tree => tree.FilePath);
    }

    private static List<Diagnostic> ErrorsOf(LoadedProject project, IReadOnlySet<string>? paths, CancellationToken cancellation) =>
        [.. CompilerErrors.In(project, paths, cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    private static Dictionary<string, Rendered> Open(CodeBase code, IReadOnlyCollection<(LoadedProject Project, PageMember Member)> open, CancellationToken cancellation)
    {
        Dictionary<string, (SourceText Text, SortedDictionary<TextSpan, TextChange> Changes)> edits = new(StringComparer.Ordinal);
        foreach ((SyntaxTree tree, IReadOnlyList<TextChange> changes) in code.Requested.SelectMany(project => Edits(project, open, cancellation)))
        {
            foreach (TextChange change in changes)
            {
                if (!edits.TryGetValue(tree.FilePath, out (SourceText Text, SortedDictionary<TextSpan, TextChange> Changes) file))
                    edits.Add(tree.FilePath, file = (tree.GetText(cancellation), []));
                file.Changes.TryAdd(change.Span, change);
            }
        }

        return edits.ToDictionary(file => file.Key, file => new Rendered(file.Key, file.Value.Text, [.. file.Value.Changes.Values]), StringComparer.Ordinal);
    }

    /// <summary>What sealing changes in the files of one project.</summary>
    private static IEnumerable<(SyntaxTree Tree, IReadOnlyList<TextChange> Changes)> Edits(LoadedProject project, IReadOnlyCollection<(LoadedProject Project, PageMember Member)> open, CancellationToken cancellation)
    {
        HashSet<string> ids = [.. open.Select(found => found.Member.Symbol.GetDocumentationCommentId()).OfType<string>()];
        if (ids.Count == 0 || FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is not FragmentModel model)
            yield break;
        // The members as this compilation sees them, of its own and of others.
        List<PageMember> pages = [.. PageMember.In(project, model, cancellation).Where(page => ids.Contains(page.Symbol.GetDocumentationCommentId() ?? ""))];
        foreach (string id in ids)
        {
            if (DocumentationCommentId.GetFirstSymbolForDeclarationId(id, project.Compilation) is ISymbol symbol && !pages.Exists(page => SymbolEqualityComparer.Default.Equals(page.Symbol, symbol)))
                pages.Add(new PageMember(symbol, null));
        }

        foreach (SyntaxTree tree in project.Sources)
            yield return (tree, Opening.EditsIn(project, model, tree, pages, cancellation));
    }
}
