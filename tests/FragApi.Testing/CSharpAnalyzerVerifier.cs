using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Testing;

/// <summary>Verifies an analyzer; name it in a using: <c>using Verify = CSharpAnalyzerVerifier&lt;MyAnalyzer&gt;;</c>.</summary>
/// <typeparam name="TAnalyzer">The analyzer.</typeparam>
public static class CSharpAnalyzerVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Expects the analyzer's only diagnostic.</summary>
    public static DiagnosticResult Diagnostic() => new(Verifiers.OnlyDescriptor(new TAnalyzer()));

    /// <summary>Expects a diagnostic of the analyzer by id.</summary>
    public static DiagnosticResult Diagnostic(string diagnosticId) => new(Verifiers.Descriptor(new TAnalyzer(), diagnosticId));

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
    public class Test : AnalyzerTest
    {
        /// <inheritdoc/>
        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new TAnalyzer()];
    }
}

/// <summary>What both verifiers share.</summary>
internal static class Verifiers
{
    public static DiagnosticDescriptor OnlyDescriptor(DiagnosticAnalyzer analyzer) =>
        analyzer.SupportedDiagnostics is [DiagnosticDescriptor only]
            ? only
            : throw new VerificationException($"{analyzer.GetType().Name} has {analyzer.SupportedDiagnostics.Length} descriptors: name the one that is expected.");

    public static DiagnosticDescriptor Descriptor(DiagnosticAnalyzer analyzer, string id) =>
        analyzer.SupportedDiagnostics.FirstOrDefault(descriptor => descriptor.Id == id)
        ?? throw new VerificationException($"{analyzer.GetType().Name} does not support {id}, but {string.Join(", ", analyzer.SupportedDiagnostics.Select(descriptor => descriptor.Id))}.");
}
