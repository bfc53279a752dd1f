using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace FragApi.Cli.Loading;

/// <summary>
/// The load contexts of generators. Roslyn and the base class library are this process's, as they are the compiler's there;
/// everything else is first looked for beside the assembly that needs it, then among the other files that compilers were given.
/// </summary>
internal sealed class GeneratorContexts : IAnalyzerAssemblyLoader
{
    private static readonly string s_runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly Dictionary<string, Context> _byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.OrdinalIgnoreCase);

    public void AddDependencyLocation(string fullPath)
    {
        string name = Path.GetFileNameWithoutExtension(fullPath);
        if (!_given.TryGetValue(name, out List<string>? paths))
            _given.Add(name, paths = []);
        if (!paths.Contains(fullPath))
            paths.Add(fullPath);
    }

    public Assembly LoadFromPath(string fullPath)
    {
        AddDependencyLocation(fullPath);
        return ContextOf(Path.GetDirectoryName(fullPath)!).LoadFromAssemblyPath(fullPath);
    }

    /// <summary>A project as an assembly that is nowhere on disk; null when it does not compile.</summary>
    public Assembly? Load(LoadedProject project, CancellationToken cancellation, out IEnumerable<Diagnostic> errors) =>
        Emit(new Context(project.Name, name => FromReferences(project.Compilation, name)), project.Compilation, project.Resources, cancellation, out errors);

    private Context ContextOf(string folder)
    {
        if (!_byFolder.TryGetValue(folder, out Context? context))
        {
            _byFolder.Add(folder, context = new Context(folder, name =>
            {
                string beside = Path.Combine(folder, name + ".dll");
                return File.Exists(beside) ? beside : Given(name);
            }));
        }

        return context;
    }

    private string? Given(string name) => _given.TryGetValue(name, out List<string>? paths) ? paths[0] : null;

    /// <summary>What a project refers to, itself compiled or a file.</summary>
    private object? FromReferences(CSharpCompilation compilation, string name)
    {
        foreach (MetadataReference reference in compilation.References)
        {
            if (reference is CompilationReference { Compilation: CSharpCompilation inner } && inner.AssemblyName == name)
                return inner;
            if (reference is PortableExecutableReference { FilePath: string path } && Path.GetFileNameWithoutExtension(path).Equals(name, StringComparison.OrdinalIgnoreCase))
                return path;
        }

        return Given(name);
    }

    private static Assembly? Emit(Context context, CSharpCompilation compilation, IEnumerable<ResourceDescription> resources, CancellationToken cancellation, out IEnumerable<Diagnostic> errors)
    {
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image, manifestResources: resources, cancellationToken: cancellation);
        errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        image.Position = 0;
        return result.Success ? context.LoadFromStream(image) : null;
    }

    /// <param name="name">As debuggers show it.</param>
    /// <param name="find">Where an assembly is, by its name: a path, a compilation, or nowhere.</param>
    private sealed class Context(string name, Func<string, object?> find) : AssemblyLoadContext(name)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name is not string wanted || IsShared(wanted)
            ? null
            : find(wanted) switch
            {
                string path => LoadFromAssemblyPath(path),
                CSharpCompilation compilation => Emit(this, compilation, [], CancellationToken.None, out _),
                _ => null,
            };

        private static bool IsShared(string name) => name is "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" || File.Exists(Path.Combine(s_runtime, name + ".dll"));
    }
}
