using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Testing.Tests;

public sealed class MarksTests
{
    [Theory]
    [InlineData("a {|TOY1:b|} c", "a b c")]
    [InlineData("{|TOY1i:{|#1:b|}|}", "b")]
    [InlineData("{|TOY1>1>22:b|}", "b")]
    [InlineData("[|x|] {| no", "x {| no")]
    public void Marks_are_taken_out(string marked, string plain) => Assert.Equal(plain, Marks.Plain(marked));

    [Fact]
    public void What_the_package_knows_stays()
    {
        (string source, System.Collections.Immutable.ImmutableArray<DiagnosticResult> expected) = Marks.Read("{|TOY1:a|} {|#0:b|}", _ => DiagnosticSeverity.Warning);
        Assert.Equal("{|TOY1:a|} {|#0:b|}", source);
        Assert.Empty(expected);
    }

    [Fact]
    public void An_info_is_marked()
    {
        (string source, System.Collections.Immutable.ImmutableArray<DiagnosticResult> expected) = Marks.Read("{|TOY1i:a|} {|TOY2i:b|}", _ => DiagnosticSeverity.Warning);
        Assert.Equal("{|#1000:a|} {|#1001:b|}", source);
        Assert.Equal([("TOY1", DiagnosticSeverity.Info), ("TOY2", DiagnosticSeverity.Info)], expected.Select(result => (result.Id, result.Severity)));
        Assert.All(expected, result => Assert.Equal(DiagnosticOptions.IgnoreAdditionalLocations, result.Options));
    }

    [Fact]
    public void Additional_places_are_marked()
    {
        (string source, System.Collections.Immutable.ImmutableArray<DiagnosticResult> expected) = Marks.Read("{|TOY1>2>1:a|} {|#1:b|} {|#2:c|}", _ => DiagnosticSeverity.Error);
        Assert.Equal("{|#1000:a|} {|#1:b|} {|#2:c|}", source);
        DiagnosticResult only = Assert.Single(expected);
        Assert.Equal((DiagnosticSeverity.Error, DiagnosticOptions.None, 3), (only.Severity, only.Options, only.Spans.Length));
    }

    [Fact]
    public void Ids_are_found_in_all_forms() => Assert.Equal(["TOY1", "TOY2", "TOY3", "[|"], Marks.IdsIn("{|TOY1:a|} {|TOY2i:b|} {|#1:c|} {|TOY3>1:d|} [|e|]"));

    [Fact]
    public void Written_marks_are_read_back() =>
        Assert.Equal("{|A1:ab|}{|B2:c|}", Marks.Write("abc", [("A1", new TextSpan(0, 2)), ("B2", new TextSpan(2, 1))]));
}
