using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>C# 8 up to the newest that the host knows: what is written has to be of that language.</summary>
public sealed class LanguageVersionTests
{
    public static TheoryData<LanguageVersion> Versions =>
        new(Enum.GetValues<LanguageVersion>().Where(version => version is >= LanguageVersion.CSharp8 and < LanguageVersion.LatestMajor));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task EveryCallRule(LanguageVersion version) => RawCalls.FixFileAsync("FRAG1001 FRAG1002 FRAG1003 FRAG1004 FRAG1004 FRAG1006 FRAG1001",
        """
        using Kernel;
        class C
        {
            long M(SkBuff skb, Frag f, PciDev pdev, int i)
            {
                Mm.GetPage(f.Page);
                Mm.PutPage(skb.Info.Frags[i].Page);
                long dma = Pci.MapPage(pdev, f.Page, f.Offset, 16, PciDir.ToDevice);
                dma += f.Page.Address() + f.Offset;
                dma += f.Page.Phys + f.Offset;
                Page kept = f.Page;
                kept.Get();
                return dma;
            }
        }
        """,
        """
        using Kernel;
        class C
        {
            long M(SkBuff skb, Frag f, PciDev pdev, int i)
            {
                SkbFrag.Ref(f);
                SkbFrag.Unref(skb, i);
                long dma = SkbFrag.DmaMap(pdev.Dev, f, 0, 16, DmaDir.ToDevice);
                dma += SkbFrag.Address(f);
                dma += SkbFrag.Phys(f);
                Page kept = SkbFrag.Page(f);
                SkbFrag.Ref(f);
                return dma;
            }
        }
        """, version);

    [Theory]
    [MemberData(nameof(Versions))]
    public Task NativeIntegersAddWithAnOperatorBefore11(LanguageVersion version) => RawCalls.FixFileAsync("FRAG1001 FRAG1004", Native("Mm.Virt(f.Page) + f.Offset", "Mm.Get(f.Page)"), Native("X.Address(f)", "X.Ref(f)"), version, standsAlone: true);

    private static string Native(string address, string get) =>
        $$"""
        using System;
        using FragApi;
        static class Mm { [PageAddress] public static IntPtr Virt(IntPtr page) { return page; } [PageGet] public static void Get(IntPtr page) { } }
        [Fragment(Accessor = typeof(X))] struct Frag { [FragmentPage] public IntPtr Page; [FragmentOffset] public int Offset; }
        static class X { public static IntPtr Address(in Frag f) { return Mm.Virt(f.Page) + f.Offset; } public static void Ref(in Frag f) { Mm.Get(f.Page); } }
        class C { IntPtr M(Frag f) { {{get}}; return {{address}}; } }
        """;

    public static TheoryData<LanguageVersion> From9 => new(VersionsFrom(LanguageVersion.CSharp9));

    [Theory]
    [MemberData(nameof(From9))]
    public Task PatternsAndPrograms(LanguageVersion version) => RawCalls.FixFileAsync("FRAG1006 FRAG1001",
        "using Kernel;\nFrag f = default;\nif (f.Page is not { } page) return;\npage.Get();\n",
        "using Kernel;\nFrag f = default;\nif (SkbFrag.Page(f) is not { } page) return;\nSkbFrag.Ref(f);\n", version, program: true);

    private static IEnumerable<LanguageVersion> VersionsFrom(LanguageVersion first) =>
        Enum.GetValues<LanguageVersion>().Where(version => version >= first && version < LanguageVersion.LatestMajor);
}
