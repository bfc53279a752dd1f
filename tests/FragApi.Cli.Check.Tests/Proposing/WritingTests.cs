using System;
using System.Linq;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>How what is found is said: in a binding file, or with attributes; and that it is said once.</summary>
public sealed class WritingTests
{
    private const string Source = """

        namespace Heap
        {
            /// <summary>Counted.</summary>
            public sealed class Slab
            {
                private int _n = 1;
                private byte[]? _bytes = new byte[4096];

                /// <summary>One more.</summary>
                public void Hold() => Interlocked.Increment(ref _n);
                public void Unhold() { if (Interlocked.Decrement(ref _n) == 0) _bytes = null; }
            }

            public static class Slabs
            {
                public static Slab Make() => new();
                public static bool IsBig(Slab slab) => slab is null;
            }
        }
        """;

    [Fact]
    public void ABindingFileBesideTheProject()
    {
        Proposed proposed = Proposed.Of(Source);
        (string path, string text) = Assert.Single(proposed.Result.Added);
        Assert.EndsWith("App/FragApi.Bindings.txt", path.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains("page-get           M:Heap.Slab.Hold    # App/App.cs(11): adds one to Slab._n\n", text, StringComparison.Ordinal);
        Assert.Contains("owned              M:Heap.Slabs.Make ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AttributesInTheSources()
    {
        Proposed proposed = Proposed.Of(Proposed.CodeOf(Proposed.Compile("App", Source)), attributes: true);
        string text = Assert.Single(proposed.Result.Changed).New.ToString();
        Assert.Contains("        /// <summary>One more.</summary>\n        [PageGet]\n        public void Hold()", text, StringComparison.Ordinal);
        Assert.Contains("        [return: Owned]\n        public static Slab Make()", text, StringComparison.Ordinal);
        Assert.Contains("IsBig([Borrows] Slab slab)", text, StringComparison.Ordinal);
        Assert.EndsWith("FragApi.Annotations.cs", Assert.Single(proposed.Result.Added).Path, StringComparison.Ordinal);
        CodeBase written = proposed.Written();
        Assert.Empty(written.Projects[0].Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(Proposed.Of(written, attributes: true).Result.Proposals);
    }

    [Fact]
    public void ASecondRunHasNothingToSay()
    {
        Proposed again = Proposed.Of(Proposed.Of(Source).Written());
        Assert.Empty(again.Result.Proposals);
        Assert.False(again.Result.Writes);
        Assert.True(again.Result.Known >= 4, $"{again.Result.Known}");
    }

    [Fact]
    public void WhatAPersonHasSaidStays()
    {
        // The put is of his own naming, and the rest fits in around it.
        string said = Proposed.Annotations + Source.Replace("public void Unhold()", "[FragApi.PagePut] public void Unhold()", StringComparison.Ordinal);
        Proposed proposed = Proposed.Of(said).Has("page-get M:Heap.Slab.Hold");
        Assert.DoesNotContain(proposed.Result.Proposals, proposal => proposal.Keyword == "page-put");
    }

    [Fact]
    public void WhatIsInOneTargetFrameworkOnlyIsSaidWhereItIs()
    {
        LoadedProject newer = Proposed.Project(Proposed.Compile("App", Source)) with { Framework = "net10.0" };
        LoadedProject older = Proposed.Project(Proposed.Compile("App", Source.Replace("public static Slab Make() => new();", "", StringComparison.Ordinal))) with { Framework = "net8.0" };
        CodeBase code = new(Proposed.Root, isLoose: false, [newer, older], [], []);
        string text = Assert.Single(Proposed.Of(code).Result.Added).Text;
        Assert.Contains("# likely: there is none in net8.0, where this file is read as well: say it with an attribute\n#owned              M:Heap.Slabs.Make ", text, StringComparison.Ordinal);
        Assert.Contains("\npage-get           M:Heap.Slab.Hold ", text, StringComparison.Ordinal);
        Assert.Contains("[return: Owned]", Assert.Single(Proposed.Of(code, attributes: true).Result.Changed).New.ToString(), StringComparison.Ordinal);
    }
}
