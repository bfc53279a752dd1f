using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Cli.Loading;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>Checks in parts, and the parts' reports made one.</summary>
[Collection(LoggedTreeTests.Name)]
public sealed class ShardTests(LoggedTree tree)
{
    [Fact]
    public async Task PartsAreTogetherWhatOneRunIs()
    {
        using Folder folder = new();
        ToolRun one = await Tool.RunAsync(folder.Root, "check", tree.Log, "--format", "json", "--sarif", "one.sarif");
        one.Exits(1);
        for (int part = 1; part <= 3; part++)
        {
            // The verdict is for the whole.
            ToolRun run = (await Tool.RunAsync(folder.Root, "check", tree.Log, "--shard", $"{part}/3", "--format", "json", "--sarif", $"{part}.sarif")).Exits(0);
            folder.Write($"{part}.json", run.Out);
        }

        // A file of two projects that are in two parts: what one of them compiles is not disabled in the other.
        Assert.All((string[])["2.json", "3.json"], part => Assert.Contains("Shared.cs\",\n      \"line\": 10", folder.Read(part), StringComparison.Ordinal));

        ToolRun json = (await Tool.RunAsync(folder.Root, "merge", "3.json", "1.json", "2.json", "--format", "json", "--sarif", "merged.sarif")).Exits(1);
        Assert.Equal(one.Out, json.Out);
        Assert.Equal(folder.Read("one.sarif"), folder.Read("merged.sarif"));
        Assert.Equal(one.Error.Split('\n')[^2], json.Error.Split('\n')[^2]);

        ToolRun sarif = (await Tool.RunAsync(folder.Root, "merge", "1.sarif", "2.sarif", "3.sarif", "--format", "json")).Exits(1);
        Assert.Equal(one.Out, sarif.Out);

        await WrongPartsAreNamed(folder);
    }

