using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Drivers.Tests;

/// <summary>The driver tree, converted by fix-all and then sealed.</summary>
public sealed class CampaignTests(ConvertedTree tree) : IClassFixture<ConvertedTree>
{
    // FRAG1009-1011: no accessor can stand in for these.
    private static readonly HashSet<string> s_neverFixed = ["FRAG1008", "FRAG1009", "FRAG1010", "FRAG1011"];

    [Fact]
    public void TheTreeIsTheSizeOfACampaign()
    {
        Assert.True(tree.Raw.Count(finding => finding.Rule != "FRAG1007") >= 180, $"{tree.Raw.Count} findings");
        Assert.True(tree.Raw.Select(finding => finding.File).Distinct().Count() >= 60);
        foreach (string rule in new[] { "FRAG1001", "FRAG1002", "FRAG1003", "FRAG1004", "FRAG1005", "FRAG1006", "FRAG1007", "FRAG1008", "FRAG1011" })
            Assert.Contains(tree.Raw, finding => finding.Rule == rule);
    }

    [Fact]
    public void WhatTheDriversDoIsTheSameLineByLine()
    {
        Assert.True(tree.RawLog.Length > 1_000);
        Assert.Equal(tree.RawLog, tree.ConvertedLog);
    }

    [Fact]
    public void EverySiteIsConvertedOrListedWithItsReason()
    {
        Assert.All(tree.Left, finding => Assert.True(s_neverFixed.Contains(finding.Rule) || finding.Message.Contains("no fix: ", StringComparison.Ordinal), finding.ToString()));
        // Nothing that had no fix before has vanished, and nothing new has come up.
        int declined = tree.Raw.Count(finding => s_neverFixed.Contains(finding.Rule) || finding.Message.Contains("no fix: ", StringComparison.Ordinal));
        Assert.Equal(declined, tree.Left.Count);
        Assert.True(tree.Left.Count < tree.Raw.Count / 20, $"{tree.Left.Count} of {tree.Raw.Count} left");
    }

    [Fact]
    public void TheSealedTreeCompilesAndDoesTheSame() => Assert.Equal(tree.RawLog, tree.SealedLog);

    /// <summary>Each raw form, in a new driver: the sealed page does not let it compile.</summary>
    [Theory]
    [InlineData("get", "Mm.GetPage(frag.Page);", "CS1503")]
    [InlineData("get, instance", "frag.Page.Get();", "CS1061")]
    [InlineData("put", "Mm.PutPage(skb.Info.Frags[i].Page);", "CS1503")]
    [InlineData("map", "Pci.MapPage(pdev, frag.Page, frag.PageOffset, frag.Size, PciDma.ToCard);", "CS1503")]
    [InlineData("map, other family", "Dma.MapPage(pdev.Dev, frag.Page, 0, frag.Size, DmaDir.ToDevice);", "CS1503")]
    [InlineData("address", "nint va = Mm.PageAddress(frag.Page) + frag.PageOffset;", "CS1503")]
    [InlineData("physical address", "ulong pa = Mm.PageToPhys(frag.Page) + (ulong)frag.PageOffset;", "CS1503")]
    [InlineData("store", "frag.Page = page;", "CS0029")]
    [InlineData("store of nothing", "frag.Page = null;", "CS0037")]
    [InlineData("read into a local", "Page? mine = frag.Page;", "CS0029")]
    [InlineData("local without a type, then used", "var mine = frag.Page; Mm.GetPage(mine);", "CS1503")]
    [InlineData("comparison", "bool same = frag.Page == page;", "CS0019")]
    [InlineData("comparison of two", "bool same = frag.Page == skb.Info.Frags[i].Page;", "CS0019")]
    [InlineData("null test", "bool none = frag.Page is null;", "CS0037")]
    [InlineData("member", "int id = frag.Page.Id;", "CS1061")]
    [InlineData("reference to the slot", "ref Page? slot = ref frag.Page;", "CS8173")]
    [InlineData("passed on by reference", "System.Threading.Interlocked.Exchange(ref frag.Page, page);", "CS1503|CS0411|CS0315|CS0452|CS0453")]
    [InlineData("cast", "Page? mine = (Page?)frag.Page;", "CS0030")]
    [InlineData("initializer", "frag = new Frag { Page = page, PageOffset = 0, Size = 1 };", "CS0029")]
    [InlineData("unwrapped outside the accessors", "Page? mine = frag.Page.Unwrap();", "CS1061|CS1929|CS0122")]
    public void ARawUseDoesNotCompileAnyMore(string form, string statement, string expected)
    {
        string[] errors = ErrorsOf(statement);
        Assert.True(expected.Split('|').Any(errors.Contains), $"{form}: expected {expected}, found {string.Join(", ", errors)}");
    }

    [Fact]
    public void TheAccessorsCompile() =>
        Assert.Empty(ErrorsOf("SkbFrag.Ref(skb, i); SkbFrag.SetPage(ref frag, page); ulong dma = SkbFrag.DmaMap(pdev.Dev, frag, 0, SkbFrag.Size(frag), DmaDir.ToDevice); SkbFrag.Unref(frag);"));

    private string[] ErrorsOf(string statement)
    {
        string source = $$"""
            #nullable enable
            using Drivers.Kernel;
            static class New
            {
                static void Driver(SkBuff skb, ref Frag frag, Page? page, PciDev pdev, int i) { {{statement}} }
            }
            """;
        IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "New",
            [CSharpSyntaxTree.ParseText(source)],
            [.. framework, MetadataReference.CreateFromFile(tree.SealedKernel)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id)];
    }
}
