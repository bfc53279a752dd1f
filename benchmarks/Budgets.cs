using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace FragApi.Benchmarks;

/// <summary>
/// The ratios that the project promises, each pair measured interleaved in one run: allocated bytes, which are steady,
/// and CPU time, which on a shared machine is not; the medians are printed.
/// </summary>
internal static class Budgets
{
    private const int Rounds = 7;

    public static void Print(int lines, int sites)
    {
        Tree dense = new(new TreeGenerator(lines, sites));
        Tree unbound = new(new TreeGenerator(lines, sites, annotated: false));
        if (dense.Bind() + unbound.Bind() > 0)
            throw new InvalidOperationException("the generated trees do not compile");
        Console.WriteLine($"{dense.Lines:N0} lines, {dense.Analyze(Tree.Accessors):N0} findings; medians of {Rounds} interleaved rounds, one thread");

        Compare("compilation that binds nothing", "compile alone", () => unbound.Emit(), "with the analyzers", () => unbound.Emit([.. Tree.Product]));
        Compare("accessor rules on dense code", "empty operation analyzer", () => dense.Analyze([new EmptyOperationAnalyzer()]), "FRAG1001-1011", () => dense.Analyze(Tree.Accessors));
    }

    private static void Compare(string what, string baseName, Action baseline, string name, Action measured)
    {
        baseline();
        measured();
        List<(long Bytes, double Cpu)> bases = [];
        List<(long Bytes, double Cpu)> ours = [];
        for (int round = 0; round < Rounds; round++)
        {
            bases.Add(Measure(baseline));
            ours.Add(Measure(measured));
        }

        (long baseBytes, double baseCpu) = Median(bases);
        (long bytes, double cpu) = Median(ours);
        Console.WriteLine(what);
        Console.WriteLine($"  {baseName,-28} {baseBytes / 1048576.0,9:N1} MB  {baseCpu,7:N2} s CPU");
        Console.WriteLine($"  {name,-28} {bytes / 1048576.0,9:N1} MB  {cpu,7:N2} s CPU");
        Console.WriteLine($"  {"ratio",-28} {(double)bytes / baseBytes,9:N4}     {cpu / baseCpu,7:N3}");
    }

    internal static (long Bytes, double Cpu) Measure(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        action();
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        process.Refresh();
        return (bytes, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    internal static (long Bytes, double Cpu) Median(List<(long Bytes, double Cpu)> runs) =>
        (runs.Select(run => run.Bytes).Order().ElementAt(runs.Count / 2), runs.Select(run => run.Cpu).Order().ElementAt(runs.Count / 2));
}
