using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Cli.Check.Tests;
using Xunit;

namespace FragApi.Cli.Review.Tests;

/// <summary>A folder that is a git repository, with the sources of the tests and everything committed.</summary>
internal sealed class GitFolder : IDisposable
{
    public GitFolder()
    {
        Folder = Folder.WithKernel();
        Folder.Write("Net/Card.cs", Sources.Driver);
        Git("init", "--quiet", "--initial-branch=main", ".");
        Git("config", "user.name", "test");
        Git("config", "user.email", "test@example.org");
        Git("config", "commit.gpgsign", "false");
        Commit("first");
    }

    public Folder Folder { get; }

    public string Root => Folder.Root;

    public void Commit(string tag)
    {
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", tag);
        Git("tag", tag);
    }

    public string Git(params string[] arguments) => GitIn(Root, arguments);

    public static string GitIn(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process git = Process.Start(start)!;
        Task<string> error = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }

    public Task<ToolRun> CheckAsync(params string[] arguments) => Tool.RunAsync(Root, ["check", .. arguments]);

    public void Dispose() => Folder.Dispose();
}

/// <summary>What the gate says of a new bug, a mended one and a file that moved: held against a baseline, and against the revision at which it was made.</summary>
public sealed class GateTests
{
    private static readonly string s_twoMore = Sources.Driver.Replace("class Card", "class Other").Replace("Clone", "Clone2");

    /// <summary>The findings that a run reports, as far as both gates have to agree on them.</summary>
    private static string[] Findings(ToolRun run) => [.. run.Lines.Where(line => line.Contains("): warning FRAG", StringComparison.Ordinal))];

    [Fact]
    public async Task ABaselineAndTheRevisionItWasMadeAtSayTheSame()
    {
        using GitFolder tree = new();
        string known = Path.Combine(Path.GetDirectoryName(tree.Root)!, "known.json");
        (await tree.CheckAsync("--baseline", known, "--update-baseline")).Exits(0);

        // Nothing changed.
        (ToolRun baseline, ToolRun since) = await Both(0);
        Assert.Contains($"2 known findings in {known}.", baseline.Lines);
        Assert.Contains("2 findings in first.", since.Lines);

        // A new bug, not even committed; the known ones stand elsewhere in their file.
        tree.Folder.Write("Net/Card.cs", "// moved\n\n" + Sources.Driver).Write("Net/New.cs", s_twoMore);
        (baseline, since) = await Both(1);
        Assert.All(Findings(since), line => Assert.StartsWith("Net/New.cs(", line));
        Assert.Equal(2, Findings(since).Length);

        // A mended one beside it.
        tree.Folder.Write("Net/Card.cs", Sources.Driver.Replace("Mm.GetPage(skb.Info.Frags[i].Page)", "SkbFrag.Ref(skb.Info.Frags[i])"));
        (baseline, since) = await Both(1);
        Assert.Contains("1 of its entries no longer occurs; --update-baseline removes it.", baseline.Lines);
        Assert.Contains("2 findings in first, 1 of them gone since.", since.Lines);

        // A file that moved: its findings are known, committed or not.
        tree.Folder.Write("Net/Card.cs", Sources.Driver);
        File.Delete(tree.Folder.PathOf("Net/New.cs"));
        Directory.CreateDirectory(tree.Folder.PathOf("Wire"));
        File.Move(tree.Folder.PathOf("Net/Card.cs"), tree.Folder.PathOf("Wire/Adapter.cs"));
        (baseline, since) = await Both(0);
        Assert.Contains("2 known findings moved from Net/Card.cs to Wire/Adapter.cs; --update-baseline takes the new name over.", baseline.Lines);
        tree.Commit("second");
        await Both(0);
        (await tree.CheckAsync("--since", "second")).Exits(0);

        // And one that moved and got a bug more.
        tree.Folder.Write("Wire/Adapter.cs", Sources.Driver.Replace("            return", "            Mm.PutPage(skb.Info.Frags[0].Page);\n            return"));
        await Both(1);

        async Task<(ToolRun Baseline, ToolRun Since)> Both(int exitCode)
        {
            ToolRun[] runs = await Task.WhenAll(tree.CheckAsync("--baseline", known), tree.CheckAsync("--since", "first"));
            Assert.All(runs, run => run.Exits(exitCode));
            Assert.Equal(Findings(runs[0]), Findings(runs[1]));
            return (runs[0], runs[1]);
        }
    }

