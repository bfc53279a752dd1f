using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Commands;
using FragApi.Cli.Converting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>What the tool goes through while MSBuild is at work goes through all that the real code does: nobody would hear if it failed.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task ItsLinesAreConverted()
    {
        CodeBase lines = Rehearsal.Stage();
        Assert.Empty(lines.Projects.Single().Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Plan plan = await Conversion.PlanAsync(lines, new Selection([], [], []), new Rehearsal.Silence(), CancellationToken.None);
        Assert.True(plan.Count(SiteStatus.Converted) >= 3);
        Assert.Empty(plan.Losses);
    }

    [Fact]
    public async Task TheyAreChecked()
    {
        CheckResult result = await Checker.RunAsync(Rehearsal.Stage(), new Selection([], [], []), withFixes: false, new Rehearsal.Silence(), CancellationToken.None);
        Assert.Empty(result.Failures);
        Assert.Contains(result.Findings, finding => finding.Rule.Id == "FRAG1001");
    }
}
