using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>The MSBuild property <c>FragApiAnalysisMode</c>, and who wins over it.</summary>
[Collection(PackageCollection.Name)]
public sealed class AnalysisModeTests(PackageFixture package)
{
    [Fact]
    public async Task Each_mode_gives_its_severities_and_an_unknown_one_is_an_error()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", Single.WithAnnotations, Single.Source);
        Finding hidden = new("Single.cs", Single.DisabledLine, "warning", "FRAG1011");

        Assert.Empty((await project.BuildAsync("-p:FragApiAnalysisMode=none")).Succeeds().Findings(project.Folder));
        Assert.Equal(project.Expected(), (await project.BuildAsync("-p:FragApiAnalysisMode=default")).Succeeds().Findings(project.Folder));
        Assert.Equal([.. project.Expected(), hidden], (await project.BuildAsync("-p:FragApiAnalysisMode=migrate")).Succeeds().Findings(project.Folder));
        Assert.Equal(project.Expected("error"), (await project.BuildAsync("-p:FragApiAnalysisMode=strict")).Fails().Findings(project.Folder));

        ToolResult unknown = (await project.BuildAsync("-p:FragApiAnalysisMode=strickt")).Fails();
        Assert.Contains("error FRAGAPI001: The property FragApiAnalysisMode is 'strickt'; it takes 'none', 'default', 'migrate' or 'strict'.", unknown.Output);
    }

    [Theory]
    [InlineData(".editorconfig", "root = true\n[*.cs]\n", "strict", "none", null)]
    [InlineData(".editorconfig", "root = true\n[*.cs]\n", "none", "warning", "warning")]
    [InlineData(".editorconfig", "root = true\n[*.cs]\n", "migrate", "error", "error")]
    [InlineData(".globalconfig", "is_global = true\n", "strict", "warning", "warning")]
    public async Task The_users_own_severity_wins_over_the_mode(string file, string head, string mode, string severity, string? shown)
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", Single.WithAnnotations, Single.Source);
        project.Write(file, $"{head}dotnet_diagnostic.FRAG1001.severity = {severity}\n");

        ToolResult build = await project.BuildAsync($"-p:FragApiAnalysisMode={mode}");

        Assert.Equal(shown is null ? [] : project.Expected(shown), build.Findings(project.Folder).Where(finding => finding.Id == "FRAG1001"));
        Assert.Equal(shown == "error", build.ExitCode != 0);
    }

    [Fact]
    public async Task A_mode_set_as_late_as_in_Directory_Build_targets_counts()
    {
        ConsumerSolution project = await package.NewProjectAsync("net10.0", Single.WithAnnotations, Single.Source);
        project.Write("Directory.Build.targets", "<Project><PropertyGroup><FragApiAnalysisMode>strict</FragApiAnalysisMode></PropertyGroup></Project>");

        Assert.Equal(project.Expected("error"), (await project.BuildAsync()).Fails().Findings(project.Folder));
    }
}
