using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using FragApi.Cli.Reporting;
using FragApi.Cli.Sealing;
using FragApi.Cli.Surveying;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>Logs of builds that already ran, instead of projects.</summary>
[Collection(LoggedTreeTests.Name)]
public sealed class BuildLogTests(LoggedTree tree)
{
    [Fact]
    public async Task ALogIsCheckedAsItsSolutionIs()
    {
        Checked solution = await CheckAsync([tree.Folder.PathOf("All.slnx")]);
        Checked log = await CheckAsync([tree.Log]);
        Assert.Empty(solution.Failures);
        // The solution's finding of a rule, in each framework; a severity out of a file that the call names; a generated file.
        Assert.Contains("Shared.cs 5 warning FRAG1002", solution.Findings);
        Assert.Contains("Shared.cs 10 info FRAG1011", solution.Findings);
        Assert.Contains("One/Card.cs 10 error FRAG1002", solution.Findings);
        Assert.Contains("Two/Matcher.cs 11 warning FRAG1006", solution.Findings);
        Assert.Equal(solution.Json, log.Json);
        Assert.Equal(solution.Sarif, log.Sarif);
        Assert.Equal(solution.Failures, log.Failures);
        Assert.Equal("Basic.vbproj is not a C# project; it is passed over", string.Join('\n', log.Notes));
        Assert.Equal(string.Join("\n", solution.Notes), string.Join("\n", log.Notes));
    }

