using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Benchmarks.Compared;

/// <summary>
/// The ownership rules and the rules that others have for the same, on the same inputs: pairs of a buggy and a fixed type,
/// by kind, and the scenarios of this repository with their mistakes. A bug counts as found where a tool reports anything
/// inside the buggy type; anything inside the fixed one is false.
/// </summary>
internal static class Comparison
{
    private static readonly ImmutableArray<MetadataReference> s_references = [.. Tree.References, MetadataReference.CreateFromFile(typeof(SkBuff).Assembly.Location)];

    /// <summary>Prints the tables that docs/compared.md shows, and with <paramref name="each"/> every pair that a tool got wrong.</summary>
    public static void Print(bool each)
    {
        ImmutableArray<Tool> tools = Tool.All();
        List<(string Kind, ImmutableArray<Pair> Pairs)> kinds = [.. Pair.Kinds()];

        Console.WriteLine($"| | bugs | {string.Join(" | ", tools.Select(tool => tool.Name))} |");
        Console.WriteLine($"|---|---|{string.Concat(tools.Select(_ => "---|"))}");
        List<string> wrong = [];
        int[] found = new int[tools.Length];
        int[] alarms = new int[tools.Length];
        int bugs = 0;
        int correct = 0;
        foreach ((string kind, ImmutableArray<Pair> pairs) in kinds)
        {
            int ofKind = pairs.Count(pair => pair.Buggy is not null);
            bugs += ofKind;
            correct += pairs.Count(pair => pair.Fixed is not null);
            List<string> cells = [];
            for (int i = 0; i < tools.Length; i++)
            {
                ILookup<Pair, Verdict> verdicts = pairs.GroupBy(pair => pair.Tree).SelectMany(file => Judge(tools[i], file.Key, [.. file])).ToLookup(entry => entry.Pair, entry => entry.Verdict);
                int hits = pairs.Count(pair => pair.Buggy is not null && verdicts[pair].Contains(Verdict.Found));
                int falses = pairs.Count(pair => verdicts[pair].Contains(Verdict.False));
                found[i] += hits;
                alarms[i] += falses;
                cells.Add(falses == 0 ? $"{hits}" : $"{hits} ({falses} false)");
                if (each)
                {
                    wrong.AddRange(pairs.Where(pair => pair.Buggy is not null && !verdicts[pair].Contains(Verdict.Found)).Select(pair => $"{tools[i].Name}: {pair.Name}: not found"));
                    wrong.AddRange(pairs.Where(pair => verdicts[pair].Contains(Verdict.False)).Select(pair => $"{tools[i].Name}: {pair.Name}: false"));
                }
            }

            Console.WriteLine($"| {kind} | {ofKind} | {string.Join(" | ", cells)} |");
        }

        Console.WriteLine($"| found, of {bugs} | | {string.Join(" | ", found)} |");
        Console.WriteLine($"| false, of {correct} that are right | | {string.Join(" | ", alarms)} |");
        foreach (string line in wrong)
            Console.WriteLine(line);
    }

    private enum Verdict
    {
        Found,
        False,
    }

    /// <summary>What a tool says about the pairs of a file.</summary>
    private static IEnumerable<(Pair Pair, Verdict Verdict)> Judge(Tool tool, SyntaxTree file, ImmutableArray<Pair> pairs)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Pairs",
            [file],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true).WithSyntaxTreeOptionsProvider(tool.Switches));
        if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException($"a pair does not compile: {error}");

        return from finding in tool.Run(compilation)
               from pair in pairs
               let at = finding.Location.SourceSpan
               let verdict = pair.Buggy?.Span.Contains(at) == true ? Verdict.Found : pair.Fixed?.Span.Contains(at) == true ? Verdict.False : (Verdict?)null
               where verdict is not null
               select (pair, verdict.Value);
    }
}
