using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Loading;

/// <summary>
/// The source generators of a code base, loaded as the compiler loads them: one load context for the folder of each, so that
/// two versions of one generator live side by side. A generator that is a project of the same code base is compiled into memory.
/// </summary>
internal sealed class Generators(CancellationToken cancellation)
{
    private readonly Dictionary<string, ImmutableArray<ISourceGenerator>> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<ISourceGenerator, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly GeneratorContexts _contexts = new();

    /// <summary>A file that generators may need, or that has some.</summary>
    public void Know(string path) => _contexts.AddDependencyLocation(path);

    /// <summary>The same where a project of the code base makes it.</summary>
    public void Know(string path, LoadedProject project) => _contexts.AddProject(path, project);

    /// <summary>The generators of an assembly file. What could not be loaded of it is said.</summary>
    public ImmutableArray<ISourceGenerator> In(string path, ICollection<string> problems)
    {
        if (_byPath.TryGetValue(path, out ImmutableArray<ISourceGenerator> known))
            return known;
        AnalyzerFileReference reference = new(path, _contexts);
        reference.AnalyzerLoadFailed += (_, failure) =>
        {
            if (failure.ErrorCode != AnalyzerLoadFailureEventArgs.FailureErrorCode.NoAnalyzers)
                problems.Add($"the generator {path} could not be loaded: {OneLine(failure.Exception?.Message ?? failure.Message)}");
        };
        ImmutableArray<ISourceGenerator> generators = reference.GetGenerators(LanguageNames.CSharp);
        return Add(path, generators);
    }

    /// <summary>The generators of a project of the code base, which is known by this path.</summary>
    public ImmutableArray<ISourceGenerator> InProject(string path, ICollection<string> problems)
    {
        if (_byPath.TryGetValue(path, out ImmutableArray<ISourceGenerator> known))
            return known;
        ImmutableArray<ISourceGenerator> generators = [];
        if (!_contexts.MayGenerate(path, cancellation))
            return Add(path, generators);
        try
        {
            if (_contexts.LoadProject(path, cancellation, out IEnumerable<Diagnostic> errors) is Assembly assembly)
                generators = [.. assembly.GetTypes().Where(IsGenerator).Select(Create)];
            else
                problems.Add($"the generator {path} does not compile: {string.Join("; ", errors.Take(3).Select(error => error.ToString()))}");
        }
        catch (Exception problem) when (problem is ReflectionTypeLoadException or TargetInvocationException or IOException or BadImageFormatException or MissingMethodException or TypeLoadException)
        {
            problems.Add($"the generator {path} could not be loaded: {OneLine((problem.InnerException ?? problem).Message)}");
        }

        return Add(path, generators);
    }

    /// <summary>The compilation with the generated trees, and what the generators have to say; one that fails is named by its path.</summary>
    public CSharpCompilation Run(CSharpCompilation compilation, ImmutableArray<ISourceGenerator> generators, AnalyzerOptions options, CSharpParseOptions parse, out IEnumerable<string> remarks)
    {
        remarks = [];
        if (generators.IsEmpty)
            return compilation;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generators, options.AdditionalFiles, parse, options.AnalyzerConfigOptionsProvider)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out ImmutableArray<Diagnostic> diagnostics, cancellation);
        // The compiler's own warning of a failure names the type, and not where it lies.
        remarks =
        [
            .. from result in driver.GetRunResult().Results
               where result.Exception is not null
               select $"the generator {_paths.GetValueOrDefault(result.Generator, "")} failed: {OneLine(result.Exception!.Message)}",
            .. from diagnostic in diagnostics
               where diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.Id.StartsWith("CS", StringComparison.Ordinal)
               select $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}",
        ];
        return (CSharpCompilation)updated;
    }

    private ImmutableArray<ISourceGenerator> Add(string path, ImmutableArray<ISourceGenerator> generators)
    {
        _byPath.Add(path, generators);
        foreach (ISourceGenerator generator in generators)
            _paths[generator] = path;
        return generators;
    }

    private static bool IsGenerator(Type type) =>
        !type.IsAbstract && type.IsDefined(typeof(GeneratorAttribute)) && (typeof(IIncrementalGenerator).IsAssignableFrom(type) || typeof(ISourceGenerator).IsAssignableFrom(type));

    private static ISourceGenerator Create(Type type)
    {
        object generator = Activator.CreateInstance(type, nonPublic: true)!;
        return generator is IIncrementalGenerator incremental ? incremental.AsSourceGenerator() : (ISourceGenerator)generator;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
