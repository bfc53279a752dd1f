using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Xml.Linq;
using Scenarios;
using Xunit;

namespace FragApi.Scenarios.Tests;

/// <summary>The exit codes, and what is written.</summary>
public sealed class ProgramTests
{
    private static readonly LinePlot s_plot = new("a < b", "x", "y", [new Series("s", [(1, 10), (10, 100)])], logX: true);

    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _errors = new(CultureInfo.InvariantCulture);

    [Fact]
    public void Ends_with_0_when_every_claim_is_seen() =>
        Assert.Equal(0, Run(["one"], new Fake("one", result => result.Claim("it is so", true))));

    [Fact]
    public void Ends_with_0_when_a_claim_cannot_be_looked_at_here() =>
        Assert.Equal(0, Run(["one"], new Fake("one", result => result.Skip("it is so", "no network namespaces"))));

    [Fact]
    public void Ends_with_1_when_one_claim_of_many_is_not_seen()
    {
        Assert.Equal(1, Run(["all"], new Fake("one", result => result.Claim("it is so", true)), new Fake("two", result =>
        {
            result.Claim("it is so", true);
            result.Claim("so is this", false);
        })));
        Assert.Contains("NOT SEEN: so is this", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_with_1_when_nothing_is_claimed() => Assert.Equal(1, Run(["one"], new Fake("one", _ => { })));

    [Fact]
    public void Ends_with_1_when_a_scenario_throws_and_runs_the_others()
    {
        Assert.Equal(1, Run(
            ["all"],
            new Fake("one", _ => throw new InvalidOperationException("broken")),
            new Fake("two", result => result.Claim("it is so", true))));
        Assert.Contains("broken", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("seen: it is so", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("nothing-of-that-name")]
    [InlineData("one", "two")]
    [InlineData("one", "--loud")]
    [InlineData("one", "--seed")]
    [InlineData("one", "--seed", "many")]
    [InlineData("one", "--seconds", "0")]
    [InlineData("one", "--seconds", "-1")]
    [InlineData("all", "--plot", "all.svg")]
    [InlineData("one", "--plot", "no-curve.svg")]
    public void Ends_with_2_on_what_it_does_not_understand(params string[] arguments)
    {
        Assert.Equal(2, Run(arguments, new Fake("one", result => result.Claim("it is so", true))));
        Assert.NotEmpty(_errors.ToString());
    }

    [Fact]
    public void Seed_and_seconds_reach_the_scenario()
    {
        Fake fake = new("one", result => result.Claim("it is so", true));

        Assert.Equal(0, Run(["one", "--seed", "-7", "--seconds", "0.5"], fake));

        Assert.Equal(-7, fake.Context?.Seed);
        Assert.Equal(TimeSpan.FromSeconds(0.5), fake.Context?.Measure(3));
    }

    [Fact]
    public void Json_says_what_the_text_says()
    {
        Run(["one", "--json"], new Fake("one", result =>
        {
            result.Say("once");
            result.Measure("rate", double.PositiveInfinity, "per second");
            result.Measure("size", 2.5, "bytes");
            result.Skip("it is so", "no");
        }));

        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        JsonElement one = report.RootElement.GetProperty("scenarios")[0];
        Assert.Equal("one", one.GetProperty("name").GetString());
        Assert.True(one.GetProperty("ok").GetBoolean());
        Assert.Equal("once", one.GetProperty("narrative")[0].GetString());
        Assert.Equal(JsonValueKind.Null, one.GetProperty("numbers")[0].GetProperty("value").ValueKind);
        Assert.Equal(2.5, one.GetProperty("numbers")[1].GetProperty("value").GetDouble());
        Assert.Equal("skipped", one.GetProperty("claims")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void The_plot_is_written_as_xml()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.svg");
        try
        {
            Assert.Equal(0, Run(["one", "--plot", file], new Fake("one", result =>
            {
                result.Claim("it is so", true);
                result.Plot = s_plot;
            })));
            Assert.Equal("svg", XDocument.Load(file).Root?.Name.LocalName);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Plots_survive_what_cannot_be_drawn()
    {
        LinePlot lines = new("t", "x", "y", [new Series("s", [(0, 0), (1, double.NaN), (1, -1)]), new Series("none", [])], logX: true, logY: true);
        BarPlot bars = new("t", "x", "y", ["a", "b"], [new Bars("g", [0, double.PositiveInfinity]), new Bars("short", [])]);

        Assert.NotNull(XDocument.Parse(lines.ToSvg()).Root);
        Assert.NotNull(XDocument.Parse(bars.ToSvg()).Root);
        Assert.DoesNotContain("NaN", lines.ToSvg() + bars.ToSvg(), StringComparison.Ordinal);
    }

    private int Run(string[] arguments, params Scenario[] scenarios) => Program.Run(arguments, scenarios, _output, _errors);

    private sealed class Fake(string name, Action<ScenarioResult> run) : Scenario
    {
        public override string Name => name;

        public override string Seed => "seed 000";

        public override string Summary => "a test";

        public ScenarioContext? Context { get; private set; }

        public override ScenarioResult Run(ScenarioContext context)
        {
            Context = context;
            ScenarioResult result = new();
            run(result);
            return result;
        }
    }
}
