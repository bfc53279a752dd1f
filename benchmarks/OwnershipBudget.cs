using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Benchmarks;

/// <summary>
/// The ownership rules on code that acquires something every ten lines or so, against an operation analyzer that does
/// nothing and against the SDK's own CA2000, interleaved in one run.
/// </summary>
internal static class OwnershipBudget
{
    private const int Rounds = 5;

    public static void Print(int lines)
    {
        Tree tree = new(new OwnershipTree(lines).Files());
        if (tree.Bind() > 0)
            throw new InvalidOperationException("the generated tree does not compile");
        (string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)[] sides =
        [
            ("empty operation analyzer", [new EmptyOperationAnalyzer()]),
            ("FRAG2001-2012", Tree.Ownership),
            ("CA2000", [Disposal()]),
        ];

        Console.WriteLine($"{tree.Lines:N0} lines, {OwnershipTree.MethodsIn(lines):N0} methods; medians of {Rounds} interleaved rounds, one thread");
        List<(long Bytes, double Cpu)>[] runs = [[], [], []];
        int[] findings = [.. sides.Select(side => tree.Analyze(side.Analyzers))];
        for (int round = 0; round < Rounds; round++)
        {
            for (int side = 0; side < sides.Length; side++)
                runs[side].Add(Budgets.Measure(() => tree.Analyze(sides[side].Analyzers)));
        }

        (long Bytes, double Cpu)[] medians = [.. runs.Select(Budgets.Median)];
        for (int side = 0; side < sides.Length; side++)
            Console.WriteLine($"  {sides[side].Name,-26} {medians[side].Bytes / 1048576.0,9:N1} MB  {medians[side].Cpu,7:N2} s CPU  {findings[side],6:N0} findings");
        double ours = medians[1].Cpu - medians[0].Cpu;
        double theirs = medians[2].Cpu - medians[0].Cpu;
        Console.WriteLine($"  above the empty analyzer: {ours:N2} s CPU against {theirs:N2} s, ratio {ours / theirs:N3}; {ours * 100_000 / tree.Lines:N2} s CPU per 100,000 lines");
        Console.WriteLine($"  allocated above it: {(medians[1].Bytes - medians[0].Bytes) / 1024.0 / OwnershipTree.MethodsIn(lines):N1} KB a method against {(medians[2].Bytes - medians[0].Bytes) / 1024.0 / OwnershipTree.MethodsIn(lines):N1} KB");
    }

    /// <summary>CA2000 as the SDK that runs this ships it.</summary>
    private static DiagnosticAnalyzer Disposal()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string folder = Directory.EnumerateDirectories(Path.Combine(root, "sdk")).Order(StringComparer.Ordinal).Last(sdk => File.Exists(Path.Combine(sdk, "sdk.dll")) || Directory.Exists(Path.Combine(sdk, "Sdks")));
        string path = Path.Combine(folder, "Sdks", "Microsoft.NET.Sdk", "analyzers", "Microsoft.CodeAnalysis.NetAnalyzers.dll");
        Type type = AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType("Microsoft.NetCore.Analyzers.Runtime.DisposeObjectsBeforeLosingScope", throwOnError: true)!;
        return (DiagnosticAnalyzer)Activator.CreateInstance(type)!;
    }
}
