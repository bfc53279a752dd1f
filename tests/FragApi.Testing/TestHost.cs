using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>Builds Roslyn solutions out of texts. Solutions are immutable values, so one empty workspace serves them all.</summary>
public static class TestHost
{
    private const string MainProjectName = "TestProject";

    private static readonly AdhocWorkspace Workspace = new(MefHostServices.DefaultHost);

    /// <summary>How test code is parsed: the host's newest language, documentation comments bound.</summary>
    public static CSharpParseOptions DefaultParseOptions { get; } = new(LanguageVersion.Default, DocumentationMode.Diagnose);

    /// <summary>How test code is compiled: a library, unsafe allowed.</summary>
    public static CSharpCompilationOptions DefaultCompilationOptions { get; } = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>An empty solution, to be filled.</summary>
    public static SolutionState NewState() => new(MainProjectName, LanguageNames.CSharp, "/0/Test", "cs");

    /// <summary>A solution of one project that refers to the fake kernel, the sources as <c>/0/Test0.cs</c> and so on.</summary>
    public static Solution CreateSolution(params string[] sources) => CreateSolution(References.Kernel, sources);

    /// <summary>The same with references of its own.</summary>
    public static Solution CreateSolution(IEnumerable<MetadataReference> references, params string[] sources)
    {
        SolutionState state = NewState();
        foreach (string source in sources)
            state.Sources.Add(source);
        state.AdditionalReferences.AddRange(references);
        return CreateSolution(state);
    }

    /// <summary>A solution of one or more projects. Marks are taken out of the sources; a project that states no references gets the framework.</summary>
    public static Solution CreateSolution(SolutionState state, CSharpParseOptions? parseOptions = null, Func<string, string>? change = null) =>
        CreateSolution(state, state, parseOptions, change);

    /// <summary>The same of a later state of a test, which has taken over what it does not state itself.</summary>
    internal static Solution CreateSolution(SolutionState state, SolutionState earlier, CSharpParseOptions? parseOptions = null, Func<string, string>? change = null)
    {
        ProjectState[] projects = [.. (state.AdditionalProjects.Count > 0 ? state : earlier).AdditionalProjects.Values];
        Dictionary<string, ProjectId> ids = projects.Select(project => project.Name).Append(MainProjectName).ToDictionary(name => name, name => ProjectId.CreateNewId(name));

        // Referenced projects first, as Roslyn wants them; the main one is found by MainProject().
        Solution solution = Workspace.CurrentSolution;
        foreach (ProjectState project in projects)
            solution = solution.AddProject(Info(project, project, project.Name));
        return solution.AddProject(Info(state, earlier, MainProjectName));

        ProjectInfo Info(ProjectState project, ProjectState before, string name)
        {
            ProjectId id = ids[name];
            List<MetadataReference> references = project.AdditionalReferences.Count > 0 ? project.AdditionalReferences : before.AdditionalReferences;
            OutputKind kind = project.OutputKind ?? before.OutputKind ?? OutputKind.DynamicallyLinkedLibrary;
            return ProjectInfo.Create(
                id,
                VersionStamp.Default,
                name,
                name,
                LanguageNames.CSharp,
                compilationOptions: DefaultCompilationOptions.WithOutputKind(kind),
                parseOptions: parseOptions ?? DefaultParseOptions,
                documents: project.Sources.Select(file => Document(id, file.filename, Changed(file.content))),
                projectReferences: (project.AdditionalProjectReferences.Count > 0 ? project : before).AdditionalProjectReferences.Select(other => new ProjectReference(ids[other])),
                metadataReferences: references.Count > 0 ? references : References.Net100,
                additionalDocuments: (project.AdditionalFiles.Count > 0 ? project : before).AdditionalFiles.Select(file => Document(id, file.filename, file.content)))
                .WithAnalyzerConfigDocuments((project.AnalyzerConfigFiles.Count > 0 ? project : before).AnalyzerConfigFiles.Select(file => Document(id, file.filename, file.content)));
        }

        SourceText Changed(SourceText marked)
        {
            string source = Marks.Plain(marked.ToString());
            return SourceText.From(change is null ? source : change(source), marked.Encoding, marked.ChecksumAlgorithm);
        }
    }

    /// <summary>The project that the state itself describes.</summary>
    public static Project MainProject(this Solution solution) => solution.Projects.Single(project => project.Name == MainProjectName);

    private static DocumentInfo Document(ProjectId project, string path, SourceText text) =>
        DocumentInfo.Create(
            DocumentId.CreateNewId(project, path),
            System.IO.Path.GetFileName(path),
            loader: TextLoader.From(TextAndVersion.Create(text, VersionStamp.Default, path)),
            filePath: path);
}
