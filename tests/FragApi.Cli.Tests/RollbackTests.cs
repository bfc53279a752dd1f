using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>A site that would not compile when converted is backed out by itself; nothing else in the file is lost.</summary>
public sealed class RollbackTests
{
    private const string Both = "Mm.GetPage(frag.Page);\nMm.PutPage(frag.Page);\nfrag.Size = len;";

    [Fact]
    public async Task AnObsoleteAccessorIsAnErrorOnlyWhereWarningsAre()
    {
        string kernel = Sources.Kernel.Text.Replace("public static void Ref(in Frag frag)", "[System.Obsolete(\"use Hold\")] public static void Ref(in Frag frag)", StringComparison.Ordinal)
            .Replace("{ Ref(skb.Info.Frags[f]); }", "{ Mm.GetPage(skb.Info.Frags[f].Page); }", StringComparison.Ordinal);
        using SourceTree tree = SourceTree.Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", ("A.cs", Sources.Around(Both, "A")), ("B.cs", Sources.Around(Both, "B").Replace("using Kernel;", "#pragma warning disable CS0618\nusing Kernel;", StringComparison.Ordinal)));
        tree.Add(("Kernel.cs", kernel));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(1).Prints("needs a human:", "CS0618");
        PlanSite left = Assert.Single(plan.Of("needs-human"));
        Assert.Equal(("A.cs", "FRAG1001"), (left.File, left.Rule));
        Assert.Contains("converted, it would not compile: CS0618", left.Reason, StringComparison.Ordinal);
        Assert.Contains("Mm.GetPage(frag.Page);\n        SkbFrag.Unref(frag);\n        SkbFrag.SetSize(ref frag, len);", tree.Read("A.cs"), StringComparison.Ordinal);
        Assert.Contains("SkbFrag.Ref(frag);\n        SkbFrag.Unref(frag);", tree.Read("B.cs"), StringComparison.Ordinal);
        (await Tool.DotNetAsync(tree.Folder, "build", "-v", "q", "-nologo")).Exits(0);
    }

    [Fact]
    public async Task ALocalThatHidesTheAccessorsAndAnInaccessibleAccessor()
    {
        using SourceTree tree = SourceTree.Loose(
            ("Hidden.cs", Sources.Around("int SkbFrag = len;\n" + Both + "\nlen = SkbFrag;", "Hidden")),
            ("Nested.cs", Sources.Around(Both, "Nested", members: "private class SkbFrag { }")),
            ("Plain.cs", Sources.Around(Both, "Plain")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        // Whatever a site becomes, it is one of: an accessor named in full, or left with a reason.
        Assert.True(outcome.ExitCode is 0 or 1, outcome.ToString());
        Assert.Equal(3, plan.Of("converted").Count(site => site.File == "Plain.cs"));
        foreach (string file in new[] { "Hidden.cs", "Nested.cs" })
        {
            Assert.Equal(3, plan.Sites.Count(site => site.File == file));
            Assert.All(plan.Of("converted").Where(site => site.File == file), site => Assert.Contains("Kernel.SkbFrag.", site.After, StringComparison.Ordinal));
        }

        (Outcome _, PlanFile again) = await tree.ConvertAsync();
        Assert.Empty(again.Of("converted"));
    }

    [Fact]
    public async Task AnAccessorThatOnlyOneProjectMayCall()
    {
        using SourceTree tree = new();
        tree.Add(
            ("Kernel/Kernel.csproj", Sources.Project()),
            ("Kernel/Kernel.cs", Sources.Kernel.Text.Replace("public static void Ref(in Frag frag)", "internal static void Ref(in Frag frag)", StringComparison.Ordinal)),
            ("Kernel/Annotations.cs", Sources.Annotations.Text),
            ("Kernel/Inside.cs", Sources.Around(Both, "Inside")),
            ("App/App.csproj", Sources.Project(items: "<ProjectReference Include=\"../Kernel/Kernel.csproj\" />")),
            ("App/Outside.cs", Sources.Around(Both, "Outside")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(1);
        Assert.Equal(["Kernel/Inside.cs"], plan.Of("converted").Where(site => site.Rule == "FRAG1001").Select(site => site.File));
        PlanSite left = Assert.Single(plan.Of("needs-human"));
        Assert.Equal(("App/Outside.cs", "FRAG1001"), (left.File, left.Rule));
        Assert.Contains("SkbFrag.Unref(frag);", tree.Read("App/Outside.cs"), StringComparison.Ordinal);
        (await Tool.DotNetAsync(tree.Folder, "build", "App", "-v", "q", "-nologo")).Exits(0);
    }

    [Fact]
    public async Task ErrorsThatWereThereBeforeAreNoReasonInALooseTree()
    {
        using SourceTree tree = SourceTree.Loose(("Broken.cs", Sources.Around("Unknown.Thing(frag);\n" + Both + "\nint x = \"no\";", "Broken")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(0);
        Assert.Equal(3, plan.Summary.Converted);
        Assert.Contains("Unknown.Thing(frag);\n        SkbFrag.Ref(frag);", tree.Read("Broken.cs"), StringComparison.Ordinal);
    }
}
