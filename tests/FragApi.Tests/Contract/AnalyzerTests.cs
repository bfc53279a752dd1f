using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Tests;

/// <summary>The library says what is what by its attributes; code that goes around the accessors is found, code that uses them is not.</summary>
public sealed class AnalyzerTests
{
    [Theory]
    [InlineData("SkbFrag.Page(skb, 0)!.Get();", "FRAG1001")]
    [InlineData("SkbFrag.Page(in frag)!.Put();", "FRAG1002")]
    [InlineData("Page? p = SkbFrag.Page(skb, 0); p!.Put();", "FRAG1002")]
    [InlineData("SkbFrag.Page(in frag)?.Get();", "FRAG1001")]
    [InlineData("DmaAddress dma = device.Map(SkbFrag.Page(skb, 0)!, SkbFrag.Offset(skb, 0), 10, DmaDirection.ToDevice); if (!SkbFrag.DmaMapError(device, dma)) SkbFrag.DmaUnmap(device, dma, 10);", "FRAG1003")]
    [InlineData("_ = SkbFrag.Page(skb, 0)!.Address + SkbFrag.Offset(skb, 0);", "FRAG1004")]
    public async Task GoingAroundTheAccessorsIsFound(string statement, string rule) =>
        Assert.Equal([rule], await RunAsync(statement));

    [Theory]
    [InlineData("SkbFrag.Ref(skb, 0); SkbFrag.Unref(in frag);")]
    [InlineData("DmaAddress dma = SkbFrag.DmaMap(device, skb, 0); if (!SkbFrag.DmaMapError(device, dma)) SkbFrag.DmaUnmap(device, dma, SkbFrag.Size(skb, 0));")]
    [InlineData("Page page = PagePool.Shared.Acquire(); SkbFrag.Fill(skb, 0, page, 0, 10);")]
    [InlineData("Page page = PagePool.Shared.Acquire(); page.Get(); page.Put(); page.Put();")]
    [InlineData("SkbFragDestructor d = new(_ => { }); SkbFrag.SetDestructor(skb, 0, d); SkbFrag.Ref(skb, 0); d.Unref();")]
    [InlineData("_ = SkbFrag.Address(skb, 0) + SkbFrag.Span(in frag).Length + SkbFrag.Size(in frag);")]
    [InlineData("SkBuff clone = skb.Clone(); clone.OrphanFrags(); clone.Free();")]
    [InlineData("using SkBuffQueue queue = new(); skb.Segment(0, 1000, queue); while (queue.TryDequeue(out SkBuff? s)) s.Free();")]
    public async Task UsingThemIsNot(string statements) => Assert.Empty(await RunAsync(statements));

    [Fact]
    public async Task ExampleOfTheDocumentationCompilesAndIsClean()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "runtime.md"));
        int start = page.IndexOf("// An owner sends", StringComparison.Ordinal);
        string example = page[start..page.IndexOf("```", start, StringComparison.Ordinal)].Replace("SkBuff skb =", "skb =", StringComparison.Ordinal);
        Assert.Contains("retransmit.Free()", example, StringComparison.Ordinal);
        Assert.Empty(await RunAsync(example));
    }

    /// <summary>All rules there are, on a method with a buffer, a fragment and a device.</summary>
    private static async Task<string[]> RunAsync(string statements)
    {
        string source = $$"""
            #nullable enable
            using FragApi;

            internal static class Driver
            {
                public static void Use(SkBuff skb, ref SkbFrag frag, IDmaMapper device)
                {
                    {{statements}}
                }
            }
            """;
        Project project = TestHost.CreateSolution(References.Net100, source).MainProject()
            .AddMetadataReference(MetadataReference.CreateFromFile(typeof(SkbFrag).Assembly.Location));
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(project, [.. typeof(FragApi.Analyzers.Vocabulary.FragmentAnalyzer).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)]);
        Assert.Empty(run.ThrowOnException().CompilerErrors);
        return [.. run.Reported.Select(diagnostic => diagnostic.Id)];
    }
}
