using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// The table binds the planner: it declines for no reason that the row does not name, and each reason that a row names
/// is met. One method a row and a reason, all in one compilation.
/// </summary>
public sealed class DeclineTests
{
    private static readonly Lazy<Task<IReadOnlyList<(string Method, Site Site)>>> s_sites = new(FindAsync);

    public static TheoryData<string, string> Named
    {
        get
        {
            TheoryData<string, string> named = [];
            foreach (RewriteRow row in RewriteTable.Rows)
            {
                foreach (DeclineReason reason in row.Unless)
                    named.Add(row.Shape.ToString(), reason.ToString());
            }

            foreach (DeclineReason reason in RewriteTable.Always)
                named.Add("Always", reason.ToString());
            return named;
        }
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task WhatARowNamesIsMet(string shape, string reason)
    {
        Site[] sites = [.. (await s_sites.Value).Where(found => found.Method == $"{shape}_{reason}").Select(found => found.Site)];
        Assert.Contains(sites, site => (shape == "Always" || site.Row?.Shape.ToString() == shape) && site.Declined.ToString() == reason);
    }

    [Fact]
    public async Task TheRowNamesWhatThePlannerSays()
    {
        Site[] declined = [.. (await s_sites.Value).Select(found => found.Site).Where(site => site.Declined is not null)];
        Assert.True(declined.Length > 100);
        Assert.All(declined, site => Assert.True(site.Row!.Names(site.Declined!.Value), $"{site.Row.Shape} does not name {site.Declined}: {site.Node}"));
    }

    /// <summary>The same for everything that stands in these tests as source.</summary>
    [Fact]
    public async Task TheRowNamesWhatThePlannerSaysOfTheCorpus()
    {
        int declined = 0;
        foreach ((string name, _, Solution solution) in Corpus.Sources().Where((_, index) => index % 9 == 4))
        {
            foreach ((_, Site site) in await SitesOfAsync(solution.MainProject()))
            {
                if (site.Declined is not DeclineReason reason)
                    continue;
                declined++;
                Assert.True(site.Row!.Names(reason), $"{name}: {site.Row.Shape} does not name {reason}: {site.Node}");
            }
        }

        Assert.True(declined > 20, $"{declined} declined");
    }

    private static async Task<IReadOnlyList<(string, Site)>> FindAsync()
    {
        Project project = TestHost.CreateSolution(Source).MainProject();
        Compilation compilation = (await project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await SitesOfAsync(project);
    }

    private static async Task<IReadOnlyList<(string Method, Site Site)>> SitesOfAsync(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        List<(string, Site)> found = [];
        if (FragmentModel.For(compilation, [], CancellationToken.None) is not FragmentModel model)
            return found;
        SemanticModel semantics = compilation.GetSemanticModel(compilation.SyntaxTrees.First());
        foreach (SyntaxNode member in MemberCode.In(await semantics.SyntaxTree.GetRootAsync()))
        {
            foreach (Site site in SiteFinder.Find(model, semantics, MemberCode.Roots(member, semantics, CancellationToken.None), CancellationToken.None))
                found.Add(((member as MethodDeclarationSyntax)?.Identifier.Text ?? (member as ConstructorDeclarationSyntax)?.Identifier.Text ?? "", site));
        }

        return found;
    }

    private static string Source => $$"""
        using System;
        using System.Linq.Expressions;
        using System.Threading.Tasks;
        using FragApi;
        using Kernel;

        // Nothing but what is missing elsewhere: accessors that return, or take, something else.
        [Fragment(Accessor = typeof(OddAcc))]
        struct Odd
        {
            [FragmentPage] public Page Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public ushort Size;
        }

        [FragmentAccessor]
        static class OddAcc
        {
            public static object Page(in Odd odd) => odd.Page;
            public static void SetPage(ref Odd odd, string page) { }
            public static void DmaMap(in Odd odd, Device dev, int offset, int size, DmaDir dir) { _ = odd.Page; _ = odd.Offset; }
            public static long? Address(in Odd odd) => odd.Page.Address() + odd.Offset;
            public static long? Phys(in Odd odd) => odd.Page.Phys + odd.Offset;
            public static void SetSize(ref Odd odd, int size) => odd.Size = (ushort)size;
            public static ushort Size(in Odd odd) => odd.Size;
            public static void AddSize(ref Odd odd, ushort size) => odd.Size += size;
            public static void AddOffset(ref Odd odd, short by) => odd.Offset += by;
        }

        // An accessor by container and index alone, and a mapping of the whole.
        [Fragment(Accessor = typeof(WholeAcc))]
        struct Whole
        {
            [FragmentPage] public Handle Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public int Size;
        }

        struct Handle { public int Count; public void Bump() { Count++; } }

        [FragmentContainer] class Wholes { public Whole[] All = new Whole[4]; }

        [FragmentAccessor]
        static class WholeAcc
        {
            public static Handle Page(in Whole whole) => whole.Page;
            public static long DmaMap(Device dev, in Whole whole, DmaDir dir) => HandleOps.Map(dev, whole.Page, whole.Offset, whole.Size, dir);
            public static void SetSize(Wholes all, int index, int size) => all.All[index].Size = size;
        }

        static class HandleOps
        {
            [PageMap] public static long Map(Device dev, Handle page, int offset, int size, DmaDir dir) => 0;
        }

        // Two members of one role.
        [Fragment(Accessor = typeof(TwinAcc))]
        class Twin
        {
            [FragmentPage] public Page Counted;
            [FragmentPage] public Page Alias;
            public int Length;
        }

        [FragmentAccessor] static class TwinAcc { public static Page Page(Twin twin) => twin.Alias; }

        [Fragment(Accessor = typeof(NullAcc))]
        struct NotNull { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; [FragmentSize] public int Size; }

        #nullable enable
        [FragmentAccessor] static class NullAcc
        {
            public static void SetPage(ref NotNull f, Page page) => f.Page = page;
            public static void Fill(ref NotNull f, Page page, int offset, int size) { f.Page = page; f.Offset = offset; f.Size = size; }
        }
        #nullable disable

        // A fragment with a base; its members go by their bare names in what derives from it.
        [Fragment(Accessor = typeof(BaseAcc))]
        class Base { [FragmentPage] public Page Data; [FragmentOffset] public int Start; [FragmentSize] public int Length; }

        [FragmentAccessor] static class BaseAcc { }

        class Derived : Base
        {
            void ReadPage_BareMember() { Use(Data); }
            void StorePage_BareMember(Page page) { Data = page; }
            void ReadOffset_BareMember() { Use(Start); }
            void StoreOffset_BareMember() { Start = 1; }
            void AddOffset_BareMember() { Start += 1; }
            void SubtractOffset_BareMember() { Start--; }
            void ReadSize_BareMember() { Use(Length); }
            void StoreSize_BareMember() { Length = 1; }
            void AddSize_BareMember() { Length++; }
            void SubtractSize_BareMember() { Length -= 2; }
            static void Use(object o) { }
        }

        static class Families
        {
            [PageMap(Family = "bus")] public static long Bus(Device dev, Page page, int offset, int size, DmaDir dir) => 0;
            [PageGet] public static Page Take(Page page) => page;
            [PageGet] public static void TakeFor(Page page, string who) { }
            [PagePut] public static void DropFor(Page page, string who) { }
            [PageAddress] public static long AddressFor(Page page, string who) => 0;
            [PagePhys] public static long PhysFor(Page page, string who) => 0;
            [PagePhys] public static long PhysOf(this Page page) => 0;
            [PageMap] public static long MapFor(Device dev, Page page, int offset, int size, DmaDir dir, string who) => 0;
            [PageMap] public static long MapPage(this Page page, Device dev, int offset, int size, DmaDir dir) => 0;
            [PageMap] public static long MapBy(Device dev, Page page, int offset, int size, int dir) => 0;
            [PageMap] public static long MapOn(string dev, Page page, int offset, int size, DmaDir dir) => 0;
        }

        [Fragment(Accessor = typeof(NamedAcc))]
        struct Named { [FragmentPage] public Page Page; [FragmentOffset] public int Offset; }
        [FragmentAccessor] static class NamedAcc
        {
            [PageMap(Family = "other")] public static long DmaMap(Device dev, in Named f, int offset, int size, DmaDir dir) => Dma.MapPage(dev, f.Page, f.Offset + offset, size, dir);
        }

        class C
        {
            static Frag[] s_ring = new Frag[4];
            static int Trim() { s_ring[0].Size = 0; s_ring[0].Page = null; s_ring[0].Offset = 0; return 5; }
            static void Use(object o) { }
            static void Take(ref int n) { }
            static int Replace(Wholes all) { all.All = new Whole[4]; return 1; }

        {{string.Join("\n", s_members.Select(member => "    " + member))}}
        }
        """;

    private const string Given = "SkBuff skb, ref Frag frag, Frag[] frags, Page page, Device dev, PciDev pdev, int i, int n, int len, bool b, string who, PciDir dir";

    private static readonly string[] s_members =
    [
        .. Calls("Get", "page = Families.Take(frag.Page);", "frag.Page?.Get();", "Action a = new Twice().Frag.Page.Get; a();", "Families.TakeFor(frag.Page, who);", "Families.TakeFor(frag.Page, Name(ref frag));"),
        .. Calls("Put", "b = frag.Page.Put();", "frag.Page?.Put();", "Func<bool> a = new Twice().Frag.Page.Put; a();", "Families.DropFor(frag.Page, who);", "Families.DropFor(frag.Page, Name(ref frag));"),
        "class Twice { public Frag Frag; }",
        "static string Name(ref Frag frag) { frag.Page = null; return null; }",
        .. Addresses("Address", "frag.Page.Address()", "odd.Page?.Address() + odd.Offset", "Func<long> a = new Twice().Frag.Page.Address; a();", "Families.AddressFor(frag.Page, who) + frag.Offset"),
        .. Addresses("Phys", "Mm.PageToPhys(frag.Page)", "odd.Page?.Phys + odd.Offset", "Func<long> a = new Twice().Frag.Page.PhysOf; a();", "Families.PhysFor(frag.Page, who) + frag.Offset"),
        Of("Map_OffsetMissing", "Dma.MapPage(dev, frag.Page, n, len, DmaDir.ToDevice);"),
        Of("Map_OffsetTwice", "Dma.MapPage(dev, frag.Page, frag.Offset + frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_OffsetSubtracted", "Dma.MapPage(dev, frag.Page, n - frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_Narrowed", "Dma.MapPage(dev, frag.Page, (byte)frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_OffsetUnknown", "int o = 0; if (b) o = frag.Offset; Dma.MapPage(dev, frag.Page, o, len, DmaDir.ToDevice);"),
        Of("Map_OffsetOtherReader", "int o = frag.Offset; while (len > 0) { Dma.MapPage(dev, frag.Page, o, 8, DmaDir.ToDevice); Use(o); o += 8; len -= 8; }"),
        Of("Map_OffsetOtherMap", "int o = frag.Offset; while (len > 0) { Dma.MapPage(dev, frag.Page, o, 8, DmaDir.ToDevice); Families.MapFor(dev, frag.Page, o, 8, DmaDir.ToDevice, who); o += 8; len -= 8; }"),
        Of("Map_WholeFragmentOnly", "HandleOps.Map(dev, whole.Page, whole.Offset, len, DmaDir.ToDevice);", "ref Whole whole, "),
        Of("Map_FamilyDiffers", "Families.Bus(dev, named.Page, named.Offset, len, DmaDir.ToDevice);", "Named named, "),
        Of("Map_FamilyUnknown", "Families.Bus(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_NoDevice", "Families.MapOn(who, frag.Page, frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_NoDirection", "Pci.MapPage(pdev, frag.Page, frag.Offset, len, dir);"),
        Of("Map_ResultUsed", "Use(Dma.MapPage(dev, odd.Page, odd.Offset, len, DmaDir.ToDevice));", "Odd odd, "),
        Of("Map_ConditionalPage", "frag.Page?.MapPage(dev, frag.Offset, len, DmaDir.ToDevice);"),
        Of("Map_MethodGroup", "Func<Device, int, int, DmaDir, long> a = new Twice().Frag.Page.MapPage; a(dev, 0, 1, DmaDir.ToDevice);"),
        Of("Map_ArgumentLeft", "Families.MapFor(dev, frag.Page, frag.Offset, len, DmaDir.ToDevice, who);"),
        Of("Map_MayChange", "Dma.MapPage(dev, frag.Page, frag.Offset, Trim(), DmaDir.ToDevice);"),
        Of("StoreAll_Initializer", "Use(new Frag { Page = page, Offset = n, Size = len });"),
        "#nullable enable",
        "static void StoreAll_NullRefused(NotNull[] all, int n) { all[n] = new NotNull { Page = null, Offset = n, Size = n }; }",
        "static void StorePage_NullRefused(ref NotNull f) { f.Page = null; }",
        "#nullable disable",
        Of("StorePage_ValueUsed", "Use(frag.Page = page);"),
        Of("StorePage_CompoundStore", "frag.Page ??= page;"),
        Of("StorePage_Deconstruction", "(frag.Page, n) = (page, 1);"),
        Of("ReadPage_InPlace", "whole.Page.Bump();", "ref Whole whole, "),
        Of("ReadPage_InPattern", "b = frag is { Page: null };"),
        .. Parts("Offset"),
        .. Parts("Size"),
        Of("Always_NoAccessor", "Use(self.Length);", "Base self, "),
        Of("Always_NoAccessorFits", "whole.Size = 1;", "ref Whole whole, "),
        Of("Always_OtherMember", "Use(twin.Counted);", "Twin twin, "),
        Of("Always_TypeDiffers", "Use(odd.Page);", "Odd odd, "),
        Of("Always_ArgumentDiffers", "odd.Page = page;", "ref Odd odd, "),
        "class Always_NotAVariable { readonly Frag _frag; Always_NotAVariable() { _frag.Size = 1; } }",
        "static void Always_NotAssigned(out Frag given, Page page) { given.Page = page; given.Offset = 0; Trim(); given.Size = 1; }",
        Of("Always_ConditionalFragment", "Use(self?.Length);", "Base self, "),
        Of("Always_EvaluationOrder", "all.All[i].Size = Replace(all);", "Wholes all, "),
        "static async Task Always_AwaitInside(Frag[] all, Task<int> n) { all[0].Size = await n; }",
        Of("Always_CommentInside", "Mm /* by hand */ .GetPage(frag.Page);"),
        Of("Always_DirectiveInside", "Dma.MapPage(dev, frag.Page,\n#if WHOLE\n0,\n#else\nfrag.Offset,\n#endif\nlen, DmaDir.ToDevice);"),
        "static void Always_ExpressionTree(Frag[] all) { Expression<Func<int>> e = () => all[0].Size; Use(e); }",
    ];

    private static string Of(string name, string statements, string more = "") => $"static void {name}({more}{Given}) {{ {statements} }}";

    private static IEnumerable<string> Calls(string shape, string used, string conditional, string group, string left, string change) =>
    [
        Of(shape + "_ResultUsed", used), Of(shape + "_ConditionalPage", conditional), Of(shape + "_MethodGroup", group), Of(shape + "_ArgumentLeft", left), Of(shape + "_MayChange", change),
    ];

    private static IEnumerable<string> Addresses(string shape, string raw, string conditional, string group, string left) =>
    [
        Of(shape + "_OffsetMissing", $"Use({raw});"),
        Of(shape + "_OffsetTwice", $"Use({raw} + frag.Offset + frag.Offset);"),
        Of(shape + "_OffsetSubtracted", $"Use({raw} - frag.Offset);"),
        Of(shape + "_Narrowed", $"Use({raw} + (byte)frag.Offset);"),
        Of(shape + "_OffsetElsewhere", $"long kept = {raw}; Use(kept);"),
        Of(shape + "_OffsetUnknown", $"int o = 0; if (b) o = frag.Offset; Use({raw} + o);"),
        Of(shape + "_OffsetRuns", $"int o = frag.Offset; while (o < len) {{ Use({raw} + o); o += 8; }}"),
        Of(shape + "_ConditionalPage", $"long? kept = {conditional}; Use(kept);", "Odd odd, "),
        Of(shape + "_MethodGroup", group),
        Of(shape + "_ArgumentLeft", $"Use({left});"),
        Of(shape + "_MayChange", $"Use({raw} + Trim() + frag.Offset);"),
    ];

    private static IEnumerable<string> Parts(string part) =>
    [
        Of($"Read{part}_InPattern", $"b = frag is {{ {part}: 3 }};"),
        Of($"Read{part}_SlotReference", $"Take(ref frag.{part});"),
        Of($"Store{part}_ValueUsed", $"Use(frag.{part} = 3);"),
        Of($"Store{part}_CompoundStore", $"s_ring[Trim()].{part} *= 2;"),
        Of($"Store{part}_Deconstruction", $"(frag.{part}, n) = (1, 2);"),
        Of($"Store{part}_Initializer", $"frag = new Frag {{ {part} = 3 }};"),
        Of($"Add{part}_ValueUsed", $"Use(frag.{part} += 3);"),
        Of($"Add{part}_CompoundStore", $"checked {{ s_ring[Trim()].{part} += n; }}"),
        Of($"Add{part}_MayChange", $"frag.{part} += Trim();"),
        Of($"Subtract{part}_ValueUsed", $"Use(frag.{part}--);"),
        Of($"Subtract{part}_CompoundStore", $"checked {{ s_ring[Trim()].{part} -= n; }}"),
        Of($"Subtract{part}_MayChange", $"frag.{part} -= Trim();"),
    ];
}
