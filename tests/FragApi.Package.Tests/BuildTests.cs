using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>What <c>dotnet build</c> shows in a solution of chained, multi-targeted projects.</summary>
[Collection(PackageCollection.Name)]
public sealed class BuildTests(PackageFixture package)
{
    [Fact]
    public async Task Every_finding_of_every_project_framework_and_arm_is_shown_and_nothing_else()
    {
        (ConsumerSolution solution, ToolResult build) = await package.BuiltConsumerAsync();

        Assert.Equal(solution.Expected(), build.Findings(solution.Folder));
        // An analyzer that the compiler drops (CS9057) or that throws (AD0001) would be silence.
        Assert.DoesNotContain("CS9057", build.Output);
        Assert.DoesNotContain("AD0001", build.Output);
        Assert.DoesNotContain("CS8032", build.Output);
    }

    [Fact]
    public async Task Warnaserror_fails_the_build()
    {
        ConsumerSolution solution = await package.NewConsumerAsync();

        ToolResult build = (await solution.BuildAsync("-warnaserror")).Fails();

        Assert.Contains(build.Findings(solution.Folder), finding => finding is { Severity: "error", Id: "FRAG1001" or "FRAG1002" });
    }

    [Fact]
    public async Task Nothing_of_the_package_shows_up_in_the_output()
    {
        (ConsumerSolution solution, _) = await package.BuiltConsumerAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(solution.Folder, "*FragApi.Analyzers*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(solution.Folder, "*.globalconfig", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(solution.Folder, "FragApi.*.g.cs", SearchOption.AllDirectories));
        Assert.DoesNotContain("FragApi", solution.Read("App/bin/Debug/net10.0/App.deps.json"), StringComparison.Ordinal);
    }
}
