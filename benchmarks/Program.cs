using System;
using System.Globalization;
using BenchmarkDotNet.Running;
using FragApi.Benchmarks.Compared;

namespace FragApi.Benchmarks;

internal static class Program
{
    private const string Usage = """
        dotnet run -c Release --project benchmarks -- budgets [LINES SITES]      the promised ratios, measured (100,000 and 3,300)
        dotnet run -c Release --project benchmarks -- conversion                 all of what follows
        dotnet run -c Release --project benchmarks -- conversion LINES SITES     the tool beside csc, dotnet format and Coccinelle on dense code
        dotnet run -c Release --project benchmarks -- conversion grow            the tool alone, at growing sizes
        dotnet run -c Release --project benchmarks -- conversion sparse [LINES PROJECTS SITES FILES]
                                                                                 beside csc where next to nothing is raw (1,000,000 40 300 30)
        dotnet run -c Release --project benchmarks -- conversion real            the same on the compiler itself, decompiled
        dotnet run -c Release --project benchmarks -- conversion memory          how much memory it takes
        dotnet run -c Release --project benchmarks -- conversion first           how long the first finding takes
        dotnet run -c Release --project benchmarks -- ownership [LINES]          the ownership rules against CA2000 (100,000)
        dotnet run -c Release --project benchmarks -- compared [each]            the ownership rules and others' rules on the same bugs
        dotnet run -c Release --project benchmarks -- edit [COPIES [each]]       one edit in an editor, at growing sizes (1, 12 and 120 driver trees)
        dotnet run -c Release --project benchmarks -- runtime [ROUNDS]           the same for the runtime library (1,000)
        dotnet run -c Release --project benchmarks -- accessors                  its accessors alone
        dotnet run -c Release --project benchmarks -- generate LINES SITES DIR   writes a tree of that size
        dotnet run -c Release --project benchmarks -- generate-sparse LINES PROJECTS SITES FILES DIR
                                                                                 writes a solution with that many sites, in so many of its files
        dotnet run -c Release --project benchmarks -- generate-c LINES SITES DIR writes one in C, with a semantic patch
        dotnet run -c Release --project benchmarks -- bdn [BenchmarkDotNet arguments]
        """;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["budgets"]:
                Budgets.Print(100_000, 3_300);
                return 0;
            case ["budgets", var lines, var sites] when TryNumber(lines, out int l) && TryNumber(sites, out int s):
                Budgets.Print(l, s);
                return 0;
            case ["conversion"]:
                Conversions.Compare(100_000, 3_300);
                Conversions.Grow();
                Conversions.Sparse(1_000_000, 40, 300, 30, withFormat: true);
                Conversions.Real();
                Conversions.Memory();
                Conversions.First();
                return 0;
            case ["conversion", "grow"]:
                Conversions.Grow();
                return 0;
            case ["conversion", "sparse"]:
                Conversions.Sparse(1_000_000, 40, 300, 30, withFormat: true);
                return 0;
            case ["conversion", "sparse", var lines, var projects, var sites, var files] when TryNumber(lines, out int l) && TryNumber(projects, out int p) && TryNumber(sites, out int s) && TryNumber(files, out int f):
                Conversions.Sparse(l, p, s, f, withFormat: false);
                return 0;
            case ["conversion", "real"]:
                Conversions.Real();
                return 0;
            case ["conversion", "memory"]:
                Conversions.Memory();
                return 0;
            case ["conversion", "first"]:
                Conversions.First();
                return 0;
            case ["conversion", var lines, var sites] when TryNumber(lines, out int l) && TryNumber(sites, out int s):
                Conversions.Compare(l, s);
                return 0;
            case ["runtime"]:
                RuntimeBudgets.Print(1_000);
                return 0;
            case ["runtime", var rounds] when TryNumber(rounds, out int r) && r > 0:
                RuntimeBudgets.Print(r);
                return 0;
            case ["ownership"]:
                OwnershipBudget.Print(100_000);
                return 0;
            case ["ownership", var lines] when TryNumber(lines, out int l):
                OwnershipBudget.Print(l);
                return 0;
            case ["compared"]:
                Comparison.Print(each: false);
                return 0;
            case ["compared", "each"]:
                Comparison.Print(each: true);
                return 0;
            case ["edit"]:
                EditBudget.Print(1, 12, 120);
                return 0;
            case ["edit", var copies, "each"] when TryNumber(copies, out int c) && c > 0:
                EditBudget.PrintEach(c);
                return 0;
            case ["edit", var copies] when TryNumber(copies, out int c) && c > 0:
                EditBudget.Print(c);
                return 0;
            case ["accessors"]:
                AccessorPairs.Print(1_000);
                return 0;
            case ["generate", var lines, var sites, var folder] when TryNumber(lines, out int l) && TryNumber(sites, out int s):
                new TreeGenerator(l, s).WriteTo(folder);
                return 0;
            case ["generate-sparse", var lines, var projects, var sites, var files, var folder] when TryNumber(lines, out int l) && TryNumber(projects, out int p) && TryNumber(sites, out int s) && TryNumber(files, out int f):
                new SparseTree(l, p, s, f).WriteTo(folder);
                return 0;
            case ["generate-c", var lines, var sites, var folder] when TryNumber(lines, out int l) && TryNumber(sites, out int s):
                new CTree(l, s).WriteTo(folder);
                return 0;
            case ["bdn", .. var rest]:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
