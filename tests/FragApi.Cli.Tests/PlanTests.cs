using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Tests;

/// <summary>The plan, the diff and the numbers agree with each other, with git, and with what is written.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task ADriverWithOneOfEachIsConvertedAndTheSecondRunHasNothingToDo()
    {
        using SourceTree tree = SourceTree.Loose(("Driver.cs", Sources.Driver()));
        (Outcome outcome, PlanFile plan) = await tree.ConvertAsync("--write");
        outcome.Exits(0);
        Assert.Equal(Sources.SitesOfDriver, plan.Summary.Converted);
        Assert.Equal(1, plan.Summary.Files);
        Assert.Equal(0, plan.Summary.NeedsHuman);

        (Outcome again, PlanFile second) = await tree.ConvertAsync();
        again.Exits(0).Prints("Nothing to convert.");
        Assert.Equal((0, 0, 0), (second.Summary.Files, second.Summary.Insertions, second.Summary.Deletions));
        Assert.Empty(second.Of("converted"));
        Assert.Equal(plan.Summary.Already + plan.Summary.Converted, second.Summary.Already);
        Assert.Equal(plan.Summary.Skipped, second.Summary.Skipped);
    }
}
