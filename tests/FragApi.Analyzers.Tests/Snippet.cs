using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Statements in a method that has a fragment by reference (<c>frag</c>), one by value (<c>other</c>), one in a field
/// (<c>own</c>), an array of them (<c>ring</c>) and a buffer (<c>skb</c>).
/// </summary>
internal static class Snippet
{
    /// <summary>The marked diagnostics are found and fixed; what is still marked afterwards has no fix.</summary>
    public static async Task FixesAsync(string statements, string fixedStatements)
    {
        await Verify.FixesAsync(Around(statements), Around(fixedStatements));
        await NoNewWarningAsync(Plain(Around(statements)));
    }

    /// <summary>The marked diagnostics are found, nothing is offered, and each says that reason.</summary>
    public static async Task KeepsAsync(string reason, string statements)
    {
        string source = Around(statements);
        await Verify.KeepsAsync(source);
        await SaysAsync(reason, Plain(source));
    }

    /// <summary>Nothing is found.</summary>
    public static Task SilentAsync(string statements) => Verify.KeepsAsync(Around(statements));

    /// <summary>Every diagnostic of the source says a part of its message.</summary>
    public static async Task SaysAsync(string part, string plainSource)
    {
        AnalyzerRun run = await RunAsync(TestHost.CreateSolution(plainSource));
        Assert.NotEmpty(run.Reported);
        string[] words = Texts.TryGetValue(part, out string? text) ? text.Split('#') : [part];
        Assert.All(run.Reported, diagnostic => Assert.All(words, word => Assert.Contains(word, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))));
    }

    /// <summary>Fix-all brings no compiler warning that was not there before.</summary>
    public static async Task NoNewWarningAsync(string plainSource)
    {
        Solution solution = TestHost.CreateSolution(plainSource);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        List<string> before = Warnings(await analysis.RunAsync(solution.MainProject()));
        Solution changed = await FixAllRunner.ApplyAsync(solution, new UseAccessorFix(), FixAllScope.Solution, analysis);
        Assert.DoesNotContain(Warnings(await analysis.RunAsync(changed.MainProject())), warning => !before.Remove(warning));
    }

    public static string Plain(string marked) => Marks.Plain(marked);

    // The words of a reason, without what it is about.
    private static readonly Dictionary<string, string> Texts = Decline.All.ToDictionary(
        reason => reason.ToString(),
        reason => string.Join("#", System.Text.RegularExpressions.Regex.Split(Decline.Text(reason), @"'?\{\d\}'?")));

    private static Task<AnalyzerRun> RunAsync(Solution solution) => new SolutionAnalysis([new AccessorAnalyzer()]).RunAsync(solution.MainProject());

    private static List<string> Warnings(AnalyzerRun run) =>
        run.Compiler.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.Id).ToList();

    private static string Around(string statements) =>
        $$"""
        using System;
        using Kernel;

        unsafe class C
        {
            Frag own;
            Frag[] ring = new Frag[4];
            Page keep;
            static Frag shared;

            int Measured { [FragApi.FragmentAccessor] get { return own.Page.Count; } }

            static void Use(object o) { }
            static void UsePage(Page p) { }
            static void Lend(in Frag f) { }
            static void Change(ref Frag f) { }
            static int Next() { return 0; }
            static Page Alloc() { return new Page(); }
            static ref Frag Slot(int n) { throw null; }
            static Frag Copy() { return default; }

            void M(SkBuff skb, ref Frag frag, Frag other, Page page, int i, int start, int len, int n, bool b)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
        }

        """;
}
