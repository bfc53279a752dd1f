using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>Builds Roslyn solutions out of texts. Solutions are immutable values, so one empty workspace serves them all.</summary>
public static class TestHost
{
    private static readonly AdhocWorkspace Workspace = new(MefHostServices.DefaultHost);

    /// <summary>How test code is parsed: the host's newest language, documentation comments bound.</summary>
    public static CSharpParseOptions DefaultParseOptions { get; } = new(LanguageVersion.Default, DocumentationMode.Diagnose);

    /// <summary>How test code is compiled: a library, unsafe allowed.</summary>
    public static CSharpCompilationOptions DefaultCompilationOptions { get; } = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>A solution of one project, the sources (without marks) as <c>/0/Test0.cs</c> and so on.</summary>
    public static Solution CreateSolution(params string[] sources)
    {
        SolutionState state = new();
        foreach (string source in sources)
            state.Sources.Add(source);
        return CreateSolution(state);
    }

    /// <summary>A solution of one or more projects; the texts are taken as they are, marks included.</summary>
    public static Solution CreateSolution(
        SolutionState state,
        CSharpParseOptions? parseOptions = null,
        CSharpCompilationOptions? compilationOptions = null,
        ReferenceAssemblies? references = null)
    {
        Solution solution = Workspace.CurrentSolution;
        Dictionary<string, ProjectId> ids = state.Projects.ToDictionary(project => project.Name, project => ProjectId.CreateNewId(project.Name));

        // Referenced projects first, as Roslyn wants them; the main one is found by MainProject().
        foreach (ProjectState project in Ordered(state))
        {
            ProjectId id = ids[project.Name];
            CSharpCompilationOptions options = compilationOptions ?? DefaultCompilationOptions;
            if (project.OutputKind is OutputKind kind)
                options = options.WithOutputKind(kind);

            solution = solution.AddProject(ProjectInfo.Create(
                id,
                VersionStamp.Default,
                project.Name,
                project.Name,
                LanguageNames.CSharp,
                compilationOptions: options,
                parseOptions: parseOptions ?? DefaultParseOptions,
                documents: project.Sources.Select(file => Document(id, file)),
                projectReferences: project.AdditionalProjectReferences.Select(name => new ProjectReference(ids[name])),
                metadataReferences: (references ?? ReferenceAssemblies.Default).Resolve().Concat(project.AdditionalReferences),
                additionalDocuments: project.AdditionalFiles.Select(file => Document(id, file)))
                .WithAnalyzerConfigDocuments(project.AnalyzerConfigFiles.Select(file => Document(id, file))));
        }

        return solution;
    }

    /// <summary>The project that <see cref="SolutionState"/> itself describes.</summary>
    public static Project MainProject(this Solution solution) => solution.Projects.Single(project => project.Name == SolutionState.MainProjectName);

    private static DocumentInfo Document(ProjectId project, (string Path, SourceText Text) file) =>
        DocumentInfo.Create(
            DocumentId.CreateNewId(project, file.Path),
            System.IO.Path.GetFileName(file.Path),
            loader: TextLoader.From(TextAndVersion.Create(file.Text, VersionStamp.Default, file.Path)),
            filePath: file.Path);

    private static IEnumerable<ProjectState> Ordered(SolutionState state)
    {
        List<ProjectState> order = [];
        HashSet<string> seen = [];
        foreach (ProjectState project in state.Projects)
            Visit(project);
        return order;

        void Visit(ProjectState project)
        {
            if (!seen.Add(project.Name))
                return;
            foreach (string name in project.AdditionalProjectReferences)
                Visit(state.Projects.FirstOrDefault(other => other.Name == name) ?? throw new VerificationException($"Project '{project.Name}' references '{name}', which the test does not state."));
            order.Add(project);
        }
    }
}
