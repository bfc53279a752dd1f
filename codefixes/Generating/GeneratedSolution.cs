using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>A solution with the accessors that some of its raw uses wait for.</summary>
internal sealed class GeneratedSolution
{
    private GeneratedSolution(Solution solution, string? title)
    {
        Solution = solution;
        Title = title;
    }

    public Solution Solution { get; }

    /// <summary>What was done; null when nothing was.</summary>
    public string? Title { get; }

    public static async Task<GeneratedSolution> OfAsync(Solution solution, IEnumerable<(Document Document, Diagnostic Diagnostic)> uses, bool withInner, CancellationToken cancellation)
    {
        ILookup<ProjectId, (Document Document, Diagnostic Diagnostic)> byProject = uses.ToLookup(use => use.Document.Project.Id);
        ProjectDependencyGraph graph = solution.GetProjectDependencyGraph();
        HashSet<ProjectId> concerned = new(byProject.SelectMany(project => graph.GetProjectsThatThisProjectTransitivelyDependsOn(project.Key).Append(project.Key)));
        ImmutableArray<GeneratorUnit>.Builder units = ImmutableArray.CreateBuilder<GeneratorUnit>();
        List<UsesIn> places = new();
        foreach (ProjectId id in graph.GetTopologicallySortedProjects(cancellation).Where(concerned.Contains))
        {
            if (solution.GetProject(id) is not { Language: LanguageNames.CSharp } project || await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not Compilation compilation)
                continue;
            places.AddRange(byProject[id].GroupBy(use => use.Diagnostic.Location.SourceTree!).Select(tree => new UsesIn(units.Count, tree.Key, tree.Select(use => use.Diagnostic.Location.SourceSpan).ToImmutableHashSet())));
            units.Add(new GeneratorUnit(compilation, project.AnalyzerOptions.AdditionalFiles));
        }

        Generated generated = AccessorGenerator.Generate(units.ToImmutable(), places, withInner, tree => solution.GetDocument(tree) is Document document and not SourceGeneratedDocument, cancellation);
        return generated.Accessors.Count == 0 ? new GeneratedSolution(solution, null) : new GeneratedSolution(Apply(solution, generated), TitleOf(generated));
    }

    private static string TitleOf(Generated generated)
    {
        string[] names = generated.Accessors.Select(accessor => $"'{accessor.Home}.{accessor.Operation}'").Distinct().ToArray();
        return names.Length == 1 ? $"Generate accessor {names[0]}" : $"Generate accessors {string.Join(", ", names)}";
    }

    private static Solution Apply(Solution solution, Generated generated)
    {
        Solution changed = solution;
        foreach ((SyntaxTree tree, SourceText text) in generated.Changed)
            changed = changed.WithDocumentText(solution.GetDocument(tree)!.Id, text);
        foreach (AddedFile file in generated.Added)
        {
            Document beside = solution.GetDocument(file.Beside)!;
            changed = changed.AddDocument(DocumentId.CreateNewId(beside.Project.Id), Path.GetFileName(file.Path), file.Text, beside.Folders, beside.FilePath is null ? null : file.Path);
        }

        foreach ((AdditionalText file, SourceText text) in generated.Bindings)
        {
            foreach (TextDocument document in solution.Projects.SelectMany(project => project.AdditionalDocuments).Where(document => (document.FilePath ?? document.Name) == file.Path))
                changed = changed.WithAdditionalDocumentText(document.Id, text);
        }

        return changed;
    }
}
