using System;
using System.Collections.Generic;

namespace Scenarios;

/// <summary>Simulated time: what is planned happens in order of its time, and of its planning where times are equal.</summary>
internal sealed class Simulation
{
    private readonly PriorityQueue<Action, (double Time, long Order)> _planned = new();
    private long _order;

    /// <summary>Milliseconds since the start.</summary>
    public double Now { get; private set; }

    /// <summary>Plans something for <paramref name="delay"/> milliseconds from now.</summary>
    public void After(double delay, Action what)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        _planned.Enqueue(what, (Now + delay, _order++));
    }

    /// <summary>Runs until nothing is planned any more.</summary>
    public void Run() => RunUntil(double.PositiveInfinity);

    /// <summary>Runs what is planned up to and including that time; what comes later stays planned.</summary>
    public void RunUntil(double time)
    {
        while (_planned.TryPeek(out _, out (double Time, long Order) next) && next.Time <= time)
        {
            Action what = _planned.Dequeue();
            Now = next.Time;
            what();
        }
    }
}
