using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>
/// Mistakes in whole types, as people write them, and the same types without: written from the kinds that the field shows,
/// before anybody looked at what the rules say of them. Something is said of the one, and nothing of the other.
/// </summary>
public sealed class PairTests
{
    [Theory]
    [InlineData("Bodies.cs")]
    [InlineData("Members.cs")]
    [InlineData("Reports.cs")]
    [InlineData("Wrappers.cs")]
    [InlineData("OpenWrappers.cs")]
    [InlineData("NestedWrappers.cs")]
    [InlineData("Histories.cs")]
    public async Task SomethingIsSaidOfTheMistakeOnly(string file)
    {
        using Stream resource = typeof(PairTests).Assembly.GetManifestResourceStream($"Pairs/{file}")!;
        using StreamReader reader = new(resource);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(await reader.ReadToEndAsync(), new CSharpParseOptions(LanguageVersion.CSharp13), file);
        CSharpCompilation compilation = CSharpCompilation.Create("Pairs", [tree], References.Net100, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        AnalyzerRun run = (await AnalyzerRunner.GetDiagnosticsAsync(compilation, [new OwnershipAnalyzer()])).ThrowOnException();
        Assert.Empty(run.CompilerErrors);

        List<string> wrong = [];
        foreach (NamespaceDeclarationSyntax pair in tree.GetCompilationUnitRoot().Members.OfType<NamespaceDeclarationSyntax>())
        {
            TypeDeclarationSyntax mistaken = pair.Members.OfType<TypeDeclarationSyntax>().Single(type => type.Identifier.ValueText == "Buggy");
            ImmutableArray<Diagnostic> said = [.. run.Reported.Where(diagnostic => pair.Span.Contains(diagnostic.Location.SourceSpan))];
            if (!said.Any(diagnostic => mistaken.Span.Contains(diagnostic.Location.SourceSpan)))
                wrong.Add($"{pair.Name}: nothing is said");
            wrong.AddRange(said.Where(diagnostic => !mistaken.Span.Contains(diagnostic.Location.SourceSpan)).Select(diagnostic => $"{pair.Name}: {diagnostic}"));
        }

        Assert.Empty(wrong);
    }
}
