using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Testing.Tests;

/// <summary>The message of a verification that has to fail.</summary>
internal static class Failure
{
    public static async Task<string> OfAsync(Func<Task> verification) =>
        (await Assert.ThrowsAnyAsync<Exception>(verification)).Message;

    public static Task<string> OfAsync<TAnalyzer, TCodeFix>(string source, string fixedSource)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new() =>
        OfAsync(() => CSharpCodeFixVerifier<TAnalyzer, TCodeFix>.VerifyCodeFixAsync(source, fixedSource));
}
