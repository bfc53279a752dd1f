using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Loading;

/// <summary>Runs the source generators that a project's compiler call names.</summary>
internal static class Generators
{
    // One home for all projects: most of them name the same generators.
    private static readonly Loader s_loader = new();
    private static readonly Dictionary<string, ImmutableArray<ISourceGenerator>> s_generators = [];

    /// <summary>The compilation with the generated trees. A generator that fails is named by a diagnostic of the compiler's own.</summary>
    public static CSharpCompilation Run(
        CSharpCompilation compilation, IEnumerable<string> analyzers, AnalyzerOptions options, CSharpParseOptions parse, out ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        diagnostics = [];
        ImmutableArray<ISourceGenerator> generators = [.. analyzers.SelectMany(path => In(path))];
        if (generators.IsEmpty)
            return compilation;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generators, options.AdditionalFiles, parse, options.AnalyzerConfigOptionsProvider);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out diagnostics, cancellation);
        return (CSharpCompilation)updated;
    }

    private static ImmutableArray<ISourceGenerator> In(string path)
    {
        lock (s_generators)
        {
            if (!s_generators.TryGetValue(path, out ImmutableArray<ISourceGenerator> generators))
                s_generators.Add(path, generators = File.Exists(path) ? new AnalyzerFileReference(path, s_loader).GetGenerators(LanguageNames.CSharp) : []);
            return generators;
        }
    }

    /// <summary>Loads analyzer assemblies with what lies beside them; Roslyn's own are the tool's.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        private readonly Dictionary<string, string> _byName = new(StringComparer.OrdinalIgnoreCase);
        private readonly AssemblyLoadContext _context = new("generators");

        public Loader() => _context.Resolving += Resolve;

        public void AddDependencyLocation(string fullPath) => _byName.TryAdd(Path.GetFileNameWithoutExtension(fullPath), fullPath);

        public Assembly LoadFromPath(string fullPath)
        {
            AddDependencyLocation(fullPath);
            return _context.LoadFromAssemblyPath(fullPath);
        }

        private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
        {
            if (name.Name is null)
                return null;
            if (_byName.TryGetValue(name.Name, out string? known))
                return context.LoadFromAssemblyPath(known);
            foreach (string folder in _byName.Values.Select(path => Path.GetDirectoryName(path)!).Distinct())
            {
                string beside = Path.Combine(folder, name.Name + ".dll");
                if (File.Exists(beside))
                    return context.LoadFromAssemblyPath(beside);
            }

            return null;
        }
    }
}
