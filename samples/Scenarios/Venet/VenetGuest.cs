using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>A frame as it comes through the ring: fully formed by the guest, in one of its pages.</summary>
internal sealed class VenetFrame(Page page, int number, int flow, int length)
{
    /// <summary>The memory; the guest holds the reference.</summary>
    public Page Page => page;

    public int Number => number;

    public int Flow => flow;

    /// <summary>In bytes, headers and payload.</summary>
    public int Length => length;

    /// <summary>Buffers in the host from which it has still to be sent. The scenario counts; no party of it could.</summary>
    public int Needed { get; set; }
}

/// <summary>
/// The guest builds frames in its own pages as long as it has any, and reuses a page as soon as it is told that its frame
/// has gone. It hears of completions when it is interrupted, and looks when it sends.
/// </summary>
internal sealed class VenetGuest : IDisposable
{
    /// <summary>Bytes of headers in front of every payload.</summary>
    public const int HeaderSize = 54;

    private const int Pages = 256;
    private const int Flows = 4;
    private const int Short = 100;
    private const int Long = 1502;
    private const int BuildTime = 3;

    private readonly EventClock<long> _clock;
    private readonly Random _random;
    private readonly Queue<Page> _idle = new();
    private readonly List<Page> _pages = [];
    private readonly int _frames;
    private int _built;
    private int _flow;
    private bool _building;

    public VenetGuest(EventClock<long> clock, PagePool pool, Random random, int frames)
    {
        _clock = clock;
        _random = random;
        _frames = frames;
        for (int i = 0; i < Pages; i++)
        {
            Page page = pool.Acquire();
            _pages.Add(page);
            _idle.Enqueue(page);
        }
    }

    /// <summary>Frames for the host. The host is woken when there is one.</summary>
    public Queue<VenetFrame> Ring { get; } = new();

    /// <summary>Pages that the host says are free again, in the shared ring; not seen before the guest looks.</summary>
    public Queue<Page> Completions { get; } = new();

    /// <summary>Wakes the host.</summary>
    public Action Kick { get; set; } = static () => { };

    /// <summary>Interrupts that the guest got.</summary>
    public int Interrupts { get; private set; }

    /// <summary>Pages that the guest has back, or never gave.</summary>
    public int Idle => _idle.Count;

    public void Interrupt()
    {
        Interrupts++;
        Reap();
        Build();
    }

    /// <summary>Takes up what the host completed.</summary>
    public void Reap()
    {
        while (Completions.TryDequeue(out Page? page))
            _idle.Enqueue(page);
    }

    public void Build()
    {
        if (_building || _built == _frames || _idle.Count == 0)
            return;
        _building = true;
        _clock.After(BuildTime, () =>
        {
            _building = false;
            Reap();
            Page page = _idle.Dequeue();
            int number = _built++;
            // Some frames in a row are of the same flow: that is what makes merging worth it.
            if (_random.Next(6) == 0)
                _flow = _random.Next(Flows);
            int length = HeaderSize + (_random.Next(10) < 3 ? Short - HeaderSize : Long - HeaderSize);
            BinaryPrimitives.WriteInt32LittleEndian(page.Span[HeaderSize..], number);
            Ring.Enqueue(new VenetFrame(page, number, _flow, length));
            Kick();
            Build();
        });
    }

    public void Dispose()
    {
        foreach (Page page in _pages)
            page.Put();
    }
}