    [Fact]
    public async Task ABaselineTakesTheNewNameOver()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver);
        (await folder.CheckAsync("--baseline", "known.json", "--update-baseline")).Exits(0);
        File.Move(folder.PathOf("Net/Card.cs"), folder.PathOf("Net/Renamed.cs"));
        (await folder.CheckAsync("--baseline", "known.json", "--update-baseline")).Exits(0);
        Assert.DoesNotContain("Net/Card.cs", folder.Read("known.json"));
        Assert.Equal(2, folder.Read("known.json").Split("Net/Renamed.cs").Length - 1);
        Assert.Equal(["2 known findings in known.json.", "No findings in 2 files."], (await folder.CheckAsync("--baseline", "known.json")).Exits(0).Lines);
    }

    /// <summary>Less than half of what was known is no move: one file was mended, and another spoiled.</summary>
    [Fact]
    public async Task AFileWithOtherFindingsHasNotMoved()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver.Replace("            return", "            Mm.PutPage(skb.Info.Frags[1].Page);\n            Mm.PutPage(skb.Info.Frags[2].Page);\n            Mm.PutPage(skb.Info.Frags[3].Page);\n            return")).Write("Net/Stays.cs", Sources.Driver.Replace("class Card", "class Stays"));
        (await folder.CheckAsync("--baseline", "known.json", "--update-baseline")).Exits(0);
        File.Delete(folder.PathOf("Net/Card.cs"));
        folder.Write("Net/Other.cs", Sources.Driver.Replace("class Card", "class Other"));
        Assert.Equal(2, Findings((await folder.CheckAsync("--baseline", "known.json")).Exits(1)).Length);
    }

    [Fact]
    public async Task ARevisionOfAFolderBelowTheTopIsThatFolder()
    {
        using GitFolder tree = new();
        tree.Folder.Write("Net/Annotations.cs", tree.Folder.Read("Kernel/FragApi.Annotations.g.cs")).Write("Net/Kernel.cs", Sources.Kernel);
        tree.Commit("second");
        ToolRun run = (await Tool.RunAsync(tree.Folder.PathOf("Net"), "check", "--since", "second")).Exits(0);
        Assert.Contains("2 findings in second.", run.Lines);
    }

    [Fact]
    public async Task WhatWasNotThereIsAllNew()
    {
        using GitFolder tree = new();
        tree.Folder.Write("Sub/Annotations.cs", tree.Folder.Read("Kernel/FragApi.Annotations.g.cs")).Write("Sub/Kernel.cs", Sources.Kernel).Write("Sub/Card.cs", Sources.Driver);
        ToolRun run = (await tree.CheckAsync("Sub", "--since", "first")).Exits(1);
        Assert.Contains("What was asked for was not there in first: all findings are new.", run.Lines);
        Assert.Equal(2, Findings(run).Length);
    }

    [Fact]
    public async Task ARevisionThatCannotBeHadIsNamed()
    {
        using GitFolder tree = new();
        Assert.Equal($"fragapi: --since nope: {tree.Root} has no such revision.", (await tree.CheckAsync("--since", "nope")).Exits(2).Error.Split('\n').Last(line => line.StartsWith("fragapi", StringComparison.Ordinal)));
        Assert.Contains("has no such revision", (await tree.CheckAsync("--since=--output=x")).Exits(2).Error);

        tree.Commit("second");
        string shallow = Path.Combine(Path.GetDirectoryName(tree.Root)!, "shallow");
        GitFolder.GitIn(Path.GetDirectoryName(tree.Root)!, "clone", "--quiet", "--depth=1", "--no-tags", new Uri(tree.Root).AbsoluteUri, shallow);
        Assert.Contains("is a shallow clone, and has no such revision. Fetch it first: 'git fetch --depth=1 origin first'", (await Tool.RunAsync(shallow, "check", "--since", "first")).Exits(2).Error);

        using Folder plain = Folder.WithKernel();
        Assert.Contains("is in no git work tree", (await plain.CheckAsync("--since", "HEAD")).Exits(2).Error);
        Assert.Contains("give one of them", (await tree.CheckAsync("--since", "HEAD", "--baseline", "x.json")).Exits(2).Error);
    }

    [Fact]
    public async Task ARevisionThatDoesNotCompileIsNamedAndTheRepositoryIsNotTouched()
    {
        using GitFolder tree = new();
        tree.Folder.Write("Tree.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""").Write(".gitignore", "bin/\nobj/\n").Write("Broken.cs", "class Broken { int x = none; Kernel.Frag frag; }\n");
        tree.Commit("broken");
        File.Delete(tree.Folder.PathOf("Broken.cs"));
        ToolRun run = (await tree.CheckAsync("--since", "broken")).Exits(3);
        Assert.Contains("--since broken: not all of it can be checked, so that nobody can say what is new:", run.Error);
        Assert.Contains("Broken.cs(1,24): error CS0103", run.Error);
        Assert.Contains("Give a revision that compiles.", run.Error);
        Assert.Equal(" D Broken.cs\n", tree.Git("status", "--porcelain"));
        Assert.Single(tree.Git("worktree", "list").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>Known findings in what the compiler itself understands.</summary>
public sealed class SuppressionTests
{
    private const string Attributes = "GlobalSuppressions.cs";

    private static string[] AttributesOf(Folder folder) => [.. folder.Read(Attributes).Split('\n').Where(line => line.StartsWith("[assembly:", StringComparison.Ordinal))];

    [Fact]
    public async Task TheyAreWrittenOnceHeldToTheirNumberAndOnlyBecomeFewer()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("Net/Other.cs", Sources.Driver.Replace("class Card", "class Other"));
        ToolRun written = (await folder.CheckAsync("--write-suppressions")).Exits(0);
        Assert.Contains("4 known findings suppressed in GlobalSuppressions.cs. A project that lists its files has to list a new one.", written.Lines);
        Assert.Equal(
            [
                "[assembly: SuppressMessage(\"FragApi.Accessors\", \"FRAG1001:Reference taken on a fragment's page by hand\", Justification = \"fragapi: 1 known\", Scope = \"member\", Target = \"~M:Drivers.Card.Clone(Kernel.SkBuff,System.Int32)~System.Boolean\")]",
                "[assembly: SuppressMessage(\"FragApi.Accessors\", \"FRAG1002:Reference dropped on a fragment's page by hand\", Justification = \"fragapi: 1 known\", Scope = \"member\", Target = \"~M:Drivers.Card.Clone(Kernel.SkBuff,System.Int32)~System.Boolean\")]",
            ],
            AttributesOf(folder)[..2]);
        Assert.Equal(["No findings in 4 files."], (await folder.CheckAsync()).Exits(0).Lines);

        // One more in a member where one is known: nobody can tell which is the new one.
        string more = Sources.Driver.Replace("            return", "            Mm.GetPage(skb.Info.Frags[0].Page);\n            return");
        folder.Write("Net/Card.cs", more);
        ToolRun tooMany = (await folder.CheckAsync()).Exits(1);
        Assert.Contains(tooMany.Lines, line => line.EndsWith(": FRAG1001 in M:Drivers.Card.Clone(Kernel.SkBuff,System.Int32)~System.Boolean: 2 where 1 known; all of them are reported.", StringComparison.Ordinal));
        Assert.Equal(["Net/Card.cs(10,13)", "Net/Card.cs(9,13)"], tooMany.Lines.Where(line => line.Contains("warning FRAG1001", StringComparison.Ordinal)).Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal));

        // What is silenced where it stands counts for nothing.
        folder.Write("Net/Card.cs", more.Replace("            Mm.GetPage(skb.Info.Frags[0].Page);", "#pragma warning disable FRAG1001\n            Mm.GetPage(skb.Info.Frags[0].Page);\n#pragma warning restore FRAG1001"));
        (await folder.CheckAsync()).Exits(0);

        // A second writing adds nothing.
        string before = folder.Read(Attributes);
        folder.Write("Net/New.cs", Sources.Driver.Replace("class Card", "class New"));
        Assert.Contains("Suppressions of known findings only become fewer: what is found was not added. Mend it, or suppress it where it is; to begin anew, delete the attributes.", (await folder.CheckAsync("--write-suppressions")).Exits(1).Lines);
        Assert.Equal(before, folder.Read(Attributes));
        File.Delete(folder.PathOf("Net/New.cs"));

        // A mended one is said to be stale, and taken out.
        folder.Write("Net/Card.cs", Sources.Driver).Write("Net/Other.cs", Sources.Clean.Replace("class Clean", "class Other"));
        ToolRun stale = (await folder.CheckAsync()).Exits(0);
        Assert.Equal(2, stale.Lines.Count(line => line.Contains("stale suppression: FRAG100", StringComparison.Ordinal) && line.Contains("Drivers.Other.Clone", StringComparison.Ordinal) && line.EndsWith("1 known, 0 found; --write-suppressions takes it out.", StringComparison.Ordinal)));
        Assert.Contains("2 no longer found, taken out of GlobalSuppressions.cs.", (await folder.CheckAsync("--write-suppressions")).Exits(0).Lines);
        Assert.Equal(2, AttributesOf(folder).Length);
        Assert.DoesNotContain("Other", folder.Read(Attributes));
        Assert.Equal(["No findings in 4 files."], (await folder.CheckAsync()).Exits(0).Lines);
    }

    [Fact]
    public async Task AFileThatIsThereIsAddedTo()
    {
        using Folder folder = Folder.WithKernel();
        const string Mine = "// mine\r\nusing System;\r\n\r\n[assembly: CLSCompliant(false)]\r\n\r\nnamespace Mine { }\r\n";
        folder.Write("Net/Card.cs", Sources.Driver).Write(Attributes, Mine);
        (await folder.CheckAsync("--write-suppressions")).Exits(0);
        string text = folder.Read(Attributes);
        Assert.StartsWith("// mine\r\nusing System;\r\n\r\n[assembly: CLSCompliant(false)]\r\n[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(", text);
        Assert.EndsWith("\r\n\r\nnamespace Mine { }\r\n", text);
        Assert.DoesNotContain('\n', text.Replace("\r\n", ""));
        (await folder.CheckAsync()).Exits(0);
    }

    [Fact]
    public async Task WhatSomebodyElseSuppressesIsNotCounted()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write(Attributes, """
            using System.Diagnostics.CodeAnalysis;
            [assembly: SuppressMessage("FragApi.Accessors", "FRAG1001", Justification = "we know", Scope = "member", Target = "~M:Drivers.Card.Clone(Kernel.SkBuff,System.Int32)~System.Boolean")]
            [assembly: SuppressMessage("FragApi.Accessors", "FRAG1002", Justification = "fragapi: 5 knowns", Scope = "member", Target = "~M:Drivers.Card.None")]

            """);
        ToolRun run = (await folder.CheckAsync()).Exits(1);
        Assert.DoesNotContain(run.Lines, line => line.Contains("suppression", StringComparison.Ordinal));
        Assert.Contains("1 finding in 1 file.", run.Lines);
    }

    /// <summary>The point of it: five old findings, and still <c>-warnaserror</c>.</summary>
    [Fact]
    public async Task TheBuildHoldsTheGateByItself()
    {
        using Folder folder = Folder.WithKernel();
        string analyzers = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        folder.Write("Net/Card.cs", Sources.Driver).Write("Tree.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><Analyzer Include="{analyzers}/FragApi.Analyzers.dll" /></ItemGroup>
            </Project>
            """);
        (await folder.CheckAsync("--write-suppressions")).Exits(0);
        Assert.Equal(0, await BuildAsync());
        folder.Write("Net/New.cs", Sources.Driver.Replace("class Card", "class New"));
        Assert.Equal(1, await BuildAsync());

        async Task<int> BuildAsync()
        {
            ProcessStartInfo start = new("dotnet", ["build", "-warnaserror", "-nologo", "-v:q"]) { WorkingDirectory = folder.Root, RedirectStandardOutput = true };
            foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
            using Process build = Process.Start(start)!;
            string output = await build.StandardOutput.ReadToEndAsync();
            await build.WaitForExitAsync();
            Assert.Equal(build.ExitCode != 0, output.Contains("Net/New.cs(9,13): error FRAG1001", StringComparison.Ordinal));
            Assert.DoesNotContain("Net/Card.cs", output);
            return build.ExitCode;
        }
    }
}

/// <summary><c>explain --site</c>: why a line is seen as it is.</summary>
public sealed class ExplainSiteTests
{
    private static async Task<string> ExplainAsync(Folder folder, string site) => (await Tool.RunAsync(folder.Root, "explain", "--site", site, folder.Root)).Exits(0).Out;

    [Fact]
    public async Task ItSaysStatusRolesAndWhereTheyComeFrom()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver);
        string text = await ExplainAsync(folder, "Net/Card.cs:9");
        Assert.StartsWith("Net/Card.cs(9): Mm.GetPage(skb.Info.Frags[i].Page);\n", text);
        Assert.Contains("(9,13) FRAG1001 converted: becomes SkbFrag.Ref(skb, i)", text);
        Assert.Contains("(9,13) warning FRAG1001:", text);
        Assert.Contains("Mm.GetPage: page-get, by [PageGet] at Kernel/Kernel.cs(", text);
        Assert.Contains("Frag.Page: fragment-page, by [FragmentPage] at Kernel/Kernel.cs(", text);
        Assert.Contains("SharedInfo: fragment-container, by [FragmentContainer] at Kernel/Kernel.cs(", text);
        Assert.Contains("Mm.GetPage: known: 'page' gets a reference more", text);

        Assert.Contains("(10,20) FRAG1002 needs-human: the result is used, and 'SkbFrag.Unref' does not return it", await ExplainAsync(folder, "Net/Card.cs:10"));
    }

    [Fact]
    public async Task ItSaysWhyABodyIsNotFollowedAndWhatSuppresses()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("FragApi.Bindings.txt", "owned  M:Drivers.Calls.Take\n").Write("Calls.cs", """
            using System;
            using Kernel;
            namespace Drivers
            {
                public class Calls
                {
                    public Page Take() { return new Page(); }
                    internal static void Own(Page page) { }
                    public static void Open(Page page) { }
                    public virtual void Replaced(Page page) { }
                    public void All(Action<Page> act, Page p)
                    {
                        Own(p); Open(p); Replaced(p); act(p); GC.KeepAlive(p); Take();
            #pragma warning disable FRAG1001
                        Mm.GetPage(new SkBuff().Info.Frags[0].Page);
            #pragma warning restore FRAG1001
            #if NEVER
                        Mm.GetPage(new SkBuff().Info.Frags[0].Page);
            #endif
                    }
                }
            }
            """);
        string text = await ExplainAsync(folder, "Calls.cs:13");
        Assert.Contains("Calls.Own: its body is followed: nobody outside can replace it (internal, at Calls.cs(8))", text);
        Assert.Contains("Calls.Open: its body is not followed: others may call it (public, at Calls.cs(9))", text);
        Assert.Contains("Calls.Replaced: its body is not followed: others may replace it", text);
        Assert.Contains("Action.Invoke: its body is not followed: which method a delegate calls is known only at run time", text);
        Assert.Contains("Calls.Take: owned (its result), by FragApi.Bindings.txt(1)", text);
        Assert.Contains("suppressed by #pragma warning disable", await ExplainAsync(folder, "Calls.cs:15"));
        Assert.Contains("skipped: suppressed, or turned off in the configuration", await ExplainAsync(folder, "Calls.cs:15"));
        Assert.Contains("#if disables this line there", await ExplainAsync(folder, "Calls.cs:18"));
        Assert.Contains("no role: nothing in this line is annotated or bound", await ExplainAsync(folder, "Calls.cs:12"));
    }

    [Theory]
    [InlineData("Net/Card.cs", "give FILE:LINE")]
    [InlineData("Net/Card.cs:x", "give FILE:LINE")]
    [InlineData("Net/Card.cs:999", "lines.")]
    [InlineData("Net/None.cs:1", "there is no file Net/None.cs")]
    [InlineData("readme.txt:1", "no project that was given compiles readme.txt")]
    public async Task WhatIsNoLineIsSaid(string site, string message)
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Net/Card.cs", Sources.Driver).Write("readme.txt", "x");
        Assert.Contains(message, (await Tool.RunAsync(folder.Root, "explain", "--site", site)).Exits(2).Error);
    }
}
