using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Loading;

/// <summary>Makes compilations of compiler calls. A reference to the output of another call is a reference to its compilation: nothing has to be built.</summary>
internal sealed class ProjectLoader(SourceStore sources, ImmutableArray<AdditionalText> bindings, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<string, MetadataReference> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<CompilerCall, LoadedProject> _loaded = [];
    private readonly Dictionary<string, CompilerCall> _byOutput = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>Loads all of them.</summary>
    /// <exception cref="ToolException">A source file or a reference is missing.</exception>
    public CodeBase Load(string root, IReadOnlyList<CompilerCall> calls)
    {
        HashSet<string> severalFrameworks = [.. calls.GroupBy(call => call.Project).Where(project => project.Count() > 1).Select(project => project.Key)];
        foreach (CompilerCall call in calls)
        {
            foreach (string output in call.Outputs)
                _byOutput.TryAdd(output, call);
        }

        List<LoadedProject> projects = [];
        foreach (CompilerCall call in calls.OrderBy(call => call.Project, StringComparer.Ordinal).ThenBy(call => call.Framework, StringComparer.Ordinal))
            Load(call, severalFrameworks, projects);
        if (_problems.Count > 0)
            throw new ToolException(ExitCode.Failed, $"{root} could not be loaded:\n{string.Join('\n', _problems.Distinct().Take(20).Select(problem => "  " + problem))}");
        return new CodeBase(root, isLoose: false, [.. projects], [.. _notes]);
    }

    private LoadedProject Load(CompilerCall call, HashSet<string> severalFrameworks, List<LoadedProject> projects)
    {
        if (_loaded.TryGetValue(call, out LoadedProject? loaded))
            return loaded;
        cancellation.ThrowIfCancellationRequested();
        string name = Path.GetFileNameWithoutExtension(call.Project) + (severalFrameworks.Contains(call.Project) ? $" ({call.Framework})" : "");
        string folder = Path.GetDirectoryName(call.Project)!;
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(call.Arguments, folder, sdkDirectory: null);
        foreach (Diagnostic error in arguments.Errors.Where(error => error.Severity == DiagnosticSeverity.Error))
            _problems.Add($"{call.Project}: {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");

        List<MetadataReference> references = [];
        foreach (CommandLineReference reference in arguments.MetadataReferences)
        {
            string path = Path.GetFullPath(reference.Reference, folder);
            if (_byOutput.TryGetValue(path, out CompilerCall? producer) && producer != call)
                references.Add(Load(producer, severalFrameworks, projects).Compilation.ToMetadataReference(reference.Properties.Aliases, reference.Properties.EmbedInteropTypes));
            else if (File.Exists(path))
                references.Add(_metadata.GetOrAdd(path, _ => MetadataReference.CreateFromFile(path)).WithProperties(reference.Properties));
            else
                _problems.Add($"{call.Project}: the reference '{path}' does not exist. Build or restore what makes it.");
        }

        AnalyzerConfigs configs = AnalyzerConfigs.Read(arguments.AnalyzerConfigPaths);
        AnalyzerOptions options = new(
            [.. arguments.AdditionalFiles.Select(file => new FileText(Path.GetFullPath(file.Path, folder), sources)), .. bindings],
            configs);
        CSharpParseOptions parse = arguments.ParseOptions.WithDocumentationMode(DocumentationMode.Parse);
        SyntaxTree?[] trees = new SyntaxTree?[arguments.SourceFiles.Length];
        Parallel.For(0, trees.Length, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            string path = Path.GetFullPath(arguments.SourceFiles[index].Path, folder);
            try
            {
                trees[index] = CSharpSyntaxTree.ParseText(sources.Read(path, arguments.Encoding), parse, path, cancellation);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                lock (_problems)
                    _problems.Add($"{call.Project}: {problem.Message}");
            }
        });

        CSharpCompilation compilation = CSharpCompilation.Create(
            arguments.CompilationName ?? Path.GetFileNameWithoutExtension(arguments.OutputFileName) ?? name,
            trees.OfType<SyntaxTree>(),
            references,
            arguments.CompilationOptions
                .WithSyntaxTreeOptionsProvider(configs.Severities)
                .WithStrongNameProvider(new DesktopStrongNameProvider(arguments.KeyFileSearchPaths))
                .WithReportSuppressedDiagnostics(false));
        ImmutableHashSet<SyntaxTree> written = [.. compilation.SyntaxTrees];
        compilation = Generators.Run(compilation, arguments.AnalyzerReferences.Select(reference => Path.GetFullPath(reference.FilePath, folder)), options, parse, out ImmutableArray<Diagnostic> diagnostics, cancellation);
        foreach (Diagnostic diagnostic in diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning))
            _notes.Add($"{name}: {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");

        LoadedProject project = new(name, call.Project, !call.IsReferenced, compilation, options, [.. compilation.SyntaxTrees.Where(tree => !written.Contains(tree))]) { Framework = call.Framework };
        _loaded.Add(call, project);
        projects.Add(project);
        return project;
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
