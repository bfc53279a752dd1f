using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;

namespace FragApi.Benchmarks;

/// <summary>What a process took: seconds, and megabytes at its peak.</summary>
internal readonly record struct Cost(double Wall, double Cpu, double Megabytes)
{
    /// <summary>Of several, each figure's own.</summary>
    public static Cost Median(IReadOnlyCollection<Cost> costs) => new(
        costs.Select(cost => cost.Wall).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.Cpu).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.Megabytes).Order().ElementAt(costs.Count / 2));

    /// <summary>One after the other.</summary>
    public static Cost operator +(Cost one, Cost other) => new(one.Wall + other.Wall, one.Cpu + other.Cpu, Math.Max(one.Megabytes, other.Megabytes));
}

/// <summary>Whole processes, cold, as a user starts them.</summary>
internal static class Processes
{
    /// <summary>GNU time counts a process with all that it waits for; its peak is that of the largest.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="isExpected">The exit codes that are no failure.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Cost Run(string folder, Func<int, bool> isExpected, string command, params string[] arguments)
    {
        string report = Path.GetTempFileName();
        using Process process = Process.Start(Start(folder, "/usr/bin/time", ["-f", "%e %U %S %M", "-o", report, command, .. arguments]))!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (!isExpected(process.ExitCode))
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output[^Math.Min(output.Length, 4000)..]}");
        double[] numbers = [.. File.ReadAllLines(report)[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        File.Delete(report);
        return new Cost(numbers[0], numbers[1] + numbers[2], numbers[3] / 1024);
    }

    /// <summary>The seconds until a process prints its first line.</summary>
    public static double FirstLine(string folder, string command, params string[] arguments)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Process.Start(Start(folder, command, arguments))!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} printed nothing");
        double seconds = watch.Elapsed.TotalSeconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return seconds;
    }

    public static ProcessStartInfo Start(string folder, string command, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        return start;
    }

    /// <summary>The tool, as it is built beside this program; compiled ahead, as its package for this machine is, where that could be done.</summary>
    public static string Tool => ((string[])[Repository("cli", "bin", "Release", "ahead", "fragapi.dll"), Repository("cli", "bin", "Release", "net10.0", "fragapi.dll")]).First(File.Exists);

    public static string Repository(params string[] path) => Path.GetFullPath(Path.Combine([Path.GetDirectoryName(Here())!, "..", .. path]));

    private static string Here([CallerFilePath] string path = "") => path;
}

/// <summary>Rows of costs that are taken in turn, and printed with what the first ones are of each.</summary>
internal sealed class CostTable
{
    private readonly Dictionary<string, List<Cost>> _costs = [];

    public void Add(string name, Cost cost)
    {
        if (!_costs.TryGetValue(name, out List<Cost>? list))
            _costs.Add(name, list = []);
        list.Add(cost);
    }

    /// <param name="compared">The rows that are set against every other.</param>
    public void Print(params string[] compared)
    {
        foreach ((string name, List<Cost> list) in _costs)
        {
            Cost cost = Cost.Median(list);
            IEnumerable<string> ratios = compared.Where(other => other != name && _costs.ContainsKey(other)).Select(other => (other, Cost: Cost.Median(_costs[other])))
                .Select(other => $"   {other.other} takes {other.Cost.Wall / cost.Wall:N3} of the wall time, {other.Cost.Cpu / cost.Cpu:N3} of the CPU time");
            Console.WriteLine($"  {name,-28} {cost.Wall,7:N1} s wall {cost.Cpu,7:N1} s CPU {cost.Megabytes,7:N0} MB peak{string.Concat(compared.Contains(name) ? [] : ratios)}");
        }
    }
}
