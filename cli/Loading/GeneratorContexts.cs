using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace FragApi.Cli.Loading;

/// <summary>
/// The load contexts of generators, one a folder. Roslyn and the base class library are this process's, as they are the
/// compiler's there; what else a generator needs is among the files that compilers are given as analyzers, or nowhere: a file
/// that only lies beside it is not found by the compiler, either.
/// </summary>
internal sealed class GeneratorContexts : IAnalyzerAssemblyLoader
{
    private static readonly string s_runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly Dictionary<string, Context> _byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LoadedProject> _projects = new(StringComparer.Ordinal);

    public void AddDependencyLocation(string fullPath)
    {
        string name = Path.GetFileNameWithoutExtension(fullPath);
        if (!_given.TryGetValue(name, out List<string>? paths))
            _given.Add(name, paths = []);
        if (!paths.Contains(fullPath))
            paths.Add(fullPath);
    }

    /// <summary>A path that a project stands for, built or not.</summary>
    public void AddProject(string fullPath, LoadedProject project)
    {
        AddDependencyLocation(fullPath);
        _projects.TryAdd(fullPath, project);
    }

    public Assembly LoadFromPath(string fullPath)
    {
        AddDependencyLocation(fullPath);
        return ContextOf(fullPath).LoadFromAssemblyPath(fullPath);
    }

    /// <summary>
    /// Whether the project behind a path has a type that says it is a generator, or says something that nobody knows. Most that
    /// are referred to as analyzers have none, and to compile one takes longer than everything else about it.
    /// </summary>
    public bool MayGenerate(string fullPath, CancellationToken cancellation)
    {
        Compilation compilation = _projects[fullPath].Compilation;
        return compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type, cancellation).OfType<INamedTypeSymbol>().Any(MayGenerate);
    }

    /// <summary>The project behind a path as an assembly that is nowhere on disk; null when it does not compile.</summary>
    public Assembly? LoadProject(string fullPath, CancellationToken cancellation, out IEnumerable<Diagnostic> errors) => Emit(ContextOf(fullPath), _projects[fullPath], cancellation, out errors);

    private Context ContextOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!_byFolder.TryGetValue(folder, out Context? context))
            _byFolder.Add(folder, context = new Context(this, folder));
        return context;
    }

    /// <summary>The attribute is inherited.</summary>
    private static bool MayGenerate(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error || current.GetAttributes().Any(attribute => attribute.AttributeClass is null or { TypeKind: TypeKind.Error } || attribute.AttributeClass.ToDisplayString() == typeof(GeneratorAttribute).FullName))
                return true;
        }

        return false;
    }

    private static Assembly? Emit(Context context, LoadedProject project, CancellationToken cancellation, out IEnumerable<Diagnostic> errors)
    {
        using MemoryStream image = new();
        EmitResult result = project.Compilation.Emit(image, manifestResources: project.Resources, cancellationToken: cancellation);
        errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        image.Position = 0;
        return result.Success ? context.LoadFromStream(image) : null;
    }

    private sealed class Context(GeneratorContexts all, string folder) : AssemblyLoadContext(name: null)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is not string name || IsShared(name) || !all._given.TryGetValue(name, out List<string>? paths))
                return null;
            string path = paths.Find(path => Path.GetDirectoryName(path) == folder) ?? paths[0];
            return all._projects.TryGetValue(path, out LoadedProject? project) ? Emit(this, project, CancellationToken.None, out _) : LoadFromAssemblyPath(path);
        }

        private static bool IsShared(string name) => name is "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" || File.Exists(Path.Combine(s_runtime, name + ".dll"));
    }
}
