using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What is parsed before anybody knows how, or for another compilation, is taken only where it reads the same.</summary>
public sealed class SourceTreesTests
{
    private const string Plain = "#nullable enable\n#pragma warning disable CS0169\nclass C { int _i; /* #if */ }\n";

    private static readonly CSharpParseOptions s_options =
        new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Regular, ["DEBUG", "NET"]).WithFeatures([new("InterceptorsNamespaces", "Some.Generated")]);

    private static async Task<EarlyTrees> ParsedAsync(Folder folder, string project = "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>")
    {
        folder.Write("App.csproj", project);
        EarlyTrees early = new([folder.PathOf("App.csproj")], CancellationToken.None);
        await early.Parsing;
        return early;
    }

    [Fact]
    public async Task A_guess_that_was_right_is_taken_with_the_options_of_the_compilation()
    {
        using Folder folder = new();
        folder.Write("Deep/C.cs", Plain);
        using EarlyTrees early = await ParsedAsync(folder);
        SourceStore sources = new();
        SyntaxTree tree = new SourceTrees(sources) { Early = early }.Parse(folder.PathOf("Deep/C.cs"), encoding: null, s_options, CancellationToken.None);
        SyntaxTree asAlways = CSharpSyntaxTree.ParseText(Plain, s_options, folder.PathOf("Deep/C.cs"));
        Assert.Same(s_options, tree.Options);
        Assert.Equal(asAlways.FilePath, tree.FilePath);
        Assert.True(tree.IsEquivalentTo(asAlways));
        Assert.Equal(Plain, tree.GetText().ToString());
        Assert.Equal(Encoding.UTF8.WebName, tree.Encoding!.WebName);
        Assert.Equal(Plain, sources.Of(tree.FilePath).Decode());
        // Once: the next compilation is given a tree of its own.
        Assert.Null(early.Take(tree.FilePath, s_options));
    }

    [Theory]
    [InlineData("#if DEBUG\nclass C { }\n#endif\n")]
    [InlineData("#define DEBUG\nclass C { }\n")]
    [InlineData("#undef DEBUG\nclass C { }\n")]
    public async Task What_hangs_on_symbols_is_not_guessed(string text)
    {
        using Folder folder = new();
        folder.Write("C.cs", text);
        using EarlyTrees early = await ParsedAsync(folder);
        Assert.Null(early.Take(folder.PathOf("C.cs"), s_options));
    }

    [Fact]
    public async Task Other_options_than_were_guessed()
    {
        using Folder folder = new();
        foreach (string file in (string[])["Version.cs", "Feature.cs", "Documentation.cs", "Script.cs"])
            folder.Write(file, Plain);
        using EarlyTrees early = await ParsedAsync(folder);
        Assert.Null(early.Take(folder.PathOf("Version.cs"), s_options.WithLanguageVersion(LanguageVersion.CSharp12)));
        Assert.Null(early.Take(folder.PathOf("Feature.cs"), s_options.WithFeatures([new("FileBasedProgram", "true")])));
        Assert.Null(early.Take(folder.PathOf("Documentation.cs"), s_options.WithDocumentationMode(DocumentationMode.Diagnose)));
        Assert.Null(early.Take(folder.PathOf("Script.cs"), s_options.WithKind(SourceCodeKind.Script)));
    }

    [Fact]
    public async Task A_file_that_was_written_to_meanwhile_is_read_again()
    {
        using Folder folder = new();
        folder.Write("Longer.cs", Plain);
        folder.Write("Later.cs", Plain);
        folder.Write("Gone.cs", Plain);
        using EarlyTrees early = await ParsedAsync(folder);
        File.AppendAllText(folder.PathOf("Longer.cs"), "class D { }");
        File.SetLastWriteTimeUtc(folder.PathOf("Later.cs"), File.GetLastWriteTimeUtc(folder.PathOf("Later.cs")).AddSeconds(1));
        File.Delete(folder.PathOf("Gone.cs"));
        SourceTrees trees = new(new SourceStore()) { Early = early };
        Assert.EndsWith("class D { }", trees.Parse(folder.PathOf("Longer.cs"), encoding: null, s_options, CancellationToken.None).ToString(), StringComparison.Ordinal);
        Assert.Null(early.Take(folder.PathOf("Later.cs"), s_options));
        Assert.Throws<FileNotFoundException>(() => trees.Parse(folder.PathOf("Gone.cs"), encoding: null, s_options, CancellationToken.None));
    }

    [Fact]
    public async Task Bytes_are_read_by_the_compilers_code_page()
    {
        using Folder folder = new();
        File.WriteAllBytes(folder.PathOf("C.cs"), [.. "// "u8, 0xc3, 0xbc]);
        using EarlyTrees early = await ParsedAsync(folder);
        SourceTrees trees = new(new SourceStore()) { Early = early };
        Assert.Equal("// Ã¼", trees.Parse(folder.PathOf("C.cs"), Encoding.Latin1, s_options, CancellationToken.None).ToString());
    }

    [Fact]
    public async Task What_cannot_be_read_ends_nothing_and_what_builds_leave_is_not_looked_at()
    {
        using Folder folder = new();
        string[] parsed = ["A.cs", "Sub/B.CS", "Z.cs"];
        string[] left = ["obj/Debug/G.cs", "bin/H.cs", ".git/I.cs", "node_modules/J.cs", "K.txt"];
        foreach (string file in parsed.Concat(left))
            folder.Write(file, Plain);
        Directory.CreateDirectory(folder.PathOf("Folder.cs"));
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(folder.PathOf("Link.cs"), folder.PathOf("nowhere"));
        using EarlyTrees early = await ParsedAsync(folder);
        Assert.All(parsed, file => Assert.NotNull(early.Take(folder.PathOf(file), s_options)));
        Assert.All(left.Append("Link.cs"), file => Assert.Null(early.Take(folder.PathOf(file), s_options)));
    }

    [Theory]
    [InlineData("<TargetFramework>net8.0</TargetFramework>", LanguageVersion.CSharp12)]
    [InlineData("<TargetFrameworks>netstandard2.0;net9.0-windows</TargetFrameworks>", LanguageVersion.CSharp13)]
    [InlineData("<TargetFramework>net10.0</TargetFramework><LangVersion> 11 </LangVersion>", LanguageVersion.CSharp11)]
    [InlineData("<LangVersion>preview</LangVersion>", LanguageVersion.Preview)]
    [InlineData("<LangVersion>$(Ours)</LangVersion><TargetFramework>net8.0</TargetFramework>", LanguageVersion.CSharp12)]
    public async Task The_version_is_guessed_from_the_project(string properties, LanguageVersion expected)
    {
        using Folder folder = new();
        folder.Write("C.cs", Plain);
        using EarlyTrees early = await ParsedAsync(folder, $"<Project><PropertyGroup>{properties}</PropertyGroup></Project>");
        Assert.NotNull(early.Take(folder.PathOf("C.cs"), s_options.WithLanguageVersion(expected)));
    }

    [Fact]
    public async Task A_project_that_is_not_there_takes_no_other_with_it()
    {
        using Folder folder = new();
        folder.Write("Sub/C.cs", Plain);
        folder.Write("Sub/Sub.csproj", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        using EarlyTrees early = new([folder.PathOf("Gone/Gone.csproj"), folder.PathOf("Sub/Sub.csproj")], CancellationToken.None);
        await early.Parsing;
        Assert.NotNull(early.Take(folder.PathOf("Sub/C.cs"), s_options));
    }

    [Fact]
    public void Frameworks_share_what_reads_the_same_and_nothing_else()
    {
        using Folder folder = new();
        folder.Write("Plain.cs", Plain);
        folder.Write("Arms.cs", "#if NET\nclass A { }\n#else\nclass B { }\n#endif\n");
        SourceTrees trees = new(new SourceStore());
        CSharpParseOptions other = s_options.WithPreprocessorSymbols("NETFRAMEWORK");
        SyntaxTree Parse(string file, CSharpParseOptions options) => trees.Parse(folder.PathOf(file), encoding: null, options, CancellationToken.None);

        (SyntaxTree one, SyntaxTree two) = (Parse("Plain.cs", s_options), Parse("Plain.cs", other));
        Assert.True(one.GetRoot().IsIncrementallyIdenticalTo(two.GetRoot()));
        Assert.NotSame(one, two);
        Assert.Equal((s_options, other), (one.Options, two.Options));
        Assert.Contains("class A", Parse("Arms.cs", s_options).GetRoot().DescendantNodes().First().ToString(), StringComparison.Ordinal);
        Assert.Contains("class B", Parse("Arms.cs", other).GetRoot().DescendantNodes().First().ToString(), StringComparison.Ordinal);
        SyntaxTree older = Parse("Plain.cs", s_options.WithLanguageVersion(LanguageVersion.CSharp7_3));
        Assert.False(one.GetRoot().IsIncrementallyIdenticalTo(older.GetRoot()));
    }
}
