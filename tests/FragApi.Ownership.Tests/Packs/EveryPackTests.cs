using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>What holds of every pack: each line names something, and where the library is not there, nothing is said.</summary>
public sealed class EveryPackTests
{
    public static TheoryData<string> Packs => [.. Pack.All.Select(pack => pack.ToString())];

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Every_line_names_something(string name)
    {
        // Without its first word, so that nothing is passed over.
        Pack pack = Pack.Named(name);
        string text = string.Join('\n', pack.Text.Split('\n').Where(line => !line.StartsWith("pack ", StringComparison.Ordinal)));

        Assert.NotEqual(pack.Text, text);
        Assert.True(text.Split('\n').Count(line => line.Length > 0 && line[0] != '#') >= 4);
        Assert.Empty(await Pack.BindAsync(text, pack.Libraries));
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Without_the_library_nothing_is_said(string name) => Assert.Empty(await Pack.BindAsync(Pack.Named(name).Text, []));

    [Fact]
    public async Task A_pack_passes_over_what_a_version_lacks_and_nothing_else()
    {
        Assert.Empty(await Pack.BindAsync("pack X\npage-put M:X.Gone", []));
        Assert.Equal(["FRAG9002"], (await Pack.BindAsync("page-put M:X.Gone", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await Pack.BindAsync("pack X\npage-putt M:X.Gone", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await Pack.BindAsync("pack\npage-put M:System.IO.Stream.Dispose", [])).Select(diagnostic => diagnostic.Id));
        Assert.Equal(["FRAG9001"], (await Pack.BindAsync("page-put M:System.IO.Stream.Dispose repeats=often", [])).Select(diagnostic => diagnostic.Id));
    }
}
