using System.Collections.Generic;
using System.Threading.Tasks;
using FragApi.Testing;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>The bulk conversion as a user runs it: <c>dotnet format analyzers</c>, all ids at once.</summary>
[Collection(PackageCollection.Name)]
public sealed class FormatTests(PackageFixture package)
{
    /// <summary>
    /// dotnet format takes the equivalence key of whichever diagnostic comes first, and that order differs from run to
    /// run: with two keys, one run in two leaves sites behind, and exits with 0. FRAGAPI_LONG=1 runs it five times.
    /// </summary>
    private static int Runs => LongRun.IsOn ? 5 : 1;

    [Fact]
    public async Task A_run_converts_every_site_in_every_project_and_arm_and_the_program_does_what_it_did()
    {
        (ConsumerSolution raw, _) = await package.BuiltConsumerAsync();
        ToolResult before = (await raw.DotNetAsync("App/bin/Debug/net10.0/App.dll")).Succeeds();

        ConsumerSolution solution = await package.NewConsumerAsync();
        (await solution.FormatAsync()).Succeeds();
        IReadOnlyDictionary<string, string> converted = solution.Texts();
        Assert.Empty((await solution.BuildAsync()).Succeeds().Findings(solution.Folder));
        (await solution.FormatAsync("--verify-no-changes")).Succeeds();

        Seal(solution);
        Assert.Empty((await solution.BuildAsync("-p:FragApiAnalysisMode=strict")).Succeeds().Findings(solution.Folder));
        ToolResult after = (await solution.DotNetAsync("App/bin/Debug/net10.0/App.dll")).Succeeds();
        Assert.Equal(before.Output, after.Output);
        string ring = solution.Read("Drivers/Ring.cs");
        Assert.Equal(3, ring.Split("SkbFrag.Ref(").Length - 1); // both arms of the #if
        Assert.Contains("SkbFrag.DmaMap(device, frag, 0, ", ring);

        for (int run = 2; run <= Runs; run++)
        {
            solution.Write(raw.Texts());
            (await solution.FormatAsync()).Succeeds();
            Assert.Equal(converted, solution.Texts());
        }
    }

    [Fact]
    public async Task Raw_code_is_found_without_being_changed_and_does_not_compile_once_its_page_is_sealed()
    {
        ConsumerSolution solution = await package.NewConsumerAsync();
        IReadOnlyDictionary<string, string> raw = solution.Texts();
        (await solution.FormatAsync("--verify-no-changes")).Exits(2);
        Assert.Equal(raw, solution.Texts());
        Seal(solution);
        Assert.Contains("error CS", (await solution.BuildAsync()).Fails().Output);
    }

    /// <summary>Gives the page field the opaque type, and opens it in the accessors.</summary>
    private static void Seal(ConsumerSolution solution) =>
        solution.Write("Core/Frag.cs", solution.Read("Core/Frag.cs")
            .Replace("public Page page;", "public FragPage<Page> page;")
            .Replace("frag.page = page;", "frag.page = FragPage<Page>.Wrap(page);")
            .Replace("return frag.page;", "return frag.page.Unwrap();")
            .Replace("frag.page.Get()", "frag.page.Unwrap().Get()")
            .Replace("frag.page.Put()", "frag.page.Unwrap().Put()")
            .Replace("Mm.Address(frag.page)", "Mm.Address(frag.page.Unwrap())")
            .Replace("MapPage(device, frag.page,", "MapPage(device, frag.page.Unwrap(),"));
}
