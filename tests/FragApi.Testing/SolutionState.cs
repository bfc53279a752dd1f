using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Testing;

/// <summary>Files of one kind in a project: path and content, with or without marks.</summary>
public class SourceFileCollection : Collection<(string filename, SourceText content)>
{
    /// <summary>Adds a file.</summary>
    public void Add((string filename, string content) file) => Add((file.filename, SourceText.From(file.content, Encoding.UTF8)));
}

/// <summary>Source files; one without a name gets the next default one, <c>/0/Test0.cs</c>.</summary>
public sealed class SourceFileList : SourceFileCollection
{
    private readonly string _prefix;

    internal SourceFileList(string prefix) => _prefix = prefix;

    /// <summary>Adds a file under the next default name.</summary>
    public void Add(string content) => Add(($"{_prefix}{Count}.cs", content));
}

/// <summary>References of one project beyond the framework.</summary>
public sealed class MetadataReferenceCollection : List<MetadataReference>
{
    /// <summary>Adds the file of a loaded assembly.</summary>
    public void Add(Assembly assembly) => Add(MetadataReference.CreateFromFile(assembly.Location));
}

/// <summary>The further projects of a solution; asking for a name makes the project.</summary>
public sealed class ProjectCollection : Dictionary<string, ProjectState>
{
    /// <summary>The project of that name.</summary>
    public new ProjectState this[string name]
    {
        get
        {
            if (!TryGetValue(name, out ProjectState? project))
                Add(name, project = new ProjectState(name, $"/{name}/Test"));
            return project;
        }
    }
}

/// <summary>One project of a test.</summary>
public class ProjectState
{
    internal ProjectState(string name, string defaultPrefix)
    {
        Name = name;
        Sources = new SourceFileList(defaultPrefix);
    }

    /// <summary>The project's and the assembly's name.</summary>
    public string Name { get; }

    /// <summary>The source files.</summary>
    public SourceFileList Sources { get; }

    /// <summary>The AdditionalFiles; marks in them are expectations too.</summary>
    public SourceFileCollection AdditionalFiles { get; } = [];

    /// <summary>The .editorconfig and .globalconfig files, by rooted path.</summary>
    public SourceFileCollection AnalyzerConfigFiles { get; } = [];

    /// <summary>References beyond the framework.</summary>
    public MetadataReferenceCollection AdditionalReferences { get; } = [];

    /// <summary>Names of the projects that this one references.</summary>
    public List<string> AdditionalProjectReferences { get; } = [];

    /// <summary>What the project builds; a library unless stated.</summary>
    public OutputKind? OutputKind { get; set; }

    // A later state of a test takes over what it does not state itself.
    internal ProjectState InheritFrom(ProjectState earlier) => CopyInto(new ProjectState(Name, ""), earlier);

    private protected TState CopyInto<TState>(TState result, ProjectState earlier)
        where TState : ProjectState
    {
        Take(result.Sources, Sources, earlier.Sources);
        Take(result.AdditionalFiles, AdditionalFiles, earlier.AdditionalFiles);
        Take(result.AnalyzerConfigFiles, AnalyzerConfigFiles, earlier.AnalyzerConfigFiles);
        Take(result.AdditionalReferences, AdditionalReferences, earlier.AdditionalReferences);
        Take(result.AdditionalProjectReferences, AdditionalProjectReferences, earlier.AdditionalProjectReferences);
        result.OutputKind = OutputKind ?? earlier.OutputKind;
        return result;
    }

    private static void Take<T>(ICollection<T> result, ICollection<T> own, ICollection<T> earlier)
    {
        foreach (T item in own.Count > 0 ? own : earlier)
            result.Add(item);
    }

    internal bool HasSameSources(ProjectState other) =>
        Sources.Count == other.Sources.Count
        && Sources.Zip(other.Sources).All(pair => pair.First.filename == pair.Second.filename && pair.First.content.ContentEquals(pair.Second.content));
}

/// <summary>A whole solution of a test: its main project, further ones, and what is expected of it.</summary>
public sealed class SolutionState : ProjectState
{
    /// <summary>The name of the main project.</summary>
    public const string MainProjectName = "TestProject";

    /// <summary>An empty solution.</summary>
    public SolutionState()
        : base(MainProjectName, "/0/Test")
    {
    }

    /// <summary>The further projects.</summary>
    public ProjectCollection AdditionalProjects { get; } = [];

    /// <summary>Expected diagnostics beyond those marked in the files.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    internal IEnumerable<ProjectState> Projects => AdditionalProjects.Values.Prepend(this);

    internal SolutionState InheritFrom(SolutionState earlier)
    {
        SolutionState result = CopyInto(new SolutionState(), earlier);
        foreach ((string name, ProjectState project) in earlier.AdditionalProjects)
        {
            ProjectState own = AdditionalProjects.TryGetValue(name, out ProjectState? stated) ? stated : new ProjectState(name, "");
            result.AdditionalProjects.Add(name, own.InheritFrom(project));
        }

        foreach ((string name, ProjectState project) in AdditionalProjects)
            result.AdditionalProjects.TryAdd(name, project.InheritFrom(project));

        // Expectations are of the text: they are taken over only with it.
        result.ExpectedDiagnostics.AddRange(ExpectedDiagnostics);
        if (ExpectedDiagnostics.Count == 0 && result.HasSameText(earlier))
            result.ExpectedDiagnostics.AddRange(earlier.ExpectedDiagnostics);
        return result;
    }

    private bool HasSameText(SolutionState other) =>
        HasSameSources(other)
        && AdditionalProjects.Count == other.AdditionalProjects.Count
        && AdditionalProjects.All(project => other.AdditionalProjects.TryGetValue(project.Key, out ProjectState? same) && project.Value.HasSameSources(same));
}
