using System;
using System.Diagnostics;
using System.Linq;
using FragApi;

namespace Scenarios;

/// <summary>A guest's frames through the host in one mode, and what there is to say of it afterwards.</summary>
internal sealed class NetbackRun
{
    public const int Frames = 2000;

    private NetbackRun(Guest guest, GrantTable grants, HostStack stack, BackEnd backEnd, long left)
    {
        Grants = grants;
        Stack = stack;
        BackEnd = backEnd;
        Left = left;
        MeanAway = guest.MeanAway;
        MostAway = guest.MostAway;
        Sent = guest.Answered;
        Stalls = guest.Stalls;
        AllCameBack = guest.InFlight == 0 && guest.ForeignReferences == 0 && grants.Mapped == 0 && grants.Offered == 0;
    }

    public GrantTable Grants { get; }

    public HostStack Stack { get; }

    public BackEnd BackEnd { get; }

    /// <summary>Pages and buffers of the host that are still out at the end.</summary>
    public long Left { get; }

    /// <summary>Whether the guest has all its pages for itself again, and no grant is open.</summary>
    public bool AllCameBack { get; }

    public double MeanAway { get; }

    public double MostAway { get; }

    public int Sent { get; }

    public int Stalls { get; }

    public long CopiedBytes => Grants.CopiedBytes + Stack.PulledBytes;

    public static NetbackRun Of(BackEndMode mode, ScenarioContext context)
    {
        EventClock<double> time = new();
        GrantTable grants = new();
        using PagePool pool = new();
        using Guest guest = new(time, grants);
        HostStack stack = new(time, context.Random(), grants);
        BackEnd backEnd = new(pool, grants, stack, mode);
        guest.Send(Frames, backEnd.Transmit);
        time.RunToEnd();
        return new NetbackRun(guest, grants, stack, backEnd, pool.LivePages + pool.LiveBuffers);
    }

    public void Report(ScenarioResult result, string prefix)
    {
        result.Measure($"{prefix}.frames", Sent, "frames");
        result.Measure($"{prefix}.stalls", Stalls, "frames");
        result.Measure($"{prefix}.wrong_reads", Stack.WrongReads, "buffers");
        result.Measure($"{prefix}.unmapped_reads", Stack.UnmappedReads, "fragments");
        result.Measure($"{prefix}.copied_per_frame", Sent == 0 ? 0 : (double)CopiedBytes / Sent, "bytes");
        result.Measure($"{prefix}.unmap_calls", BackEnd.UnmapCalls, "calls");
        result.Measure($"{prefix}.mean_away", MeanAway, "ms (simulated)");
        result.Measure($"{prefix}.most_away", MostAway, "ms (simulated)");
    }

    /// <summary>
    /// Nanoseconds of processor time to put a frame's pages into a buffer and free it again, by copying and by reference with
    /// a destructor, measured in turns. Without hypercalls and TLB flushes, which a simulation knows nothing of.
    /// </summary>
    public static (double Copy, double Map) MeasureCost(ScenarioContext context)
    {
        const int Batch = 200;
        using PagePool pool = new();
        Page[] guest = [.. Enumerable.Range(0, Guest.PagesPerFrame).Select(_ => pool.Acquire())];
        foreach (Page page in guest)
            page.Span.Clear();

        TimeSpan budget = context.Measure(0.4);
        long start = Stopwatch.GetTimestamp();
        double copy = double.MaxValue;
        double map = double.MaxValue;
        // At least some turns, the first of which only warm up; the least disturbed batch counts.
        for (int turn = 0; turn < 20 || Stopwatch.GetElapsedTime(start) < budget; turn++)
        {
            double copied = Time(Batch, () => CopyFrame(pool, guest));
            double mapped = Time(Batch, () => MapFrame(pool, guest));
            if (turn < 5)
                continue;
            copy = Math.Min(copy, copied);
            map = Math.Min(map, mapped);
        }

        foreach (Page page in guest)
            page.Put();
        return (copy, map);
    }

    private static double Time(int batch, Action what)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < batch; i++)
            what();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / batch;
    }

    private static void CopyFrame(PagePool pool, Page[] guest)
    {
        SkBuff skb = SkBuff.Alloc(HostStack.HeaderLength, pool);
        for (int i = 0; i < guest.Length; i++)
        {
            Page copy = pool.Acquire();
            guest[i].Span.CopyTo(copy.Span);
            skb.AddRxFrag(i, copy, 0, copy.Size, copy.Size);
        }

        skb.Free();
    }

    private static void MapFrame(PagePool pool, Page[] guest)
    {
        SkbFragDestructor released = new(_ => { });
        SkBuff skb = SkBuff.Alloc(HostStack.HeaderLength, pool);
        foreach (Page page in guest)
            skb.AppendPage(page, 0, page.Size, released);
        released.Unref();
        skb.Free();
    }
}
