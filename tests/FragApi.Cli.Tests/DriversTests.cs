using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>What a lead does with the driver tree: plan, convert, finish by hand, seal; and a raw use that somebody brings back.</summary>
public sealed class DriversTests(DriversTree tree) : IClassFixture<DriversTree>
{
    [Fact]
    public void ThePlanIsThatOfACampaign()
    {
        tree.Dry.Exits(1).Prints("diff --git a/Net/E1000e.cs b/Net/E1000e.cs", "needs a human:", "Nothing was written.");
        tree.Written.Exits(1).Prints("Written.", "fragapi seal");
        Assert.True(tree.Planned.Summary.Converted >= 400, tree.Planned.Summary.ToString());
        Assert.True(tree.Planned.Summary.Files >= 60);
        Assert.True(tree.Planned.Summary.NeedsHuman < 40, tree.Planned.Summary.ToString());
    }

    [Fact]
    public void ConvertedAndLeftAreAsFixAllHasThem()
    {
        // Each of the sites that a person finishes by hand was reported, none was touched.
        Assert.All(tree.Planned.Of("needs-human").Where(site => site.Rule is not "FRAG1011"), site => Assert.NotEqual("", site.Reason));
        Assert.DoesNotContain(tree.Planned.Of("needs-human"), site => site.Reason!.Contains("would not compile", StringComparison.Ordinal));
    }

    [Fact]
    public void ASecondRunHasNothingToDoAndCountsTheSameSites()
    {
        Assert.Empty(tree.Again.Of("converted"));
        Assert.Equal(tree.Planned.Summary.Already + tree.Planned.Summary.Converted, tree.Again.Summary.Already);
        Assert.Equal(tree.Planned.Summary.NeedsHuman, tree.Again.Summary.NeedsHuman);
        Assert.Equal(tree.Planned.Summary.Skipped, tree.Again.Summary.Skipped);
    }

    [Fact]
    public void WhatTheDriversDoIsTheSameLineByLine()
    {
        Assert.True(tree.RawLog.Length > 1_000);
        Assert.Equal(tree.RawLog, tree.ConvertedLog);
        Assert.Equal(tree.RawLog, tree.SealedLog);
    }

    [Fact]
    public void TheFinishedTreeHasNoMissedCase()
    {
        tree.SealedInMemory.Exits(0).Prints("No missed case. To make it so: fragapi seal ");
        tree.Sealed.Exits(0).Prints("No missed case. Written.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachRawUseThatIsPlantedIsNamedWithFileLineAndRule(bool isSealed)
    {
        Outcome outcome = (isSealed ? tree.PlantedLater : tree.Planted).Exits(1);
        int line = DriversTree.FirstPlanted;
        foreach ((string statement, string rule) in DriversTree.Raw)
        {
            Match[] cases = [.. Regex.Matches(outcome.Out, string.Create(CultureInfo.InvariantCulture, $@"^Net/Planted\.cs\({line},\d+\): .*$"), RegexOptions.Multiline).Cast<Match>()];
            Assert.True(
                isSealed && statement == DriversTree.Boxed ? cases.Length == 0 : cases.Any(match => match.Value.Contains($": {rule}: ", StringComparison.Ordinal)),
                $"{statement}: {string.Join('\n', cases.Select(match => match.Value))}\n{outcome.Out}");
            line++;
        }
    }
}
