using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Scenarios;

/// <summary>
/// Runs the scenarios: <c>list</c>, <c>all</c>, or one by its name. Ends with 0 when everything that was claimed was seen, 1
/// when something was not, 2 when it did not understand.
/// </summary>
internal static class Program
{
    private const int Seen = 0;
    private const int NotSeen = 1;
    private const int Usage = 2;

    public static int Main(string[] arguments) => Run(arguments, Scenario.All, Console.Out, Console.Error);

    /// <summary>The same with the scenarios there are and the places to write to.</summary>
    internal static int Run(string[] arguments, IReadOnlyList<Scenario> scenarios, TextWriter output, TextWriter errors)
    {
        if (!CommandLine.TryParse(arguments, out CommandLine? command, out string? problem))
            return Refuse(problem, scenarios, errors);
        if (command.What == "list")
        {
            Report.List(scenarios, command.Json, output);
            return Seen;
        }

        List<Scenario> chosen = [.. scenarios.Where(scenario => command.What == "all" || scenario.Name == command.What)];
        if (chosen.Count == 0)
            return Refuse($"There is no scenario '{command.What}'.", scenarios, errors);

        List<ScenarioResult> results = [];
        foreach (Scenario scenario in chosen)
        {
            ScenarioResult result = RunOne(scenario, new ScenarioContext(command.Seed, command.Seconds));
            results.Add(result);
            if (!command.Json)
                Report.Text(scenario, result, output);
        }

        if (command.Json)
            Report.Json(chosen, results, command, output);
        if (command.Plot is not null && !Draw(command.Plot, chosen[0], results[0], errors))
            return Usage;
        return results.TrueForAll(result => result.HoldsWhatItClaims) ? Seen : NotSeen;
    }

    /// <summary>A scenario that throws has not shown what it claims; the others still run.</summary>
    private static ScenarioResult RunOne(Scenario scenario, ScenarioContext context)
    {
        try
        {
            return scenario.Run(context);
        }
        catch (Exception failure)
        {
            ScenarioResult result = new();
            result.Say(failure.ToString());
            result.Claim("it runs to its end", false);
            return result;
        }
    }

    private static bool Draw(string file, Scenario scenario, ScenarioResult result, TextWriter errors)
    {
        if (result.Plot is not Plot plot)
        {
            errors.WriteLine($"{scenario.Name} has no curve: its numbers say it all.");
            return false;
        }

        try
        {
            File.WriteAllText(file, plot.ToSvg());
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(failure.Message);
            return false;
        }
    }

    private static int Refuse(string problem, IReadOnlyList<Scenario> scenarios, TextWriter errors)
    {
        errors.WriteLine(problem);
        errors.WriteLine(CommandLine.Help);
        errors.WriteLine($"NAME: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}");
        return Usage;
    }
}
