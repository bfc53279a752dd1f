using System;
using System.Linq;
using Xunit;

namespace FragApi.Testing.Tests;

public sealed class SourceMutatorTests
{
    private const string Source = "class C { } // end\n";

    [Fact]
    public void Every_token_is_broken_in_every_way() =>
        Assert.Equal(
            [
                " C { } // end\n", "class class C { } // end\n", "class",
                "class  { } // end\n", "class C C { } // end\n", "class C",
                "class C  } // end\n", "class C { { } // end\n", "class C {",
                "class C {  // end\n", "class C { } } // end\n", "class C { }",
            ],
            SourceMutator.All(Source).Select(mutation => mutation.Text));

    [Fact]
    public void A_name_becomes_another_of_the_source() =>
        Assert.Equal(
            ["class B { B F; }", "class A { F F; }", "class A { B A; }"],
            SourceMutator.All("class A { B F; }").Where(mutation => mutation.Kind == MutationKind.Rename).Select(mutation => mutation.Text));

    [Fact]
    public void A_seed_gives_the_same_sample_each_time()
    {
        string[] sample = [.. SourceMutator.Sample(Source, seed: 7, count: 5).Select(mutation => mutation.ToString())];
        Assert.Equal(sample, SourceMutator.Sample(Source, seed: 7, count: 5).Select(mutation => mutation.ToString()));
        Assert.Equal(5, sample.Distinct().Count());
        Assert.NotEqual(sample, SourceMutator.Sample(Source, seed: 8, count: 5).Select(mutation => mutation.ToString()));
    }

    [Fact]
    public void A_sample_is_at_most_everything()
    {
        string[] all = [.. SourceMutator.All(Source).Select(mutation => mutation.Text).Order(StringComparer.Ordinal)];
        Assert.Equal(all, SourceMutator.Sample(Source, seed: 1, count: 1000).Select(mutation => mutation.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_source_without_tokens_has_no_mutations() => Assert.Empty(SourceMutator.All("// nothing"));
}
