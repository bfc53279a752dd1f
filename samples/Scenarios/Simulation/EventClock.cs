using System;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>
/// Simulated time in microseconds: what was scheduled happens in order, and what is due at the same moment in the order in
/// which it was scheduled.
/// </summary>
internal sealed class EventClock
{
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private long _scheduled;

    /// <summary>The time, in microseconds from the start.</summary>
    public long Now { get; private set; }

    /// <summary>Has something happen in <paramref name="delay"/> microseconds.</summary>
    public void After(long delay, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        _events.Enqueue(action, (Now + delay, _scheduled++));
    }

    /// <summary>Has something happen every <paramref name="period"/> microseconds, as long as it says so itself.</summary>
    public void Every(long period, Func<bool> action) => After(period, () =>
    {
        if (action())
            Every(period, action);
    });

    /// <summary>Lets everything happen that is due by <paramref name="time"/>, and time pass until then.</summary>
    public void RunUntil(long time)
    {
        while (_events.TryPeek(out _, out (long Time, long Order) due) && due.Time <= time)
            Step();
        Now = Math.Max(Now, time);
    }

    /// <summary>Lets everything happen until nothing more is scheduled.</summary>
    public void RunToEnd()
    {
        while (_events.Count > 0)
            Step();
    }

    private void Step()
    {
        _ = _events.TryDequeue(out Action? action, out (long Time, long Order) due);
        Now = due.Time;
        action!();
    }
}
