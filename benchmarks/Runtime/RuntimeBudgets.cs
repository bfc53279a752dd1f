using System;

namespace FragApi.Benchmarks;

/// <summary>The ratios that the runtime library promises.</summary>
internal static class RuntimeBudgets
{
    public static void Print(int rounds)
    {
        Console.WriteLine($"medians of {rounds} interleaved rounds, one thread");
        AccessorPairs.Print(rounds);
        BufferCosts.Print(rounds);
        SendCosts.Print(rounds);
    }
}
