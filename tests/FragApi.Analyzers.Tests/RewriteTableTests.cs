using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Every row of the rewrite table, run as it stands in the documentation.</summary>
public sealed class RewriteTableTests
{
    public static TheoryData<string> Shapes => new(RewriteTable.Rows.Select(row => row.Shape.ToString()));

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task RowIsAppliedAsWritten(string shape)
    {
        RewriteRow row = RewriteTable.Rows.Single(candidate => candidate.Shape.ToString() == shape);
        Solution solution = TestHost.CreateSolution(Around(row.Before));
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);

        AnalyzerRun before = await analysis.RunAsync(solution.MainProject());
        Diagnostic only = Assert.Single(before.ThrowOnException().Reported);
        Assert.Equal(row.Rule.Id, only.Id);
        Assert.Empty(before.CompilerErrors);

        Solution fixedAll = await FixAllRunner.ApplyAsync(solution, new UseAccessorFix(), FixAllScope.Solution, analysis);
        string text = (await fixedAll.MainProject().Documents.First().GetTextAsync()).ToString();
        Assert.Equal(Squeezed(Around(row.After)), Squeezed(text));
        AnalyzerRun after = await analysis.RunAsync(fixedAll.MainProject());
        Assert.Empty(after.Reported);
        Assert.Empty(after.CompilerErrors);
    }

    /// <summary>The provider's ids are those of the table, so what they are is said here: the accessor rules but for those that never have a fix.</summary>
    [Fact]
    public void EveryFixableRuleHasARowAndEveryReasonIsUsed()
    {
        string[] neverFixed = ["FRAG1008", "FRAG1009", "FRAG1010", "FRAG1011"];
        Assert.Equal(
            Rules.All.Select(rule => rule.Id).Where(id => id.StartsWith("FRAG1", System.StringComparison.Ordinal)).Except(neverFixed),
            RewriteTable.Rows.Select(row => row.Rule.Id).Distinct().Order(System.StringComparer.Ordinal));
        Assert.Empty(Decline.All.Except(RewriteTable.Rows.SelectMany(row => row.Unless)).Except(RewriteTable.Always));
    }

    /// <summary>The statements stand one a line, as they do in code.</summary>
    private static string Around(string statements) =>
        $$"""
        using Kernel;

        static class C
        {
            static void Consume(Page page) { }

            static long M(SkBuff skb, ref Frag frag, PciDev pdev, Page page, int i, int start, int len, int n, int done)
            {
                long dma = 0, va = 0, pa = 0;
                {{string.Join(";\n        ", statements.TrimEnd(';').Split("; "))}};
                return dma + va + pa + (start + len);
            }
        }
        """;

    private static string Squeezed(string text) => string.Join(" ", text.Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
}
