using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>What a sender got done.</summary>
internal sealed record TunOutcome
{
    /// <summary>Frames that the other receiver got while the process did not read.</summary>
    public int OthersDuringPause { get; init; }

    /// <summary>The same in the time before.</summary>
    public int OthersBefore { get; init; }

    public int ReadByProcess { get; init; }

    public int Dropped { get; init; }

    public long BytesCopied { get; init; }

    public long BytesSent { get; init; }

    /// <summary>The longest time without a page to send from, in microseconds.</summary>
    public long LongestWait { get; init; }

    /// <summary>Pages that came back in the end.</summary>
    public bool AllBack { get; init; }

    /// <summary>Over time: milliseconds, pages that the sender has.</summary>
    public IReadOnlyList<(double X, double Y)> Pages { get; init; } = [];
}

/// <summary>
/// A sender with 64 pages has two receivers: a card that sends at once, and a tunnel whose process stops reading for fifty
/// milliseconds, as if it had been suspended. It sends to both in turn.
/// </summary>
internal sealed class TunRun
{
    public const int SenderPages = 64;
    public const int FrameSize = 1_400;
    public const long PauseFrom = 50_000;
    public const long PauseUntil = 100_000;

    // Before, during and after are of the same length.
    private const long End = 150_000;
    private const int SendEvery = 10;
    private const int CardTakes = 12;

    private readonly EventClock<long> _clock = new();
    private readonly PagePool _pool;
    private readonly TunDevice _tun;
    private readonly Random _random;
    private readonly Queue<Page> _idle = new();
    private readonly List<(double X, double Y)> _curve = [];
    private int _toOthers;
    private int _turn;
    private long _sent;
    private long _lastSend;
    private long _longestWait;

    private TunRun(Random random, PagePool pool, bool orphans)
    {
        _random = random;
        _pool = pool;
        _tun = new TunDevice(orphans);
        for (int i = 0; i < SenderPages; i++)
            _idle.Enqueue(pool.Acquire());
    }

    public static TunOutcome Of(Random random, bool orphans)
    {
        using PagePool pool = new();
        return new TunRun(random, pool, orphans).Run();
    }

    private bool IsPaused => _clock.Now is >= PauseFrom and < PauseUntil;

    private TunOutcome Run()
    {
        _clock.Every(SendEvery, Send);
        ReadSoon();
        _clock.Every(500, () =>
        {
            _curve.Add((_clock.Now / 1000.0, _idle.Count));
            return _clock.Now < End;
        });
        _clock.RunUntil(PauseFrom);
        int before = _toOthers;
        _clock.RunUntil(PauseUntil);
        int during = _toOthers - before;
        _clock.RunToEnd();
        _tun.Close();
        TunOutcome outcome = new()
        {
            OthersBefore = before,
            OthersDuringPause = during,
            ReadByProcess = _tun.Read,
            Dropped = _tun.Dropped,
            BytesCopied = _tun.BytesCopied,
            BytesSent = _sent * FrameSize,
            LongestWait = _longestWait,
            AllBack = _idle.Count == SenderPages && _pool.LiveBuffers == 0,
            Pages = _curve,
        };
        while (_idle.TryDequeue(out Page? page))
            page.Put();
        return outcome;
    }

    private bool Send()
    {
        if (_idle.TryDequeue(out Page? page))
        {
            _longestWait = Math.Max(_longestWait, _clock.Now - _lastSend);
            _lastSend = _clock.Now;
            _sent++;
            SkBuff skb = Build(page);
            if (_turn++ % 2 == 0)
                _tun.Transmit(skb);
            else
                ToCard(skb);
        }

        return _clock.Now < End;
    }

    /// <summary>The page is the sender's; it is free for the next frame when the stack has let go of it.</summary>
    private SkBuff Build(Page page)
    {
        SkBuff skb = SkBuff.Alloc(64, _pool);
        skb.Put(42).Clear();
        SkbFragDestructor done = new(_ => _idle.Enqueue(page));
        skb.AppendPage(page, 0, FrameSize, done);
        done.Unref();
        return skb;
    }

    private void ToCard([Consumes] SkBuff skb) => _clock.After(CardTakes, () =>
    {
        _toOthers++;
        skb.Free();
    });

    /// <summary>The process reads a frame about every fifteen microseconds, as long as it runs.</summary>
    private void ReadSoon()
    {
        if (_clock.Now >= End)
            return;
        _clock.After(IsPaused ? PauseUntil - _clock.Now : _random.Next(10, 20), () =>
        {
            if (!IsPaused)
                _tun.ReadOne();
            ReadSoon();
        });
    }
}
