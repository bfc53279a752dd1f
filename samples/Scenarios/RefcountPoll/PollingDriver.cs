using System;
using System.Collections.Generic;
using FragApi;

namespace Scenarios;

/// <summary>
/// The mail's proposal. The driver keeps a reference of its own on every page that it gives to the stack. When the buffer's
/// destructor runs, it looks at the counts of the buffer's pages: 1 is its own reference, and the page is free; the others
/// go to a queue, which is polled.
/// </summary>
internal sealed class PollingDriver
{
    private readonly EventClock<double> _time;
    private readonly double _period;
    private readonly LinkedList<Page> _pending = new();
    private double _lengthTime;
    private double _lastChange;
    private bool _isPlanned;

    public PollingDriver(EventClock<double> time, double period)
    {
        _time = time;
        _period = period;
    }

    /// <summary>Pages that were free when the buffer's destructor looked.</summary>
    public long FreeAtOnce { get; private set; }

    /// <summary>Pages that went through the queue and came out.</summary>
    public long FreeByPoll { get; private set; }

    /// <summary>Counts that were read by polls.</summary>
    public long Looks { get; private set; }

    /// <summary>Pages in the queue now, and at most.</summary>
    public int Length => _pending.Count;

    public int Longest { get; private set; }

    /// <summary>Starts over with the statistics, once the queue has reached its usual length.</summary>
    public void StartMeasuring()
    {
        _lengthTime = 0;
        _lastChange = _time.Now;
        Longest = _pending.Count;
        Looks = 0;
        FreeAtOnce = 0;
        FreeByPoll = 0;
    }

    /// <summary>The queue's mean length over <paramref name="milliseconds"/>, which end now.</summary>
    public double MeanLength(double milliseconds)
    {
        Account();
        return _lengthTime / milliseconds;
    }

    /// <summary>The buffer's destructor: the buffer is about to be freed, and its references with it.</summary>
    public void BufferFreed(SkBuff skb)
    {
        ReadOnlySpan<SkbFrag> frags = skb.Info.Frags;
        Page[] pages = new Page[frags.Length];
        for (int f = 0; f < pages.Length; f++)
            pages[f] = SkbFrag.Page(in frags[f])!;
        skb.Free();
        foreach (Page page in pages)
            Release(page);
    }

    private void Release([Consumes] Page page)
    {
        if (page.Count == 1)
        {
            FreeAtOnce++;
            page.Put();
            return;
        }

        Account();
        _pending.AddLast(page);
        Longest = Math.Max(Longest, _pending.Count);
        Plan();
    }

    private void Plan()
    {
        if (_isPlanned || _pending.Count == 0)
            return;
        _isPlanned = true;
        // The polls are at multiples of the period, not a period after the first page.
        _time.After(_period - (_time.Now % _period), Poll);
    }

    private void Poll()
    {
        _isPlanned = false;
        Account();
        for (LinkedListNode<Page>? node = _pending.First; node is not null;)
        {
            LinkedListNode<Page>? next = node.Next;
            Page page = node.Value;
            Looks++;
            if (page.Count == 1)
            {
                _pending.Remove(node);
                FreeByPoll++;
                page.Put();
            }

            node = next;
        }

        Plan();
    }

    private void Account()
    {
        _lengthTime += _pending.Count * (_time.Now - _lastChange);
        _lastChange = _time.Now;
    }
}
