using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Verify = FragApi.Testing.CSharpAnalyzerVerifier<FragApi.Testing.Tests.OldCallAnalyzer>;
using VerifyMany = FragApi.Testing.CSharpAnalyzerVerifier<FragApi.Testing.Tests.ManyFacedAnalyzer>;

namespace FragApi.Testing.Tests;

/// <summary>What the verifier adds to the package's; that the package's own checks are on is seen once.</summary>
public sealed class AnalyzerVerifierTests
{
    private const string Marked = """
        class C
        {
            void Old() => [|Old|]();
        }
        """;

    private static readonly string Plain = Marked.Replace("[|Old|]", "Old");

    [Fact]
    public Task Marks_of_the_package_pass() => Verify.VerifyAnalyzerAsync(Marked);

    [Fact]
    public async Task The_checks_of_the_package_are_on()
    {
        await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync("class [|C|] { }"));
        await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain));
        await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain.Replace("Old();", "[|Old()|];")));
        await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(3, 19).WithSeverity(DiagnosticSeverity.Error)));
        await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync("class C { int F() => missing; }"));
    }

    [Fact]
    public async Task An_analyzer_that_throws_fails_with_its_stack()
    {
        string message = await Failure.OfAsync(() => CSharpAnalyzerVerifier<ThrowingAnalyzer>.VerifyAnalyzerAsync(Plain));
        Assert.Contains("AD0001", message);
        Assert.Contains("the analyzer's own bug", message);
    }

    [Fact]
    public async Task Diagnostics_in_generated_code_fail()
    {
        string message = await Failure.OfAsync(() => CSharpAnalyzerVerifier<InGeneratedCodeAnalyzer>.VerifyAnalyzerAsync(Marked));
        Assert.Contains("Generated code: no diagnostics expected, 1 reported", message);
    }

    [Fact]
    public async Task Diagnostics_that_a_pragma_does_not_silence_fail() =>
        Assert.Contains("#pragma warning disable", await Failure.OfAsync(() => CSharpAnalyzerVerifier<PragmaDodgingAnalyzer>.VerifyAnalyzerAsync(Marked)));

    [Fact]
    public async Task The_first_case_of_a_rule_is_checked_thoroughly_and_the_others_are_not()
    {
        await Failure.OfAsync(() => CSharpAnalyzerVerifier<OnceInGeneratedCodeAnalyzer>.VerifyAnalyzerAsync(Marked));
        if (!LongRun.IsOn)
            await CSharpAnalyzerVerifier<OnceInGeneratedCodeAnalyzer>.VerifyAnalyzerAsync(Marked);
    }

    [Fact]
    public Task Preprocessor_symbols_are_set() =>
        new Verify.Test
        {
            TestCode = "#if OLD\nclass C { void Old() => [|Old|](); }\n#endif",
            SolutionTransforms = { (solution, id) => solution.WithProjectParseOptions(id, ((CSharpParseOptions)solution.GetProject(id)!.ParseOptions!).WithPreprocessorSymbols("OLD")) },
        }.RunAsync();

    [Fact]
    public Task Additional_locations_are_compared() => VerifyMany.VerifyAnalyzerAsync("class C { void {|TOY2>1:A|}() { } void {|#1:B|}() { } }");

    [Theory]
    [InlineData("class {|#1:C|} { void {|TOY2>1:A|}() { } void B() { } }")]
    [InlineData("class {|#1:C|} { void {|TOY2>2>1:A|}() { } void {|#2:B|}() { } }")]
    public Task Wrong_additional_locations_fail(string source) => Failure.OfAsync(() => VerifyMany.VerifyAnalyzerAsync(source));

    [Fact]
    public Task Rules_that_are_off_by_default_run_and_others_can_be_disabled() =>
        new VerifyMany.Test { TestCode = "class C { void A() { } void B() { } }", DisabledDiagnostics = { "TOY2" } }.RunAsync();

    [Fact]
    public Task Additional_files_carry_marks() =>
        new VerifyMany.Test { TestCode = "class C { }", TestState = { AdditionalFiles = { ("/0/list.txt", "good\n{|TOY3:bad|}\n") } } }.RunAsync();

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    public Task An_editorconfig_sets_the_severity(string severity, DiagnosticSeverity expected) =>
        new Verify.Test
        {
            TestCode = Plain,
            TestState = { AnalyzerConfigFiles = { ("/.editorconfig", $"root = true\n[*.cs]\ndotnet_diagnostic.TOY1.severity = {severity}\n") } },
            ExpectedDiagnostics = { Verify.Diagnostic().WithSpan(3, 19, 3, 22).WithArguments("Old").WithSeverity(expected) },
        }.RunAsync();

    [Fact]
    public Task Projects_see_each_other() =>
        new Verify.Test
        {
            TestCode = "class C : Base { void M() => [|Old|](); }",
            TestState =
            {
                AdditionalProjectReferences = { "Library" },
                AdditionalProjects = { ["Library"] = { Sources = { "public class Base { protected void Old() => [|Old|](); }" } } },
            },
        }.RunAsync();

    [Fact]
    public Task The_language_version_counts() =>
        Failure.OfAsync(() => new Verify.Test { TestCode = "class C { bool F => 4 is > 3; }", LanguageVersion = LanguageVersion.CSharp8 }.RunAsync());

    [Fact]
    public async Task The_framework_and_the_fake_kernel_are_referenced()
    {
        const string Source = "class C { System.Threading.Lock gate = new(); System.Net.Sockets.Socket socket; Kernel.Page page; [FragApi.Owned] Mem.Page own; }";
        await Verify.VerifyAnalyzerAsync(Source);
        await Failure.OfAsync(() => new Verify.Test { TestCode = Source, StandsAlone = true }.RunAsync());
        Assert.DoesNotContain(References.Kernel, reference => reference.Display!.Contains("CodeAnalysis") || reference.Display.Contains("xunit"));
    }

    [Fact]
    public async Task A_bare_compilation_can_be_analysed()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("A", [CSharpSyntaxTree.ParseText(Plain)], References.Net100, TestHost.DefaultCompilationOptions);
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(compilation, [new OldCallAnalyzer()]);
        Assert.Equal("TOY1", Assert.Single(run.Local).Id);
        Assert.Empty(run.NonLocal);
        Assert.Empty(run.CompilerErrors);
        Assert.Same(run, run.ThrowOnException());
    }

    [Fact]
    public async Task Exceptions_of_a_run_can_be_thrown()
    {
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(TestHost.CreateSolution(Plain).MainProject(), [new ThrowingAnalyzer()]);
        Assert.Throws<VerificationException>(run.ThrowOnException);
    }

    [Fact]
    public async Task Local_and_non_local_are_told_apart()
    {
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(TestHost.CreateSolution(Plain).MainProject(), [new CompilationEndAnalyzer()]);
        Assert.Empty(run.Local);
        Assert.Equal("TOY1", Assert.Single(run.NonLocal).Id);
    }
}
