using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>One write: a page of the block layer's, which is the driver's to send from until it is completed.</summary>
internal sealed record BlockWrite(int Number, Page Page, long Started);

/// <summary>
/// Who asks for writes: there is always one more, as long as a page is free. A completed write's page is used for another
/// one at once. The block layer keeps the reference on its pages all the time; the driver borrows them.
/// </summary>
internal sealed class BlockLayer : IDisposable
{
    /// <summary>Bytes that a write carries: two sectors, what fits into an ordinary frame.</summary>
    public const int WriteSize = 1024;

    private readonly EventClock<long> _clock;
    private readonly Queue<Page> _idle = new();
    private readonly List<Page> _pages = [];
    private readonly List<long> _latencies = [];
    private int _next;

    public BlockLayer(EventClock<long> clock, PagePool pool, int pages)
    {
        _clock = clock;
        for (int i = 0; i < pages; i++)
        {
            Page page = pool.Acquire();
            _pages.Add(page);
            _idle.Enqueue(page);
        }
    }

    /// <summary>Writes begun and not completed.</summary>
    public int Open { get; private set; }

    /// <summary>Writes completed.</summary>
    public int Completed { get; private set; }

    /// <summary>Whether it asks for more.</summary>
    public bool Stopped { get; set; }

    /// <summary>From asking to completion, in microseconds: the median.</summary>
    public double MedianLatency
    {
        get
        {
            List<long> sorted = [.. _latencies];
            sorted.Sort();
            return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
        }
    }

    /// <summary>The next write, if there is one.</summary>
    public BlockWrite? TryBegin()
    {
        if (Stopped || !_idle.TryDequeue(out Page? page))
            return null;
        BlockWrite write = new(_next++, page, _clock.Now);
        BinaryPrimitives.WriteInt32LittleEndian(page.Span, write.Number);
        Open++;
        return write;
    }

    /// <summary>The driver says that it is done with the page.</summary>
    public void Complete(BlockWrite write)
    {
        _latencies.Add(_clock.Now - write.Started);
        Completed++;
        Open--;
        _idle.Enqueue(write.Page);
    }

    public void Dispose()
    {
        foreach (Page page in _pages)
            page.Put();
    }
}
