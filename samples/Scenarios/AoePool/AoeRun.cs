using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>What one run of the driver came to.</summary>
internal sealed record AoeOutcome
{
    /// <summary>Writes a second while both cards work.</summary>
    public double HealthyRate { get; init; }

    /// <summary>Writes a second while one card is stuck and the driver knows.</summary>
    public double StuckRate { get; init; }

    public int Starved { get; init; }

    public int Allocated { get; init; }

    public long MostBuffers { get; init; }

    /// <summary>From asking to completion, in microseconds.</summary>
    public double MedianLatency { get; init; }

    /// <summary>Free buffers that were not seen when the work ended.</summary>
    public int FreeBehindHead { get; init; }

    /// <summary>Writes not completed when the driver was torn down.</summary>
    public int OpenAtTearDown { get; init; }

    /// <summary>How long teardown took, in seconds.</summary>
    public double TearDownSeconds { get; init; }

    public int Leaked { get; init; }

    /// <summary>Frames whose data were another write's, or nobody's, when they went out.</summary>
    public int WrongFrames { get; init; }

    /// <summary>Writes not completed in the end.</summary>
    public int OpenAtEnd { get; init; }

    /// <summary>Replies over time: milliseconds, and how many so far.</summary>
    public IReadOnlyList<(double X, double Y)> Progress { get; init; } = [];
}

/// <summary>
/// One target, two cards, sixteen commands in flight. One card loses its link a quarter into the run, and gets it back a
/// minute later, long after the driver was torn down.
/// </summary>
internal sealed class AoeRun : IDisposable
{
    public const int LinkLostAt = 200_000;
    public const int StopAt = 1_200_000;
    private const int LinkBackAt = 100_000_000;
    private const int TearDownAt = StopAt + 400_000;
    private const int StuckFrom = 700_000;
    private const int Window = 16;
    private const int Pages = 256;

    // The driver's: its timer runs ten times a second, a reply is overdue after a quarter of one.
    private const int TimerTick = 100_000;
    private const int Overdue = 250_000;

    private readonly EventClock<long> _clock = new();
    private readonly PagePool _pool = new();
    private readonly Random _random;
    private readonly BlockLayer _block;
    private readonly IAoeBuffers _buffers;
    private readonly AoeFrame[] _frames = new AoeFrame[Window];
    private readonly AoeNic[] _nics;
    private readonly List<(double X, double Y)> _progress = [];
    private int _usable = 2;
    private int _turn;
    private int _outstanding;
    private int _replies;
    private int _wrong;
    private long _mostBuffers;
    private bool _kick;
    private bool _torn;

    private AoeRun(Random random, Func<PagePool, BlockLayer, IAoeBuffers> buffers)
    {
        _random = random;
        _block = new BlockLayer(_clock, _pool, Pages);
        _buffers = buffers(_pool, _block);
        _nics = [new AoeNic(_clock, OnWire), new AoeNic(_clock, OnWire)];
        for (int i = 0; i < Window; i++)
            _frames[i] = new AoeFrame();
    }

    /// <summary>With the driver's pool.</summary>
    public static AoeOutcome WithPool(Random random, int cap)
    {
        using AoeRun run = new(random, (pool, _) => new AoeBufferPool(pool, cap));
        return run.Run();
    }

    /// <summary>With allocation and destructors.</summary>
    public static AoeOutcome WithDestructors(Random random)
    {
        using AoeRun run = new(random, static (pool, block) => new AoeBuffersWithDestructors(pool, block));
        return run.Run();
    }

    public void Dispose()
    {
        _block.Dispose();
        _pool.Dispose();
    }

    private AoeOutcome Run()
    {
        _clock.Every(TimerTick, Tick);
        _clock.Every(10_000, () =>
        {
            _progress.Add((_clock.Now / 1000.0, _replies));
            return _clock.Now < StopAt;
        });
        _clock.After(LinkBackAt, () => _nics[1].LinkUp = true);
        Work();

        _clock.RunUntil(LinkLostAt);
        int healthy = _replies;
        _nics[1].LinkUp = false;
        _clock.RunUntil(StuckFrom);
        int before = _replies;
        _clock.RunUntil(StopAt);
        int stuck = _replies - before;
        int unseen = (_buffers as AoeBufferPool)?.FreeBehindHead ?? 0;
        _block.Stopped = true;
        _clock.RunUntil(TearDownAt);

        int open = _block.Open;
        _torn = true;
        IReadOnlyList<SkBuff> leaked = _buffers.TearDown(_frames, _clock);
        double tearDown = (_clock.Now - TearDownAt) / 1e6;
        _clock.RunToEnd();
        AoeOutcome outcome = new()
        {
            HealthyRate = healthy / (LinkLostAt / 1e6),
            StuckRate = stuck / ((StopAt - StuckFrom) / 1e6),
            Starved = _buffers.Starved,
            Allocated = _buffers.Allocated,
            MostBuffers = _mostBuffers,
            MedianLatency = _block.MedianLatency,
            FreeBehindHead = unseen,
            OpenAtTearDown = open,
            TearDownSeconds = tearDown,
            // Not the driver's list: what the pool of pages says that nobody freed.
            Leaked = (int)_pool.LiveBuffers,
            WrongFrames = _wrong,
            OpenAtEnd = _block.Open,
            Progress = _progress,
        };

        // It was counted; the process that shows it has no use for it.
        foreach (SkBuff skb in leaked)
            AoeBufferPool.EmptyAndFree(skb);
        return outcome;
    }

    private void Work()
    {
        while (!_torn && _block is { Stopped: false } && _buffers.TryTake(_frames) is AoeFrame frame)
        {
            if (_block.TryBegin() is not BlockWrite write)
                return;
            frame.Write = write;
            _outstanding++;
            Send(frame);
        }

        // Nothing is outstanding, so no reply will come and look again: the timer has to.
        _kick = _outstanding == 0;
    }

    private void Send(AoeFrame frame)
    {
        frame.SentAt = _clock.Now;
        _nics[_turn++ % _usable].Transmit(_buffers.Build(frame));
        _mostBuffers = Math.Max(_mostBuffers, _pool.LiveBuffers);
    }

    /// <summary>The target reads the frame, and replies.</summary>
    private void OnWire(SkBuff skb)
    {
        (int announced, int carried) = AoeHeader.Read(skb);
        if (announced != carried)
            _wrong++;
        _clock.After(_random.Next(50, 250), () => Reply(announced));
    }

    private void Reply(int number)
    {
        AoeFrame? frame = Array.Find(_frames, frame => frame.Write?.Number == number);
        // The reply to a command that was sent twice comes twice.
        if (frame is null)
            return;
        _buffers.Replied(frame, _block);
        frame.Write = null;
        _outstanding--;
        _replies++;
        Work();
    }

    private bool Tick()
    {
        foreach (AoeFrame frame in _frames)
        {
            if (frame.Write is null || _clock.Now - frame.SentAt < Overdue)
                continue;
            // The other way from now on.
            _usable = 1;
            Send(frame);
        }

        if (_kick)
            Work();
        return !_torn;
    }
}
