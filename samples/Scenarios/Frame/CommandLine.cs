using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Scenarios;

/// <summary>What was asked for.</summary>
/// <param name="What"><c>list</c>, <c>all</c>, or a scenario's name.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="Seconds">How long a scenario that measures time may measure; null: its own, short, default.</param>
/// <param name="Json">The report as JSON.</param>
/// <param name="Plot">Where the curve goes.</param>
internal sealed record CommandLine(string What, int Seed, double? Seconds, bool Json, string? Plot)
{
    public const string Help = "usage: scenarios list | all | NAME [--seed N] [--seconds S] [--json] [--plot FILE.svg (NAME only)]";

    private const double LongestRun = 3600;

    public static bool TryParse(
        string[] arguments, [NotNullWhen(true)] out CommandLine? command, [NotNullWhen(false)] out string? problem)
    {
        CommandLine parsed = new("", Seed: 1, Seconds: null, Json: false, Plot: null);
        command = null;
        problem = null;
        for (int i = 0; i < arguments.Length && problem is null; i++)
        {
            string argument = arguments[i];
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (argument)
            {
                case "--json":
                    parsed = parsed with { Json = true };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed):
                    parsed = parsed with { Seed = seed };
                    i++;
                    break;
                case "--seconds" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                    && seconds is > 0 and <= LongestRun:
                    parsed = parsed with { Seconds = seconds };
                    i++;
                    break;
                case "--plot" when value is not null && !value.StartsWith('-'):
                    parsed = parsed with { Plot = value };
                    i++;
                    break;
                case "--seed" or "--seconds" or "--plot":
                    problem = value is null ? $"{argument} needs a value." : $"{argument} cannot be '{value}'.";
                    break;
                default:
                    if (argument.StartsWith('-'))
                        problem = $"There is no option '{argument}'.";
                    else if (parsed.What.Length > 0)
                        problem = $"One scenario at a time: '{parsed.What}' or '{argument}'.";
                    else
                        parsed = parsed with { What = argument };
                    break;
            }
        }

        if (problem is null && parsed.What.Length == 0)
            problem = "Which scenario?";
        if (problem is null && parsed is { Plot: not null, What: "all" or "list" })
            problem = "--plot draws one scenario's curve.";
        if (problem is not null)
            return false;
        command = parsed;
        return true;
    }
}
