using System;
using System.IO;
using FragApi.Cli.Loading;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>A restore is left out only where it would come to what is there.</summary>
public sealed class AssetsTests
{
    private static readonly DateTime s_restored = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A solution, two projects of which one refers to the other, and what a restore has left; a second older than it.</summary>
    private static Folder Restored()
    {
        Folder folder = new();
        folder.Write("All.slnx", "<Solution><Project Path=\"App/App.csproj\" /></Solution>");
        folder.Write("App/App.csproj", "<Project><ItemGroup><ProjectReference Include=\"..\\Lib\\Lib.csproj\" /></ItemGroup></Project>");
        folder.Write("Lib/Lib.csproj", "<Project />");
        foreach (string project in (string[])["App", "Lib"])
        {
            folder.Write($"{project}/obj/project.assets.json", "{}");
            folder.Write($"{project}/obj/{project}.csproj.nuget.g.props", "<Project />");
        }

        folder.Write("Versions.props", "<Project />");
        foreach (string file in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, s_restored - TimeSpan.FromSeconds(file.EndsWith("assets.json", StringComparison.Ordinal) ? 0 : 1));
        return folder;
    }

    private static Assets Of(Folder folder, params string[] imports) =>
        new(folder.PathOf("App/obj/project.assets.json"), folder.PathOf("App/obj") + Path.DirectorySeparatorChar, [.. Array.ConvertAll(imports, folder.PathOf)]);

    [Fact]
    public void Nothing_that_a_restore_reads_is_newer()
    {
        using Folder folder = Restored();
        Assert.True(Of(folder, "App/App.csproj", "Versions.props").AreCurrent(folder.PathOf("App/App.csproj")));
        // A restore has written it after the assets.
        File.SetLastWriteTimeUtc(folder.PathOf("App/obj/App.csproj.nuget.g.props"), s_restored.AddSeconds(1));
        Assert.True(Of(folder, "App/obj/App.csproj.nuget.g.props").AreCurrent(folder.PathOf("App/App.csproj")));
    }

    [Theory]
    [InlineData("App/App.csproj")]
    [InlineData("Versions.props")]
    [InlineData("App/obj/written.by.a.hook.props")]
    [InlineData("nuget.config")]
    [InlineData("global.json")]
    [InlineData("Directory.Packages.props")]
    [InlineData("App/packages.lock.json")]
    [InlineData("App/packages.App.lock.json")]
    public void Something_is_newer(string file)
    {
        using Folder folder = Restored();
        folder.Write(file, "<Project />");
        File.SetLastWriteTimeUtc(folder.PathOf(file), s_restored.AddSeconds(1));
        string[] imports = Path.GetExtension(file) is ".props" or ".csproj" ? [file] : [];
        Assert.False(Of(folder, imports).AreCurrent(folder.PathOf("App/App.csproj")));
    }

    [Fact]
    public void Nothing_was_restored()
    {
        using Folder folder = Restored();
        File.Delete(folder.PathOf("App/obj/project.assets.json"));
        Assert.False(Of(folder).AreCurrent(folder.PathOf("App/App.csproj")));
    }

    [Fact]
    public void What_a_solution_names_and_what_that_refers_to()
    {
        using Folder folder = Restored();
        Assert.Equal([folder.PathOf("App/App.csproj"), folder.PathOf("Lib/Lib.csproj")], NamedProjects.From(folder.PathOf("All.slnx")));
        Assert.Equal([folder.PathOf("Lib/Lib.csproj")], NamedProjects.From(folder.PathOf("Lib/Lib.csproj")));
    }
}
