using System;
using FragApi;

namespace Scenarios;

/// <summary>What one way to run the device came to.</summary>
internal sealed record VenetOutcome
{
    public int Sent { get; init; }

    public int Merged { get; init; }

    /// <summary>Frames that were the guest's next ones when they were read.</summary>
    public int Wrong { get; init; }

    /// <summary>Pages given back while the stack had still to send from them.</summary>
    public int Early { get; init; }

    public long BytesCopied { get; init; }

    public int MostOutstanding { get; init; }

    public int Waits { get; init; }

    public int Completions { get; init; }

    public int Interrupts { get; init; }

    /// <summary>Whether the guest has all its pages back in the end.</summary>
    public bool AllBack { get; init; }

    /// <summary>Simulated, in milliseconds.</summary>
    public double Took { get; init; }
}

/// <summary>Sends frames of a guest through the host.</summary>
internal static class VenetRun
{
    public const int Frames = 5_000;
    public const int RingSize = 64;
    public const int Mitigation = 8;

    public static VenetOutcome Of(Random random, VenetTracking tracking, bool merges, int ringSize = RingSize, int mitigation = Mitigation)
    {
        EventClock<long> clock = new();
        using PagePool pool = new();
        using VenetGuest guest = new(clock, pool, random, Frames);
        int all = guest.Idle;
        VenetStack stack = new(clock, random, merges);
        VenetDevice device = new(clock, pool, guest, stack, tracking, ringSize, mitigation);
        guest.Kick = device.Import;
        guest.Build();
        clock.RunToEnd();
        // The last cookies are too few for an interrupt: the guest finds them when it looks.
        guest.Reap();
        return new VenetOutcome
        {
            Sent = stack.Sent,
            Merged = stack.Merged,
            Wrong = stack.Wrong,
            Early = device.Early,
            BytesCopied = device.BytesCopied,
            MostOutstanding = device.MostOutstanding,
            Waits = device.Waits,
            Completions = device.Completions,
            Interrupts = guest.Interrupts,
            AllBack = guest.Idle == all && pool.LiveBuffers == 0,
            Took = clock.Now / 1000.0,
        };
    }
}
