using System;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>How long a stray reference lives after the buffer it was taken from has been freed, in milliseconds.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Story">Who holds pages like that.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Draw">One time.</param>
internal sealed record HoldTime(string Name, string Story, double Mean, Func<Random, double> Draw)
{
    private const double ParetoShape = 1.5;
    private const double ParetoLongest = 60_000;

    public static IReadOnlyList<HoldTime> All { get; } =
    [
        new("exponential-1ms", "a device that cleans its ring up late", 1, random => Exponential(random, 1)),
        new("uniform-20ms", "a packet tap, up to 20 ms behind", 10, random => 20 * random.NextDouble()),
        new("fixed-200ms", "a retransmission that is needed, after 200 ms", 200, _ => 200),
        new("pareto-3ms", "most of them short, some very long: least 1 ms, shape 1.5, at most a minute", ParetoMean(), Pareto),
        new("fixed-1s", "a socket whose program does not read for a second", 1000, _ => 1000),
    ];

    // 1 - NextDouble() is never 0.
    private static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    private static double Pareto(Random random) => Math.Min(Math.Pow(1 - random.NextDouble(), -1 / ParetoShape), ParetoLongest);

    /// <summary>Of the distribution as it is cut off.</summary>
    private static double ParetoMean() =>
        (ParetoShape / (ParetoShape - 1)) - (Math.Pow(ParetoLongest, 1 - ParetoShape) / (ParetoShape - 1));
}
