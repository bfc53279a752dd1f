using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FragApi.Benchmarks;

/// <summary>
/// Converts a generated tree with the tool, with <c>dotnet format analyzers</c> and, in C, with Coccinelle, in turn in
/// one run; and with the tool alone at growing sizes. Whole processes, cold, as a user starts them.
/// </summary>
internal static class Conversions
{
    private const int Rounds = 3;
    private const string Ours = "fragapi convert --write";

    /// <summary>Side by side.</summary>
    public static void Compare(int lines, int sites)
    {
        string work = Directory.CreateTempSubdirectory("fragapi-conversions-").FullName;
        try
        {
            string tree = Path.Combine(work, "cs");
            new TreeGenerator(lines, sites).WriteTo(tree);
            new CTree(lines, sites).WriteTo(Path.Combine(work, "c"));
            CostTable costs = new();
            for (int round = 0; round < Rounds; round++)
            {
                costs.Add(Ours, Tool(Copy(tree, work, "ours")));
                costs.Add("csc", Csc.Cold(work, [new CscProject("Tree", [], Directory.GetFiles(tree, "*.cs"))]));
                costs.Add("dotnet format analyzers", Format(Copy(tree, work, "format"), "Tree.csproj"));
                if (HasCoccinelle)
                    costs.Add("spatch", Spatch(Path.Combine(work, "c")));
            }

            Console.WriteLine($"{lines:N0} lines, {sites:N0} sites; medians of {Rounds} interleaved rounds");
            costs.Print(Ours);
            if (!HasCoccinelle)
                Console.WriteLine("  spatch: not installed (apt-get install --no-install-recommends coccinelle)");
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

    /// <summary>Code in which next to nothing has to do with a vocabulary, in many projects.</summary>
    public static void Sparse(int lines, int projects, int sites, int files, bool withFormat)
    {
        string work = Directory.CreateTempSubdirectory("fragapi-sparse-").FullName;
        try
        {
            string tree = Path.Combine(work, "tree");
            SparseTree generated = new(lines, projects, sites, files);
            generated.WriteTo(tree);
            List<CscProject> compiled = [.. CscProject.Of(generated.Projects(), tree)];
            Restore(tree, "Sparse.slnx");
            CostTable costs = new();
            for (int round = 0; round < Rounds; round++)
            {
                costs.Add("fragapi check", Sparse(tree, "check"));
                costs.Add("fragapi convert", Sparse(tree, "convert"));
                costs.Add("csc, a process a project", Csc.Cold(work, compiled));
            }

            costs.Add("fragapi check --full", Sparse(tree, "check", "--full"));
            Console.WriteLine($"{lines:N0} lines in {projects} projects, {sites} sites in {files} files; medians of {Rounds} interleaved rounds, '--full' once");
            costs.Print("fragapi check", "fragapi convert");
            if (!withFormat)
                return;
            // It takes its time: what is known without it stands there already.
            costs.Add("dotnet format analyzers", Format(tree, "Sparse.slnx"));
            Console.WriteLine("and beside 'dotnet format', once");
            costs.Print("fragapi convert");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>How much memory the tool takes at its peak.</summary>
    public static void Memory()
    {
        foreach ((int lines, int projects) in ((int, int)[])[(1_000_000, 40), (1_000_000, 2), (5_000_000, 50)])
        {
            string work = Directory.CreateTempSubdirectory("fragapi-memory-").FullName;
            try
            {
                new SparseTree(lines, projects, sites: 300, files: 30).WriteTo(work);
                foreach (string verb in (string[])["check", "convert"])
                {
                    Cost cost = Sparse(work, verb);
                    Console.WriteLine($"  {lines,9:N0} lines in {projects,2} projects: {verb,-8} {cost.Megabytes,7:N0} MB peak {cost.Wall,7:N1} s wall {cost.Cpu,7:N1} s CPU");
                }
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    /// <summary>How long somebody waits for the first finding.</summary>
    public static void First()
    {
        string work = Directory.CreateTempSubdirectory("fragapi-first-").FullName;
        try
        {
            new SparseTree(10_000, projects: 3, sites: 30, files: 3).WriteTo(work);
            Sparse(work, "check");
            List<double> seconds = [.. Enumerable.Range(0, Rounds).Select(_ => Processes.FirstLine(work, "dotnet", Processes.Tool, "check", "Sparse.slnx"))];
            Console.WriteLine($"  first finding of 10,000 lines in 3 projects: {seconds.Order().ElementAt(Rounds / 2):N2} s");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>A real code base: the SDK's own compiler, decompiled. What the decompiler gets wrong, csc is spared the emitting of.</summary>
    public static void Real()
    {
        string work = Directory.CreateTempSubdirectory("fragapi-real-").FullName;
        try
        {
            string source = Path.Combine(work, "source");
            int lines = Decompiled.WriteTo(source);
            List<CscProject> compiled = [new CscProject("Real", [], Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories), MayFail: true)];
            CostTable costs = new();
            for (int round = 0; round < Rounds; round++)
            {
                costs.Add("fragapi check", Processes.Run(source, exit => exit is 0 or 1, "dotnet", Processes.Tool, "check", "--loose", "."));
                costs.Add("fragapi convert", Processes.Run(source, exit => exit is 0 or 1, "dotnet", Processes.Tool, "convert", "--loose", "."));
                costs.Add("csc", Csc.Cold(work, compiled));
            }

            Console.WriteLine($"{lines:N0} decompiled lines; medians of {Rounds} interleaved rounds");
            costs.Print("fragapi check", "fragapi convert");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static Cost Sparse(string tree, string verb, params string[] more) =>
        Processes.Run(tree, exit => exit is 0 or 1, "dotnet", [Processes.Tool, verb, "Sparse.slnx", .. more]);

    private static bool HasCoccinelle => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "spatch")));

    private static Cost Tool(string tree) =>
        Processes.Run(tree, exit => exit == 0, "dotnet", Processes.Tool, "convert", Path.Combine(tree, "Tree.csproj"), "--write", "--diff", Path.Combine(tree, "all.diff"));

    /// <summary>What a build leaves, and everybody has who has built: no row pays for the first restore.</summary>
    private static void Restore(string tree, string what) => Processes.Run(tree, exit => exit == 0, "dotnet", "restore", what);

    private static Cost Format(string tree, string what)
    {
        // As the package would bring them.
        File.WriteAllText(Path.Combine(tree, "Directory.Build.targets"), $"""
            <Project>
              <ItemGroup>
                <Analyzer Include="{Processes.Repository("codefixes", "bin", "Release", "netstandard2.0", "FragApi.Analyzers.dll")}" />
                <Analyzer Include="{Processes.Repository("codefixes", "bin", "Release", "netstandard2.0", "FragApi.CodeFixes.dll")}" />
              </ItemGroup>
            </Project>
            """);
        return Processes.Run(tree, exit => exit == 0, "dotnet", "format", "analyzers", what, "--severity", "info", "--diagnostics", "FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007");
    }

    private static Cost Spatch(string folder) => Processes.Run(folder, exit => exit == 0, "spatch", "--sp-file", "frag.cocci", "--dir", ".", "--very-quiet");

    private static string Copy(string tree, string work, string name)
    {
        string copy = Path.Combine(work, name);
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(tree))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Restore(copy, "Tree.csproj");
        return copy;
    }
}
