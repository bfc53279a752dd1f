using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>The bulk conversion as a user runs it: <c>dotnet format analyzers</c>, all ids at once.</summary>
[Collection(PackageCollection.Name)]
public sealed class FormatTests(PackageFixture package)
{
    /// <summary>
    /// dotnet format takes the equivalence key of whichever diagnostic comes first, and that order differs from run to
    /// run: with two keys, one run in two leaves sites behind, and exits with 0.
    /// </summary>
    private const int Runs = 5;

    [Fact]
    public async Task One_run_converts_every_site_in_every_project_and_arm()
    {
        IReadOnlyDictionary<string, string>? first = null;
        for (int run = 1; run <= Runs; run++)
        {
            ConsumerSolution solution = await package.NewConsumerAsync();
            if (first is null)
            {
                (await solution.FormatAsync("--verify-no-changes")).Exits(2);
                Assert.NotEmpty(solution.Expected());
            }

            (await solution.FormatAsync()).Succeeds();
            IReadOnlyDictionary<string, string> converted = solution.Texts();
            if (first is not null)
            {
                Assert.Equal(first, converted);
                continue;
            }

            first = converted;
            Assert.Empty((await solution.BuildAsync()).Succeeds().Findings(solution.Folder));
            (await solution.FormatAsync("--verify-no-changes")).Succeeds();
            (await solution.FormatAsync()).Succeeds();
            Assert.Equal(converted, solution.Texts());
        }
    }

    [Fact]
    public async Task The_converted_program_does_what_it_did_before()
    {
        (ConsumerSolution raw, _) = await package.BuiltConsumerAsync();
        ToolResult before = (await raw.DotNetAsync("App/bin/Debug/net10.0/App.dll")).Succeeds();

        ConsumerSolution solution = await package.NewConsumerAsync();
        (await solution.FormatAsync()).Succeeds();
        (await solution.BuildAsync()).Succeeds();
        ToolResult after = (await solution.DotNetAsync("App/bin/Debug/net10.0/App.dll")).Succeeds();

        Assert.Equal(before.Output, after.Output);
        string ring = solution.Read("Drivers/Ring.cs");
        Assert.Equal(3, ring.Split("SkbFrag.Ref(").Length - 1); // both arms of the #if
        Assert.Contains("SkbFrag.DmaMap(device, frag, 0, ", ring);
        Assert.DoesNotContain(".page", string.Concat(solution.Texts().Where(text => !text.Key.StartsWith("Core/Frag", System.StringComparison.Ordinal) && !text.Key.StartsWith("Bound/", System.StringComparison.Ordinal)).Select(text => text.Value)));
    }
}
