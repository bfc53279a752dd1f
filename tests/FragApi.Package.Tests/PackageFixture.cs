using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>All tests here start compilers: one after the other, over one package.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PackageCollection : ICollectionFixture<PackageFixture>
{
    public const string Name = "package";
}

/// <summary>
/// Packs the package once, as a user of a fresh clone does, from a copy of the sources: a test must not write into the
/// folders that the rest of the test run builds in.
/// </summary>
public sealed class PackageFixture : IAsyncLifetime
{
    private static readonly string[] s_sources = ["analyzers", "codefixes", "cli", "docs"];

    private readonly Dictionary<string, string> _environment;
    private readonly HashSet<string> _restored = [];
    private int _copies;
    private (ConsumerSolution Solution, ToolResult Build)? _built;

    public PackageFixture()
    {
        Folder = Directory.CreateTempSubdirectory("fragapi-package-").FullName;
        // NuGet never looks again at a version that it has cached.
        Version = $"0.0.1-t{DateTime.UtcNow:yyyyMMddHHmmssfff}";
        _environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(Folder, "packages"),
            ["FragApiVersion"] = Version,
        };
    }

    /// <summary>Everything that the tests write lies in here.</summary>
    public string Folder { get; }

    public string Version { get; }

    public string Feed => Path.Combine(Folder, "feed");

    public string PackagePath => Path.Combine(Feed, $"FragApi.Analyzers.{Version}.nupkg");

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FragApi.Testing.Repository.Root;

    internal IReadOnlyDictionary<string, string> Environment => _environment;

    public async Task InitializeAsync()
    {
        string source = Path.Combine(Folder, "source");
        Clone(source);
        // The sources are those that the build of the tests has just looked at.
        Dictionary<string, string> usersCache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") is string cache ? new() { ["NUGET_PACKAGES"] = cache } : [];
        (await Tool.DotNetAsync(source, usersCache, "pack", "codefixes", "-c", "Release", "-o", Feed, $"-p:Version={Version}", "-p:RunAnalyzers=false")).Succeeds();
    }

    /// <summary>Copies what the packages are made of.</summary>
    internal void Clone(string folder)
    {
        foreach (string source in s_sources)
            CopyFolder(Path.Combine(Root, source), Path.Combine(folder, source));
        foreach (string file in Directory.EnumerateFiles(Root).Where(file => !file.EndsWith(".sln", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A fresh, restored copy of the consumer solution.</summary>
    internal async Task<ConsumerSolution> NewConsumerAsync()
    {
        string folder = NewFolder();
        CopyFolder(Path.Combine(Root, "tests", "FragApi.Package.Tests", "Consumer"), folder);
        ConsumerSolution solution = new(this, folder, "Stack.slnx");
        (await solution.DotNetAsync("restore", solution.Name)).Succeeds();
        return solution;
    }

    /// <summary>A consumer solution that is built once, for tests that only read.</summary>
    internal async Task<(ConsumerSolution Solution, ToolResult Build)> BuiltConsumerAsync()
    {
        if (_built is null)
        {
            ConsumerSolution solution = await NewConsumerAsync();
            _built = (solution, (await solution.BuildAsync()).Succeeds());
        }

        return _built.Value;
    }

    /// <summary>
    /// A restored project of one file that references the package; with nothing in its folder that another test wrote or built.
    /// Where no other package comes with it, a restore is that of every such project, and is made once.
    /// </summary>
    internal async Task<ConsumerSolution> NewProjectAsync(string targetFramework, string properties, string source)
    {
        bool isLikeOthers = !properties.Contains("PackageReference", StringComparison.Ordinal);
        string folder = isLikeOthers ? Path.Combine(Folder, "single-" + targetFramework) : NewFolder();
        bool isRestored = isLikeOthers && _restored.Contains(folder);
        if (isRestored)
            Empty(folder);
        else if (isLikeOthers)
            WriteConfig();
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Single.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>{targetFramework}</TargetFrameworks>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="FragApi.Analyzers" Version="{Version}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Single.cs"), source);
        ConsumerSolution solution = new(this, folder, "Single.csproj");
        if (!isRestored)
            (await solution.DotNetAsync("restore", solution.Name)).Succeeds();
        if (isLikeOthers)
            _restored.Add(folder);
        return solution;
    }

    internal IReadOnlyList<string> PackageFiles()
    {
        using ZipArchive archive = ZipFile.OpenRead(PackagePath);
        return [.. archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    internal byte[] PackageFile(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(PackagePath);
        using Stream stream = archive.GetEntry(name)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Deletes all but what a restore has left.</summary>
    private static void Empty(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
            File.Delete(file);
        foreach (string inner in Directory.EnumerateDirectories(folder).Where(inner => Path.GetFileName(inner) != "obj").Concat(Directory.EnumerateDirectories(Path.Combine(folder, "obj"))))
            Directory.Delete(inner, recursive: true);
    }

    private string NewFolder()
    {
        WriteConfig();
        return Path.Combine(Folder, $"consumer{++_copies}");
    }

    private void WriteConfig()
    {
        // Frameworks come with the SDK; what netstandard2.0 needs beyond that, building this repository has restored.
        string cache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="cache" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(from))
        {
            if (Path.GetFileName(folder) is not ("bin" or "obj"))
                CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
