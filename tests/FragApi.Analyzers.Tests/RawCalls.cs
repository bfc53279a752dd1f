using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Raw calls in statements of one method: what they become, why they stay, or that they are none. What becomes
/// something goes through all of the verifier's checks and must not bring a compiler warning.
/// </summary>
internal static class RawCalls
{
    private static readonly ImmutableHashSet<string> s_callRules = ["FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004"];

    /// <summary>The statements' diagnostics, in source order, and the statements once all of them are fixed.</summary>
    public static Task FixAsync(string ids, string before, string after) => FixFileAsync(ids, Around(before), Around(after));

    /// <summary>The same with whole members of a class.</summary>
    public static Task FixMembersAsync(string ids, string before, string after) => FixFileAsync(ids, InClass(before), InClass(after));

    /// <summary>The same with a whole file.</summary>
    /// <param name="ids">The rules, in source order, separated by blanks.</param>
    /// <param name="before">The file.</param>
    /// <param name="after">The file with every site that has a fix converted; what is left may be reported.</param>
    /// <param name="version">The language.</param>
    /// <param name="standsAlone">The file has its own world instead of the shim.</param>
    /// <param name="program">The file has top-level statements.</param>
    public static async Task FixFileAsync(string ids, string before, string after, LanguageVersion version = LanguageVersion.Default, bool standsAlone = false, bool program = false)
    {
        (AnalyzerRun run, _) = await AnalyzeAsync(before, version, standsAlone, program);
        Assert.Equal(ids, string.Join(" ", run.Reported.Select(diagnostic => diagnostic.Id)));
        (AnalyzerRun done, _) = await AnalyzeAsync(after, version, standsAlone, program);
        List<string> known = [.. Warnings(run)];
        Assert.DoesNotContain(Warnings(done), warning => !known.Remove(warning));

        CSharpCodeFixVerifier<AccessorAnalyzer, UseAccessorFix>.Test test = new() { LanguageVersion = version };
        test.TestState.Sources.Add(Marked(before, run));
        test.FixedState.Sources.Add(Marked(after, done));
        if (standsAlone)
        {
            test.StandsAlone = true;
            test.TestState.Sources.Add(FakeKernel.Annotations);
            test.FixedState.Sources.Add(FakeKernel.Annotations);
        }

        if (program)
            test.TestState.OutputKind = OutputKind.ConsoleApplication;
        await test.RunAsync();
    }

    /// <summary>One of the call rules reports, says why there is no fix, and keeps the code as it is.</summary>
    public static Task DeclineAsync(string id, string reason, string statements) => DeclineFileAsync(id, reason, Around(statements));

    /// <summary>The same with whole members of a class.</summary>
    public static Task DeclineMembersAsync(string id, string reason, string members) => DeclineFileAsync(id, reason, InClass(members));

    /// <summary>The same with a whole file.</summary>
    public static async Task DeclineFileAsync(string id, string reason, string file, bool standsAlone = false)
    {
        (AnalyzerRun run, Solution solution) = await AnalyzeAsync(file, LanguageVersion.Default, standsAlone, program: false);
        Assert.Empty(run.CompilerErrors);
        Diagnostic only = Assert.Single(run.Reported, diagnostic => s_callRules.Contains(diagnostic.Id));
        Assert.Equal(id, only.Id);
        Assert.Matches(Pattern(System.Enum.Parse<DeclineReason>(reason)), only.GetMessage());

        string text = file.Substring(only.Location.SourceSpan.Start, only.Location.SourceSpan.Length);
        Solution tried = await FixAllRunner.ApplyAsync(solution, new UseAccessorFix(), FixAllScope.Solution, new SolutionAnalysis([new AccessorAnalyzer()]));
        Assert.Contains(text, (await tried.MainProject().Documents.First().GetTextAsync()).ToString());
    }

    /// <summary>None of the call rules reports, before the other fixes and after them.</summary>
    public static Task NoneAsync(string statements) => NoneInFileAsync(Around(statements));

    /// <summary>The same with whole members of a class.</summary>
    public static Task NoneInMembersAsync(string members) => NoneInFileAsync(InClass(members));

    /// <summary>The same with a whole file.</summary>
    public static async Task NoneInFileAsync(string file, bool standsAlone = false)
    {
        (AnalyzerRun run, Solution solution) = await AnalyzeAsync(file, LanguageVersion.Default, standsAlone, program: false);
        Assert.Empty(run.CompilerErrors);
        Assert.DoesNotContain(run.Reported, diagnostic => s_callRules.Contains(diagnostic.Id));
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        Solution changed = await FixAllRunner.ApplyAsync(solution, new UseAccessorFix(), FixAllScope.Solution, analysis);
        AnalyzerRun after = await analysis.RunAsync(changed.MainProject());
        Assert.Empty(after.CompilerErrors);
        Assert.DoesNotContain(after.Reported, diagnostic => s_callRules.Contains(diagnostic.Id));
    }

    /// <summary>Analyses a file in the shim's world, or in its own; an exception of the analyzer fails the test.</summary>
    public static async Task<(AnalyzerRun Run, Solution Solution)> AnalyzeAsync(string file, LanguageVersion version, bool standsAlone, bool program)
    {
        SolutionState state = TestHost.NewState();
        state.Sources.Add(file);
        if (standsAlone)
            state.Sources.Add(FakeKernel.Annotations);
        else
            state.AdditionalReferences.AddRange(References.Kernel);
        if (program)
            state.OutputKind = OutputKind.ConsoleApplication;
        Solution solution = TestHost.CreateSolution(state, TestHost.DefaultParseOptions.WithLanguageVersion(version));
        AnalyzerRun run = await new SolutionAnalysis([new AccessorAnalyzer()]).RunAsync(solution.MainProject());
        return (run.ThrowOnException(), solution);
    }

    private static string Marked(string file, AnalyzerRun run) =>
        Marks.Write(file, run.Reported.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == "/0/Test0.cs").Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)));

    private static IEnumerable<string> Warnings(AnalyzerRun run) =>
        run.Compiler.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.Id + " " + diagnostic.GetMessage());

    private static string Pattern(DeclineReason reason) =>
        "no fix: " + Regex.Escape(Decline.Text(reason)).Replace(@"\{0}", ".*").Replace(@"\{1}", ".*").Replace(@"\{2}", ".*") + "$";

    private static string Around(string statements) => InClass(
        $$"""
            unsafe void M(SkBuff skb, ref Frag frag, in Frag ro, PciDev pdev, Device dev, int i, int len, int done, bool b, Frag[] frags, Frag* fp, Span<Frag> span, List<Frag> list)
            {
                long dma = 0;
                {{statements}}
                Use(dma);
            }
        """);

    private static string InClass(string members) =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Kernel;

        class C
        {
            Frag _own;
            SkBuff _skb;
            static Frag s_frag;
            int N() { return 0; }
            static void Use(object o) { }
            static void Pure(int n) { }
            Device TheDevice() { return null; }
        {{members}}
        }
        """;
}
