using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>A solution that was built once, with the log of it, for all tests that read it. Nothing in it may be changed.</summary>
public sealed partial class LoggedTree : IAsyncLifetime
{
    private const string Shared = """
        class Shared
        {
            void Both(Kernel.SkBuff skb) { Kernel.Mm.GetPage(skb.Info.Frags[0].Page); }
        #if NETSTANDARD2_0
            void Old(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[0].Page); }
        #else
            void New(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[1].Page); }
        #endif
        #if NEVER
            void Never(Kernel.SkBuff skb) { Kernel.Mm.PutPage(skb.Info.Frags[2].Page); }
        #endif
        }

        """;

    // Does not compile without its source generator, nor without the usings that the build makes.
    private const string Matcher = """
        using System.Text.RegularExpressions;

        static partial class Matcher
        {
            [GeneratedRegex("a+b")]
            private static partial Regex Word();

            static void Send(Kernel.SkBuff skb, string name)
            {
                if (Word().IsMatch(name))
                    Console.WriteLine(skb.Info.Frags[0].Page);
            }
        }

        """;

    private readonly Folder _folder = new();

    public string Root => _folder.Root;

    internal Folder Folder => _folder;

    /// <summary>Of the whole solution, each compiler called.</summary>
    public string Log => _folder.PathOf("all.binlog");

    /// <summary>Of one project, after that: no compiler was called.</summary>
    public string Incremental => _folder.PathOf("two.binlog");

    public async Task InitializeAsync()
    {
        _folder.Write("Kernel/Annotations.cs", Folder.Annotations).Write("Kernel/Kernel.cs", Sources.Kernel);
        _folder.Write("Kernel/Kernel.csproj", Project("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", ""));
        _folder.Write("One/Card.cs", Sources.Driver).Write("Shared.cs", Shared).Write("Two/Matcher.cs", Matcher).Write("Two/Card.cs", Sources.Driver.Replace("Card", "Other", StringComparison.Ordinal));
        _folder.Write("One/One.csproj", Project("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", """<Compile Include="../Shared.cs" /><ProjectReference Include="../Kernel/Kernel.csproj" />"""));
        _folder.Write("Two/Two.csproj", Project("<TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>", """<Compile Include="../Shared.cs" /><EmbedInBinlog Include="$(MSBuildProjectDirectory)/Card.cs" /><ProjectReference Include="../Kernel/Kernel.csproj" />"""));
        _folder.Write("Basic/Basic.vbproj", Project("<TargetFramework>netstandard2.0</TargetFramework>", "")).Write("Basic/Basic.vb", "Public Class Basic\nEnd Class\n");
        _folder.Write(".editorconfig", "root = true\n[One/*.cs]\ndotnet_diagnostic.FRAG1002.severity = error\n");
        _folder.Write("All.slnx", """<Solution><Project Path="Basic/Basic.vbproj" /><Project Path="Kernel/Kernel.csproj" /><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /></Solution>""");
        await DotNetAsync("build", "All.slnx", "--no-incremental", "-bl:all.binlog");
        await DotNetAsync("build", "Two/Two.csproj", "--no-restore", "-bl:two.binlog");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The sources in another place, as a checkout has them: nothing that a build makes is there.</summary>
    internal Folder Elsewhere()
    {
        Folder elsewhere = new("elsewhere");
        foreach (string file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(Root, file);
            if (BuildMade().IsMatch(path))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(elsewhere.PathOf(path))!);
            File.Copy(file, elsewhere.PathOf(path));
        }

        return elsewhere;
    }

    /// <summary>The log as a build on Windows would have written it, and the folder in which it would have run.</summary>
    public (string Log, string Root) OfWindows()
    {
        // As long as it was: the log's texts have their lengths in front.
        string windows = @"C:\" + new string('w', Encoding.UTF8.GetByteCount(Root) - 3);
        string text = Encoding.Latin1.GetString(Unpacked());
        text = Regex.Replace(text, Regex.Escape(Root) + @"((/[\w. +=-]+)*)", path => windows + path.Groups[1].Value.Replace('/', '\\'));
        text = Regex.Replace(text, @"(?<![\w/\\])(obj/Debug/[\w./,=]+|\.\./Shared\.cs)", path => path.Value.Replace('/', '\\'));
        return (Packed("windows.binlog", Encoding.Latin1.GetBytes(text)), windows);
    }

    /// <summary>The log as it would be, had the build been killed on its way.</summary>
    public string Broken()
    {
        byte[] bytes = Unpacked();
        int call = Encoding.Latin1.GetString(bytes).LastIndexOf("/noconfig", StringComparison.Ordinal);
        return Packed("broken.binlog", bytes[..call]);
    }

    private byte[] Unpacked()
    {
        using GZipStream stream = new(File.OpenRead(Log), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private string Packed(string name, byte[] bytes)
    {
        using GZipStream stream = new(File.Create(_folder.PathOf(name)), CompressionLevel.Fastest);
        stream.Write(bytes);
        return _folder.PathOf(name);
    }

    private async Task DotNetAsync(params string[] arguments)
    {
        ProcessStartInfo start = Tool.Start(Root, "dotnet", arguments);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // A log says in which language it was written, and is read with more of the library than one that does not.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["UseSharedCompilation"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await error);
    }

    private static string Project(string properties, string items) => $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>""";

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]|\.binlog$")]
    private static partial Regex BuildMade();
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(Name)]
public sealed class LoggedTreeTests : ICollectionFixture<LoggedTree>
{
    public const string Name = "logged tree";
}
