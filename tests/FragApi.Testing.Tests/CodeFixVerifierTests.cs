using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = FragApi.Testing.CSharpCodeFixVerifier<FragApi.Testing.Tests.OldCallAnalyzer, FragApi.Testing.Tests.OldCallFix>;

namespace FragApi.Testing.Tests;

/// <summary>What the verifier adds to the package's; that the package's own checks are on is seen once for each.</summary>
public sealed class CodeFixVerifierTests
{
    private const string Before = """
        class C
        {
            int Old(int x = 0, int y = 0) => x;
            int New(int x = 0, int y = 0) => x;
            int Newer(int x = 0, int y = 0) => x;
            void M()
            {
                {|TOY1:Old|}();
                {|TOY1:Old|}({|TOY1:Old|}(1));
            }
        }
        """;

    private static readonly string After = Before.Replace("{|TOY1:Old|}", "New");

    private const string Declined = """
        class C
        {
            int Old(int x = 0, int y = 0) => x;
            int New(int x = 0, int y = 0) => x;
            int M() => {|TOY1:Old|}() + {|TOY1:Old|}(1, 2);
        }
        """;

    [Fact]
    public Task Fixes_that_do_what_they_should_pass() => Verify.VerifyCodeFixAsync(Before, After);

    [Fact]
    public Task Declined_sites_stay_marked() => Verify.VerifyCodeFixAsync(Declined, Declined.Replace("{|TOY1:Old|}()", "New()"));

    [Fact]
    public Task An_unmarked_declined_site_fails() =>
        Failure.OfAsync(() => Verify.VerifyCodeFixAsync(Declined, Declined.Replace("{|TOY1:Old|}()", "New()").Replace("{|TOY1:Old|}", "Old")));

    [Fact]
    public Task Equal_states_mean_that_nothing_is_offered() => Failure.OfAsync(() => Verify.VerifyCodeFixAsync(Before, Before));

    [Fact]
    public Task A_wrong_fixed_state_fails() => Failure.OfAsync(() => Verify.VerifyCodeFixAsync(Before, After.Replace("New();", "New(0);")));

    [Fact]
    public Task A_fix_that_never_ends_fails() => Failure.OfAsync<OldCallAnalyzer, EndlessFix>(Before, After);

    [Fact]
    public Task A_fix_all_that_leaves_work_fails() => Failure.OfAsync<OldCallAnalyzer, SlowFix>(Before, After);

    [Fact]
    public Task A_fix_that_breaks_the_build_fails() => Failure.OfAsync<OldCallAnalyzer, BreakingFix>(Before, Before.Replace("{|TOY1:Old|}", "Missing"));

    [Fact]
    public Task A_provider_that_registers_nothing_fails() => Failure.OfAsync<OldCallAnalyzer, SilentFix>(Before, After);

    [Fact]
    public Task A_fix_all_that_changes_nothing_fails() => Failure.OfAsync<OldCallAnalyzer, NoOpFixAll>(Before, After);

    [Fact]
    public Task A_missing_scope_fails() => Failure.OfAsync<OldCallAnalyzer, DocumentOnlyFix>(Before, After);

    [Fact]
    public Task A_tree_that_nobody_could_have_typed_fails() => Failure.OfAsync<OldCallAnalyzer, MisshapenFix>(Before, Before.Replace("{|TOY1:Old|}", "this.New"));

    [Fact]
    public Task A_fix_for_a_non_local_diagnostic_fails() => Failure.OfAsync<CompilationEndAnalyzer, OldCallFix>(Before, After);

    [Fact]
    public async Task A_fix_all_that_takes_declined_sites_the_second_time_fails() =>
        Assert.Contains(
            "another fix-all changes what single fixes decline",
            await Failure.OfAsync<OldCallAnalyzer, GreedyFixAll>(Declined, Declined.Replace("{|TOY1:Old|}()", "New()")));

    [Fact]
    public async Task A_fix_all_that_is_wrong_in_one_scope_only_fails()
    {
        await HalfDoneAsync<HalfDoneInProject>();
        await HalfDoneAsync<HalfDoneInSolution>();

        static Task<string> HalfDoneAsync<TCodeFix>()
            where TCodeFix : CodeFixProvider, new() =>
            Failure.OfAsync(() => new CSharpCodeFixVerifier<OldCallAnalyzer, TCodeFix>.Test
            {
                TestState = { Sources = { Before, Before.Replace("class C", "class D") } },
                FixedState = { Sources = { After, After.Replace("class C", "class D") } },
            }.RunAsync());
    }

    [Fact]
    public Task Several_files_and_projects() =>
        new Verify.Test
        {
            TestState =
            {
                Sources = { Before, Before.Replace("class C", "class D") },
                AdditionalProjects = { ["Other"] = { Sources = { Before } } },
                AdditionalProjectReferences = { "Other" },
            },
            FixedState =
            {
                Sources = { After, After.Replace("class C", "class D") },
                AdditionalProjects = { ["Other"] = { Sources = { After } } },
            },
            NumberOfIncrementalIterations = 9,
        }.RunAsync();

    [Fact]
    public Task The_second_action_by_key() =>
        new CSharpCodeFixVerifier<OldCallAnalyzer, TwoActionsFix>.Test
        {
            TestCode = Before,
            FixedCode = Before.Replace("{|TOY1:Old|}", "Newer"),
            CodeActionIndex = 1,
            CodeActionEquivalenceKey = "OldToNewer",
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck,
        }.RunAsync();

    [Theory]
    [InlineData(LanguageVersion.CSharp8)]
    [InlineData(LanguageVersion.CSharp13)]
    public Task The_language_can_be_chosen(LanguageVersion version) =>
        new Verify.Test { TestCode = Before, FixedCode = After, LanguageVersion = version }.RunAsync();

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task Fix_all_can_be_run_by_itself(FixAllScope scope)
    {
        string plain = Marks.Plain(Before);
        Solution solution = TestHost.CreateSolution(plain, plain.Replace("class C", "class D"));
        SolutionAnalysis analysis = new([new OldCallAnalyzer()]);
        Solution result = await FixAllRunner.ApplyAsync(solution, new OldCallFix(), scope, analysis);
        Assert.Equal(2, (await CodeFixRunner.ChangedFilesAsync(solution, result)).Length);
        Assert.Empty((await analysis.RunAsync(result.MainProject())).Reported);
    }

    [Fact]
    public async Task Dotnet_format_is_imitated_with_its_null_key()
    {
        string source = Marks.Plain(Declined).Replace("Old() + Old(1, 2)", "Old(1, 2) + Old()");
        Solution solution = TestHost.CreateSolution(source);
        SolutionAnalysis analysis = new([new OldCallAnalyzer()]);

        Solution result = await FixAllRunner.ApplyLikeDotnetFormatAsync(solution, new OldCallFix(), analysis);
        Assert.Contains("Old(1, 2) + New()", (await result.MainProject().Documents.Single().GetTextAsync()).ToString());

        Solution unchanged = await FixAllRunner.ApplyLikeDotnetFormatAsync(solution, new KeyedFixAll(), analysis);
        Assert.Empty(await CodeFixRunner.ChangedFilesAsync(solution, unchanged));
    }
}
