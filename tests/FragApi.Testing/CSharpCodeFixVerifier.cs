using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FragApi.Testing;

/// <summary>Verifies an analyzer and its fix; name it in a using: <c>using Verify = CSharpCodeFixVerifier&lt;MyAnalyzer, MyFix&gt;;</c>.</summary>
/// <typeparam name="TAnalyzer">The analyzer.</typeparam>
/// <typeparam name="TCodeFix">The fix.</typeparam>
public static class CSharpCodeFixVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>Expects the analyzer's only diagnostic.</summary>
    public static DiagnosticResult Diagnostic() => CSharpAnalyzerVerifier<TAnalyzer>.Diagnostic();

    /// <summary>Expects a diagnostic of the analyzer by id.</summary>
    public static DiagnosticResult Diagnostic(string diagnosticId) => CSharpAnalyzerVerifier<TAnalyzer>.Diagnostic(diagnosticId);

    /// <summary>Expects a diagnostic.</summary>
    public static DiagnosticResult Diagnostic(DiagnosticDescriptor descriptor) => new(descriptor);

    /// <summary>Verifies the diagnostics only; the fix is not asked.</summary>
    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected) =>
        CSharpAnalyzerVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, expected);

    /// <summary>Verifies the marked diagnostics and the fixed source; the same source again means that no fix is offered.</summary>
    public static Task VerifyCodeFixAsync(string source, string fixedSource) => VerifyCodeFixAsync(source, [], fixedSource);

    /// <summary>Verifies one more diagnostic and the fixed source.</summary>
    public static Task VerifyCodeFixAsync(string source, DiagnosticResult expected, string fixedSource) =>
        VerifyCodeFixAsync(source, [expected], fixedSource);

    /// <summary>Verifies more diagnostics and the fixed source.</summary>
    public static Task VerifyCodeFixAsync(string source, DiagnosticResult[] expected, string fixedSource)
    {
        Test test = new() { TestCode = source, FixedCode = fixedSource };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(CancellationToken.None);
    }

    /// <summary>A test to be set up in detail.</summary>
    public class Test : CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
    {
        /// <summary>A test against .NET 10 and the fake kernel; what is declined stays marked in the fixed state.</summary>
        public Test()
        {
            TestSetup.Apply(this);
            FixedState.MarkupHandling = MarkupMode.Allow;
            BatchFixedState.MarkupHandling = MarkupMode.Allow;
        }

        /// <summary>The language; the newest that the host knows unless stated.</summary>
        public LanguageVersion LanguageVersion { get; set; } = LanguageVersion.Default;

        /// <summary>The sources bring a world of their own: no fake kernel, and no attributes but those that they declare.</summary>
        public bool StandsAlone
        {
            set => TestSetup.SetReferences(TestState, value ? References.Net100 : References.Kernel);
        }

        /// <inheritdoc/>
        protected override ParseOptions CreateParseOptions() => TestHost.DefaultParseOptions.WithLanguageVersion(LanguageVersion);

        /// <inheritdoc/>
        protected override CompilationOptions CreateCompilationOptions() => TestHost.DefaultCompilationOptions;

        /// <inheritdoc/>
        protected override Project ApplyCompilationOptions(Project project) => TestSetup.ApplySeverities(project, GetDiagnosticAnalyzers(), DisabledDiagnostics);

        /// <inheritdoc/>
        protected override Task<Workspace> CreateWorkspaceImplAsync() => TestSetup.CreateWorkspaceAsync();

        /// <inheritdoc/>
        protected override async Task RunImplAsync(CancellationToken cancellationToken)
        {
            TestSetup.ReadMarks(TestState, GetDiagnosticAnalyzers());
            TestSetup.ReadMarks(FixedState, GetDiagnosticAnalyzers());
            bool isFirst = Thoroughness.IsFirst(typeof(TCodeFix), TestState);
            if (!isFirst)
            {
                TestBehaviors |= TestBehaviors.SkipSuppressionCheck;
                // The widest scope goes through the other two's code.
                CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipFixAllInDocumentCheck | CodeFixTestBehaviors.SkipFixAllInProjectCheck;
            }

            await base.RunImplAsync(cancellationToken).ConfigureAwait(false);
            if (!isFirst)
                return;
            await GeneratedCode.VerifySilentAsync(TestState, new TAnalyzer(), CreateParseOptions(), cancellationToken).ConfigureAwait(false);
            if (FixedState.Sources.Any())
                await FixAllRunner.VerifyDoneAsync(FixedState, TestState, new TCodeFix(), new TAnalyzer(), CreateParseOptions(), cancellationToken).ConfigureAwait(false);
        }
    }
}
