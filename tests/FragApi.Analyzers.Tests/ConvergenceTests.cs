using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DiffPlex.Renderer;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// However the fixes are run, the outcome is one: all at once, or a rule at a time in any order, as
/// <c>dotnet format</c> does. Nothing fixable is left, nothing that compiled is broken, a second run changes nothing.
/// </summary>
public sealed class ConvergenceTests
{
    public static TheoryData<int> Parts => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task OneOutcomeInAnyOrder(int part)
    {
        List<string> problems = [];
        Random random = new(11);
        int compared = 0;
        foreach ((string name, string text, Solution solution) in Corpus.Sources().Where((_, index) => index % 4 == part))
        {
            SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
            AnalyzerRun before = await analysis.RunAsync(solution.MainProject());
            if (!before.Reported.Any())
                continue;
            compared++;
            UseAccessorFix fix = new();
            Solution all = await FixAllRunner.ApplyAsync(solution, fix, FixAllScope.Solution, analysis);
            string expected = await TextAsync(all);

            AnalyzerRun after = await analysis.RunAsync(all.MainProject());
            if (after.CompilerErrors.Count() > before.CompilerErrors.Count())
                problems.Add($"{name}: {after.CompilerErrors.First()}\n{UnidiffRenderer.GenerateUnidiff(text, expected)}");
            foreach (Diagnostic fixable in after.Reported.Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id) && !diagnostic.GetMessage().Contains("no fix: ", StringComparison.Ordinal)))
                problems.Add($"{name}: left over: {fixable}");

            string[] ids = [.. fix.FixableDiagnosticIds];
            string[] shuffled = [.. ids];
            random.Shuffle(shuffled);
            // One order for each source: together they are some hundred. In the long run three for each.
            foreach (string[] order in LongRun.IsOn ? new[] { ids, [.. ids.Reverse()], shuffled } : [shuffled])
            {
                string stepwise = await TextAsync(await FixAllRunner.ApplyLikeDotnetFormatAsync(solution, fix, analysis, order));
                if (stepwise != expected)
                    problems.Add($"{name}, {string.Join(' ', order)}:\n{UnidiffRenderer.GenerateUnidiff(expected, stepwise)}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} problems\n" + string.Join("\n\n", problems.Take(12)));
        Assert.True(compared > 20, $"{compared} sources");
    }

    private static async Task<string> TextAsync(Solution solution) =>
        (await solution.MainProject().Documents.First().GetTextAsync()).ToString();
}
