using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>
/// Each scenario's mistake as a program of its own, in <c>Buggy/</c>: its first line names the rules that catch it. The
/// scenarios themselves are clean.
/// </summary>
public sealed partial class BuggyVariantTests
{
    private static string Folder => Repository.PathOf("tests", "FragApi.Scenarios.Tests", "Buggy");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.cs.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Is_flagged(string file)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        Match first = Expectation().Match(text);
        Assert.True(first.Success, $"{file} starts with '// expects: FRAGnnnn'");
        string[] expected = first.Groups[1].Value.Split(", ");

        AnalyzerRun run = (await AllRules.RunAsync(OutputKind.DynamicallyLinkedLibrary, (file, text))).ThrowOnException();

        Assert.Empty(run.CompilerErrors.Select(error => error.ToString()));
        Assert.Equal(expected.Order(), run.Reported.Where(IsVisible).Select(diagnostic => diagnostic.Id).Distinct().Order());
        // The mistake is marked, so that it is the line and not just the file that is right.
        IEnumerable<int> marked = text.Split('\n').Select((line, i) => (line, i)).Where(entry => entry.line.Contains("// BUG", StringComparison.Ordinal)).Select(entry => entry.i);
        Assert.Equal(marked, run.Reported.Where(IsVisible).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Distinct().Order());
    }

    [Fact]
    public async Task The_scenarios_are_clean()
    {
        AnalyzerRun run = (await AllRules.RunAsync(OutputKind.ConsoleApplication, AllRules.Sources(Repository.PathOf("samples", "Scenarios")))).ThrowOnException();

        Assert.Empty(run.CompilerErrors.Select(error => error.ToString()));
        Assert.Empty(run.Reported.Where(IsVisible).Select(diagnostic => diagnostic.ToString()));
    }

    private static bool IsVisible(Diagnostic diagnostic) => diagnostic.Severity != DiagnosticSeverity.Hidden;

    [GeneratedRegex(@"\A// expects: (FRAG\d{4}(?:, FRAG\d{4})*)\r?\n")]
    private static partial Regex Expectation();
}
