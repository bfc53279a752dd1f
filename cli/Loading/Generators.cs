using System;
using System.Collections.Generic;
using System.Collections.Immutable;
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
    private readonly GeneratorContexts _contexts = new();

    /// <summary>Files that the generators may need, wherever they lie.</summary>
    public void Know(IEnumerable<string> paths)
    {
        foreach (string path in paths)
            _contexts.AddDependencyLocation(path);
    }

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
        _byPath.Add(path, generators);
        return generators;
    }

    /// <summary>The generators of a project that is loaded itself.</summary>
    public ImmutableArray<ISourceGenerator> In(LoadedProject project, ICollection<string> problems)
    {
        string key = $"{project.FilePath}|{project.Name}";
        if (_byPath.TryGetValue(key, out ImmutableArray<ISourceGenerator> known))
            return known;
        ImmutableArray<ISourceGenerator> generators = [];
        try
        {
            if (_contexts.Load(project, cancellation, out IEnumerable<Diagnostic> errors) is Assembly assembly)
                generators = [.. assembly.GetTypes().Where(IsGenerator).Select(Create)];
            else
                problems.Add($"the generator {project.FilePath} does not compile: {string.Join("; ", errors.Take(3).Select(error => error.ToString()))}");
        }
        catch (Exception problem) when (problem is ReflectionTypeLoadException or TargetInvocationException or IOException or BadImageFormatException or MissingMethodException or TypeLoadException)
        {
            problems.Add($"the generator {project.FilePath} could not be loaded: {OneLine((problem.InnerException ?? problem).Message)}");
        }

        _byPath.Add(key, generators);
        return generators;
    }

    /// <summary>The compilation with the generated trees. A generator that fails is named by a diagnostic of the compiler's own.</summary>
    public CSharpCompilation Run(
        CSharpCompilation compilation, ImmutableArray<ISourceGenerator> generators, AnalyzerOptions options, CSharpParseOptions parse, out ImmutableArray<Diagnostic> diagnostics)
    {
        diagnostics = [];
        if (generators.IsEmpty)
            return compilation;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generators, options.AdditionalFiles, parse, options.AnalyzerConfigOptionsProvider);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out diagnostics, cancellation);
        return (CSharpCompilation)updated;
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
