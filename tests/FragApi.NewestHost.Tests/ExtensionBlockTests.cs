using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.NewestHost.Tests;

/// <summary>C# 14's extension blocks: a member is called on a receiver that is a parameter of the block.</summary>
public sealed class ExtensionBlockTests
{
    private const string Types = """
        using System.Runtime.InteropServices;
        using FragApi;
        public class Page { public int Count; [PageGet] public void Get() => Count++; [PagePut] public void Put() => Count--; [return: Owned] public static Page Alloc() => new Page(); }
        [Fragment(Accessor = typeof(SkbFrag))] public struct Frag { [FragmentPage] public Page page; [FragmentOffset] public int offset; [FragmentSize] public int size; }
        public static class SkbFrag
        {
            extension(ref Frag f)
            {
                public Page Page() => f.page;
                public void Ref() => f.page.Get();
                public void Unref() => f.page.Put();
                public int Size() => f.size;
            }
        }
        public static class Ends
        {
            extension(nint h) { internal void Free() => Marshal.FreeHGlobal(h); }
            extension([Consumes] Page p) { public void Queue() => p.Put(); }
        }
        """;

    [Theory]
    [InlineData("f.page.Get();", "FRAG1001")]
    [InlineData("f.Page().Get();", "FRAG1001")]
    [InlineData("SkbFrag.Page(ref f).Put();", "FRAG1002")]
    [InlineData("_ = f.size;", "FRAG1007")]
    [InlineData("f.Ref(); f.Unref(); _ = f.Size(); _ = f.Page();", "")]
    [InlineData("nint h = Marshal.AllocHGlobal(4); h.Free();", "")]
    [InlineData("nint h = Marshal.AllocHGlobal(4); h.Free(); Marshal.FreeHGlobal(h);", "FRAG2003")]
    [InlineData("nint h = Marshal.AllocHGlobal(4); Ends.Free(h); h.Free();", "FRAG2003")]
    [InlineData("Page p = Page.Alloc(); p.Queue();", "")]
    [InlineData("Page p = Page.Alloc(); p.Queue(); p.Put();", "FRAG2003")]
    public async Task AMemberIsWhatItsBlockSays(string statements, string expected)
    {
        CSharpParseOptions options = new((LanguageVersion)1400);
        string[] sources = [FakeKernel.Annotations, Types, $"using System.Runtime.InteropServices; class User {{ void M(ref Frag f) {{ {statements} }} }}"];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Blocks",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, options)),
            References.Net100,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        AnalyzerRun run = await AnalyzerRunner.GetDiagnosticsAsync(compilation, ImmutableArray.Create<DiagnosticAnalyzer>(new AccessorAnalyzer(), new OwnershipAnalyzer()));
        run.ThrowOnException();
        Assert.Empty(run.CompilerErrors);
        Assert.Equal(expected, string.Join(' ', run.Reported.Select(diagnostic => diagnostic.Id).Distinct().Order()));
    }
}
