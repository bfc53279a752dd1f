using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>A folder with a driver to convert, and what each verb prints of it into a pipe.</summary>
public sealed class TerminalFixture : IAsyncLifetime, IDisposable
{
    private readonly Dictionary<string, string[]> _piped = [];

    internal Folder Folder { get; } = Folder.WithKernel();

    /// <summary>The lines on standard output when it is no terminal; see <see cref="TerminalTests.Verbs"/>.</summary>
    internal IReadOnlyList<string> Piped(string verb) => _piped[verb];

    public async Task InitializeAsync()
    {
        Folder.Write("Card.cs", Sources.Driver);
        foreach (string verb in TerminalTests.Verbs.Append("rules"))
            _piped[verb] = (await Tool.RunAsync(Folder.Root, verb)).Out.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Folder.Dispose();
}

/// <summary>What only a person at a keyboard meets: progress bars, narrow windows, Ctrl-C.</summary>
public sealed partial class TerminalTests(TerminalFixture fixture) : IClassFixture<TerminalFixture>
{
    /// <summary>Those that work for long enough to show a bar.</summary>
    public static readonly string[] Verbs = ["check", "convert", "seal"];

    private const string Bar = "━";
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""";

    public static TheoryData<string, int> VerbsAndWidths
    {
        get
        {
            TheoryData<string, int> all = [];
            foreach (string verb in Verbs)
            {
                foreach (int width in (int[])[40, 80, 200])
                    all.Add(verb, width);
            }

            return all;
        }
    }

    [TerminalTheory, MemberData(nameof(VerbsAndWidths))]
    public async Task WhatIsLeftInTheWindowIsTheResult(string verb, int width)
    {
        TerminalRun run = (await new Terminal(width).RunAsync(fixture.Folder.Root, verb)).Exits(1).IsGivenBack();
        Assert.Contains(Bar, run.Written, StringComparison.Ordinal);
        IReadOnlyList<string> piped = fixture.Piped(verb);
        if (width == 200)
        {
            run.Leaves(piped);
            return;
        }

        // Tables are laid out for the window; all other lines are left for it to break.
        Assert.Equal(piped.Where(line => !IsOfTable(line)), run.Screen.Lines.Where(line => !IsOfTable(line)));
        Assert.All(run.Screen.Lines.Where(line => IsOfTable(line) && !line.StartsWith(' ')), line => Assert.InRange(line.Length, 1, width - 1));
        Assert.Equal(piped.Count(line => Rule().IsMatch(line)), run.Screen.Lines.Count(line => Rule().IsMatch(line)));
    }

    [TerminalTheory, InlineData(40), InlineData(80)]
    public async Task TheListOfRulesFits(int width)
    {
        TerminalRun run = (await new Terminal(width).RunAsync(fixture.Folder.Root, "rules")).Exits(0).IsGivenBack();
        Assert.All(run.Screen.Lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(fixture.Piped("rules").Count(line => Rule().IsMatch(line)), run.Screen.Lines.Count(line => Rule().IsMatch(line)));
    }

    [TerminalFact]
    public async Task AnExplanationIsWrappedForTheWindow()
    {
        TerminalRun run = (await new Terminal(60).RunAsync(fixture.Folder.Root, "explain FRAG1001")).Exits(0).IsGivenBack();
        Assert.StartsWith("FRAG1001", run.Screen.Lines[0], StringComparison.Ordinal);
        // Code is not broken, and words are not.
        Assert.All(run.Screen.Lines.Where(line => !line.StartsWith(' ') && line.Contains(' ', StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 60));
    }

    [TerminalTheory, InlineData(40), InlineData(80)]
    public async Task TheBarGoesWhereResultsDoNot(int width)
    {
        // Nobody can ask for the width of a window through standard output here.
        TerminalRun run = (await new Terminal(width).RunAsync(fixture.Folder.Root, $"check > out{width}.txt")).Exits(1);
        Assert.Contains(Bar, run.Written, StringComparison.Ordinal);
        run.Leaves([]);
        Assert.Equal(fixture.Piped("check"), fixture.Folder.Read($"out{width}.txt").TrimEnd('\n').Split('\n'));
    }

    [TerminalFact]
    public async Task WithoutATerminalForItThereIsNoBar()
    {
        TerminalRun run = (await new Terminal(200).RunAsync(fixture.Folder.Root, "check 2> error.txt")).Exits(1).Leaves(fixture.Piped("check"));
        Assert.DoesNotMatch(Redrawing(), run.Written);
        Assert.Equal(["loading", "checking tree"], fixture.Folder.Read("error.txt").TrimEnd('\n').Split('\n'));
    }

    [TerminalTheory, InlineData("TERM", "dumb"), InlineData("CI", "true")]
    public async Task WhereNobodyLooksAreLines(string name, string value)
    {
        TerminalRun run = (await new Terminal(200, (name, value)).RunAsync(fixture.Folder.Root, "check")).Exits(1);
        Assert.DoesNotMatch(Redrawing(), run.Written);
        run.Leaves(["loading", "checking tree", .. fixture.Piped("check")]);
    }

    [TerminalFact]
    public async Task NoColorMeansTheBarAsWell()
    {
        TerminalRun run = (await new Terminal(200, ("NO_COLOR", "1")).RunAsync(fixture.Folder.Root, "check")).Exits(1).Leaves(fixture.Piped("check"));
        Assert.Contains("checking tree", run.Written, StringComparison.Ordinal);
        Assert.DoesNotMatch("\e\\[[0-9;]*m", run.Written);
        Assert.Matches("\e\\[[0-9;]+m", (await new Terminal(200).RunAsync(fixture.Folder.Root, "check")).Written);
    }

    [TerminalTheory, InlineData("check"), InlineData("convert --write")]
    public async Task CtrlCEndsItWithTheTerminalAsItWas(string verb)
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver).Write("Tree.csproj", Project);
        TerminalRun run = (await new Terminal(80).RunAsync(folder.Root, verb, interruptAt: "loading")).Exits(3).IsGivenBack();
        Assert.Equal("fragapi: interrupted; nothing was changed.", run.Screen.Lines[^1]);
        Assert.DoesNotContain(run.Screen.Lines, line => line.Contains("loading", StringComparison.Ordinal));
        Assert.Equal(Sources.Driver, folder.Read("Card.cs"));
    }

    [TerminalFact]
    public async Task WhatFailsIsToldInFull()
    {
        using Folder folder = Folder.WithKernel();
        folder.Write("Card.cs", Sources.Driver.Replace("return Mm", "return NoSuchName.OfTwentyCharacters.AndMore(Mm", StringComparison.Ordinal)).Write("Tree.csproj", Project);
        ToolRun piped = (await folder.CheckAsync()).Exits(3);
        TerminalRun run = (await new Terminal(80).RunAsync(folder.Root, "check")).Exits(3);
        run.Leaves([.. piped.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line is not ("loading" or "checking Tree")), .. piped.Lines]);
    }

    private static bool IsOfTable(string line) => Rule().IsMatch(line) || TableRest().IsMatch(line);

    [GeneratedRegex("^FRAG[0-9]{4} ")]
    private static partial Regex Rule();

    [GeneratedRegex("^(rule|all) +[a-z0-9]|^all$|^  [0-9]+ (sites|findings)")]
    private static partial Regex TableRest();

    /// <summary>Colours, movements and erasures; the runtime's own greeting to a terminal is neither.</summary>
    [GeneratedRegex("\\e\\[[0-9;]*[A-Km]")]
    private static partial Regex Redrawing();

    private sealed class TerminalFact : FactAttribute
    {
        public TerminalFact() => Skip = Terminal.Missing;
    }

    private sealed class TerminalTheory : TheoryAttribute
    {
        public TerminalTheory() => Skip = Terminal.Missing;
    }
}
