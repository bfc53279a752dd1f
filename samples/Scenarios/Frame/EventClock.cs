using System;
using System.Collections.Generic;
using System.Numerics;

namespace Scenarios;

/// <summary>
/// Simulated time: what was scheduled happens in order, and what is due at the same moment in the order in which it was
/// scheduled. Whole numbers count microseconds, broken ones milliseconds.
/// </summary>
internal sealed class EventClock<T>
    where T : struct, INumber<T>
{
    private readonly PriorityQueue<Action, (T Time, long Order)> _events = new();
    private long _scheduled;

    /// <summary>The time from the start.</summary>
    public T Now { get; private set; }

    /// <summary>Has something happen after <paramref name="delay"/>.</summary>
    public void After(T delay, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        _events.Enqueue(action, (Now + delay, _scheduled++));
    }

    /// <summary>Has something happen every <paramref name="period"/>, as long as it says so itself.</summary>
    public void Every(T period, Func<bool> action) => After(period, () =>
    {
        if (action())
            Every(period, action);
    });

    /// <summary>Lets everything happen that is due by <paramref name="time"/>, and time pass until then.</summary>
    public void RunUntil(T time)
    {
        while (_events.TryPeek(out _, out (T Time, long Order) due) && due.Time <= time)
            Step();
        Now = T.Max(Now, time);
    }

    /// <summary>Lets everything happen until nothing more is scheduled.</summary>
    public void RunToEnd()
    {
        while (_events.Count > 0)
            Step();
    }

    private void Step()
    {
        _ = _events.TryDequeue(out Action? action, out (T Time, long Order) due);
        Now = due.Time;
        action!();
    }
}
