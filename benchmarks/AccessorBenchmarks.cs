using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Benchmarks;

/// <summary>The same pairs under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class AccessorBenchmarks
{
    private Tree _tree = null!;

    /// <summary>Whether anything is bound, so that there is something to report.</summary>
    [Params(true, false)]
    public bool Annotated { get; set; }

    /// <summary>Makes 10,000 lines with a site every 30.</summary>
    [GlobalSetup]
    public void Setup() => _tree = new Tree(new TreeGenerator(10_000, 333, Annotated));

    /// <summary>The compiler without analyzers.</summary>
    [Benchmark]
    public int Bind() => _tree.Bind();

    /// <summary>What any operation analyzer costs.</summary>
    [Benchmark(Baseline = true)]
    public int EmptyAnalyzer() => _tree.Analyze([(DiagnosticAnalyzer)new EmptyOperationAnalyzer()]);

    /// <summary>The accessor rules.</summary>
    [Benchmark]
    public int Rules() => _tree.Analyze(Tree.Product);
}
