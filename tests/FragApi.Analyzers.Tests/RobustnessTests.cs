using System;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Ownership;
using FragApi.Analyzers.Vocabulary;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Half-typed code is the normal case in an editor: no exception from an analyzer or a fix, and no hang.
/// <c>FRAGAPI_LONG=1</c> breaks the sources in at least 20,000 ways; the normal run takes a sample.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RobustnessTests(ITestOutputHelper output)
{
    /// <summary>Far above what any mutant takes; only a hang reaches it.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers =
        [new AccessorAnalyzer(), new DisabledTextAnalyzer(), new BindingAnalyzer(), new OwnershipAnalyzer(), new OwnedFieldAnalyzer(), new DescriptorCopyAnalyzer()];

    [Fact]
    public async Task BrokenSourcesBreakNothing()
    {
        (string Name, string Text, Solution Solution)[] sources = [.. Corpus.Sources()];
        Assert.True(sources.Length > 60);
        int wanted = LongRun.IsOn ? 21_000 : 300;
        int each = Math.Max(1, wanted / sources.Length + 1);
        int done = 0;
        int reported = 0;
        int seed = LongRun.IsOn ? 1 : 20261121;
        foreach ((string name, string text, Solution solution) in sources)
        {
            foreach (Mutation mutation in SourceMutator.Sample(text, seed++, each))
            {
                reported += await SurviveAsync($"{name}: {mutation}", solution, mutation.Text);
                if (++done >= wanted && !LongRun.IsOn)
                    break;
            }
        }

        output.WriteLine($"{done} mutants of {sources.Length} sources, {reported} diagnostics in them");
        Assert.True(done >= wanted);
        Assert.True(reported > done / 10, "the mutants are too broken to say anything");
    }

    [Fact]
    public async Task ConcurrencyChangesNothing()
    {
        foreach ((string name, _, Solution solution) in Corpus.Sources().Where((_, index) => index % 7 == 0))
        {
            string[] alone = await ReportedAsync(solution, concurrent: false);
            string[] together = await ReportedAsync(solution, concurrent: true);
            Assert.True(alone.SequenceEqual(together), name);
        }

        static async Task<string[]> ReportedAsync(Solution solution, bool concurrent) =>
            [.. (await AnalyzerRunner.GetDiagnosticsAsync(solution.MainProject(), s_analyzers, concurrent)).ThrowOnException().Reported.Select(diagnostic => diagnostic.ToString())];
    }

    [Fact]
    public async Task CancellationAtAnyPointIsOnlyCancellation()
    {
        Random random = new(7);
        (string Name, string Text, Solution Solution)[] sources = [.. Corpus.Sources()];
        for (int i = 0; i < (LongRun.IsOn ? 1_000 : 60); i++)
        {
            // A fresh compilation each time, so that there is something to cancel.
            (string name, string text, _) = sources[random.Next(sources.Length)];
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(random.NextDouble() * 20));
            try
            {
                AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(Corpus.World(text).MainProject(), s_analyzers, cancellationToken: source.Token);
                run.ThrowOnException();
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"{name}: {exception}");
            }
        }
    }

    [Theory]
    [InlineData("(", "frag.Page", ")")]
    [InlineData("Same(", "frag.Page", ")")]
    [InlineData("true ? ", "frag.Page", " : null")]
    [InlineData("null ?? ", "frag.Page", "")]
    public Task DeepExpressions(string open, string inner, string close) =>
        SurviveAsync(open, Method($"Page x = {string.Concat(Enumerable.Repeat(open, 500))}{inner}{string.Concat(Enumerable.Repeat(close, 500))};"));

    [Theory]
    [InlineData("{", "Mm.GetPage(frag.Page);", "}")]
    [InlineData("if (n > 0) {", "Mm.GetPage(frag.Page);", "}")]
    [InlineData("while (n > 0) {", "Mm.GetPage(frag.Page);", "}")]
    [InlineData("System.Action a = () => {", "Mm.GetPage(skb.Info.Frags[0].Page);", "};")]
    [InlineData("try {", "Mm.GetPage(frag.Page);", "} finally { }")]
    public Task DeepStatements(string open, string inner, string close) =>
        SurviveAsync(open, Method(string.Concat(Enumerable.Repeat(open + "\n", 500)) + inner + string.Concat(Enumerable.Repeat(close, 500))));

    [Fact]
    public Task LongSums() =>
        SurviveAsync("sum", Method("long x = Mm.PageAddress(frag.Page) + frag.Offset" + string.Concat(Enumerable.Repeat(" + n", 5_000)) + ";"));

    /// <summary>Half-typed, a member is often named through its type.</summary>
    [Theory]
    [InlineData("Page x = Frag.Page; int s = Frag.Size;")]
    [InlineData("Frag.Page = page; Frag.Offset = n; Frag.Size = len;")]
    [InlineData("Frag.Size += n; Frag.Offset++; Frag.Page ??= page; (Frag.Size, Frag.Offset) = (n, n);")]
    [InlineData("ref Page slot = ref Frag.Page; Frag.Page.Get(); SharedInfo.Frags[n].Page.Get(); Page.Put();")]
    [InlineData("Mm.GetPage(Frag.Page); long va = Mm.PageAddress(Frag.Page) + Frag.Offset; SkbFrag.Ref(Frag);")]
    [InlineData("if (Frag.Page == null && Frag?.Page is { } p && Frag is { Page: null }) SharedInfo.Flags |= SharedInfo.NrFrags++;")]
    public Task MembersNamedThroughTheirType(string statements) => SurviveAsync(statements, Method(statements));

    /// <summary>Work grows with the method, not with its square. Counted in allocated bytes, which a busy machine does not change.</summary>
    [Theory]
    [InlineData("Mm.GetPage(frag.Page);")]
    [InlineData("{ Page p{0} = frag.Page; n++; Mm.GetPage(p{0}); }")]
    [InlineData("frag.Page = page; frag.Offset = n; frag.Size = len;")]
    [InlineData("{ int o{0} = frag.Offset; while (n > 0) { Dma.MapPage(dev, frag.Page, o{0}, len, DmaDir.Both); o{0} += len; } }")]
    public async Task FiveThousandStatementsAreLinear(string statement)
    {
        int count = 5_000 / statement.Count(character => character == ';');
        await SurviveAsync("warm-up", Method(Repeat(20)));
        long half = await AllocatedAsync(Method(Repeat(count / 2)));
        long full = await AllocatedAsync(Method(Repeat(count)));
        output.WriteLine($"{half:N0} bytes, {full:N0} bytes");
        Assert.True(full < 2.6 * half, $"{half:N0} bytes for half, {full:N0} for all");

        string Repeat(int times)
        {
            StringBuilder text = new();
            for (int i = 0; i < times; i++)
                text.AppendLine(statement.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
            return text.ToString();
        }

        static async Task<long> AllocatedAsync(string source)
        {
            Project project = Corpus.World(source).MainProject();
            Compilation compilation = (await project.GetCompilationAsync())!;
            compilation.GetDiagnostics();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            (await AnalyzerRunner.GetDiagnosticsAsync(compilation, [new AccessorAnalyzer()], concurrent: false)).ThrowOnException();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private static Task<int> SurviveAsync(string name, string text) => SurviveAsync(name, Corpus.World(""), text);

    private static async Task<int> SurviveAsync(string name, Solution world, string text)
    {
        Project project = world.MainProject().Documents.First().WithText(Microsoft.CodeAnalysis.Text.SourceText.From(text)).Project;
        Stopwatch watch = Stopwatch.StartNew();
        using CancellationTokenSource bound = new(s_bound);
        try
        {
            SolutionAnalysis analysis = new(s_analyzers);
            AnalyzerRun run = (await analysis.RunAsync(project, bound.Token)).ThrowOnException();
            ImmutableArray<FixableDiagnostic> fixable = await analysis.FixableAsync(project, new UseAccessorFix(), bound.Token);
            if (!fixable.IsEmpty)
                await FixAllRunner.ApplyAsync(fixable[0].Document, new UseAccessorFix(), FixAllScope.Document, UseAccessorFix.EquivalenceKey, analysis, bound.Token);
            return run.Reported.Count();
        }
        catch (Exception exception)
        {
            Assert.Fail($"{name}, after {watch.Elapsed}:\n{exception}\n{text[..Math.Min(text.Length, 4_000)]}");
            throw;
        }
    }

    private static string Method(string statements) =>
        $$"""
        using Kernel;
        class C
        {
            static Page Same(Page page) => page;
            void M(SkBuff skb, ref Frag frag, Device dev, Page page, int n, int len)
            {
        {{statements}}
            }
        }
        """;
}

/// <summary>Runs while nothing else does: allocations are counted for the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
