using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>Every scenario sees what it claims: the bug without the cure, and nothing of it with the cure.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_claim_is_seen(string name)
    {
        ScenarioResult result = Of(name).Run(new ScenarioContext(seed: 1, seconds: 0.2));

        Assert.True(result.Claims.Count >= 2, "a bug and its cure are two claims at least");
        Assert.DoesNotContain(result.Claims, claim => claim.Status == ClaimStatus.NotSeen);
        Assert.NotEmpty(result.Narrative);
        Assert.Equal(result.Numbers.Count, result.Numbers.Select(number => number.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_seed_is_the_same_story(string name)
    {
        ScenarioResult result = Of(name).Run(new ScenarioContext(seed: 20110624, seconds: 0.1));

        Assert.DoesNotContain(result.Claims, claim => claim.Status == ClaimStatus.NotSeen);
    }

    [Fact]
    public void The_report_has_every_scenario_as_json()
    {
        StringWriter output = new(CultureInfo.InvariantCulture);

        Assert.Equal(0, Program.Run(["list", "--json"], Scenario.All, output, TextWriter.Null));

        using JsonDocument list = JsonDocument.Parse(output.ToString());
        Assert.Equal(Scenario.All.Select(scenario => scenario.Name), list.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
    }

    private static Scenario Of(string name) => Scenario.All.Single(scenario => scenario.Name == name);
}
