using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>The plan, the diff and the numbers agree with each other, with git, and with what is written.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task ADriverWithOneOfEachIsConvertedAndTheSecondRunHasNothingToDo()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Summary.Converted);
        Assert.Equal(1, plan.Summary.Files);
        Assert.Equal(0, plan.Summary.NeedsHuman);
        // The accessors are in the same compilation, and imported: their names are short.
        Assert.Contains("                SkbFrag.Ref(frag);", tree.Read("Driver.cs"), StringComparison.Ordinal);
        Assert.DoesNotContain("Kernel.SkbFrag", tree.Read("Driver.cs"), StringComparison.Ordinal);
        Assert.Equal(["FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007"], plan.Of("converted").Select(site => site.Rule).Distinct().Order());

        (Outcome again, PlanFile second) = await tree.ConvertAsync();
        again.Exits(0).Prints("Nothing to convert.");
        Assert.Equal((0, 0, 0), (second.Summary.Files, second.Summary.Insertions, second.Summary.Deletions));
        Assert.Empty(second.Of("converted"));
        Assert.Equal(plan.Summary.Already + plan.Summary.Converted, second.Summary.Already);
        Assert.Equal(plan.Summary.Skipped, second.Summary.Skipped);
    }

    [Fact]
    public async Task TheDiffIsWhatIsWrittenAndCountedAsGitCounts()
    {
        using SourceTree tree = SourceTree.Loose(
            ("Driver.cs", Sources.Driver()),
            ("sub dir/Überträger.cs", Sources.Driver("Uber")),
            ("Windows.cs", Sources.Driver("Windows").ReplaceLineEndings("\r\n")),
            ("NoEnd.cs", Sources.Driver("NoEnd").TrimEnd()),
            ("First.cs", "using Kernel; class First { static void M(ref Frag frag) { Mm.GetPage(frag.Page); } }"),
            ("Mixed.cs", "using Kernel;\r\nclass Mixed\n{\n    static void M(ref Frag frag)\r\n    {\r        Mm.GetPage(frag.Page);\r\n    }\n}"));
        await tree.CommitAsync();
        (Outcome dry, PlanFile plan) = await tree.ConvertAsync();
        dry.Exits(0);
        int end = dry.Out.LastIndexOf("\nrule ", StringComparison.Ordinal);
        Assert.True(end > 0, dry.Out);
        string diff = Path.Combine(tree.Folder, "..", "printed.diff");
        File.WriteAllText(diff, dry.Out[..(end + 1)].TrimEnd(' '));
        (await tree.RunAsync("convert", ".", "--diff", Path.Combine(tree.Folder, "..", "file.diff"))).Exits(0);
        Assert.Equal(File.ReadAllText(Path.Combine(tree.Folder, "..", "file.diff")), File.ReadAllText(diff));
        (await Tool.GitAsync(tree.Folder, "apply", "--check", diff)).Exits(0);

        (Outcome written, PlanFile _) = await tree.ConvertAsync("--write");
        written.Exits(0);
        SortedDictionary<string, string> byTool = tree.Snapshot();
        string shortstat = (await Tool.GitAsync(tree.Folder, "diff", "--shortstat")).Out;
        Assert.Contains(shortstat.TrimEnd(), dry.Out, StringComparison.Ordinal);
        Assert.Contains(shortstat.TrimEnd(), written.Out, StringComparison.Ordinal);
        Assert.Equal($" {plan.Summary.Files} files changed, {plan.Summary.Insertions} insertions(+), {plan.Summary.Deletions} deletions(-)", shortstat.TrimEnd());

        (await Tool.GitAsync(tree.Folder, "checkout", "-q", ".")).Exits(0);
        (await Tool.GitAsync(tree.Folder, "apply", diff)).Exits(0);
        Assert.Equal(byTool, tree.Snapshot());
    }

    [Fact]
    public async Task PlacesTextsAndResultsAreThoseOfTheFile()
    {
        using SourceTree tree = SourceTree.Loose(("a/Driver.cs", Sources.Driver()));
        (Outcome _, PlanFile plan) = await tree.ConvertAsync();
        Dictionary<string, string[]> lines = plan.Sites.Select(site => site.File).Distinct().ToDictionary(file => file, file => tree.Read(file).Split('\n'));
        Assert.All(plan.Sites.Where(site => site.Status != "converted"), site => Assert.StartsWith(site.Before.Split('\n')[0], lines[site.File][site.Line - 1][(site.Column - 1)..], StringComparison.Ordinal));
        await tree.ConvertAsync("--write");
        string written = tree.Read("a/Driver.cs");
        Assert.All(plan.Of("converted"), site => Assert.Contains(site.After!, written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheTablesAddUp()
    {
        using SourceTree tree = SourceTree.Loose(
            ("Driver.cs", Sources.Driver()),
            ("Slot.cs", Sources.Around("ref Page slot = ref frag.Page; slot = null;", "Slot")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Exits(1).Prints("needs a human:", "Slot.cs(8,29): ", "1 site needs a human.");
        Dictionary<string, int[]> rows = Regex.Matches(outcome.Out, @"^(?<name>FRAG\d{4}|all) .*?(?<n> +\d+){5} *$", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["n"].Captures.Select(number => int.Parse(number.Value)).ToArray());
        Assert.Equal([plan.Summary.Sites, plan.Summary.Converted, plan.Summary.Already, plan.Summary.Skipped, plan.Summary.NeedsHuman], rows["all"]);
        foreach ((string rule, int[] row) in rows.Where(row => row.Key != "all"))
        {
            PlanSite[] sites = [.. plan.Sites.Where(site => site.Rule == rule)];
            Assert.Equal([sites.Length, .. new[] { "converted", "already", "skipped", "needs-human" }.Select(status => sites.Count(site => site.Status == status))], row);
        }

        Assert.Equal(plan.Sites.Select(site => site.Rule).Distinct().Order(), rows.Keys.Where(rule => rule != "all").Order());
    }

    [Fact]
    public async Task DryRunsWriteNothing()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("convert")).Exits(0).Prints("Nothing was written.", "fragapi convert --write");
        (await tree.RunAsync("seal")).Exits(1);
        Assert.Equal(before, tree.Snapshot());
    }

    [Fact]
    public async Task ATreeWithoutFragmentsSaysSo()
    {
        using SourceTree tree = new();
        tree.Add(("A.cs", "class A { int Page; int M() => Page; }"));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Exits(0).Prints("No fragment is used anywhere.");
        Assert.Empty(plan.Sites);
    }

    /// <summary>What stands in a site without a fix is left with it, and is counted all the same; so is a method that is taken as a delegate.</summary>
    [Fact]
    public async Task AReadInASiteThatNeedsAHumanHasItsOwnEntry()
    {
        using SourceTree tree = SourceTree.Loose();
        tree.Add(("Pin.cs", """
            using System;
            using FragApi;
            using Kernel;

            static class Pins
            {
                [PageGet] static void Pin(this Page page, int version) { page.Count += version; }
                static void Nested(ref Frag frag) { frag.Page.Pin(frag.Page.Count); }
                static Action<int> Group(Frag frag) => frag.Page.Pin;
            }

            """));
        (_, PlanFile plan) = await tree.ConvertAsync();
        PlanSite[] here = [.. plan.Sites.Where(site => site.File == "Pin.cs")];
        Assert.Equal(
            [("FRAG1001", "frag.Page.Pin(frag.Page.Count)"), ("FRAG1006", "frag.Page"), ("FRAG1001", "frag.Page.Pin")],
            here.Select(site => (site.Rule, site.Before)));
        Assert.All(here, site => Assert.Equal("needs-human", site.Status));
        Assert.Contains("stands in a site that has no fix", here[1].Reason, StringComparison.Ordinal);
    }
}
