using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>Projects are loaded as their own build compiles them, whatever they are made of, built or not.</summary>
public sealed class LoadingTests
{
    private const string Get = "Mm.GetPage(frag.Page);";

    /// <summary>Where a raw get is converted, as file names.</summary>
    private static string Converted(PlanFile plan) =>
        string.Join(' ', plan.Of("converted").Select(site => Path.GetFileNameWithoutExtension(site.File)).Distinct().Order(StringComparer.Ordinal));

    /// <summary>A kernel project, one that refers to it, and one outside of the solution that both stand in.</summary>
    private static SourceTree Solution()
    {
        SourceTree tree = new();
        tree.Add(
            ("kernel/Kernel.csproj", Sources.Project()), ("kernel/Kernel.cs", Sources.Kernel.Text), ("kernel/Annotations.cs", Sources.Annotations.Text), ("kernel/Inner.cs", Sources.Around(Get, "Inner")),
            ("app/App.csproj", Sources.Project(items: "<ProjectReference Include=\"../kernel/Kernel.csproj\" />")), ("app/App.cs", Sources.Around(Get, "App")),
            ("other/Other.csproj", Sources.Project()), ("other/Other.cs", "class Other { }"));
        return tree;
    }

    [Theory]
    [InlineData("All.sln", "App Inner")]
    [InlineData("All.slnx", "App Inner")]
    [InlineData("App.sln", "App")]
    [InlineData("app/App.csproj", "App")]
    [InlineData("kernel/Kernel.csproj app/App.csproj", "App Inner")]
    [InlineData("app", "App")]
    [InlineData("projects", "App Inner")]
    public async Task WhateverIsNamedOfAnUnbuiltTree(string paths, string converted)
    {
        using SourceTree tree = Solution();
        if (paths == "projects")
            paths = ".";
        else
        {
            tree.Add(
                ("All.sln", Sources.Solution("kernel/Kernel.csproj", "app/App.csproj", "other/Other.csproj")),
                ("All.slnx", "<Solution>\n  <Project Path=\"kernel/Kernel.csproj\" />\n  <Project Path=\"app/App.csproj\" />\n  <Project Path=\"other/Other.csproj\" />\n</Solution>\n"),
                // The kernel is outside of this one: referred to, and not converted.
                ("App.sln", Sources.Solution("app/App.csproj", "other/Other.csproj")));
        }

        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync(paths.Split(' '));
        outcome.Exits(0);
        Assert.Equal(converted, Converted(plan));
        Assert.Equal(converted.Split(' ').Length, plan.Summary.Converted);
        // Nothing was built for it.
        Assert.Empty(Directory.EnumerateFiles(tree.Folder, "*.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task SeveralSolutionsInAFolderAreAQuestion()
    {
        using SourceTree tree = Solution();
        tree.Add(("All.sln", Sources.Solution("app/App.csproj")), ("All.slnx", "<Solution />"));
        (await tree.RunAsync("convert")).Exits(2).Says("there are several solutions in it (All.sln, All.slnx); name one of them");
        File.Delete(tree.PathOf("All.sln"));
        (await tree.RunAsync("convert")).Exits(2).Says("there is no C# project in it");
        tree.Add(("app/Second.csproj", Sources.Project()));
        (await tree.RunAsync("convert", "app")).Exits(2).Says("there are several projects in it (App.csproj, Second.csproj); name one of them");
    }

    [Fact]
    public async Task WhatTheProjectSaysIsWhatIsCompiled()
    {
        using SourceTree tree = new();
        tree.Add(
            Sources.Kernel, Sources.Annotations,
            ("Tree.csproj", Sources.Project(
                "<ImplicitUsings>enable</ImplicitUsings><DefineConstants>$(DefineConstants);MINE</DefineConstants><AllowUnsafeBlocks>true</AllowUnsafeBlocks>",
                "<Compile Remove=\"Removed.cs\" /><Compile Remove=\"old/**\" /><Using Include=\"Kernel\" />")),
            ("Removed.cs", "this is no C#"), ("old/Old.cs", Sources.Around(Get, "Old") + "and this is none, either"),
            ("Constants.cs", Sources.Around($"#if MINE\n{Get}\n#endif\n#if DEBUG\n{Get}\n#endif\n#if RELEASE\n{Get}\n#endif\n#if GIVEN\n{Get}\n#endif", "Constants")),
            ("Implicit.cs", "class Implicit { static void M(List<int> list, ref Frag frag) { Console.WriteLine(list.Sum()); Mm.GetPage(frag.Page); } }\n"));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync();
        outcome.Exits(1);
        Assert.Equal("Constants Implicit", Converted(plan));
        Assert.Equal([9, 12], plan.Of("converted").Where(site => site.File == "Constants.cs").Select(site => site.Line));
        Assert.Equal([15, 18], plan.Of("needs-human").Where(site => site.Rule == "FRAG1011").Select(site => site.Line));
        Assert.DoesNotContain(plan.Sites, site => site.File.Contains("Old", StringComparison.Ordinal));

        (Outcome _, PlanFile release) = await tree.ConvertAsync(".", "-c", "Release", "-p", "Extra=1");
        Assert.Equal([9, 15], release.Of("converted").Where(site => site.File == "Constants.cs").Select(site => site.Line));
        (Outcome _, PlanFile given) = await tree.ConvertAsync(".", "-p", "DefineConstants=GIVEN", "--property", "Configuration=Release");
        Assert.Contains(18, given.Of("converted").Where(site => site.File == "Constants.cs").Select(site => site.Line));
    }

    [Fact]
    public async Task NewSyntaxAndSourceGenerators()
    {
        using SourceTree tree = SourceTree.Project("<AllowUnsafeBlocks>true</AllowUnsafeBlocks><TreatWarningsAsErrors>true</TreatWarningsAsErrors>",
            ("Generated.cs", """
                using System.Runtime.InteropServices;
                using System.Text.RegularExpressions;
                using Kernel;

                static partial class Generated
                {
                    [GeneratedRegex("a+b")]
                    private static partial Regex Form();

                    [LibraryImport("libc", EntryPoint = "getpid")]
                    private static partial int Pid();

                    public static int M(ref Frag frag)
                    {
                        Mm.GetPage(frag.Page);
                        return Form().Count("ab") + Pid();
                    }
                }

                """),
            ("New.cs", """
                using Kernel;

                static class New
                {
                    extension(SkBuff skb)
                    {
                        public void Hold(int i) => Mm.GetPage(skb.Info.Frags[i].Page);

                        public int Count => skb.Info.NrFrags;
                    }

                    public static int Width { get => field; set => field = value < 0 ? 0 : value; }

                    public static void Use(SkBuff skb)
                    {
                        skb.Hold(skb.Count);
                        skb?.Info.NrFrags = 1;
                    }
                }

                """));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync(".", "--write");
        outcome.Exits(0);
        Assert.Equal("Generated New", Converted(plan));
        Assert.Contains("SkbFrag.Ref(skb, i);", tree.Read("New.cs"), StringComparison.Ordinal);
        (await tree.RunAsync("seal", ".", "--write")).Exits(0);
        (await Tool.DotNetAsync(tree.Folder, "build", "-v", "q", "-nologo")).Exits(0);
    }

    [Fact]
    public async Task ProjectsOfOtherLanguagesAndReferencesWithoutAssembly()
    {
        using SourceTree tree = Solution();
        tree.Add(
            ("vb/Basic.vbproj", Sources.Project("<RootNamespace>Basic</RootNamespace>")), ("vb/Basic.vb", "Public Class Basic\nEnd Class\n"),
            ("tool/Tool.csproj", Sources.Project()), ("tool/Tool.cs", "class Tool { this does not compile }"),
            ("more/More.csproj", Sources.Project(items: "<ProjectReference Include=\"../kernel/Kernel.csproj\" /><ProjectReference Include=\"../tool/Tool.csproj\" ReferenceOutputAssembly=\"false\" />")),
            ("more/More.cs", Sources.Around(Get, "More")),
            ("All.sln", Sources.Solution("kernel/Kernel.csproj", "vb/Basic.vbproj", "app/App.csproj", "more/More.csproj")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("All.sln");
        outcome.Exits(0);
        Assert.Equal("App Inner More", Converted(plan));
    }

    [Fact]
    public async Task AReferenceToAProjectOfAnotherLanguageIsNamed()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()), ("Use.cs", "class Use { Basic.Thing thing; }"));
        tree.Add(
            ("vb/Basic.vbproj", Sources.Project("<RootNamespace>Basic</RootNamespace>")), ("vb/Thing.vb", "Public Class Thing\nEnd Class\n"),
            ("Tree.csproj", Sources.Project(items: "<ProjectReference Include=\"vb/Basic.vbproj\" />")));
        // What no C# compilation makes has to have been built.
        (await tree.RunAsync("convert", "Tree.csproj")).Exits(3).Says("Basic.dll", "does not exist. Build or restore what makes it.");
        (await Tool.DotNetAsync(tree.Folder, "build", "vb", "-v", "q", "-nologo")).Exits(0);
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("Tree.csproj");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Summary.Converted);
    }

    [Fact]
    public async Task BindingFilesBesideTheProjectAndThoseThatItNames()
    {
        using SourceTree tree = SourceTree.Loose(
            ("Own.cs", "static class Own { public static void Grab(Kernel.Page page) { } public static void Drop(Kernel.Page page) { } public static void Keep(Kernel.Page page) { } }"),
            ("Use.cs", Sources.Around("Own.Grab(frag.Page);\nOwn.Drop(frag.Page);\nOwn.Keep(frag.Page);")),
            ("FragApi.Bindings.Own.txt", "page-get M:Own.Grab(Kernel.Page)\n"), ("shared/FragApi.Bindings.Shared.txt", "page-put M:Own.Drop(Kernel.Page)\n"),
            ("elsewhere/FragApi.Bindings.Other.txt", "page-get M:Own.Keep(Kernel.Page)\n"));
        tree.Add(("Tree.csproj", Sources.Project(items: "<FragApiBindings Include=\"shared/FragApi.Bindings.Shared.txt\" />")));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("Tree.csproj");
        outcome.Exits(0);
        // The third is bound by a file that nobody names: there the page is read, and nothing more is known.
        Assert.Equal(["FRAG1001", "FRAG1002", "FRAG1006"], plan.Of("converted").Where(site => site.File == "Use.cs").Select(site => site.Rule));
    }

    /// <summary>Two target frameworks, signed, with code that the build generates: converted, built, and its own tests pass as before.</summary>
    [Fact]
    public async Task ASignedLibraryWithGeneratedCodeIsConvertedAndItsTestsPassAsBefore()
    {
        if (!LongRun.IsOn)
            return;
        using SourceTree tree = new();
        tree.AddBytes("key.snk", ProjectKinds.Key.Pair);
        tree.Add(
            ("kernel/Kernel.csproj", Sources.Project(
                "<LangVersion>10</LangVersion><SignAssembly>true</SignAssembly><AssemblyOriginatorKeyFile>../key.snk</AssemblyOriginatorKeyFile>",
                $"<InternalsVisibleTo Include=\"Tests\" Key=\"{Convert.ToHexString(ProjectKinds.Key.Public)}\" />",
                "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks>").Replace("</Project>", """
                <Target Name="Made" BeforeTargets="BeforeBuild"><WriteLinesToFile File="$(IntermediateOutputPath)Made.cs" Lines="static class Made { public static int Length => 3%3B }" Overwrite="true" /><ItemGroup><Compile Include="$(IntermediateOutputPath)Made.cs" /></ItemGroup></Target></Project>
                """, StringComparison.Ordinal)),
            ("kernel/Kernel.cs", Sources.Kernel.Text), ("kernel/Annotations.cs", Sources.Annotations.Text),
            ("kernel/Driver.cs", Sources.Driver().Replace("frag.Size = len;", "frag.Size = len + Made.Length;", StringComparison.Ordinal)),
            ("tests/Tests.csproj", Sources.Project("<OutputType>Exe</OutputType><SignAssembly>true</SignAssembly><AssemblyOriginatorKeyFile>../key.snk</AssemblyOriginatorKeyFile>", "<ProjectReference Include=\"../kernel/Kernel.csproj\" />")),
            ("tests/Tests.cs", """
                Kernel.SkBuff skb = new();
                skb.Info.NrFrags = 1;
                Kernel.Page page = new() { Count = 5 };
                skb.Info.Frags[0] = new Kernel.Frag { Page = page, Offset = 4, Size = 1 };
                long total = new Drivers.Driver().Send(skb, new Kernel.Device(), new Kernel.Page(), Made.Length);
                System.Console.WriteLine($"{total} {page.Count} {skb.Info.Frags[0].Size}");
                """),
            ("All.slnx", "<Solution><Project Path=\"kernel/Kernel.csproj\" /><Project Path=\"tests/Tests.csproj\" /></Solution>"));
        string before = (await Tool.DotNetAsync(tree.Folder, "run", "--project", "tests")).Exits(0).Out;
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("kernel/Kernel.csproj", "--write");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Of("converted").Count(site => site.File == "Driver.cs"));
        (await Tool.DotNetAsync(tree.Folder, "build", "All.slnx", "-v", "q", "-nologo")).Exits(0);
        Assert.Equal(before, (await Tool.DotNetAsync(tree.Folder, "run", "--project", "tests")).Exits(0).Out);
    }
}
