using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>The generators that every project is given are run where they may make something.</summary>
public sealed class SdkGeneratorTests
{
    private const string Plain = "public partial class Plain { partial void Made(); public string Text => \"\\u0041\"; }";

    private static string Folder => Directory.GetDirectories(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"), "10.*")
        .Select(version => Path.GetFullPath(Path.Combine(version, "analyzers", "dotnet", "cs"))).First();

    private static IEnumerable<string> Paths => SdkGenerators.Words.Keys.Select(name => Path.Combine(Folder, name));

    [Fact]
    public void WithoutTheirWordsTheyMakeNothing()
    {
        Generators generators = new(CancellationToken.None);
        foreach (string path in Paths)
            generators.Know(path);
        List<string> problems = [];
        ImmutableArray<ISourceGenerator> all = [.. Paths.SelectMany(path => generators.In(path, problems))];
        Assert.Empty(problems);
        Assert.True(all.Length >= SdkGenerators.Words.Count(words => words.Value.Length > 0), $"{all.Length} generators");
        CSharpCompilation compilation = CSharpCompilation.Create("Plain", [CSharpSyntaxTree.ParseText(Plain)], Directory.GetFiles(Path.Combine(Folder, "..", "..", "..", "ref", "net10.0"), "*.dll").Select(path => MetadataReference.CreateFromFile(path)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        GeneratorDriverRunResult result = CSharpGeneratorDriver.Create(all).RunGenerators(compilation, CancellationToken.None).GetRunResult();
        Assert.Empty(result.GeneratedTrees);
        Assert.Empty(result.Diagnostics);
    }

    [Theory]
    [InlineData(Plain, true)]
    [InlineData("partial class Form { [System.Text.RegularExpressions.GeneratedRegex(\"a\")] private static partial System.Text.RegularExpressions.Regex A(); }", false)]
    [InlineData("global using Import = System.Runtime.InteropServices.LibraryImportAttribute;", false)]
    [InlineData("partial class Form { [System.Text.RegularExpressions.\\u0047eneratedRegex(\"a\")] private static partial System.Text.RegularExpressions.Regex A(); }", false)]
    public void WhoeverSaysAWordHasThemRun(string code, bool idle) => Assert.Equal(idle, SdkGenerators.AreIdle([CSharpSyntaxTree.ParseText(Plain), CSharpSyntaxTree.ParseText(code)]));

    [Fact]
    public void TheyAreKnownByWhereTheyLie()
    {
        Assert.All(Paths, path => Assert.True(SdkGenerators.Has(path)));
        Assert.False(SdkGenerators.Has("/home/me/System.Text.Json.SourceGeneration.dll"));
        Assert.False(SdkGenerators.Has(Path.Combine(Folder, "Other.dll")));
    }
}
