using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary><c>init --accessors</c>: what the plan says is missing is written, once, and then the conversion takes it.</summary>
public sealed class AccessorsTests
{
    private const string Core = """
        using FragApi;

        namespace Core
        {
            public class Page
            {
                [PageGet] public void Get() { }
                [PagePut] public void Put() { }
            }

            [Fragment]
            public struct Frag
            {
                [FragmentPage] public Page Page;
                [FragmentOffset] public ushort Offset;
                [FragmentSize] public ushort Size;
            }
        }

        """;

    private static (string Path, string Text) Driver(string statements) => ("Net/Driver.cs", $"using Core;\n\npublic class Driver\n{{\n    public void Run(ref Frag frag, Page page)\n    {{\n        {statements}\n    }}\n}}\n");

    private static SourceTree Tree(params (string Path, string Text)[] files)
    {
        SourceTree tree = new();
        tree.Add(Sources.Annotations, ("Core/Frag.cs", Core));
        tree.Add(files);
        return tree;
    }

    [Fact]
    public async Task WhatThePlanListsIsWrittenAndThenNothingWaits()
    {
        using SourceTree tree = Tree(Driver("frag.Page.Get();\n        frag.Offset += 2;"));
        (Outcome planned, PlanFile plan) = await tree.ConvertAsync();
        planned.Exits(1).Prints("to write them: fragapi init . --accessors --write", "      public static void AddOffset(ref Frag frag, int delta)");
        Assert.Equal(["T:Core.Frag Ref: public static void Ref(in Frag frag)", "T:Core.Frag AddOffset: public static void AddOffset(ref Frag frag, int delta)"], plan.Accessors);

        (await tree.RunAsync("init", ".", "--accessors")).Exits(0).Prints("+++ b/Core/FragAccessors.cs", "+    [Fragment(Accessor = typeof(FragAccessors))]", "Nothing was written. To write them: fragapi init . --accessors --write");
        Assert.False(File.Exists(tree.PathOf("Core/FragAccessors.cs")));
        (await tree.RunAsync("init", ".", "--accessors", "--write")).Exits(0).Prints("accessors of Core.Frag:", "Written.");
        Assert.Equal(Core.Replace("[Fragment]", "[Fragment(Accessor = typeof(FragAccessors))]", StringComparison.Ordinal), tree.Read("Core/Frag.cs"));
        Assert.Contains("            frag.Page.Get();", tree.Read("Core/FragAccessors.cs"), StringComparison.Ordinal);

        (await tree.RunAsync("init", ".", "--accessors", "--write")).Exits(0).Prints("No raw use waits for an accessor.");
        (Outcome converted, PlanFile after) = await tree.ConvertAsync("--write");
        converted.Exits(0);
        Assert.Empty(after.Accessors);
        Assert.Contains("        FragAccessors.Ref(frag);\n        FragAccessors.AddOffset(ref frag, 2);", tree.Read("Net/Driver.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsInTheWayIsNamedAndNothingIsWritten()
    {
        using SourceTree tree = Tree(Driver("frag.Page.Get();"), ("Core/FragAccessors.cs", "// Somebody else's.\n"));
        System.Collections.Generic.SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("init", ".", "--accessors", "--write")).Exits(3).Says("FragAccessors.cs is in the way");
        Assert.Equal(before, tree.Snapshot());
    }

    [Fact]
    public async Task WhatCannotBeWrittenSaysWhy()
    {
        using SourceTree tree = Tree(("Net/Driver.cs", "using FragApi;\nusing Core;\npublic class Odd { [PageGet] public void Get<T>() { } }\n[Fragment] public struct Slot { [FragmentPage] public Odd Page; }\nclass C { void M(Slot slot) { slot.Page.Get<int>(); } }\n"));
        (await tree.RunAsync("init", ".", "--accessors", "--write")).Exits(1).Prints("to be written by hand, of Slot:", "  Ref: 'Get' is generic", "Nothing can be written.");
    }

    [Fact]
    public async Task NothingWaitsWhereNothingIsRaw()
    {
        using SourceTree tree = Tree(Driver("page.Get();"));
        (await tree.RunAsync("init", ".", "--accessors")).Exits(0).Prints("No raw use waits for an accessor.");
    }

    /// <summary>Each arm waits for its own, and one file has them all.</summary>
    [Fact]
    public async Task EveryTargetFrameworkIsServedByOneFile()
    {
        using SourceTree tree = Tree(Driver("\n#if NET\nfrag.Page.Get();\n#else\nfrag.Page.Put();\n#endif\nfrag.Size = 3;"));
        tree.Add(("Tree.csproj", Sources.Project(framework: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><LangVersion>8</LangVersion>")));
        (await tree.RunAsync("init", ".", "--accessors", "--write")).Exits(0);
        (Outcome converted, PlanFile plan) = await tree.ConvertAsync();
        converted.Exits(0);
        Assert.Equal(3, plan.Summary.Converted);
    }
}
