using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>
/// Makes compilations of compiler calls. A reference to the output of another call is a reference to its compilation: nothing
/// has to be built. A project that cannot be loaded is lost, with what refers to it; the others are not.
/// </summary>
internal sealed class ProjectLoader
{
    /// <summary>For a call out of a log: the build may have run elsewhere, and its machine may have been tidied up.</summary>
    private const string Advice = "\n  What a log names has to be there: sources, packages, and what the build made under obj. Restore or build here; if it was built elsewhere, say where its folders are with --map FROM=TO.";

    private readonly SourceStore _sources;
    private readonly SourceTrees _trees;
    private readonly ImmutableArray<AdditionalText> _bindings;
    private readonly CancellationToken _cancellation;
    private readonly Generators _generators;
    private readonly ConcurrentDictionary<string, MetadataReference> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<CompilerCall, LoadedProject?> _loaded = [];
    private readonly Dictionary<string, CompilerCall> _byOutput = new(StringComparer.Ordinal);
    private readonly HashSet<string> _severalFrameworks;
    private readonly HashSet<(string, string)> _requested;
    private readonly List<LoadedProject> _projects = [];
    private readonly List<string> _losses = [];
    private readonly List<string> _notes = [];

    private ProjectLoader(IReadOnlyList<CompilerCall> calls, IEnumerable<RequestedProject> requested, SourceStore sources, EarlyTrees early, ImmutableArray<AdditionalText> bindings, CancellationToken cancellation)
    {
        _sources = sources;
        _trees = new SourceTrees(sources) { Early = early };
        _bindings = bindings;
        _cancellation = cancellation;
        _generators = new Generators(cancellation);
        _requested = [.. requested.Select(project => (project.Project, project.Framework))];
        _severalFrameworks = [.. calls.GroupBy(call => call.Project).Where(project => project.Count() > 1).Select(project => project.Key)];
        foreach (CompilerCall call in calls)
        {
            foreach (string output in call.Outputs)
                _byOutput.TryAdd(output, call);
        }
    }

    /// <summary>Loads all that was captured.</summary>
    /// <param name="root">The folder that paths are printed relative to.</param>
    /// <param name="capture">What MSBuild told.</param>
    /// <param name="sources">Where files are read.</param>
    /// <param name="early">What was parsed meanwhile.</param>
    /// <param name="bindings">Binding files that every project is given.</param>
    /// <param name="cancellation">Stops it.</param>
    public static CodeBase Load(string root, Capture capture, SourceStore sources, EarlyTrees early, ImmutableArray<AdditionalText> bindings, CancellationToken cancellation)
    {
        ProjectLoader loader = new(capture.Calls, capture.Requested, sources, early, bindings, cancellation);
        foreach (CompilerCall call in capture.Calls.OrderBy(call => call.Project, StringComparer.Ordinal).ThenBy(call => call.Framework, StringComparer.Ordinal))
            loader.Load(call);
        return new CodeBase(root, isLoose: false, [.. loader._projects], [.. capture.Notes().Concat(loader._notes).Distinct().Order(StringComparer.Ordinal)], [.. capture.Losses, .. loader._losses])
        {
            Part = capture.Part,
        };
    }

    private LoadedProject? Load(CompilerCall call)
    {
        if (_loaded.TryGetValue(call, out LoadedProject? loaded))
            return loaded;
        _cancellation.ThrowIfCancellationRequested();
        ConcurrentBag<string> problems = [];
        LoadedProject? project = Load(call, problems);
        if (!problems.IsEmpty)
        {
            const int Shown = 20;
            _losses.Add($"{call.Project} could not be loaded:\n{string.Join('\n', problems.Distinct().Order(StringComparer.Ordinal).Take(Shown).Select(problem => "  " + problem))}{(call.Compiled is null ? "" : Advice)}");
            project = null;
        }

        _loaded.Add(call, project);
        if (project is not null)
            _projects.Add(project);
        return project;
    }

    private LoadedProject Load(CompilerCall call, ConcurrentBag<string> problems)
    {
        string name = Path.GetFileNameWithoutExtension(call.Project) + (_severalFrameworks.Contains(call.Project) ? $" ({call.Framework})" : "");
        string folder = Path.GetDirectoryName(call.Project)!;
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(call.Arguments, folder, sdkDirectory: null);
        foreach (Diagnostic error in arguments.Errors.Where(error => error.Severity == DiagnosticSeverity.Error))
            problems.Add($"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}");

        List<MetadataReference> references = [.. arguments.MetadataReferences.Select(reference => Reference(call, reference, folder, problems)).OfType<MetadataReference>()];
        ImmutableArray<string> analyzers = [.. arguments.AnalyzerReferences.Select(reference => Path.GetFullPath(reference.FilePath, folder)).Distinct()];
        CSharpParseOptions parse = arguments.ParseOptions.WithDocumentationMode(DocumentationMode.Parse);
        ImmutableArray<SyntaxTree> trees = Parse(arguments, parse, folder, problems);
        ImmutableArray<ISourceGenerator> generators = GeneratorsIn(call, name, analyzers, trees, problems);
        AnalyzerConfigs configs = AnalyzerConfigs.Read(arguments.AnalyzerConfigPaths, _sources);
        AnalyzerOptions options = new(AdditionalFiles(call, arguments, analyzers, folder), configs);
        CSharpCompilation compilation = CSharpCompilation.Create(
            arguments.CompilationName ?? Path.GetFileNameWithoutExtension(arguments.OutputFileName) ?? name,
            trees,
            references,
            arguments.CompilationOptions
                .WithSyntaxTreeOptionsProvider(configs.Severities)
                .WithStrongNameProvider(new DesktopStrongNameProvider(arguments.KeyFileSearchPaths))
                .WithReportSuppressedDiagnostics(false));
        ImmutableHashSet<SyntaxTree> written = [.. compilation.SyntaxTrees];
        compilation = _generators.Run(compilation, generators, options, parse, out IEnumerable<string> remarks);
        _notes.AddRange(remarks.Select(remark => $"{name}: {remark}"));

        return new LoadedProject(name, call.Project, _requested.Contains((call.Project, call.Framework)), compilation, options, [.. compilation.SyntaxTrees.Where(tree => !written.Contains(tree))])
        {
            Framework = call.Framework,
            Resources = [.. arguments.ManifestResources],
            Build = new BuildOutput(call.Built, [call.Project, .. written.Select(tree => tree.FilePath).Where(path => !path.StartsWith(call.Intermediate, StringComparison.Ordinal))]),
        };
    }

