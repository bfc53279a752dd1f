using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>From a code base that says nothing to one without a raw use: <see cref="RailTree"/> is described, gets accessors, is converted, and does what it did.</summary>
public sealed class RailTests
{
    private static readonly string[] s_roles =
    [
        "page-get M:Rail.ISegment.Retain", "page-put M:Rail.ISegment.Release", "page-get M:Fabric.Lease.Retain", "page-put M:Fabric.Lease.Release",
        "fragment-page F:Rail.Slice.Segment", "fragment-offset F:Rail.Slice.At", "fragment-size F:Rail.Slice.Length",
        "fragment-container T:Rail.Packet", "fragment-count F:Rail.Packet.Used", "fragment-flags F:Rail.Packet.Marks mask=3",
        "fragment-page F:Rail.Grants.Grant.Lease", "fragment-offset F:Rail.Grants.Grant.From", "fragment-size F:Rail.Grants.Grant.Bytes",
        "fragment-container T:Rail.Grants.Batch", "fragment-count F:Rail.Grants.Batch.Count",
        "page-address P:Rail.ISegment.Start", "page-address P:Fabric.Lease.Start",
        "page-map M:Rail.EngineBus.Map(Rail.Engine,Rail.ISegment,System.Int32,System.Int32,System.Boolean) family=engine-bus", "page-unmap M:Rail.EngineBus.Unmap(Rail.Engine,System.UInt64,System.Int32) family=engine-bus", "map-check M:Rail.EngineBus.Failed(System.UInt64) family=engine-bus",
        "page-map M:Rail.CipherBus.Lock(Rail.Cipher,Rail.ISegment,System.Int32,System.Int32) family=cipher-bus", "page-unmap M:Rail.CipherBus.Unlock(Rail.Cipher,System.UInt64,System.Int32) family=cipher-bus",
        "page-map M:Fabric.Window.Attach(Fabric.Port,Fabric.Lease,System.UInt32,System.UInt32) family=window", "page-unmap M:Fabric.Window.Detach(Fabric.Port,System.UInt64,System.UInt32) family=window", "map-check M:Fabric.Window.IsBad(System.UInt64) family=window",
    ];

    [Fact]
    public async Task IsDescribedAndConvertedAndDoesWhatItDid()
    {
        MetadataReference vendor = Proposed.Image(Proposed.Compile("Fabric", RailTree.Vendor), out byte[] library);
        CSharpCompilation raw = Proposed.Compile("Rail", RailTree.Core + RailTree.Drivers + RailTree.Grants + RailTree.Program, vendor);
        string before = Run(raw, library);

        Proposed proposed = await Proposed.WithAccessorsAsync(Proposed.CodeOf(raw));
        proposed.Has(s_roles);
        Assert.Empty(proposed.Result.Questions);
        CodeBase written = proposed.Written();

        Plan plan = await Converting.Conversion.PlanAsync(written, new Selection([], [], []), new Silent(), CancellationToken.None);
        Assert.True(plan.Sites.Length > 50, $"{plan.Sites.Length} sites");
        ImmutableArray<PlannedSite> left = [.. plan.Sites.Where(site => site.Status == SiteStatus.NeedsHuman)];
        Assert.True(left.Length * 20 <= plan.Sites.Length, $"{left.Length} of {plan.Sites.Length}:\n{string.Join('\n', left.Select(site => $"{site.Start.Line + 1}: {site.Before}: {site.Reason}"))}\n{string.Join('\n', proposed.Result.Added.Select(file => file.Text))}");
        CodeBase converted = written.With(plan.Files.ToDictionary(file => file.Path, file => file.New));
        Assert.Equal(before, Run(converted.Projects[0].Compilation, library));

        Plan again = await Converting.Conversion.PlanAsync(converted, new Selection([], [], []), new Silent(), CancellationToken.None);
        Assert.Equal(left.Length, again.Sites.Count(site => site.Status is SiteStatus.NeedsHuman or SiteStatus.Converted));
        Assert.False(Proposed.Of(converted).Result.Writes);
    }

    private static string Run(CSharpCompilation compilation, byte[] library)
    {
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        AssemblyLoadContext context = new("rail", isCollectible: true);
        context.Resolving += (into, name) => name.Name == "Fabric" ? into.LoadFromStream(new MemoryStream(library)) : null;
        image.Position = 0;
        MethodInfo all = context.LoadFromStream(image).GetType("Rail.Run")!.GetMethod("All")!;
        string log = (string)all.Invoke(null, null)!;
        context.Unload();
        Assert.True(log.Split('\n').Length > 30, log);
        return log;
    }
}
