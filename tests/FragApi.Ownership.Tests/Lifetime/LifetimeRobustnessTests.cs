using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FragApi.Analyzers.Dma;
using FragApi.Analyzers.Lifetime;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Ownership.Tests;

/// <summary>Half-typed code, and code that nobody writes, break nothing and end: DMA and lifetime rules, and the fix.</summary>
[Collection(nameof(OwnAlone))]
public sealed class LifetimeRobustnessTests(ITestOutputHelper output)
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new DmaAnalyzer(), new LifetimeAnalyzer()];

    private static Solution World(string source) => TestHost.CreateSolution(source);

    private static async Task<AnalyzerRun> SurviveAsync(string name, string source)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Solution solution = World(source);
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(solution.MainProject(), s_analyzers, concurrent: false);
        Assert.True(run.Exceptions.IsEmpty, $"{name}: {(run.Exceptions.IsEmpty ? null : run.Exceptions[0].Exception)}\n{source}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), name);
        return run;
    }

    private static IEnumerable<string> Rows(params TheoryData<string>[] tables) =>
        tables.SelectMany(table => ((IEnumerable<object[]>)table).Select(row => Marks.Plain((string)row[0])));

    private static IEnumerable<string> Sources() =>
        Rows(
            LifetimeFlagsTests.Copies, LifetimeFlagsTests.Silent, LifetimeKeepTests.Kept, LifetimeAppendTests.Unchecked, LifetimeAppendTests.Partly,
            LifetimeMergeTests.Merged, LifetimePathTests.Stale, LifetimePathTests.ChangedShared, LifetimePathTests.InFlight)
            .Select(statements => LifetimeSnippet.Around(statements))
            .Concat(Rows(
                DmaPathTests.Leaked, DmaPathTests.Unchecked, DmaPathTests.IsChecked, DmaPathTests.Twice, DmaPathTests.PutFirst,
                DmaValueTests.Differing, DmaValueTests.Twice, DmaValueTests.Lost)
                .Select(statements => DmaSnippet.Around(statements)));

    [Fact]
    public async Task Broken_sources_break_nothing()
    {
        int done = 0;
        int reported = 0;
        int seed = 4001;
        int each = LongRun.IsOn ? 60 : 1;
        foreach (string source in Sources())
        {
            foreach (Mutation mutation in SourceMutator.Sample(source, seed++, each).Concat(SourceMutator.Sample(source[source.IndexOf("void M(", StringComparison.Ordinal)..], seed, each).Select(inner => inner with { Text = source[..source.IndexOf("void M(", StringComparison.Ordinal)] + inner.Text })))
            {
                reported += (await SurviveAsync(mutation.ToString(), mutation.Text)).Reported.Count();
                done++;
            }
        }

        output.WriteLine($"{done} mutants, {reported} diagnostics in them");
        Assert.True(done > 150);
        Assert.True(reported > done / 10, "the mutants are too broken to say anything");
    }

    [Fact]
    public async Task The_fix_survives_broken_sources()
    {
        SolutionAnalysis analysis = new([new LifetimeAnalyzer()]);
        int seed = 7;
        foreach (string source in Rows(LifetimeFlagsTests.Copies).Select(statements => LifetimeSnippet.Around(statements)))
        {
            foreach (Mutation mutation in SourceMutator.Sample(source, seed++, 1))
                await FixAllRunner.ApplyAsync(World(mutation.Text), new MergeFlagsFix(), FixAllScope.Solution, analysis);
        }
    }

    [Theory]
    [InlineData("while (n > 0) {", "to.Info.Frags[k] = from.Info.Frags[i];", "}", 200)]
    [InlineData("if (b) {", "skb.Orphan();", "}", 200)]
    [InlineData("try {", "net.SendSkb(skb);", "} finally { n++; }", 40)]
    [InlineData("Action a = () => {", "held = skb;", "};", 60)]
    public Task Deep_nesting(string open, string inner, string close, int depth) =>
        SurviveAsync(open, LifetimeSnippet.Around(string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth))));

    [Fact]
    public Task Deep_expressions() =>
        SurviveAsync("sum", DmaSnippet.Around($"long a = SkbFrag.Address(frag){string.Concat(Enumerable.Repeat(" + (frag.Offset", 400))}{new string(')', 400)};"));

    [Fact]
    public Task An_irreducible_graph() => SurviveAsync("goto", DmaSnippet.Around("""
        long m = MapPage(dev, page, 0, len, ToDevice);
        if (b) goto Second;
        First:
        UnmapPage(dev, m, len, ToDevice);
        if (n > 3) goto Third;
        Second:
        n++;
        if (n > 2) goto First;
        Third:
        m = MapPage(dev, page, 0, len, ToDevice);
        if (i > 2) goto Second;
        """));

    /// <summary>Work grows with the length of a method, and not with its square; measured in allocations, which do not depend on the machine.</summary>
    [Theory]
    [InlineData("to.Info.Frags[{0}] = from.Info.Frags[{0}]; SkbFrag.Ref(to, {0}); info.Frags[{0}].Page = page; info.Frags[{0}].Offset = 0;", true)]
    [InlineData("skb.Info.Frags[skb.Info.NrFrags++] = ring[{0}]; if (skb.IsCloned) skb.Linearize(); ref Frag f{0} = ref skb.Info.Frags[{0}]; f{0}.Size = 1;", true)]
    [InlineData("long m{0} = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m{0})) return; net.Post(m{0}, len); UnmapPage(dev, m{0}, len, ToDevice);", false)]
    public async Task Twice_the_statements_are_about_twice_the_work(string statements, bool lifetime)
    {
        long single = await WorkAsync(statements, lifetime, 100);
        long twice = await WorkAsync(statements, lifetime, 200);
        output.WriteLine($"{single:N0} bytes, {twice:N0} bytes: {(double)twice / single:F2}");
        Assert.True(twice < 2.6 * single, $"{(double)twice / single:F2}");
    }

    private static async Task<long> WorkAsync(string statements, bool lifetime, int times)
    {
        StringBuilder body = new();
        for (int i = 0; i < times; i++)
            body.Append(statements.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n');
        string source = lifetime ? LifetimeSnippet.Around(body.ToString()) : DmaSnippet.Around(body.ToString());
        Compilation compilation = (await World(source).MainProject().GetCompilationAsync())!;
        compilation.GetDiagnostics();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await compilation.WithAnalyzers(s_analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
