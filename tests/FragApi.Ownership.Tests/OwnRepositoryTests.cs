using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The rules over this repository itself, folder by folder, loosely compiled: every finding is known and explained.</summary>
public sealed class OwnRepositoryTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new OwnershipAnalyzer(), new OwnedFieldAnalyzer(), new DescriptorCopyAnalyzer()];

    /// <summary>Findings that are right, or not decidable, each with the reason.</summary>
    private static readonly string[] s_explained =
    [
        // Shows what becomes of an array that is returned while the kernel still reads it.
        "tests/FragApi.Net.Tests/Net/CorruptionTests.cs: FRAG2004 'bytes' uses an array that was returned to its pool before",
    ];

    /// <summary>Files of programs that misuse on purpose, to see it caught at run time: the rules find something in each.</summary>
    private static readonly string[] s_hostile =
    [
        "tests/FragApi.Tests/Checked/CheckedArrayPoolTests.cs",
        "tests/FragApi.Tests/Checked/CheckedMemoryPoolTests.cs",
    ];

    [Theory]
    [InlineData("analyzers")]
    [InlineData("cli")]
    [InlineData("runtime")]
    [InlineData("codefixes")]
    [InlineData("docs")]
    [InlineData("benchmarks")]
    [InlineData("samples")]
    [InlineData("tests")]
    public async Task NothingUnexplained(string folder)
    {
        List<SyntaxTree> trees = [];
        string root = Repository.PathOf(folder);
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string path = Path.GetRelativePath(Repository.PathOf(), file).Replace('\\', '/');
            if (!path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                trees.Add(CSharpSyntaxTree.ParseText(SourceText.From(await File.ReadAllTextAsync(file)), TestHost.DefaultParseOptions, path));
        }

        // The samples take the annotations as the package ships them.
        if (folder == "samples")
            trees.Add(CSharpSyntaxTree.ParseText(FakeKernel.Annotations, TestHost.DefaultParseOptions, "FragApi.Annotations.g.cs"));
        ImmutableArray<AdditionalText> bindings = [.. Directory.EnumerateFiles(root, "FragApi.Bindings*.txt", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/", StringComparison.Ordinal)).Select(file => new FileText(file))];

        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(folder, trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        AnalyzerRun run = (await AnalyzerRunner.GetDiagnosticsAsync(compilation, s_analyzers, bindings)).ThrowOnException();
        IEnumerable<string> findings = run.Reported.Select(diagnostic => $"{diagnostic.Location.GetLineSpan().Path}: {diagnostic.Id} {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
        // Both ways: an explanation whose finding is gone explains nothing.
        Assert.Equal(
            s_explained.Concat(s_hostile).Where(finding => finding.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            findings.Select(finding => Array.Find(s_hostile, file => finding.StartsWith(file + ":", StringComparison.Ordinal)) ?? finding).Distinct().Order(StringComparer.Ordinal));
    }

    private sealed class FileText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(System.Threading.CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }
}
