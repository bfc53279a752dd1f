using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using FragApi.Analyzers.Ownership;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Benchmarks.Compared;

/// <summary>The rules of one product that are to say the same thing, as its package ships them.</summary>
internal sealed class Tool
{
    private static readonly Dictionary<string, string> s_built = typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);

    private readonly Func<string, bool> _counts;
    private readonly ImmutableArray<DiagnosticAnalyzer> _analyzers;

    private Tool(string name, Func<string, bool> counts, IEnumerable<DiagnosticAnalyzer> analyzers, string[]? named = null)
    {
        Name = name;
        _counts = counts;
        _analyzers = [.. analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => counts(descriptor.Id)))];
        if (_analyzers.IsEmpty)
            throw new InvalidOperationException($"{name}: no such rule in its package");

        // What is on by default, and no more than hidden, is taken as it is; what is named has to be switched on.
        Switches = new Switched(named ?? []);
    }

    /// <summary>The product, or its rules.</summary>
    public string Name { get; }

    /// <summary>What the compilation must be told for the rules to run.</summary>
    public SyntaxTreeOptionsProvider Switches { get; }

    /// <summary>Every product that is compared.</summary>
    public static ImmutableArray<Tool> All() =>
    [
        // Ownership, mappings and lifetimes: the rules for raw uses of a fragment are about something else.
        new("FragApi", id => id.StartsWith("FRAG", StringComparison.Ordinal) && id[4] is '2' or '3' or '4', AnalyzersOf([typeof(OwnershipAnalyzer).Assembly])),
        new("CA2000, CA2213", id => id is "CA2000" or "CA2213", Packaged("Microsoft.CodeAnalysis.NetAnalyzers"), ["CA2000", "CA2213"]),
        new("IDisposableAnalyzers", id => id.StartsWith("IDISP", StringComparison.Ordinal), Packaged("IDisposableAnalyzers")),
        new("S3966", id => id == "S3966", Packaged("SonarAnalyzer.CSharp"), ["S3966"]),
    ];

    /// <summary>What the rules say.</summary>
    public IEnumerable<Diagnostic> Run(CSharpCompilation compilation) =>
        compilation.WithAnalyzers(_analyzers, new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]),
                onAnalyzerException: (exception, analyzer, _) => throw new InvalidOperationException($"{analyzer} of {Name} threw", exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult()
            .Where(diagnostic => _counts(diagnostic.Id) && diagnostic.Severity >= DiagnosticSeverity.Info);

    private static IEnumerable<DiagnosticAnalyzer> Packaged(string package)
    {
        string folder = Path.Combine(s_built["PackageRoot"], package.ToLowerInvariant(), s_built[package]);
        AssemblyLoadContext context = new(package);
        context.Resolving += (_, name) => Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        return AnalyzersOf([.. Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(context.LoadFromAssemblyPath)]);
    }

    private static IEnumerable<DiagnosticAnalyzer> AnalyzersOf(Assembly[] assemblies) =>
        from assembly in assemblies
        from type in Types(assembly)
        where type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract && type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null
        let languages = type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages
        where languages?.Contains(LanguageNames.CSharp) == true
        select (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!;

    /// <summary>The types that can be loaded: a package may carry parts for an editor that is not here.</summary>
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    /// <summary>As a line of an .editorconfig does: some rules look nowhere else.</summary>
    private sealed class Switched(string[] ids) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = ReportDiagnostic.Warn;
            return ids.Contains(diagnosticId);
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            TryGetDiagnosticValue(null!, diagnosticId, cancellationToken, out severity);
    }
}
