using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>How findings are told: messages, related places, the opt-in rule, strict mode.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("var p = Alloc();", "'Alloc()' takes a reference that is never released")]
    [InlineData("var p = Alloc(); if (b) return; p.Put();", "'Alloc()' takes a reference that is not released on the path that leaves in line 21")]
    [InlineData("var p = Alloc(); p.Put(); p.Close();", "'p.Close()' releases a reference that was released before")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); p.Put();", "'p.Put()' releases a reference that was handed over before")]
    [InlineData("var p = Alloc(); p.Put(); p.Touch();", "'p.Touch()' uses a reference that was released before")]
    [InlineData("var p = Alloc(); p = null;", "'p' is overwritten while it holds a reference that was not released")]
    [InlineData("Alloc();", "'Alloc()' takes a reference that nobody holds: it cannot be released")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(1); a[0] = 1;", "'ArrayPool<byte>.Shared.Rent(1)' takes an array that is never returned to its pool")]
    [InlineData("var a = IntPtr.Zero; a = Marshal.AllocCoTaskMem(1); Marshal.FreeHGlobal(a);", "'Marshal.FreeHGlobal(a)' returns memory that came from 'Marshal.AllocCoTaskMem'")]
    public async Task Message(string statements, string message) =>
        Assert.Equal(message, Assert.Single(await RunAsync(Own.Around(statements))).GetMessage(CultureInfo.InvariantCulture));

    [Fact]
    public async Task APathIsWalked()
    {
        Diagnostic leak = Assert.Single(await RunAsync(Own.Around("var p = Alloc();\nif (b)\n    n++;\nif (c)\n    return;\np.Put();")));
        List<(string Text, string Label)> related = [.. FlowReport.RelatedOf(leak).Select(place => (place.Location.SourceTree!.GetText().ToString(place.Location.SourceSpan), place.Label))];
        Assert.Equal(("Alloc()", "acquired here"), related[0]);
        Assert.Contains(("c", "this branch: true here"), related);
        Assert.Equal(("return;", "exits here"), related[^1]);
    }

    [Fact]
    public async Task ADoublePutNamesBothEnds()
    {
        Diagnostic twice = Assert.Single(await RunAsync(Own.Around("var p = Alloc();\nPutPage(p);\np.Put();")));
        Assert.Equal("p.Put()", TextAt(twice.Location));
        Assert.Equal(["Alloc()|acquired here", "PutPage(p)|released here"], FlowReport.RelatedOf(twice).Select(place => $"{TextAt(place.Location)}|{place.Label}"));
    }

    [Fact]
    public async Task EveryRelatedPlaceHasALabel()
    {
        IEnumerable<Diagnostic> all = await RunAsync(Own.Class("""
            void F(bool b, Ring ring) { var p = Alloc(); if (b) return; p.Put(); p.Put(); }
            void G([Consumes] Page p, bool b) { p.Touch(); if (b) throw new Exception(); p.Put(); }
            void H([Borrows] Page p) { p.Put(); }
            """));
        Assert.Equal(4, all.Count());
        Assert.All(all.SelectMany(FlowReport.RelatedOf), place => Assert.NotEqual("", place.Label));
    }

    [Theory]
    [InlineData("var p = {|FRAG2011i:Alloc()|}; Other.Busy(); p.Put();")]
    [InlineData("var p = {|FRAG2011i:Alloc()|}; try { Other.Busy(); } catch (InvalidOperationException) { p.Put(); throw; } p.Put();")]
    [InlineData("var p = Alloc(); try { Other.Busy(); } finally { p.Put(); }")]
    [InlineData("var p = Alloc(); try { Other.Busy(); } catch { p.Put(); throw; } p.Put();")]
    [InlineData("Other.Busy(); var p = Alloc(); p.Put(); Other.Busy();")]
    [InlineData("var p = Alloc(); n = 1; p.Put();")]
    [InlineData("var p = Alloc(); ring.Enqueue(p); Other.Busy();")]
    [InlineData("using var l = new Lease(); Other.Busy();")]
    [InlineData("var p = Alloc(); Other.Use(p); Other.Busy();")]
    public Task Exceptions(string statements) => Own.FileAsync(Own.Around(statements), test => test.DisabledDiagnostics.Clear());

    [Fact]
    public async Task StrictModeSaysWhatItCouldNotFollow()
    {
        IReadOnlyList<Diagnostic> all = await RunAsync(Own.Around("var p = Alloc(); Other.Use(p); var q = Alloc(); list.Add(q); _page = Alloc(); var r = Alloc(); r.Put();"), strict: true);
        Assert.All(all, diagnostic => Assert.Equal("FRAG2001", diagnostic.Id));
        Assert.All(all, diagnostic => Assert.Equal(DiagnosticSeverity.Info, diagnostic.Severity));
        Assert.Equal(
            [
                "4 acquisitions, 3 of them not tracked to the end: 2 passed to unknown calls, 1 stored",
                "not tracked: what 'Alloc()' takes escapes through 'Other.Use(p)'",
                "not tracked: what 'Alloc()' takes escapes through 'list.Add(q)'",
            ],
            all.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)).Order(System.StringComparer.Ordinal));
    }

    [Fact]
    public async Task WithoutStrictModeTheUnknownIsSilent() =>
        Assert.Empty(await RunAsync(Own.Around("var p = Alloc(); Other.Use(p);")));

    private static string TextAt(Location location) => location.SourceTree!.GetText().ToString(location.SourceSpan);

    private static async Task<IReadOnlyList<Diagnostic>> RunAsync(string source, bool strict = false)
    {
        Solution solution = TestHost.CreateSolution(source);
        if (strict)
        {
            Project project = solution.MainProject();
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(project.Id), ".editorconfig", Microsoft.CodeAnalysis.Text.SourceText.From("root = true\n[*.cs]\nfrag_strict = true\n"), filePath: "/.editorconfig");
        }

        AnalyzerRun run = (await AnalyzerRunner.GetDiagnosticsAsync(solution.MainProject(), [new OwnershipAnalyzer()])).ThrowOnException();
        return [.. run.Reported];
    }
}
