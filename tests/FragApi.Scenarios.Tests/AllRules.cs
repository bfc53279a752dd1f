using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Scenarios.Tests;

/// <summary>All analyzers of the package over sources that use the library.</summary>
internal static class AllRules
{
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
    [
        .. typeof(FragmentAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!),
    ];

    public static bool Knows(string id) => All.Any(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => descriptor.Id == id));

    public static Task<AnalyzerRun> RunAsync(OutputKind kind, params (string Path, string Text)[] sources)
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp13);
        Compilation compilation = CSharpCompilation.Create(
            "Scenarios",
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)),
            [.. References.Net100, MetadataReference.CreateFromFile(typeof(SkBuff).Assembly.Location)],
            new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        return AnalyzerRunner.GetDiagnosticsAsync(compilation, All);
    }

    public static (string Path, string Text)[] Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(file => (file, File.ReadAllText(file))),
    ];
}
