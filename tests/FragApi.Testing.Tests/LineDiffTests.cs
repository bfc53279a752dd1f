using System.Linq;
using Xunit;

namespace FragApi.Testing.Tests;

public sealed class LineDiffTests
{
    [Fact]
    public void Equal_texts_have_no_diff() => Assert.Equal("", LineDiff.Unified("a\nb\n", "a\nb\n"));

    [Fact]
    public void A_changed_line_is_shown_with_its_context() =>
        Assert.Equal(
            "--- expected\n+++ actual\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
            LineDiff.Unified(Lines(1, 9), Lines(1, 9).Replace("5", "five")));

    [Fact]
    public void Changes_far_apart_are_hunks_of_their_own()
    {
        string diff = LineDiff.Unified(Lines(1, 30), Lines(1, 30).Replace("\n3\n", "\n").Replace("\n25\n", "\n25\nnew\n"));
        Assert.Contains("@@ -1,6 +1,5 @@\n 1\n 2\n-3\n 4\n 5\n 6\n@@ -23,6 +22,7 @@\n 23\n 24\n 25\n+new\n 26\n 27\n 28\n", diff);
    }

    [Fact]
    public void Line_endings_that_differ_are_shown() =>
        Assert.Equal("--- expected\n+++ actual\n@@ -1,2 +1,2 @@\n-a\n+a\\r\n b\n", LineDiff.Unified("a\nb\n", "a\r\nb\n"));

    [Fact]
    public void A_missing_newline_at_the_end_is_shown() =>
        Assert.Contains("-a\n+a\\ no newline at the end\n", LineDiff.Unified("a\n", "a"));

    [Fact]
    public void A_newline_missing_on_both_sides_is_not_worth_a_word() =>
        Assert.Equal("--- expected\n+++ actual\n@@ -1,1 +1,1 @@\n-a\n+b\n", LineDiff.Unified("a", "b"));

    [Fact]
    public void An_empty_side_is_all_lines() =>
        Assert.Equal("--- expected\n+++ actual\n@@ -1,0 +1,2 @@\n+a\n+b\n", LineDiff.Unified("", "a\nb\n"));

    private static string Lines(int first, int last) => string.Concat(Enumerable.Range(first, last - first + 1).Select(i => $"{i}\n"));
}
