using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>What cannot be loaded costs itself, and what refers to it; everything else is checked, and the loss is named.</summary>
public sealed class LossTests
{
    private static readonly string s_bug = ProjectKinds.Bug("Planted");

    /// <summary>A project with a bug to find, beside whatever is added.</summary>
    private static SourceTree Tree(params (string Path, string Text)[] files)
    {
        SourceTree tree = new();
        tree.Add(("good/Good.csproj", Sources.Project()), ("good/Code.cs", s_bug), ("nuget.config", "<configuration><packageSources><clear /><add key=\"none\" value=\"none\" /></packageSources></configuration>"), ("none/empty", ""));
        tree.Add(files);
        return tree;
    }

    private static string Solution(params string[] projects) => $"<Solution>{string.Concat(Array.ConvertAll(projects, project => $"<Project Path=\"{project}\" />"))}</Solution>";

    [Fact]
    public async Task OneThatIsNotThereOneThatIsNoXmlAndOneThatCannotBeRestored()
    {
        using SourceTree tree = Tree(
            ("restore/Restore.csproj", Sources.Project(items: "<PackageReference Include=\"No.Such.Package\" Version=\"1.0.0\" />")), ("restore/Code.cs", s_bug),
            ("user/User.csproj", Sources.Project(items: "<ProjectReference Include=\"../restore/Restore.csproj\" />")), ("user/Code.cs", s_bug),
            ("Restore.slnx", Solution("good/Good.csproj", "restore/Restore.csproj")),
            ("xml/Xml.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup></Project>"),
            ("All.slnx", Solution("good/Good.csproj", "xml/Xml.csproj", "gone/Gone.csproj", "user/User.csproj")));
        Outcome restore = (await tree.RunAsync("check", "Restore.slnx")).Exits(3);
        restore.Says("Restore.csproj could not be loaded:", "NU1101", "No.Such.Package").Prints("good/Code.cs(1,", "1 finding in 1 file (net10.0). Not everything could be checked.");
        Assert.DoesNotContain("Good.csproj could not be loaded", restore.Error, StringComparison.Ordinal);

        // The restore does not come to any of them.
        Outcome all = (await tree.RunAsync("check", "All.slnx")).Exits(3);
        all.Says("Xml.csproj could not be loaded:", "MSB4025", "gone/Gone.csproj", "No.Such.Package").Prints("good/Code.cs(1,", "Not everything could be checked.");
        Assert.DoesNotContain("NETSDK1004", all.Error, StringComparison.Ordinal);

        // What changes files does not start on a part.
        (await tree.RunAsync("convert", "Restore.slnx")).Exits(3).Says("Restore.csproj could not be loaded:");
    }

    [Fact]
    public async Task OneTargetFrameworkOfTwo()
    {
        // A restore that fails for one framework fails for the project: so it does in a build.
        using SourceTree tree = Tree(
            ("two/Two.csproj", Sources.Project(framework: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", items: "<PackageReference Include=\"No.Such.Package\" Version=\"1.0.0\" Condition=\"'$(TargetFramework)' == 'netstandard2.0'\" />")), ("two/Code.cs", s_bug),
            // This one fails later, in one framework only.
            ("hook/Hook.csproj", Sources.Project(framework: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>").Replace("</Project>", "<Target Name=\"Fails\" BeforeTargets=\"BeforeCompile\" Condition=\"'$(TargetFramework)' == 'netstandard2.0'\"><Error Code=\"OWN1\" Text=\"no schema\" /></Target></Project>", StringComparison.Ordinal)), ("hook/Code.cs", s_bug),
            ("All.slnx", Solution("good/Good.csproj", "two/Two.csproj", "hook/Hook.csproj")));
        Outcome outcome = (await tree.RunAsync("check", "All.slnx")).Exits(3);
        outcome.Says("Two.csproj could not be loaded:", "NU1101", "Hook.csproj could not be loaded:", "error OWN1: no schema (netstandard2.0)");
        outcome.Prints("good/Code.cs(1,", "hook/Code.cs(1,", "2 findings in 2 files (net10.0). Not everything could be checked.");
    }

    [Fact]
    public async Task AnSdkThatIsNotInstalled()
    {
        using SourceTree tree = Tree(("pinned/Pinned.csproj", Sources.Project()), ("pinned/Code.cs", s_bug), ("pinned/global.json", "{ \"sdk\": { \"version\": \"9.0.999\", \"rollForward\": \"disable\" } }"));
        Outcome both = (await tree.RunAsync("check", ".")).Exits(3);
        both.Says("Pinned.csproj could not be loaded: ", "global.json asks for the .NET SDK 9.0.999, which is not installed (there is ").Prints("good/Code.cs(1,", "Not everything could be checked.");
        Outcome alone = (await tree.RunAsync("check", "pinned")).Exits(3);
        alone.Says("global.json asks for the .NET SDK 9.0.999").Prints("Nothing could be checked: no project could be loaded.");
        Assert.DoesNotContain("No findings", alone.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHookThatFails()
    {
        using SourceTree tree = Tree(
            ("hook/Hook.csproj", Sources.Project().Replace("</Project>", "<Target Name=\"Fails\" BeforeTargets=\"BeforeCompile\"><Error Code=\"OWN1\" Text=\"the schema is not there\" /></Target></Project>", StringComparison.Ordinal)), ("hook/Code.cs", "class Hook { }"),
            ("All.slnx", Solution("good/Good.csproj", "hook/Hook.csproj")));
        (await tree.RunAsync("check", "All.slnx")).Exits(3).Says("Hook.csproj could not be loaded:", "error OWN1: the schema is not there").Prints("good/Code.cs(1,");
    }

    [Fact]
    public async Task GeneratorsThatAreMissingBrokenOrThrow()
    {
        using SourceTree tree = Tree(
            ("missing/Missing.csproj", Sources.Project(items: "<Analyzer Include=\"gone/Generator.dll\" />")), ("missing/Code.cs", "class Missing { }"),
            ("broken/Broken.csproj", Sources.Project(items: "<Analyzer Include=\"Broken.dll\" />")), ("broken/Code.cs", s_bug), ("broken/Broken.dll", "this is no assembly"),
            ("All.slnx", Solution("good/Good.csproj", "missing/Missing.csproj", "broken/Broken.csproj")));
        Outcome outcome = (await tree.RunAsync("check", "All.slnx")).Exits(3);
        outcome.Says("Missing.csproj could not be loaded:", "gone/Generator.dll' does not exist; build it first.", "Broken: the generator ", "broken/Broken.dll could not be loaded: ");
        outcome.Prints("good/Code.cs(1,", "broken/Code.cs(1,", "2 findings in 2 files (net10.0). Not everything could be checked.");
    }

    [Fact]
    public async Task AnErrorThatTheUsersOwnBuildDoesNotHave()
    {
        using SourceTree tree = Tree(("good/Code.cs", "class Code { Gone gone; byte[] Take() => System.Buffers.ArrayPool<byte>.Shared.Rent(1); }"), ("good/obj/Debug/net10.0/Good.dll", "as if built"));
        string built = tree.PathOf("good/obj/Debug/net10.0/Good.dll");
        File.SetLastWriteTimeUtc(built, DateTime.UtcNow.AddMinutes(1));
        Outcome ours = (await tree.RunAsync("check", "good")).Exits(3);
        ours.Says("Good does not compile here; it was not checked. Your own build made obj/Debug/net10.0/Good.dll of the same sources, so the error is likely fragapi's.", "dotnet build \"Good.csproj\" -t:Rebuild -bl:", "Code.cs(1,14): error CS0246");
        Assert.DoesNotContain("Mend these first", ours.Error, StringComparison.Ordinal);
        // Older than a source, it says nothing of it.
        File.SetLastWriteTimeUtc(built, DateTime.UtcNow.AddDays(-1));
        (await tree.RunAsync("check", "good")).Exits(3).Says("Good does not compile as it is; it was not checked. Mend these first:");
    }
}
