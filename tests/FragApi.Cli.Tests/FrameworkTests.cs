using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>Several target frameworks, and files that several projects share: each text once, and right for all that compile it.</summary>
public sealed class FrameworkTests
{
    private const string Two = "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><LangVersion>8</LangVersion>";

    private static SourceTree Tree(params (string Path, string Text)[] files)
    {
        SourceTree tree = SourceTree.Loose(files);
        tree.Add(("Tree.csproj", Sources.Project(framework: Two)));
        return tree;
    }

    [Fact]
    public async Task EveryArmIsConvertedInOneRunAndSharedCodeOnce()
    {
        using SourceTree tree = Tree(("Arms.cs", Sources.Around("""
            #if NET
            Mm.GetPage(frag.Page);
            #else
            Mm.PutPage(frag.Page);
            #endif
            #if NEVER
            Mm.GetPage(frag.Page);
            #endif
            frag.Size = len;
            """)));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(1);
        Assert.Equal(["FRAG1001", "FRAG1002", "FRAG1007"], plan.Of("converted").Select(site => site.Rule));
        // The arm of the other framework is no disabled text; the one that nobody compiles is.
        PlanSite disabled = Assert.Single(plan.Of("needs-human"));
        Assert.Equal(("FRAG1011", 14), (disabled.Rule, disabled.Line));
        string text = tree.Read("Arms.cs");
        Assert.Contains("SkbFrag.Ref(frag);", text, StringComparison.Ordinal);
        Assert.Contains("SkbFrag.Unref(frag);", text, StringComparison.Ordinal);
        Assert.Contains("SkbFrag.SetSize(ref frag, len);", text, StringComparison.Ordinal);
        Assert.Contains("Mm.GetPage(frag.Page);", text, StringComparison.Ordinal);
        (await Tool.DotNetAsync(tree.Folder, "build", "-v", "q", "-nologo")).Exits(0);
        (Outcome _, PlanFile again) = await tree.ConvertAsync();
        Assert.Empty(again.Of("converted"));
        Assert.Equal(plan.Summary.Already + plan.Summary.Converted, again.Summary.Already);
    }

    [Fact]
    public async Task WhatOneFrameworkCannotCompileIsBackedOutByItself()
    {
        using SourceTree tree = Tree(("Shared.cs", Sources.Around("Mm.GetPage(frag.Page);\nMm.PutPage(frag.Page);")));
        tree.Add(("Kernel.cs", Sources.Kernel.Text.Replace("public static void Ref(in Frag frag)", "\n#if NETSTANDARD\n[System.Obsolete(\"gone\", true)]\n#endif\npublic static void Ref(in Frag frag)", StringComparison.Ordinal)
            .Replace("{ Ref(skb.Info.Frags[f]); }", "{ Mm.GetPage(skb.Info.Frags[f].Page); }", StringComparison.Ordinal)));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(1);
        PlanSite left = Assert.Single(plan.Of("needs-human"));
        Assert.Equal("FRAG1001", left.Rule);
        Assert.Contains("CS0619", left.Reason, StringComparison.Ordinal);
        Assert.Contains("Mm.GetPage(frag.Page);\n        SkbFrag.Unref(frag);", tree.Read("Shared.cs"), StringComparison.Ordinal);
        (await Tool.DotNetAsync(tree.Folder, "build", "-v", "q", "-nologo")).Exits(0);
    }

    [Fact]
    public async Task AFileThatTwoProjectsShareIsConvertedOnceAndCountedOnce()
    {
        using SourceTree tree = new();
        const string Linked = "<Compile Include=\"../shared/*.cs\" Link=\"%(Filename).cs\" />";
        tree.Add(
            ("shared/Kernel.cs", Sources.Kernel.Text), ("shared/Annotations.cs", Sources.Annotations.Text), ("shared/Driver.cs", Sources.Driver()),
            ("shared/Arm.cs", Sources.Around("#if ONE\nMm.GetPage(frag.Page);\n#elif TWO\nMm.PutPage(frag.Page);\n#endif")),
            ("One/One.csproj", Sources.Project("<DefineConstants>$(DefineConstants);ONE</DefineConstants>", Linked)),
            ("Two/Two.csproj", Sources.Project("<DefineConstants>$(DefineConstants);TWO</DefineConstants>", Linked)),
            ("All.sln", Sources.Solution("One/One.csproj", "Two/Two.csproj")));
        // The diff of a project with files from beside it applies where it says that it does. The other one's arm is nobody's here.
        string diff = tree.PathOf("one.diff");
        (await tree.RunAsync("convert", "One/One.csproj", "--diff", diff)).Exits(1);
        Assert.StartsWith($"Paths are relative to {tree.Folder}, where this applies.\ndiff --git a/shared/", File.ReadAllText(diff), StringComparison.Ordinal);
        (await Tool.GitAsync(tree.Folder, "apply", "--check", diff)).Exits(0);

        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("All.sln", "--write");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver + 2, plan.Summary.Converted);
        Assert.Equal(2, plan.Summary.Files);
        (Outcome _, PlanFile again) = await tree.ConvertAsync("All.sln");
        Assert.Empty(again.Of("converted"));
        Assert.Equal(plan.Summary.Already + plan.Summary.Converted, again.Summary.Already);
    }

    [Fact]
    public async Task SealingSeesEveryArm()
    {
        using SourceTree tree = Tree(("Arms.cs", Sources.Around("#if NET\nMm.GetPage(frag.Page);\n#else\nMm.PutPage(frag.Page);\n#endif")));
        Outcome missed = (await tree.RunAsync("seal", ".", "--write")).Exits(1);
        missed.Prints("Arms.cs(9,9): Mm.GetPage(frag.Page): FRAG1001: ", "FRAG1001", "FRAG1002", "2 missed cases", "Nothing was written.");
        await tree.ConvertAsync("--write");
        (await tree.RunAsync("seal", ".", "--write")).Exits(0).Prints("No missed case. Written.");
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(tree.Read("Kernel.cs"), "FragPage<Page> Page;").Cast<object>());
        (await Tool.DotNetAsync(tree.Folder, "build", "-v", "q", "-nologo")).Exits(0);
    }
}
