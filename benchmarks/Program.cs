using System;
using System.Globalization;
using BenchmarkDotNet.Running;

namespace FragApi.Benchmarks;

internal static class Program
{
    private const string Usage = """
        dotnet run -c Release --project benchmarks -- budgets [LINES SITES]      the promised ratios, measured (100,000 and 3,300)
        dotnet run -c Release --project benchmarks -- ownership [LINES]          the ownership rules against CA2000 (100,000)
        dotnet run -c Release --project benchmarks -- generate LINES SITES DIR   writes a tree of that size
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
            case ["ownership"]:
                OwnershipBudget.Print(100_000);
                return 0;
            case ["ownership", var lines] when TryNumber(lines, out int l):
                OwnershipBudget.Print(l);
                return 0;
            case ["generate", var lines, var sites, var folder] when TryNumber(lines, out int l) && TryNumber(sites, out int s):
                new TreeGenerator(l, s).WriteTo(folder);
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
