using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Dma;
using FragApi.Analyzers.Lifetime;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Benchmarks;

/// <summary>A generated tree, parsed once and compiled afresh for each measurement.</summary>
internal sealed class Tree
{
    internal static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly ImmutableArray<SyntaxTree> _trees;

    public Tree(TreeGenerator generator)
        : this(generator.Files())
    {
    }

    public Tree(IEnumerable<(string Name, string Text)> files)
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp13);
        _trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.Name))];
    }

    /// <summary>What FRAG1xxx and FRAG9xxx need.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Accessors { get; } = [new AccessorAnalyzer(), new DisabledTextAnalyzer(), new BindingAnalyzer()];

    /// <summary>What FRAG2xxx need.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Ownership { get; } = [new OwnershipAnalyzer(), new OwnedFieldAnalyzer(), new DescriptorCopyAnalyzer()];

    /// <summary>Everything that the package runs.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Product { get; } = [.. Accessors, .. Ownership, new DmaAnalyzer(), new LifetimeAnalyzer()];

    /// <summary>The annotations, as source.</summary>
    public static string Annotations => TreeGenerator.Resource("FragApi.Annotations.g.cs");

    public int Lines => _trees.Sum(tree => tree.GetText().Lines.Count);

    /// <summary>A compilation that has bound nothing yet.</summary>
    public CSharpCompilation Compile() =>
        CSharpCompilation.Create("Tree", _trees, References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions([new("CA2000", ReportDiagnostic.Warn)]));

    /// <summary>Binds everything, as the compiler does without analyzers.</summary>
    public int Bind() => Compile().GetDiagnostics().Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Compiles to an image.</summary>
    public long Emit(params DiagnosticAnalyzer[] analyzers)
    {
        using MemoryStream image = new();
        CSharpCompilation compilation = Compile();
        if (analyzers.Length > 0)
            Run(compilation, [.. analyzers]);
        if (!compilation.Emit(image).Success)
            throw new InvalidOperationException("the generated tree does not compile");
        return image.Length;
    }

    /// <summary>Runs analyzers over a fresh compilation, on one thread, and returns how much they reported.</summary>
    public int Analyze(ImmutableArray<DiagnosticAnalyzer> analyzers) => Run(Compile(), analyzers);

    private static int Run(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CompilationWithAnalyzers run = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, _, _) => throw exception,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false));
        return run.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult().Length;
    }
}

/// <summary>An analyzer that looks at every operation and does nothing: what any operation analyzer costs.</summary>
#pragma warning disable RS1001, RS1036, RS1038 // not for users
internal sealed class EmptyOperationAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [FragApi.Analyzers.Rules.RawGet];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
#pragma warning disable RS0030
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
#pragma warning restore RS0030
        context.RegisterOperationAction(_ => { }, OperationKind.Invocation, OperationKind.FieldReference, OperationKind.PropertyReference);
    }
}