    private static async Task WrongPartsAreNamed(Folder folder)
    {
        folder.Write("other.json", folder.Read("1.json").Replace("\"shard\": \"1/3\"", "\"shard\": \"2/3\"", StringComparison.Ordinal).Replace("\"failOn\": \"warning\"", "\"failOn\": \"error\"", StringComparison.Ordinal));
        folder.Write("none.json", "{ \"version\": 1, \"findings\": [] }").Write("broken.json", "{");
        foreach ((string message, string[] files) in new (string, string[])[]
        {
            ("part 2/3 is missing: what is in it would be passed over.", ["1.json", "3.json"]),
            ("1.json: part 1/3 is there twice; the other is 1.json.", ["1.json", "1.json", "2.json"]),
            ("other.json: it was checked with other options than 1.json.", ["1.json", "other.json", "3.json"]),
            ("none.json: this is no report of a part.", ["none.json"]),
            ("broken.json(1): this is no report of a part:", ["broken.json"]),
            ("nowhere.json: it could not be read:", ["nowhere.json"]),
        })
        {
            Assert.Contains(message, (await Tool.RunAsync(folder.Root, ["merge", .. files])).Exits(2).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ABaselineIsHeldAgainstTheWholeAndALossInAPartIsALoss()
    {
        using Folder elsewhere = tree.Elsewhere();
        File.Delete(elsewhere.PathOf("Two/Matcher.cs"));
        string[] log = [tree.Log, "--map", $"{tree.Root}={elsewhere.Root}"];
        // A whole one first, so that some of its entries are stale and others known.
        (await Tool.RunAsync(tree.Root, "check", tree.Log, "--rules", "FRAG1001,FRAG1006", "--baseline", elsewhere.PathOf("one.baseline"), "--update-baseline")).Exits(0);
        File.Copy(elsewhere.PathOf("one.baseline"), elsewhere.PathOf("merged.baseline"));

        ToolRun one = (await Tool.RunAsync(elsewhere.Root, ["check", .. log, "--baseline", "one.baseline", "--update-baseline"])).Exits(3);
        foreach (string part in (string[])["1/2", "2/2"])
            elsewhere.Write($"{part[0]}.json", (await Tool.RunAsync(elsewhere.Root, ["check", .. log, "--shard", part, "--format", "json"])).Out);
        ToolRun merged = (await Tool.RunAsync(elsewhere.Root, "merge", "1.json", "2.json", "--baseline", "merged.baseline", "--update-baseline")).Exits(3);
        Assert.Equal(one.Out.Replace("one.baseline", "merged.baseline", StringComparison.Ordinal), merged.Out);
        Assert.Equal(elsewhere.Read("one.baseline"), elsewhere.Read("merged.baseline"));
        Assert.Contains("Two.csproj could not be loaded", merged.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shard 0/2: it takes K/N", "--shard", "0/2")]
    [InlineData("--shard 3/2: it takes K/N", "--shard", "3/2")]
    [InlineData("--shard two: it takes K/N", "--shard", "two")]
    [InlineData("give --baseline to 'fragapi merge'", "--shard", "1/2", "--baseline", "b.json")]
    [InlineData("is one compilation: there are no projects to split.", "--shard", "1/2", "--loose")]
    public async Task APartThatCannotBeIsAnError(string message, params string[] options) =>
        Assert.Contains(message, (await Tool.RunAsync(tree.Root, ["check", .. options])).Exits(2).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryProjectIsInOnePartWithAllThatItRefersTo(int count)
    {
        using Folder folder = new();
        Capture whole = Whole(folder);
        List<Capture> parts = [.. Enumerable.Range(1, count).Select(index => ShardPlan.PartOf(folder.Root, whole, new Shard(index, count), new SourceStore()))];
        Assert.Equal(whole.Requested.Order(Comparer<RequestedProject>.Create((one, other) => string.CompareOrdinal(one.Project, other.Project))), parts.SelectMany(part => part.Requested).OrderBy(project => project.Project, StringComparer.Ordinal));
        Assert.Single(parts.Select(part => part.Part!.Plan).Distinct());
        foreach (Capture part in parts)
        {
            HashSet<string> names = [.. part.Calls.Select(call => Path.GetFileNameWithoutExtension(call.Project))];
            Assert.All(part.Requested, project => Assert.Contains(Path.GetFileNameWithoutExtension(project.Project), names));
            if (names.Contains("C"))
                Assert.Superset(new HashSet<string> { "A", "B" }, names);
            // One file of known findings is in both.
            Assert.Equal(part.Requested.Any(project => project.Project.EndsWith("D.csproj", StringComparison.Ordinal)), part.Requested.Any(project => project.Project.EndsWith("F.csproj", StringComparison.Ordinal)));
        }

        if (count > 1)
            Assert.True(parts.Count(part => !part.Requested.IsEmpty) > 1);
    }

    [Fact]
    public void APlanIsOfOneStateOfTheCode()
    {
        using Folder folder = new();
        Capture whole = Whole(folder);
        string plan = PlanOf(whole, 2);
        Assert.Equal(plan, PlanOf(whole with { Calls = [.. whole.Calls.Reverse()] }, 2));
        Assert.NotEqual(plan, PlanOf(whole, 3));
        Assert.NotEqual(plan, PlanOf(whole with { Calls = whole.Calls.RemoveAt(5) }, 2));
        Assert.NotEqual(plan, PlanOf(whole with { Calls = whole.Calls.SetItem(5, whole.Calls[5] with { Arguments = whole.Calls[5].Arguments.Add("More.cs") }) }, 2));

        string PlanOf(Capture capture, int count) => ShardPlan.PartOf(folder.Root, capture, new Shard(1, count), new SourceStore()).Part!.Plan;
    }

    /// <summary>A, B that refers to A, C that refers to B; D, E and F by themselves, of which D and F compile a file of known findings.</summary>
    private static Capture Whole(Folder folder)
    {
        folder.Write("Known.cs", "// fragapi: 2 known\n").Write("Both.cs", "class Both { }\n");
        ImmutableArray<CompilerCall> calls = [Call("A", ""), Call("B", "A"), Call("C", "B"), Call("D", "", "../Known.cs"), Call("E", "", "../Both.cs"), Call("F", "", "../Known.cs")];
        return new Capture(calls, [.. calls.Select(call => new RequestedProject(call.Project, "net10.0", "C#"))], []);

        CompilerCall Call(string name, string other, params string[] sources)
        {
            string built = folder.PathOf($"{name}/obj/{name}.dll");
            return new CompilerCall(
                folder.PathOf($"{name}/{name}.csproj"), "net10.0", [built], built, folder.PathOf($"{name}/obj/"), [],
                [$"/out:{built}", .. other.Length > 0 ? [$"/reference:{folder.PathOf($"{other}/obj/{other}.dll")}"] : Array.Empty<string>(), "One.cs", "Two.cs", .. sources]);
        }
    }
}
