using System;

namespace FragApi;

/// <summary>How closely a checked pool looks, and what it does about what it sees.</summary>
public sealed record CheckedPoolOptions
{
    private readonly int _sampling = 1;
    private readonly int _keptIdle = 256;

    /// <summary>
    /// One rental in so many is watched, picked at random; the others go through to the pool behind. 1, the default, watches all
    /// of them, and only then is it known that an array comes from nowhere.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Sampling
    {
        get => _sampling;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _sampling = value;
        }
    }

    /// <summary>
    /// Whether a write behind the length that was asked for is a misuse. Off by default: whoever reads the array's own
    /// length may use all of it. On, an array is always longer than what was asked for.
    /// </summary>
    public bool ChecksTail { get; init; }

    /// <summary>
    /// Whether a wrong call throws a <see cref="PoolMisuseException"/>, and so does the pool's disposal for what was found
    /// later. On by default, for tests; off, for a canary, misuse is only reported.
    /// </summary>
    public bool Throws { get; init; } = true;

    /// <summary>Whether the stacks have files and lines. On by default; they are most of what a watched rental costs.</summary>
    public bool HasLines { get; init; } = true;

    /// <summary>Returned arrays that are kept aside, filled with a pattern, to see whether somebody writes to them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int KeptIdle
    {
        get => _keptIdle;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _keptIdle = value;
        }
    }
}
