using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FragApi.Testing;

/// <summary>Verifies an analyzer; name it in a using: <c>using Verify = CSharpAnalyzerVerifier&lt;MyAnalyzer&gt;;</c>.</summary>
/// <typeparam name="TAnalyzer">The analyzer.</typeparam>
public static class CSharpAnalyzerVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Expects the analyzer's only diagnostic.</summary>
    public static DiagnosticResult Diagnostic() => CSharpAnalyzerVerifier<TAnalyzer, DefaultVerifier>.Diagnostic();

    /// <summary>Expects a diagnostic of the analyzer by id.</summary>
    public static DiagnosticResult Diagnostic(string diagnosticId) => CSharpAnalyzerVerifier<TAnalyzer, DefaultVerifier>.Diagnostic(diagnosticId);

    /// <summary>Expects a diagnostic.</summary>
    public static DiagnosticResult Diagnostic(DiagnosticDescriptor descriptor) => new(descriptor);

    /// <summary>Verifies the diagnostics marked in a source, and further ones.</summary>
    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected)
    {
        Test test = new() { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(CancellationToken.None);
    }

    /// <summary>A test to be set up in detail.</summary>
    public class Test : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    {
        /// <summary>A test against .NET 10 and the fake kernel.</summary>
        public Test() => TestSetup.Apply(this);

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
            bool isFirst = Thoroughness.IsFirst(typeof(TAnalyzer), TestState);
            if (!isFirst)
                TestBehaviors |= TestBehaviors.SkipSuppressionCheck;
            await base.RunImplAsync(cancellationToken).ConfigureAwait(false);
            if (isFirst)
                await GeneratedCode.VerifySilentAsync(TestState, new TAnalyzer(), CreateParseOptions(), cancellationToken).ConfigureAwait(false);
        }
    }
}
