using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FragApi.Cli.Loading;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>The driver tree without its vocabulary: what was said there is found again, and what is found besides was read by a person.</summary>
public sealed partial class DriversTests
{
    private static readonly string[] s_said =
    [
        "page-get M:Drivers.Kernel.Mm.GetPage(Drivers.Kernel.Page)", "page-get M:Drivers.Kernel.Page.Get", "page-get M:Vendor.Octeon.OctPage.Hold(Drivers.Kernel.Page)",
        "page-put M:Drivers.Kernel.Mm.PutPage(Drivers.Kernel.Page)", "page-put M:Drivers.Kernel.Page.Put", "page-put M:Vendor.Octeon.OctPage.Drop(Drivers.Kernel.Page)",
        "fragment T:Drivers.Kernel.Frag accessor=T:Drivers.Kernel.SkbFrag", "fragment-page F:Drivers.Kernel.Frag.Page", "fragment-offset F:Drivers.Kernel.Frag.PageOffset", "fragment-size F:Drivers.Kernel.Frag.Size",
        "fragment-accessor T:Drivers.Kernel.SkbFrag", "fragment-container T:Drivers.Kernel.SharedInfo", "fragment-count F:Drivers.Kernel.SharedInfo.NrFrags", "fragment-flags F:Drivers.Kernel.SharedInfo.Flags mask=3",
        "page-address M:Drivers.Kernel.Mm.PageAddress(Drivers.Kernel.Page)", "page-address P:Drivers.Kernel.Page.Address", "page-address M:Vendor.Octeon.OctPage.Base(Drivers.Kernel.Page)",
        "page-phys M:Drivers.Kernel.Mm.PageToPhys(Drivers.Kernel.Page)", "page-phys M:Vendor.Octeon.OctPage.Phys(Drivers.Kernel.Page)",
        "page-map M:Drivers.Kernel.Dma.MapPage(Drivers.Kernel.Device,Drivers.Kernel.Page,System.Int32,System.Int32,Drivers.Kernel.DmaDir)",
        "page-map M:Drivers.Kernel.Pci.MapPage(Drivers.Kernel.PciDev,Drivers.Kernel.Page,System.Int32,System.Int32,Drivers.Kernel.PciDma)",
        "page-map M:Vendor.Octeon.OctIo.Open(Drivers.Kernel.Device,Drivers.Kernel.Page,System.Int32,System.Int32,Drivers.Kernel.DmaDir)",
        "page-unmap M:Drivers.Kernel.Dma.UnmapPage(Drivers.Kernel.Device,System.UInt64,System.Int32,Drivers.Kernel.DmaDir)",
        "page-unmap M:Drivers.Kernel.Pci.UnmapPage(Drivers.Kernel.PciDev,System.UInt64,System.Int32,Drivers.Kernel.PciDma)",
        "page-unmap M:Vendor.Octeon.OctIo.Close(Drivers.Kernel.Device,System.UInt64,System.Int32,Drivers.Kernel.DmaDir)",
        "map-check M:Drivers.Kernel.Dma.MappingError(Drivers.Kernel.Device,System.UInt64)", "map-check M:Drivers.Kernel.Pci.MappingError(Drivers.Kernel.PciDev,System.UInt64)", "map-check M:Vendor.Octeon.OctIo.Failed(Drivers.Kernel.Device,System.UInt64)",
        "owned M:Drivers.Kernel.Mm.AllocPage(System.Int32,System.Boolean) when=NotNull",
    ];

    // Nobody had said it, and it is true.
    private static readonly string[] s_besides =
    [
        // Looks at the page's number, asks a flag of it, gives it an address for a while.
        "borrows M:Drivers.Kernel.Mm.PageToPfn(Drivers.Kernel.Page)#page", "borrows M:Drivers.Kernel.Mm.PageHighMem(Drivers.Kernel.Page)#page",
        "borrows M:Drivers.Kernel.Mm.Kmap(Drivers.Kernel.Page,System.Int32)#page", "borrows M:Drivers.Kernel.Mm.Kunmap(Drivers.Kernel.Page)#page",
        // Copies bytes into it.
        "borrows M:Drivers.Storage.Aoe.CopyReply(Drivers.Kernel.SkBuff,Drivers.Kernel.Page,System.Int32)#to",
        // The driver's own name for Dma.UnmapPage.
        "page-unmap M:Drivers.Net.AlTse.Unmap(System.UInt64,System.Int32)",
    ];

    // Mappings of another fabric, which its author keeps from the accessors with good reason.
    private static readonly string[] s_likely =
    [
        "page-map M:Drivers.Kernel.Ib.MapPage(Drivers.Kernel.IbDevice,Drivers.Kernel.Page,System.Int32,System.Int32,Drivers.Kernel.DmaDir) family=ib",
        "page-unmap M:Drivers.Kernel.Ib.UnmapPage(Drivers.Kernel.IbDevice,System.UInt64,System.Int32,Drivers.Kernel.DmaDir) family=ib",
        "map-check M:Drivers.Kernel.Ib.MappingError(Drivers.Kernel.IbDevice,System.UInt64) family=ib",
    ];

    [Fact]
    public void WhatWasSaidIsFoundAndNothingThatAReaderWouldRefute()
    {
        Proposed proposed = Proposed.Of(Load());
        Assert.Empty(s_said.Concat(s_besides).Except(proposed.Sure));
        Assert.Empty(proposed.Sure.Except(s_said).Except(s_besides));
        Assert.Equal([.. s_likely.Order()], [.. proposed.Likely.Order()]);
        Assert.Empty(proposed.Result.Questions);
        Assert.All(proposed.Result.Proposals, proposal => Assert.NotEmpty(proposal.Evidence));
        Assert.Contains(proposed.Result.Accessors, accessor => accessor.Operation.ToString() == "DmaMap" && accessor.Exists);
    }

    private static CodeBase Load()
    {
        string root = Repository.PathOf("samples", "Drivers");
        Dictionary<string, CSharpCompilation> all = [];
        List<LoadedProject> projects = [];
        foreach ((string folder, string[] references) in new (string, string[])[] { ("Kernel", []), ("Vendor.Octeon", ["Kernel"]), ("Core", ["Kernel"]), ("Net", ["Kernel", "Vendor.Octeon"]), ("Storage", ["Kernel"]), ("Virt", ["Kernel"]) })
        {
            string name = folder.Contains('.', System.StringComparison.Ordinal) ? folder : "Drivers." + folder;
            CSharpCompilation compilation = Proposed.Empty(name).AddReferences(references.Select(reference => all[reference].ToMetadataReference()))
                .AddSyntaxTrees(Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs").Order().Select(file => CSharpSyntaxTree.ParseText(Stripped(File.ReadAllText(file)), path: file)));
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
            all.Add(folder, compilation);
            // A file of that name is nowhere: nothing of the tree itself is read but its sources.
            projects.Add(new LoadedProject(name, Path.Combine(root, folder, "Stripped", name + ".csproj"), IsRequested: true, compilation, new AnalyzerOptions([]), []));
        }

        return new CodeBase(root, isLoose: true, [.. projects], [], []);
    }

    private static string Stripped(string source) => Import().Replace(Attribute().Replace(source, ""), "");

    [GeneratedRegex(@"^[ \t]*\[(return: )?(Fragment\w*|Page(Get|Put|Address|Phys|Map|Unmap)|MapCheck|Owned)(\(.*\))?\]\r?\n", RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^using FragApi;\r?\n", RegexOptions.Multiline)]
    private static partial Regex Import();
}
