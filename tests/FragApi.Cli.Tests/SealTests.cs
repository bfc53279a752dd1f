using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>The opaque page: what is sealed, what is refused, what stands in the way. The drivers' own sealing is <see cref="DriversTests"/>.</summary>
public sealed class SealTests
{
    private const string Builds = "<TreatWarningsAsErrors>true</TreatWarningsAsErrors><Nullable>disable</Nullable>";

    private static async Task BuildsAsync(SourceTree tree, string folder = "") =>
        (await Tool.DotNetAsync(tree.PathOf(folder), "build", "-v", "q", "-nologo")).Exits(0);

    /// <summary>A kernel of its own, with nothing but a fragment, pages and accessors.</summary>
    private static SourceTree World(string fragment, string accessors, string rest = "")
    {
        SourceTree tree = new();
        tree.Add(Sources.Annotations, ("World.cs", World("World", fragment, accessors, rest)));
        return tree;
    }

    private static string World(string name, string fragment, string accessors, string rest) => $$"""
        using FragApi;

        namespace {{name}}
        {
            {{fragment}}

            [FragmentAccessor]
            public static class Acc
            {
                {{accessors}}
            }

            {{rest}}
        }

        """;

    [Fact]
    public async Task TheTypeIsAddedBesideTheFragmentAndTheTreeBuilds()
    {
        using SourceTree tree = SourceTree.Project(Builds, ("Driver.cs", Sources.Driver()));
        File.Delete(tree.PathOf("Kernel.cs"));
        tree.Add(("kernel/Kernel.cs", Sources.Kernel.Text));
        (await tree.ConvertAsync("--write")).Outcome.Exits(0);
        Outcome dry = (await tree.RunAsync("seal", "Tree.csproj")).Exits(0);
        dry.Prints("Frag.Page is a FragPage<Page>, in memory", "kernel/FragPage.cs will be added", "No missed case.", "fragapi seal Tree.csproj --write");
        Assert.False(File.Exists(tree.PathOf("kernel/FragPage.cs")));
        Outcome written = (await tree.RunAsync("seal", "Tree.csproj", "--write", "--diff", Path.Combine(tree.Folder, "..", "seal.diff"))).Exits(0);
        written.Prints("Frag.Page is a FragPage<Page>\n", "kernel/FragPage.cs was added", "Written.");
        Assert.Contains("+        [FragmentPage] public FragPage<Page> Page;", File.ReadAllText(Path.Combine(tree.Folder, "..", "seal.diff")), StringComparison.Ordinal);
        await BuildsAsync(tree);

        // Sealed is sealed.
        SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("seal", "Tree.csproj", "--write")).Exits(0).Prints("Frag.Page is sealed", "No missed case.");
        Assert.Equal(before, tree.Snapshot());
        (Outcome convert, PlanFile plan) = await tree.ConvertAsync("Tree.csproj");
        convert.Exits(0);
        Assert.Empty(plan.Of("converted"));
    }

    [Fact]
    public async Task AFileInTheWayIsNamed()
    {
        using SourceTree tree = SourceTree.Loose(("FragPage.cs", "// something else\n"));
        (await tree.RunAsync("seal", ".", "--write")).Exits(3).Says("FragPage.cs is in the way");
        Assert.Equal("// something else\n", tree.Read("FragPage.cs"));
    }

    [Fact]
    public async Task EachMissedCaseIsNamedWithItsPlaceAndRule()
    {
        using SourceTree tree = SourceTree.Loose(("Raw.cs", Sources.Around("""
            Mm.GetPage(frag.Page);
            frag.Page = page;
            Page read = frag.Page;
            long dma = Dma.MapPage(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice);
            var mine = frag.Page;
            Mm.PutPage(mine);
            if (frag.Page == null)
                len++;
            object boxed = frag.Page;
            bool same = Equals(frag.Page, page);
            ref Page slot = ref frag.Page;
            #pragma warning disable FRAG1001
            Mm.GetPage(frag.Page);
            frag.Size = len;
            """)));
        Outcome outcome = (await tree.RunAsync("seal", ".", "--write")).Exits(1);
        outcome.Prints(
            "Raw.cs(8,9): Mm.GetPage(frag.Page): FRAG1001: CS1503",
            "Raw.cs(9,9): frag.Page = page: FRAG1005: CS0029",
            "Raw.cs(10,21): frag.Page: FRAG1006: CS0029",
            "Raw.cs(11,20): ",
            ": FRAG1003: CS1503",
            "Raw.cs(13,",
            ": FRAG1002: CS1503",
            "Raw.cs(14,",
            ": FRAG1006: CS0019",
            "Raw.cs(16,24): frag.Page: FRAG1006: compiles even so",
            "Raw.cs(17,28): frag.Page: FRAG1006: compiles even so",
            "Raw.cs(18,29): frag.Page: FRAG1008: CS8173",
            "Raw.cs(20,",
            ": FRAG1001: CS1503",
            "Nothing was written.");
        // What is said last is the number of lines before; sizes are no business of the page's.
        int cases = outcome.Out.Split('\n').Count(line => line.StartsWith("Raw.cs(", StringComparison.Ordinal));
        Assert.Contains($"{cases} missed cases", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Raw.cs(21,", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("FragPage", tree.Read("Kernel.cs"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARawUseThatIsBroughtBackIntoASealedTreeIsNamedAsBefore(bool isLoose)
    {
        using SourceTree tree = isLoose ? SourceTree.Loose() : SourceTree.Project("");
        string path = isLoose ? "." : "Tree.csproj";
        (await tree.RunAsync("seal", path, "--write")).Exits(0);
        tree.Add(("Raw.cs", Sources.Around("""
            Mm.GetPage(frag.Page);
            Page read = frag.Page;
            frag.Page = page;
            if (frag.Page == null)
                len++;
            var mine = frag.Page;
            Mm.PutPage(mine);
            if (frag.Page is not null)
                len++;
            object compiles = frag.Page;
            frag.Size = len;
            """)));
        // In the file of the accessors as well, beside what may open the page.
        tree.Add(("Kernel.cs", tree.Read("Kernel.cs") + "\nnamespace Kernel { static class Late { static Page Of(in Frag frag) => frag.Page; } }\n"));
        SortedDictionary<string, string> before = tree.Snapshot();
        Outcome outcome = (await tree.RunAsync("seal", path, "--write")).Exits(1);
        outcome.Prints(
            "Raw.cs(8,9): Mm.GetPage(frag.Page): FRAG1001: CS1503",
            "Raw.cs(9,21): frag.Page: FRAG1006: CS0029",
            "Raw.cs(10,9): frag.Page = page: FRAG1005: CS0029",
            "Raw.cs(11,13): frag.Page: FRAG1006: CS0019",
            "Raw.cs(14,9): Mm.PutPage(mine): FRAG1002: CS1503",
            "Raw.cs(15,30): null: FRAG1006: CS0037",
            ": frag.Page: FRAG1006: CS0029",
            "Frag.Page is sealed",
            "7 missed cases. Nothing was written.");
        Assert.Matches(@"(?m)^Kernel\.cs\(\d+,\d+\): frag\.Page: FRAG1006: CS0029", outcome.Out);
        Assert.Equal(before, tree.Snapshot());

        // What has nothing to do with the page is an error of the code as it is, which only a loose folder may have.
        tree.Add(("Wrong.cs", Sources.Around("int nothing = page.Nothing;", "Wrong")));
        Outcome wrong = await tree.RunAsync("seal", path);
        if (isLoose)
        {
            wrong.Exits(1).Prints("7 missed cases.");
        }
        else
        {
            wrong.Exits(3).Says("Tree does not compile as it is", "Wrong.cs(8,28): error CS1061");
            Assert.DoesNotContain("Raw.cs", wrong.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhatNoRuleSeesIsSaidToBeUnseen()
    {
        using SourceTree tree = World(
            "[Fragment(Accessor = typeof(Acc))] public record struct Frag([property: FragmentPage] PageOf Page, int Size);",
            "public static PageOf Page(in Frag f) => f.Page;",
            "public class PageOf { }");
        tree.Add(("Use.cs", """
            using World;

            static class Use
            {
                static Frag Make(PageOf page) => new Frag(page, 1);
                static PageOf Take(Frag frag) { (PageOf page, int size) = frag; return page; }
                static bool None(Frag frag) => frag is { Page: null };
                static string Name => nameof(Frag.Page);
            }

            """));
        Outcome outcome = (await tree.RunAsync("seal", ".", "--write")).Exits(1);
        outcome.Prints(
            "Use.cs(5,47): page: no rule sees this: CS1503",
            "Use.cs(6,",
            ": no rule sees this: CS",
            "Use.cs(7,52): null: FRAG1006: CS0037",
            "3 missed cases, 2 that no rule sees.");
        Assert.DoesNotContain("compiles even so", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public unsafe struct Frag { [FragmentPage] public int* Page; }", "'int*' is a pointer")]
    [InlineData("public struct Frag { [FragmentPage] public int Page, Other; }", "it shares its declaration with other fields")]
    [InlineData("public ref struct Frag { [FragmentPage] public System.Span<byte> Page; }", "'System.Span<byte>' is a ref struct")]
    [InlineData("public ref struct Frag { [FragmentPage] public ref int Page; }", "it is a reference")]
    public async Task WhatCannotBeATypeArgumentIsRefused(string fragment, string reason)
    {
        using SourceTree tree = World("[Fragment(Accessor = typeof(Acc))] " + fragment, "");
        SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("seal", ".", "--write")).Exits(1).Prints("not sealed: Frag.Page: " + reason);
        Assert.Equal(before, tree.Snapshot());
    }

    /// <summary>A name, the fragment, its accessors.</summary>
    private static readonly (string Name, string Fragment, string Accessors)[] s_shapes =
    [
        ("RecordStruct", "[Fragment(Accessor = typeof(Acc))] public record struct Frag([property: FragmentPage] PageOf Page, int Size);",
            "public static PageOf Page(in Frag f) => f.Page; public static void SetPage(ref Frag f, PageOf p) { f.Page = p; }"),
        ("Property", "[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public PageOf Page { get; set; } }",
            "public static PageOf Page(in Frag f) => f.Page; public static void SetPage(ref Frag f, PageOf p) { f.Page = p; }"),
        ("StructPage", "[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public Handle Page; }",
            "public static Handle Page(in Frag f) => f.Page; public static long Address(in Frag f) => f.Page.Bits + 1; public static void SetPage(ref Frag f, Handle p) => f.Page = p;"),
        ("NullableStructPage", "[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public Handle? Page; }",
            "public static long Address(in Frag f) => f.Page.HasValue ? f.Page.Value.Bits : 0; public static void SetPage(ref Frag f, Handle p) => f.Page = p; public static void Clear(ref Frag f) => f.Page = null;"),
        ("GenericPage", "[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public System.Collections.Generic.List<PageOf> Page; }",
            "public static int Size(in Frag f) => f.Page.Count; public static void SetPage(ref Frag f, System.Collections.Generic.List<PageOf> p) => f.Page = p;"),
        ("Initializer", "[Fragment(Accessor = typeof(Acc))] public class Frag { [FragmentPage] public PageOf Page = new PageOf(); }",
            "public static Frag Make(PageOf p) => new Frag { Page = p }; public static PageOf Page(Frag f) => f.Page; public static bool Has(Frag f) => f.Page != null;"),
        ("With", "[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public PageOf Page; public int Size; }",
            "public static Frag With(Frag f, PageOf p) => f with { Page = p, Size = 1 }; public static void Move(ref Frag to, in Frag from) { to.Page = from.Page; }"),
        ("GenericFragment", "[Fragment(Accessor = typeof(Acc))] public struct Frag<T> where T : class { [FragmentPage] public T Page; }",
            "public static T Page<T>(in Frag<T> f) where T : class => f.Page; public static void SetPage<T>(ref Frag<T> f, T p) where T : class { f.Page = p; }"),
    ];

    [Fact]
    public async Task EachShapeOfAPageIsSealedAndBuilds()
    {
        // One project for all: a build takes its time.
        using SourceTree tree = SourceTree.Project("");
        foreach ((string name, string fragment, string accessors) in s_shapes)
            tree.Add(($"{name}.cs", World(name, fragment, accessors, "public class PageOf { public int Count; } public struct Handle { public long Bits; }")));
        (await tree.RunAsync("seal", "Tree.csproj", "--write")).Exits(0).Prints($" {s_shapes.Length + 1} files changed");
        await BuildsAsync(tree);
        Assert.All(s_shapes, shape => Assert.Contains("FragPage<", tree.Read($"{shape.Name}.cs"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACompoundStoreInAccessorCodeHasNoForm()
    {
        using SourceTree tree = World("[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public PageOf Page; }",
            "public static void Clear(ref Frag a, ref Frag b) { a.Page = null; b.Page = default; b.Page ??= new PageOf(); }", "public class PageOf { }");
        SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("seal", ".", "--write")).Exits(1).Prints("accessor code that has no form to open the page with", "Nothing was written.");
        Assert.Equal(before, tree.Snapshot());
    }

    [Fact]
    public async Task AReferenceToTheMemberInAccessorCodeHasNoForm()
    {
        using SourceTree tree = World("[Fragment(Accessor = typeof(Acc))] public struct Frag { [FragmentPage] public PageOf Page; }",
            "public static PageOf Take(ref Frag f) => System.Threading.Interlocked.Exchange(ref f.Page, null);", "public class PageOf { }");
        SortedDictionary<string, string> before = tree.Snapshot();
        (await tree.RunAsync("seal", ".", "--write")).Exits(1).Prints("World.cs(", "f.Page: accessor code that has no form to open the page with: CS", "Nothing was written.");
        Assert.Equal(before, tree.Snapshot());
    }

    [Fact]
    public async Task FragmentsOfOneProjectAndAccessorsOfAnother()
    {
        using SourceTree tree = new();
        const string Frags = "using FragApi;\nnamespace Low { public class Page { } [Fragment] public struct Frag { [FragmentPage] public Page Page; } }\n";
        const string Access = "using FragApi;\nusing Low;\nnamespace High { [FragmentAccessor] public static class SkbFrag { public static Page Page(in Frag f) => f.Page; public static void SetPage(ref Frag f, Page p) { f.Page = p; } } }\n";
        tree.Add(
            ("Low/Low.csproj", Sources.Project()), ("Low/Frag.cs", Frags), ("Low/Annotations.cs", Sources.Annotations.Text),
            ("High/High.csproj", Sources.Project(items: "<ProjectReference Include=\"../Low/Low.csproj\" />")), ("High/SkbFrag.cs", Access), ("High/Annotations.cs", Sources.Annotations.Text));
        Outcome outcome = await tree.RunAsync("seal", ".", "--write");
        // FragPage is internal to the project that declares it: either both build afterwards, or it is said why not, and nothing is written.
        if (outcome.ExitCode == 0)
        {
            (await Tool.DotNetAsync(tree.Folder, "build", "High", "-v", "q", "-nologo")).Exits(0);
        }
        else
        {
            outcome.Exits(1).Prints("Nothing was written.");
            Assert.Equal(Frags, tree.Read("Low/Frag.cs"));
            Assert.Equal(Access, tree.Read("High/SkbFrag.cs"));
        }
    }

    [Fact]
    public async Task FragmentsThatOnlyBindingsNameAreSealedLikeOthers()
    {
        using SourceTree tree = new();
        tree.Add(
            ("Vendor.cs", "namespace Vendor { public class Page { } public struct Frag { public Page page; } public static class Acc { public static Page Page(in Frag frag) { return frag.page; } } public static class Raw { public static Page Of(Frag frag) { return frag.page; } } }\n"),
            ("FragApi.Bindings.txt", "fragment T:Vendor.Frag accessor=T:Vendor.Acc\nfragment-page F:Vendor.Frag.page\nfragment-accessor T:Vendor.Acc\n"));
        (await tree.RunAsync("seal")).Exits(1).Prints("frag.page: FRAG1006: CS0029", "1 missed case.");
        (await tree.ConvertAsync("--write")).Outcome.Exits(0);
        (await tree.RunAsync("seal", ".", "--write")).Exits(0);
        Assert.Contains("FragPage<Page> page;", tree.Read("Vendor.cs"), StringComparison.Ordinal);
        Assert.Contains("return frag.page.Unwrap();", tree.Read("Vendor.cs"), StringComparison.Ordinal);
    }

    /// <summary>Fragments in two projects, the one referring to the other; null-state in constructors, tests and declarations that say nothing of it.</summary>
    [Fact]
    public async Task ProjectsThatReferToEachOtherShareOneTypeAndNoWarningComesOfIt()
    {
        const string Low = """
            #nullable enable
            using FragApi;
            namespace Low
            {
                public class Page { public int Count; }
                [Fragment(Accessor = typeof(Acc))]
                public struct Frag
                {
                    [FragmentPage] public Page Page;
                    public Frag(Page page) { Page = page; }
                }
                [Fragment(Accessor = typeof(Acc))]
                internal class Slot
                {
                    [FragmentPage] internal Page? Held;
                    public Slot(Page? page) { Held = page; }
                }
                [FragmentAccessor]
                public static class Acc
                {
                    public static Page Page(in Frag f) => f.Page;
                    public static void SetPage(ref Frag f, Page p) => f.Page = p;
                    internal static Page? Page(Slot s) => s.Held;
                    internal static void SetPage(Slot s, Page? p) => s.Held = p;
                    internal static int Unref(Slot s)
                    {
                        if (s.Held is null)
                            return 0;
                        s.Held.Count--;
                        return s.Held.Count + (s.Held?.Count ?? 0);
                    }
                }
            }

            """;
        const string High = """
            using FragApi;
            namespace High;
            [Fragment(Accessor = typeof(SegAcc))] public struct Seg { [FragmentPage] public Low.Page Page; }
            [FragmentAccessor] public static class SegAcc { public static Low.Page Page(in Seg s) => s.Page; public static void Clear(ref Seg s) { s.Page = null; } }

            """;
        using SourceTree tree = new();
        tree.Add(
            ("Low/Low.csproj", Sources.Project(Builds)), ("Low/Frag.cs", Low), ("Low/Annotations.cs", Sources.Annotations.Text),
            ("High/High.csproj", Sources.Project(Builds, "<ProjectReference Include=\"../Low/Low.csproj\" />")), ("High/Seg.cs", High), ("High/Annotations.cs", Sources.Annotations.Text));
        Outcome outcome = (await tree.RunAsync("seal", "High/High.csproj", "Low/Low.csproj", "--write")).Exits(0);
        outcome.Prints("Frag.Page is a FragPage<Page>\n", "Slot.Held is a FragPage<Page?>\n", "Seg.Page is a FragPage<Low.Page>\n", "looked at: ", "warning: Frag.Page, Seg.Page can be named by projects that were not looked at");
        Assert.False(File.Exists(tree.PathOf("High/FragPage.cs")));
        Assert.StartsWith("[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo(\"High\")]", tree.Read("Low/FragPage.cs"), StringComparison.Ordinal);
        string low = tree.Read("Low/Frag.cs");
        Assert.Contains("public Frag(Page page) { Page = FragPage<Page>.Wrap(page); }", low, StringComparison.Ordinal);
        Assert.Contains("s.Held.Unwrap()!.Count--;", low, StringComparison.Ordinal);
        Assert.Contains("(s.Held.Unwrap()?.Count ?? 0)", low, StringComparison.Ordinal);
        Assert.DoesNotContain("global::", low + tree.Read("High/Seg.cs"), StringComparison.Ordinal);
        await BuildsAsync(tree, "High");
    }

    [Fact]
    public async Task WhatOnlyTheProjectSeesGetsATypeThatOnlyTheProjectSees()
    {
        using SourceTree tree = World("[Fragment(Accessor = typeof(Acc))] internal struct Frag { [FragmentPage] public PageOf Page; }", "internal static PageOf Page(in Frag f) => f.Page;", "internal class PageOf { }");
        Outcome outcome = (await tree.RunAsync("seal", ".", "--write")).Exits(0);
        Assert.Contains("internal readonly struct FragPage<T>", tree.Read("FragPage.cs"), StringComparison.Ordinal);
        Assert.DoesNotContain("looked at", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoFragmentsIsAQuestionOfUsage()
    {
        using SourceTree tree = new();
        tree.Add(("A.cs", "class A { }"));
        (await tree.RunAsync("seal")).Exits(2).Says("there is nothing to seal");
    }
}
