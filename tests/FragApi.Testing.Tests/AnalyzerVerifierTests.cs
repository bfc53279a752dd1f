using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Verify = FragApi.Testing.CSharpAnalyzerVerifier<FragApi.Testing.Tests.OldCallAnalyzer>;
using VerifyMany = FragApi.Testing.CSharpAnalyzerVerifier<FragApi.Testing.Tests.ManyFacedAnalyzer>;

namespace FragApi.Testing.Tests;

public sealed class AnalyzerVerifierTests
{
    private const string Marked = """
        class C
        {
            void Old() => [|Old|]();
        }
        """;

    private static readonly string Plain = Markup.Parse(Marked).Text;

    [Fact]
    public Task Marks_by_position_pass() => Verify.VerifyAnalyzerAsync(Marked);

    [Fact]
    public Task Marks_by_id_pass() => Verify.VerifyAnalyzerAsync(Marked.Replace("[|Old|]", "{|TOY1:Old|}"));

    [Fact]
    public Task A_bare_position_passes() => Verify.VerifyAnalyzerAsync(Marked.Replace("[|Old|]", "$$Old"));

    [Fact]
    public Task Expectations_in_code_pass() =>
        Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithSpan(3, 19, 3, 22).WithArguments("Old").WithMessage("'Old' is old"));

    [Fact]
    public Task A_start_alone_passes() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic(OldCallAnalyzer.Rule).WithLocation(3, 19));

    [Fact]
    public Task Nothing_expected_nothing_found_passes() => Verify.VerifyAnalyzerAsync("class C { }");

    [Fact]
    public async Task A_missing_diagnostic_fails()
    {
        string message = await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync("class [|C|] { }"));
        Assert.Contains("missing:    TOY1 /0/Test0.cs(1,7)-(1,8) Warning", message);
        Assert.Contains("-class {|TOY1:C|} { }", message);
    }

    [Fact]
    public async Task An_unexpected_diagnostic_fails_with_text_to_paste()
    {
        string message = await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain));
        Assert.Contains("Test state: 0 diagnostics expected, 1 reported", message);
        Assert.Contains("unexpected: TOY1 /0/Test0.cs(3,19)-(3,22) Warning: 'Old' is old", message);
        Assert.Contains("""Diagnostic("TOY1").WithSpan(3, 19, 3, 22).WithArguments("Old"),""", message);
        Assert.Contains("        void Old() => {|TOY1:Old|}();", message);
    }

    [Fact]
    public async Task A_wrong_span_fails()
    {
        string message = await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain.Replace("Old();", "[|Old()|];")));
        Assert.Contains("nearest is TOY1 /0/Test0.cs(3,19)-(3,22) Warning: it is at /0/Test0.cs(3,19)-(3,22)", message);
    }

    [Fact]
    public async Task A_wrong_id_fails() =>
        Assert.Contains("missing:    TOY9", await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Marked.Replace("[|Old|]", "{|TOY9:Old|}"))));

    [Fact]
    public async Task A_wrong_severity_fails() =>
        Assert.Contains(
            "severity Warning, expected Error",
            await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(3, 19).WithSeverity(DiagnosticSeverity.Error))));

    [Fact]
    public async Task Wrong_arguments_fail()
    {
        string message = await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(3, 19).WithArguments("Young")));
        Assert.Contains("actual   'Old' is old\n              expected 'Young' is old", message);
    }

    [Fact]
    public async Task A_wrong_message_fails() =>
        Assert.Contains("expected something", await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(3, 19).WithMessage("something"))));

    [Fact]
    public async Task One_mark_does_not_stand_for_two() =>
        Assert.Contains("1 diagnostics expected, 2 reported", await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Marked.Replace("=> [|Old|]();", "{ [|Old|](); Old(); }"))));

    [Fact]
    public async Task An_unknown_id_is_refused() =>
        Assert.Contains("OldCallAnalyzer does not support TOY7, but TOY1", await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic("TOY7"))));

    [Fact]
    public async Task An_unnamed_mark_needs_one_descriptor() =>
        Assert.Contains("need an analyzer with one descriptor", await Failure.OfAsync(() => VerifyMany.VerifyAnalyzerAsync("class [|C|] { }")));

    [Fact]
    public Task An_unnamed_mark_can_be_the_first_descriptor() =>
        new VerifyMany.Test { TestCode = "class C { void [|A|]() { } void B() { } }", MarkupOptions = MarkupOptions.UseFirstDescriptor }.RunAsync();

    [Fact]
    public async Task Compiler_errors_have_to_be_expected()
    {
        const string Source = "class C { int F() => missing; }";
        string message = await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Source));
        Assert.Contains("""DiagnosticResult.CompilerError("CS0103").WithSpan(1, 22, 1, 29).WithArguments("missing"),""", message);
        await Verify.VerifyAnalyzerAsync(Source.Replace("missing", "{|CS0103:missing|}"));
        await Verify.VerifyAnalyzerAsync(Source, DiagnosticResult.CompilerError("CS0103").WithSpan(1, 22, 1, 29).WithArguments("missing"));
        await new Verify.Test { TestCode = Source, CompilerDiagnostics = CompilerDiagnostics.None }.RunAsync();
    }

    [Fact]
    public async Task Compiler_warnings_count_when_asked_for()
    {
        const string Source = "class C { void F() { int x; } }";
        await Verify.VerifyAnalyzerAsync(Source);
        Assert.Contains("CS0168", await Failure.OfAsync(() => new Verify.Test { TestCode = Source, CompilerDiagnostics = CompilerDiagnostics.Warnings }.RunAsync()));
        await new Verify.Test { TestCode = Source.Replace("x;", "{|CS0168:x|};"), CompilerDiagnostics = CompilerDiagnostics.Warnings }.RunAsync();
    }

    [Fact]
    public async Task An_analyzer_that_throws_fails_with_its_stack()
    {
        string message = await Failure.OfAsync(() => CSharpAnalyzerVerifier<ThrowingAnalyzer>.VerifyAnalyzerAsync(Plain));
        Assert.Contains("AD0001: analyzer ThrowingAnalyzer threw", message);
        Assert.Contains("the analyzer's own bug", message);
        Assert.Contains("Toys.cs:line", message);
    }

    [Fact]
    public async Task An_analyzer_that_throws_cannot_be_expected() =>
        Assert.Contains("threw", await Failure.OfAsync(() => CSharpAnalyzerVerifier<ThrowingAnalyzer>.VerifyAnalyzerAsync(Plain, new DiagnosticResult("AD0001", DiagnosticSeverity.Warning))));

    [Fact]
    public async Task Diagnostics_in_generated_code_fail()
    {
        string message = await Failure.OfAsync(() => CSharpAnalyzerVerifier<InGeneratedCodeAnalyzer>.VerifyAnalyzerAsync(Marked));
        Assert.Contains("Generated code (every file starts with // <auto-generated>): no diagnostics expected, 1 reported", message);
        await new CSharpAnalyzerVerifier<InGeneratedCodeAnalyzer>.Test { TestCode = Marked, TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck }.RunAsync();
    }

    [Fact]
    public async Task Diagnostics_that_a_pragma_does_not_silence_fail()
    {
        string message = await Failure.OfAsync(() => CSharpAnalyzerVerifier<PragmaDodgingAnalyzer>.VerifyAnalyzerAsync(Marked));
        Assert.Contains("Suppression (every file starts with #pragma warning disable TOY1): no diagnostics expected, 1 reported", message);
        await new CSharpAnalyzerVerifier<PragmaDodgingAnalyzer>.Test { TestCode = Marked, TestBehaviors = TestBehaviors.SkipSuppressionCheck }.RunAsync();
    }

    [Fact]
    public Task Defines_stay_first() => Verify.VerifyAnalyzerAsync("""
        #define OLD
        class C
        {
        #if OLD
            void Old() => [|Old|]();
        #endif
        }
        """);

    [Fact]
    public Task Preprocessor_symbols_are_set() =>
        new Verify.Test { TestCode = "#if OLD\nclass C { void Old() => [|Old|](); }\n#endif", PreprocessorSymbols = { "OLD" } }.RunAsync();

    [Fact]
    public Task Additional_locations_are_compared() =>
        VerifyMany.VerifyAnalyzerAsync(
            "class C { void {|#0:A|}() { } void {|#1:B|}() { } }",
            VerifyMany.Diagnostic("TOY2").WithLocation(0).WithLocation(1).WithArguments("A", "B"));

    [Fact]
    public async Task Wrong_additional_locations_fail()
    {
        const string Source = "class {|#2:C|} { void {|#0:A|}() { } void {|#1:B|}() { } }";
        DiagnosticResult expected = VerifyMany.Diagnostic("TOY2").WithLocation(0);
        Assert.Contains("1 additional locations, expected 0", await Failure.OfAsync(() => VerifyMany.VerifyAnalyzerAsync(Source, expected)));
        Assert.Contains("additional location 1 is", await Failure.OfAsync(() => VerifyMany.VerifyAnalyzerAsync(Source, expected.WithLocation(2))));
        await VerifyMany.VerifyAnalyzerAsync(Source, expected.WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
    }

    [Fact]
    public async Task A_location_that_is_not_marked_is_refused() =>
        Assert.Contains("No mark {|#5:..|}", await Failure.OfAsync(() => Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(5))));

    [Fact]
    public Task Rules_that_are_off_by_default_run_and_others_can_be_disabled() =>
        new VerifyMany.Test { TestCode = "class C { void A() { } void B() { } }", DisabledDiagnostics = { "TOY2" } }.RunAsync();

    [Fact]
    public Task Additional_files_carry_marks() =>
        new VerifyMany.Test { TestCode = "class C { }", TestState = { AdditionalFiles = { ("/0/list.txt", "good\n{|TOY3:bad|}\n") } } }.RunAsync();

    [Fact]
    public async Task Diagnostics_in_additional_files_have_to_be_expected()
    {
        string message = await Failure.OfAsync(() => new VerifyMany.Test { TestCode = "class C { }", TestState = { AdditionalFiles = { ("/0/list.txt", "bad\n") } } }.RunAsync());
        Assert.Contains("""Diagnostic("TOY3").WithSpan("/0/list.txt", 1, 1, 1, 4),""", message);
    }

    [Fact]
    public Task An_editorconfig_sets_the_severity()
    {
        Verify.Test test = new()
        {
            TestCode = Markup.Parse(Marked.Replace("[|Old|]", "{|#0:Old|}")).Text,
            TestState = { AnalyzerConfigFiles = { ("/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.TOY1.severity = error\n") } },
            ExpectedDiagnostics = { Verify.Diagnostic().WithSpan(3, 19, 3, 22).WithSeverity(DiagnosticSeverity.Error) },
        };
        return test.RunAsync();
    }

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
    public async Task A_project_that_is_not_there_is_refused() =>
        Assert.Contains("references 'Library'", await Failure.OfAsync(() => new Verify.Test { TestCode = "", TestState = { AdditionalProjectReferences = { "Library" } } }.RunAsync()));

    [Fact]
    public Task The_solution_can_be_changed_last() =>
        new Verify.Test
        {
            TestCode = "class C { string? s; }",
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
            SolutionTransforms =
            {
                (solution, id) => solution.WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!).WithNullableContextOptions(NullableContextOptions.Enable)),
            },
            ExpectedDiagnostics = { DiagnosticResult.CompilerWarning("CS0169").WithSpan(1, 19, 1, 20).WithArguments("C.s") },
        }.RunAsync();

    [Fact]
    public async Task The_language_version_counts() =>
        Assert.Contains("CS8400", await Failure.OfAsync(() => new Verify.Test { TestCode = "class C { bool F => 4 is > 3; }", LanguageVersion = LanguageVersion.CSharp8 }.RunAsync()));

    [Fact]
    public async Task The_newest_framework_is_referenced()
    {
        await Verify.VerifyAnalyzerAsync("class C { System.Threading.Lock gate = new(); System.Net.Sockets.Socket socket; System.Collections.Immutable.ImmutableArray<int> a; }");
        Assert.DoesNotContain(ReferenceAssemblies.Default.Resolve(), reference => reference.Display!.Contains("CodeAnalysis") || reference.Display.Contains("xunit"));
        Assert.Contains("{|CS0518:", await Failure.OfAsync(() => new Verify.Test { TestCode = "class C { }", ReferenceAssemblies = ReferenceAssemblies.None }.RunAsync()));
    }

    [Fact]
    public async Task A_bare_compilation_can_be_analysed()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("A", [CSharpSyntaxTree.ParseText(Plain)], ReferenceAssemblies.Default.Resolve(), TestHost.DefaultCompilationOptions);
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
