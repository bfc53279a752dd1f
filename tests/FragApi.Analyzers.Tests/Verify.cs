using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.Testing;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Analyzers.Tests;

/// <summary>The verifier with our analyzer and our fix.</summary>
internal static class Verify
{
    /// <summary>A whole file against its fixed form; the diagnostics are marked in both.</summary>
    public static Task FixesAsync(string source, string fixedSource, LanguageVersion version = LanguageVersion.CSharp13) =>
        TestOf(source, fixedSource, version).RunAsync();

    /// <summary>A whole file in which the marked diagnostics are found and nothing is fixed.</summary>
    public static Task KeepsAsync(string source, LanguageVersion version = LanguageVersion.CSharp13) =>
        TestOf(source, source, version).RunAsync();

    public static CSharpCodeFixVerifier<AccessorAnalyzer, UseAccessorFix>.Test TestOf(string source, string fixedSource, LanguageVersion version = LanguageVersion.CSharp13)
    {
        CSharpCodeFixVerifier<AccessorAnalyzer, UseAccessorFix>.Test test = new() { LanguageVersion = version };
        test.TestState.Sources.Add(source);
        test.FixedState.Sources.Add(fixedSource);
        // The sealed page opens to its own assembly only.
        foreach (string shared in source.Contains("FragPage<", System.StringComparison.Ordinal) ? new[] { FakeKernel.Annotations, FakeKernel.SealedPage } : [])
        {
            test.TestState.Sources.Add(shared);
            test.FixedState.Sources.Add(shared);
        }

        return test;
    }
}