    private MetadataReference? Reference(CompilerCall call, CommandLineReference reference, string folder, ConcurrentBag<string> problems)
    {
        string path = Path.GetFullPath(reference.Reference, folder);
        if (_byOutput.TryGetValue(path, out CompilerCall? producer) && producer != call)
        {
            if (Load(producer) is LoadedProject project)
                return project.Compilation.ToMetadataReference(reference.Properties.Aliases, reference.Properties.EmbedInteropTypes);
            problems.Add($"it refers to {producer.Project}, which could not be loaded.");
        }
        else if (File.Exists(path))
            return _metadata.GetOrAdd(path, _ => MetadataReference.CreateFromFile(path)).WithProperties(reference.Properties);
        else
            problems.Add($"the reference '{path}' does not exist. Build or restore what makes it.");
        return null;
    }

    private ImmutableArray<ISourceGenerator> GeneratorsIn(CompilerCall call, string name, ImmutableArray<string> analyzers, ImmutableArray<SyntaxTree> trees, ConcurrentBag<string> problems)
    {
        // All of them are known before one is loaded: it may need another.
        HashSet<string> projects = new(StringComparer.Ordinal);
        foreach (string path in analyzers)
        {
            if (_byOutput.TryGetValue(path, out CompilerCall? producer) && producer != call)
            {
                if (Load(producer) is not LoadedProject project)
                    problems.Add($"its generator {producer.Project} could not be loaded.");
                else if (projects.Add(path))
                    _generators.Know(path, project);
            }
            else if (File.Exists(path))
                _generators.Know(path);
            else
                problems.Add($"the generator or analyzer '{path}' does not exist; build it first.");
        }

        List<string> failures = [];
        ImmutableArray<string> there = [.. analyzers.Where(path => projects.Contains(path) || File.Exists(path))];
        ImmutableArray<ISourceGenerator> generators = In(there.Where(path => !SdkGenerators.Has(path)));
        if ((!generators.IsEmpty || !SdkGenerators.AreIdle(trees)) && there.Any(SdkGenerators.Has))
            generators = In(there);
        _notes.AddRange(failures.Select(failure => $"{name}: {failure}"));
        return generators;

        ImmutableArray<ISourceGenerator> In(IEnumerable<string> paths) =>
            [.. paths.SelectMany(path => projects.Contains(path) ? _generators.InProject(path, failures) : _generators.In(path, failures))];
    }

    /// <summary>
    /// Those of the project; where it does not refer to the analyzers' package, which sees to them itself, its binding files too;
    /// and those that were given by hand.
    /// </summary>
    private ImmutableArray<AdditionalText> AdditionalFiles(CompilerCall call, CSharpCommandLineArguments arguments, ImmutableArray<string> analyzers, string folder)
    {
        bool hasPackage = analyzers.Any(path => Path.GetFileName(path) == "FragApi.Analyzers.dll");
        return
        [
            .. arguments.AdditionalFiles.Select(file => Path.GetFullPath(file.Path, folder))
                .Concat(hasPackage ? [] : call.Bindings.Where(path => BindingFiles.IsOne(path) && File.Exists(path)))
                .Distinct()
                .Where(path => !_bindings.Any(given => given.Path == path))
                .Select(path => new FileText(path, _sources)),
            .. _bindings,
        ];
    }

    private ImmutableArray<SyntaxTree> Parse(CSharpCommandLineArguments arguments, CSharpParseOptions options, string folder, ConcurrentBag<string> problems)
    {
        SyntaxTree?[] trees = new SyntaxTree?[arguments.SourceFiles.Length];
        Parallel.For(0, trees.Length, new ParallelOptions { CancellationToken = _cancellation }, index =>
        {
            string path = Path.GetFullPath(arguments.SourceFiles[index].Path, folder);
            try
            {
                trees[index] = _trees.Parse(path, arguments.Encoding, options, _cancellation);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                problems.Add(problem.Message);
            }
        });
        return [.. trees.OfType<SyntaxTree>()];
    }
}

/// <summary>An additional file: read when it is asked for.</summary>
internal sealed class FileText(string path, SourceStore sources) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default)
    {
        try
        {
            return sources.Read(path, encoding: null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
