using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;

namespace FragApi.Benchmarks;

/// <summary>
/// Converts a generated tree with the tool, with <c>dotnet format analyzers</c> and, in C, with Coccinelle, in turn in
/// one run; and with the tool alone at growing sizes. Whole processes, cold, as a user starts them.
/// </summary>
internal static class Conversions
{
    private const int Rounds = 3;

    private readonly record struct Cost(double Wall, double Cpu, double Megabytes);

    /// <summary>Side by side.</summary>
    public static void Compare(int lines, int sites)
    {
        string work = Directory.CreateTempSubdirectory("fragapi-conversions-").FullName;
        try
        {
            string tree = Path.Combine(work, "cs");
            new TreeGenerator(lines, sites).WriteTo(tree);
            new CTree(lines, sites).WriteTo(Path.Combine(work, "c"));
            Dictionary<string, List<Cost>> costs = [];
            for (int round = 0; round < Rounds; round++)
            {
                Add("fragapi convert --write", Tool(Copy(tree, work, "ours")));
                Add("dotnet format analyzers", Format(Copy(tree, work, "format")));
                if (HasCoccinelle)
                    Add("spatch", Spatch(Path.Combine(work, "c")));
            }

            Console.WriteLine($"{lines:N0} lines, {sites:N0} sites; medians of {Rounds} interleaved rounds");
            Cost ours = Median(costs["fragapi convert --write"]);
            foreach ((string name, List<Cost> list) in costs)
            {
                Cost cost = Median(list);
                Console.WriteLine($"  {name,-26} {cost.Wall,7:N1} s wall {cost.Cpu,7:N1} s CPU {cost.Megabytes,7:N0} MB peak   fragapi takes {ours.Wall / cost.Wall,5:P0} of the wall time, {ours.Cpu / cost.Cpu,5:P0} of the CPU time");
            }

            if (!HasCoccinelle)
                Console.WriteLine("  spatch: not installed (apt-get install --no-install-recommends coccinelle)");

            void Add(string name, Cost cost)
            {
                if (!costs.TryGetValue(name, out List<Cost>? list))
                    costs.Add(name, list = []);
                list.Add(cost);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Ten times as much, twice, in turn: what a line costs must not grow.</summary>
    public static void Grow()
    {
        string work = Directory.CreateTempSubdirectory("fragapi-growth-").FullName;
        try
        {
            foreach (int lines in (int[])[10_000, 100_000, 1_000_000])
            {
                string tree = Path.Combine(work, "tree");
                new TreeGenerator(lines, lines / 30).WriteTo(tree);
                Cost cost = Tool(tree);
                Console.WriteLine($"  {lines,9:N0} lines {cost.Wall,7:N1} s wall {cost.Cpu,7:N1} s CPU {cost.Cpu / lines * 1e6,7:N1} us CPU a line {cost.Megabytes,7:N0} MB peak");
                Directory.Delete(tree, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static bool HasCoccinelle => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "spatch")));

    private static Cost Tool(string tree) =>
        Run(tree, "dotnet", Repository("cli", "bin", "Release", "net10.0", "fragapi.dll"), "convert", Path.Combine(tree, "Tree.csproj"), "--write", "--diff", Path.Combine(tree, "all.diff"));

    private static Cost Format(string tree)
    {
        // As the package would bring them.
        File.WriteAllText(Path.Combine(tree, "Directory.Build.targets"), $"""
            <Project>
              <ItemGroup>
                <Analyzer Include="{Repository("codefixes", "bin", "Release", "netstandard2.0", "FragApi.Analyzers.dll")}" />
                <Analyzer Include="{Repository("codefixes", "bin", "Release", "netstandard2.0", "FragApi.CodeFixes.dll")}" />
              </ItemGroup>
            </Project>
            """);
        return Run(tree, "dotnet", "format", "analyzers", "Tree.csproj", "--severity", "info", "--diagnostics", "FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007");
    }

    private static Cost Spatch(string folder) => Run(folder, "spatch", "--sp-file", "frag.cocci", "--dir", ".", "--very-quiet");

    /// <summary>GNU time counts a process with all that it waits for; its peak is that of the largest.</summary>
    private static Cost Run(string folder, string command, params string[] arguments)
    {
        string report = Path.GetTempFileName();
        ProcessStartInfo start = new("/usr/bin/time", ["-f", "%e %U %S %M", "-o", report, command, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
        double[] numbers = [.. File.ReadAllLines(report)[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        File.Delete(report);
        return new Cost(numbers[0], numbers[1] + numbers[2], numbers[3] / 1024);
    }

    private static Cost Median(List<Cost> costs) => new(
        costs.Select(cost => cost.Wall).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.Cpu).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.Megabytes).Order().ElementAt(costs.Count / 2));

    private static string Copy(string tree, string work, string name)
    {
        string copy = Path.Combine(work, name);
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(tree))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private static string Repository(params string[] path) => Path.GetFullPath(Path.Combine([Path.GetDirectoryName(Here())!, "..", .. path]));

    private static string Here([CallerFilePath] string path = "") => path;
}
