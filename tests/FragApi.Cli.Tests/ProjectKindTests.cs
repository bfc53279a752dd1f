using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>What <c>dotnet build</c> compiles, the tool compiles: every kind of project, in every target framework, built or not.</summary>
public sealed class ProjectKindTests
{
    public static TheoryData<string> Names => [.. ProjectKinds.All.Select(kind => kind.Name)];

    /// <summary>The places of the planted bugs, in their order.</summary>
    private static List<string> Found(Outcome outcome)
    {
        using JsonDocument document = JsonDocument.Parse(outcome.Out);
        return
        [
            .. document.RootElement.GetProperty("findings").EnumerateArray()
                .Where(finding => finding.GetProperty("rule").GetString() == "FRAG2004")
                .Select(finding => $"{finding.GetProperty("file").GetString()}:{finding.GetProperty("line").GetInt32()}"),
        ];
    }

    private static List<string> Planted(SourceTree tree) =>
    [
        .. Directory.EnumerateFiles(tree.Folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (Line: line, Place: $"{Path.GetRelativePath(tree.Folder, file).Replace('\\', '/')}:{index + 1}")))
            .Where(line => line.Line.StartsWith("static class Bug", StringComparison.Ordinal))
            .Select(line => line.Place)
            .Order(StringComparer.Ordinal),
    ];

    private static string SolutionOf(IEnumerable<ProjectKind> kinds) =>
        $"<Solution>\n{string.Concat(kinds.SelectMany(kind => kind.Projects.Select(project => $"  <Project Path=\"{kind.Name}/{project}\" />\n")))}</Solution>\n";

    /// <summary>Packages come from what is restored already: no network.</summary>
    private static void TakeNoPackagesFromOutside(SourceTree tree) =>
        tree.Add(("nuget.config", "<configuration><packageSources><clear /><add key=\"none\" value=\"none\" /></packageSources></configuration>"), ("none/empty", ""));

    [Fact]
    public async Task EveryKindUnbuilt()
    {
        using SourceTree tree = new();
        List<ProjectKind> kinds = [.. ProjectKinds.All.Where(kind => !kind.NeedsPackages)];
        kinds.ForEach(kind => kind.AddTo(tree));
        TakeNoPackagesFromOutside(tree);
        tree.Add(("All.slnx", SolutionOf(kinds)));
        SortedDictionary<string, string> before = tree.Snapshot();
        Outcome outcome = (await tree.RunAsync("check", "All.slnx", "--format", "json")).Exits(1);
        outcome.Says("Basic.vbproj is not a C# project; it is passed over", "Sharp.fsproj is not a C# project; it is passed over");
        Assert.Equal(kinds.Sum(kind => kind.Planted), Planted(tree).Count);
        Assert.Equal(Planted(tree), Found(outcome).Order(StringComparer.Ordinal));
        // Nothing but what a restore and the hooks leave in the folders of a build.
        Assert.Equal(before, tree.Snapshot());
        Assert.DoesNotContain(Directory.EnumerateFiles(tree.Folder, "*.dll", SearchOption.AllDirectories), file => Path.GetFileName(file) != "Generator.dll");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EachKindBeforeAndAfterABuild(string name)
    {
        if (!LongRun.IsOn)
            return;
        using SourceTree tree = new();
        ProjectKind kind = ProjectKinds.All.Single(kind => kind.Name == name);
        kind.AddTo(tree);
        tree.Add(("All.slnx", SolutionOf([kind])));
        if (kind.Planted > 0)
            Assert.Equal(Planted(tree), Found((await tree.RunAsync("check", "All.slnx", "--format", "json")).Exits(1)).Order(StringComparer.Ordinal));
        (await Tool.DotNetAsync(tree.Folder, "build", "All.slnx", "-v", "q", "-nologo")).Exits(0);
        SortedDictionary<string, string> before = tree.Snapshot();
        if (kind.Planted > 0)
            Assert.Equal(Planted(tree), Found((await tree.RunAsync("check", "All.slnx", "--format", "json")).Exits(1)).Order(StringComparer.Ordinal));
        Assert.Equal(before, tree.Snapshot());
    }

    /// <summary>Central versions, a package for all, lock files, a response file, artifacts in one folder; a part of the solution.</summary>
    [Theory]
    [InlineData("App.slnf", "App/Code.cs:2")]
    [InlineData("All.slnx", "App/Code.cs:2 Library/Code.cs:2")]
    public async Task SettingsOfAWholeRepository(string path, string found)
    {
        using SourceTree tree = new();
        TakeNoPackagesFromOutside(tree);
        tree.Add(
            ("Directory.Packages.props", "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup><ItemGroup><GlobalPackageReference Include=\"Microsoft.CodeAnalysis.BannedApiAnalyzers\" Version=\"5.6.0\" /><PackageVersion Include=\"Microsoft.CodeAnalysis.CSharp\" Version=\"4.14.0\" /></ItemGroup></Project>"),
            ("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><UseArtifactsOutput>true</UseArtifactsOutput><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile><DefineConstants>$(DefineConstants);$(OfResponse)</DefineConstants></PropertyGroup></Project>"),
            ("Directory.Build.rsp", "-property:OfResponse=RESPONSE\n"),
            ("Library/Library.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><PackageReference Include=\"Microsoft.CodeAnalysis.CSharp\" /></ItemGroup></Project>"),
            ("Library/Code.cs", $"public class Library : Microsoft.CodeAnalysis.CSharp.CSharpSyntaxRewriter {{ }}\n{ProjectKinds.Bug("Library")}"),
            ("App/App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><ProjectReference Include=\"../Library/Library.csproj\" /></ItemGroup></Project>"),
            ("App/Code.cs", $"#if RESPONSE\n{ProjectKinds.Bug("App")}#endif\nclass App : Library {{ }}\n"),
            // Out of date: a restore would write it anew.
            ("Library/packages.lock.json", "{\n  \"version\": 1,\n  \"dependencies\": {}\n}\n"),
            ("All.slnx", "<Solution><Project Path=\"App/App.csproj\" /><Project Path=\"Library/Library.csproj\" /></Solution>"),
            ("App.slnf", "{ \"solution\": { \"path\": \"All.slnx\", \"projects\": [ \"App/App.csproj\" ] } }"));
        Dictionary<string, string> before = Files(tree);
        Outcome outcome = (await tree.RunAsync("check", path, "--format", "json")).Exits(1);
        Assert.Equal(found.Split(' '), Found(outcome));
        Assert.Equal(before, Files(tree));

        static Dictionary<string, string> Files(SourceTree tree) => tree.Snapshot().Where(file => !file.Key.StartsWith("artifacts", StringComparison.Ordinal)).ToDictionary();
    }

    [Fact]
    public async Task AnAppOfOneFile()
    {
        using SourceTree tree = new();
        TakeNoPackagesFromOutside(tree);
        tree.Add(
            ("app.cs", $"#!/usr/bin/env dotnet\n#:property PublishAot=false\n#:project Library\nSystem.Console.WriteLine(Library.X);\n{ProjectKinds.Bug("App")}"),
            ("Library/Library.csproj", Sources.Project()), ("Library/Code.cs", $"public class Library {{ public static int X => 1; }}\n{ProjectKinds.Bug("Library")}"),
            ("broken.cs", "#:property PublishAot=false\nSystem.Console.WriteLine(Gone.X);\nSystem.Buffers.ArrayPool<byte>.Shared.Return(null);\n"),
            ("directive.cs", "#:nonsense\nSystem.Console.WriteLine();\n"));
        Assert.Equal(["app.cs:5"], Found((await tree.RunAsync("check", "app.cs", "--format", "json")).Exits(1)));
        (await tree.RunAsync("check", "broken.cs")).Exits(3).Says("broken.cs(2,26): error CS0103").Prints("Nothing could be checked: no project compiles.");
        (await tree.RunAsync("check", "directive.cs")).Exits(3).Says("directive.cs could not be loaded:", "'nonsense'").Prints("Nothing could be checked: no project could be loaded.");
    }
}
