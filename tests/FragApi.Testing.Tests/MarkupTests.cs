using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace FragApi.Testing.Tests;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("a[|bc|]d", "abcd", ":1-3")]
    [InlineData("a{|X1:bc|}d", "abcd", "X1:1-3")]
    [InlineData("[||]a", "a", ":0-0")]
    [InlineData("a$$b", "ab", "$:1-1")]
    [InlineData("[|a|][|b|]", "ab", ":0-1 :1-2")]
    [InlineData("{|A:a|}{|B:b|}", "ab", "A:0-1 B:1-2")]
    [InlineData("[|a[|b|]c|]", "abc", ":0-3 :1-2")]
    [InlineData("{|A:{|B:x|}|}", "x", "B:0-1 A:0-1")]
    [InlineData("{|A:x[|y|]|}", "xy", "A:0-2 :1-2")]
    [InlineData("[|a{|A:b|]c|}", "abc", ":0-2 A:1-3")]
    [InlineData("{ {|A:{ x }|}}", "{ { x }}", "A:2-7")]
    [InlineData("{|#0:a|}b{|#12:c|}", "abc", "#0:0-1 #12:2-3")]
    [InlineData("a || b; x[0]; { } {| no |", "a || b; x[0]; { } {| no |", "")]
    [InlineData("$$\"\"\"{{x}}\"\"\"", "$$\"\"\"{{x}}\"\"\"", "")]
    [InlineData("$$$\"\"\"{{{x}}}\"\"\"", "$$$\"\"\"{{{x}}}\"\"\"", "")]
    public void Marks_are_taken_out(string marked, string text, string marks)
    {
        Markup markup = Markup.Parse(marked);
        Assert.Equal(text, markup.Text);
        string found = string.Join(" ", markup.Spans.Select(span => $"{(span.IsPosition ? "$" : span.Id)}:{span.Span.Start}-{span.Span.End}")
            .Concat(markup.Locations.OrderBy(location => location.Key).Select(location => $"#{location.Key}:{location.Value.Start}-{location.Value.End}")));
        Assert.Equal(marks, found);
    }

    [Theory]
    [InlineData("[|a")]
    [InlineData("a|]")]
    [InlineData("{|A:a")]
    [InlineData("a|}")]
    [InlineData("{|#0:a|}{|#0:b|}")]
    public void Marks_that_do_not_match_are_refused(string marked) => Assert.Throws<VerificationException>(() => Markup.Parse(marked));

    [Theory]
    [InlineData("{|A:a{|B:b|}|}c")]
    [InlineData("{|A:a|}{|B:b|}")]
    [InlineData("{|A:{|B:a|}b|}")]
    [InlineData("{|A:a|}{|B:|}b")]
    public void Marks_are_written_as_they_are_read(string marked)
    {
        Markup markup = Markup.Parse(marked);
        Assert.Equal(marked, Markup.Write(markup.Text, markup.Spans.Select(span => (span.Id!, span.Span))));
    }

    [Fact]
    public void Crossing_spans_are_written_without_a_loss()
    {
        string written = Markup.Write("abc", [("A", TextSpan.FromBounds(0, 2)), ("B", TextSpan.FromBounds(1, 3))]);
        Assert.Equal("abc", Markup.Parse(written).Text);
    }
}