    [Fact]
    public async Task ALogOfAnotherMachineNeedsTheSourcesAndNothingThatTheBuildMade()
    {
        Checked here = await CheckAsync([tree.Log]);
        using Folder elsewhere = tree.Elsewhere();
        Checked there = await CheckAsync([tree.Log], $"{tree.Root}={elsewhere.Root}");
        Assert.Equal(here.Json, there.Json);
        Assert.Empty(there.Failures);

        (string log, string root) = tree.OfWindows();
        Checked windows = await CheckAsync([log], $"{root.ToLowerInvariant()}={elsewhere.Root}");
        Assert.Empty(windows.Failures);
        Assert.Equal(here.Json, windows.Json);
        ToolException unknown = await Assert.ThrowsAsync<ToolException>(() => CheckAsync([log]));
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains($"which is no path of this machine. Say where that is here, and where the packages are: --map '{root}=FOLDER'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheBuildDidNotCompileIsSaid()
    {
        Checked skipped = await CheckAsync([tree.Incremental]);
        // What it only refers to was not asked for.
        Assert.Equal($"{tree.Folder.PathOf("Two/Two.csproj")} could not be loaded:\n  its outputs were up to date, and its compiler was not called in two.binlog. Log a build with --no-incremental. (net10.0)", Assert.Single(skipped.Failures));
        Assert.Empty(skipped.Findings);

        // The other log has the call.
        Checked both = await CheckAsync([tree.Log, tree.Incremental]);
        Assert.Empty(both.Failures);
        Assert.Equal((await CheckAsync([tree.Log])).Json, both.Json);
    }

    [Fact]
    public async Task ABrokenLogIsALossAndAnythingElseIsNone()
    {
        Checked broken = await CheckAsync([tree.Broken()]);
        Assert.Contains(broken.Failures, failure => failure.Contains("broken.binlog ends in the middle", StringComparison.Ordinal));

        using Folder folder = new();
        foreach (string text in (string[])["", "no log", "\u001f\u008b\b"])
        {
            folder.Write("no.binlog", text);
            ToolException no = await Assert.ThrowsAsync<ToolException>(() => CheckAsync([folder.PathOf("no.binlog")]));
            Assert.Equal((ExitCode.Usage, $"{folder.PathOf("no.binlog")}: this is no build log that can be read. Give what 'dotnet build -bl' wrote."), (no.ExitCode, no.Message));
        }
    }

    [Fact]
    public async Task ASourceThatIsGoneIsNamedWithWhatToDo()
    {
        using Folder elsewhere = tree.Elsewhere();
        File.Delete(elsewhere.PathOf("One/Card.cs"));
        Checked there = await CheckAsync([tree.Log], $"{tree.Root}={elsewhere.Root}");
        string failure = Assert.Single(there.Failures.Distinct());
        Assert.StartsWith($"{elsewhere.PathOf("One/One.csproj")} could not be loaded:\n", failure, StringComparison.Ordinal);
        Assert.Contains(elsewhere.PathOf("One/Card.cs"), failure, StringComparison.Ordinal);
        Assert.Contains("say where its folders are with --map FROM=TO", failure, StringComparison.Ordinal);
        // The others are checked.
        Assert.Contains("Two/Matcher.cs 11 warning FRAG1006", there.Findings);
    }

    [Fact]
    public async Task NothingIsWrittenIntoOtherSourcesThanWereBuilt()
    {
        using Folder elsewhere = tree.Elsewhere();
        string[] arguments = ["convert", tree.Log, "--map", $"{tree.Root}={elsewhere.Root}", "--write"];
        ToolRun written = (await Tool.RunAsync(elsewhere.Root, arguments)).Exits(1);
        Assert.Contains("SkbFrag.Ref(", elsewhere.Read("One/Card.cs"), StringComparison.Ordinal);
        Assert.Contains("Written.", written.Out, StringComparison.Ordinal);

        ToolRun again = (await Tool.RunAsync(elsewhere.Root, arguments)).Exits(2);
        Assert.Contains("sources were written after the build that was logged", again.Error, StringComparison.Ordinal);
        Assert.Contains(elsewhere.PathOf("One/Card.cs"), again.Error, StringComparison.Ordinal);
        Assert.Contains("sources were written after", (await Tool.RunAsync(elsewhere.Root, ["check", .. arguments[1..^1], "--write-suppressions"])).Exits(2).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere.PathOf("One/GlobalSuppressions.cs")));
    }

    [Fact]
    public async Task ASourceThatTheLogHasInItIsTheOneThatWasCompiled()
    {
        using Folder elsewhere = tree.Elsewhere();
        Assert.Empty((await CheckAsync([tree.Log], $"{tree.Root}={elsewhere.Root}")).Failures);
        // As old as a checkout may make it.
        elsewhere.Write("Two/Card.cs", elsewhere.Read("Two/Card.cs").Replace("Mm.GetPage", "/* other */ Mm.GetPage", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(elsewhere.PathOf("Two/Card.cs"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains($"{elsewhere.PathOf("Two/Card.cs")} says something else than what was compiled, which all.binlog has in it", Assert.Single((await CheckAsync([tree.Log], $"{tree.Root}={elsewhere.Root}")).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogIsSealedAndProposedForAsItsSolutionIs()
    {
        (SealResult Sealed, ProposalResult Proposed) solution = await SealAndProposeAsync(tree.Folder.PathOf("All.slnx"));
        (SealResult Sealed, ProposalResult Proposed) log = await SealAndProposeAsync(tree.Log);
        Assert.Equal("Frag.Page is a FragPage<Page>", Assert.Single(log.Sealed.Sealed));
        Assert.NotEmpty(log.Sealed.Missed);
        Assert.Equal(string.Join('\n', solution.Sealed.Missed), string.Join('\n', log.Sealed.Missed));
        Assert.Equal(solution.Sealed.Files.Select(file => (file.Path, file.New.ToString())), log.Sealed.Files.Select(file => (file.Path, file.New.ToString())));
        Assert.Equal(solution.Sealed.Losses, log.Sealed.Losses);
        Assert.NotEqual(0, log.Proposed.Known);
        Assert.Equal(solution.Proposed.Proposals.Select(proposal => proposal.ToString()), log.Proposed.Proposals.Select(proposal => proposal.ToString()));
        Assert.Equal(solution.Proposed.Known, log.Proposed.Known);
        Assert.Empty(log.Proposed.Losses);
    }

    private static async Task<(SealResult Sealed, ProposalResult Proposed)> SealAndProposeAsync(string path)
    {
        SourceStore sources = new();
        CodeBase code = await Loader.LoadAsync(new LoadRequest([path], [], Loose: false, null, []), sources, CancellationToken.None);
        return (await Sealing.Sealing.OfAsync(code, bindsAll: false, new Silent(), CancellationToken.None), await Proposer.WithAccessorsAsync(code, sources, attributes: false, new Silent(), CancellationToken.None));
    }

    [Theory]
    [InlineData("--map says where the folders of a build log are: give a .binlog.", "check", ".", "--map", "/a=/b")]
    [InlineData("--configuration is for loading projects; a build log is taken as it was built.", "check", "all.binlog", "-c", "Release")]
    [InlineData("--map x: it takes FROM=TO", "check", "all.binlog", "--map", "x")]
    [InlineData("--map a=b: 'a' is no full path.", "check", "all.binlog", "--map", "a=b")]
    [InlineData("--map /a=nowhere: there is no folder 'nowhere' here.", "check", "all.binlog", "--map", "/a=nowhere")]
    [InlineData("nothing.binlog: there is no such file or folder.", "check", "nothing.binlog")]
    public async Task AnOptionThatALogCannotHaveIsAnError(string message, params string[] arguments) =>
        Assert.Contains(message, (await Tool.RunAsync(tree.Root, arguments)).Exits(2).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("/usr/share/dotnet/sdk/10.0.401/Roslyn/bincore/csc /noconfig A.cs", "/noconfig|A.cs")]
    [InlineData("""/usr/bin/dotnet exec "/a b/csc.dll" /noconfig /src/A.cs""", "/noconfig|HERE/A.cs")]
    [InlineData("""C:\Program Files\VS\Roslyn\csc.exe /noconfig "a b.cs" /r:x=/src/a.dll,/src/b.dll""", "/noconfig|a b.cs|/r:x=HERE/a.dll,HERE/b.dll")]
    [InlineData("/csc/csc -nologo @/src/more.rsp -out:/src/obj/A.dll", "-nologo|@HERE/more.rsp|-out:HERE/obj/A.dll")]
    [InlineData("mycompiler /define:/src/A /nowarn:1701 /src/csc.cs", "/define:/src/A|/nowarn:1701|HERE/csc.cs")]
    [InlineData("csc /noconfig \"/res:/src/a,b.resx,/src/Name\" /srcs/A.cs", "/noconfig|/res:HERE/a,b.resx,HERE/Name|/srcs/A.cs")]
    public void TheCompilersArgumentsAreThoseBehindItWithTheirPathsHere(string line, string arguments) =>
        Assert.Equal(arguments, string.Join('|', CompilerLine.Arguments(line, path => path == "/src" || path.StartsWith("/src/", StringComparison.Ordinal) ? "HERE" + path[4..] : path)));

    [Fact]
    public void APathIsMappedByTheLongestFolderThatItLiesIn()
    {
        using Folder folder = new();
        Directory.CreateDirectory(folder.PathOf("a"));
        Directory.CreateDirectory(folder.PathOf("b"));
        PathMaps maps = new([$@"C:\Src={folder.PathOf("a")}", $@"C:\Src\Sub\={folder.PathOf("b")}", $"/src={folder.PathOf("b")}/"]);
        Assert.Equal(Path.Combine(folder.PathOf("a"), "X", "Y.cs"), maps.Here(@"c:\src\X\Y.cs", ofWindows: true));
        Assert.Equal(Path.Combine(folder.PathOf("b"), "Y.cs"), maps.Here(@"C:/SRC/sub\Y.cs", ofWindows: true));
        Assert.Equal(folder.PathOf("a"), maps.Here(@"C:\Src", ofWindows: true));
        Assert.Equal(Path.Combine(folder.PathOf("b"), "Y.cs"), maps.Here("/src/Y.cs", ofWindows: false));
        Assert.Equal("/SRC/Y.cs", maps.Here("/SRC/Y.cs", ofWindows: false));
        Assert.Equal("/srcs/Y.cs", maps.Here("/srcs/Y.cs", ofWindows: false));
        Assert.Equal(@"a\b.cs", maps.Here(@"a\b.cs", ofWindows: false));
        Assert.Equal(@"D:\Src\Y.cs", maps.Here(@"D:\Src\Y.cs", ofWindows: true));
    }

    private static async Task<Checked> CheckAsync(string[] paths, params string[] maps)
    {
        SourceStore sources = new();
        CodeBase code = await Loader.LoadAsync(new LoadRequest(paths, [], Loose: false, null, []) { Maps = new PathMaps(maps) }, sources, CancellationToken.None);
        CheckResult result = await Checker.RunAsync(code, new Selection([], [], []), withFixes: true, new Silent(), CancellationToken.None);
        return new Checked(
            [.. result.Findings.Select(finding => $"{code.Relative(finding.Place.Path)} {finding.Place.Start.Line + 1} {finding.SeverityName} {finding.Rule.Id}")],
            FindingsJson.Of(result.Findings, code), Sarif.Of(result.Findings, result.Failures, Rules.All, ExitCode.Left, code), result.Failures, code.Notes);
    }

    private sealed record Checked(IReadOnlyList<string> Findings, string Json, string Sarif, ImmutableArray<string> Failures, ImmutableArray<string> Notes);

    private sealed class Silent : IProgressSteps
    {
        public void Step(string what, int done, int of)
        {
        }

        public void Note(string text)
        {
        }
    }
}
