using System;

namespace Scenarios;

/// <summary>What a run may depend on.</summary>
/// <param name="seed">Of everything random.</param>
/// <param name="seconds">How long to measure; null: as the scenario likes.</param>
internal sealed class ScenarioContext(int seed, double? seconds = null)
{
    public int Seed => seed;

    /// <summary>How long a measurement takes, given the scenario's own, short, default in seconds.</summary>
    public TimeSpan Measure(double usual) => TimeSpan.FromSeconds(seconds ?? usual);

    /// <summary>Randomness that is the same at every run with this seed. Each <paramref name="stream"/> is its own.</summary>
    public Random Random(int stream = 0) => new(HashOf(seed, stream));

    // HashCode.Combine differs from process to process.
    private static int HashOf(int seed, int stream) => unchecked(((seed * 73856093) ^ (stream * 19349663)) & int.MaxValue);
}
