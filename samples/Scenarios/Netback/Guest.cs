using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using FragApi;

namespace Scenarios;

/// <summary>A frame that the guest has built in pages of its own. Every eight bytes of it are its number.</summary>
internal sealed record GuestFrame(long Number, IReadOnlyList<int> Grants);

/// <summary>
/// The guest: builds frames in a fixed set of pages, posts them to the host, and uses the pages for the next frames as soon as
/// the host has answered.
/// </summary>
internal sealed class Guest : IDisposable
{
    public const int PagesPerFrame = 4;
    private const int FramesInFlight = 64;
    private const double Interval = 0.25;

    private readonly EventClock<double> _time;
    private readonly GrantTable _grants;
    private readonly PagePool _pool = new();
    private readonly Stack<Page[]> _free = new();
    private long _sent;
    private double _away;

    public Guest(EventClock<double> time, GrantTable grants)
    {
        _time = time;
        _grants = grants;
        for (int i = 0; i < FramesInFlight; i++)
            _free.Push([.. Enumerable.Range(0, PagesPerFrame).Select(_ => _pool.Acquire())]);
    }

    public static int FrameSize => PagesPerFrame * Page.UnitSize;

    /// <summary>Frames that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Times that there was a frame to send and no free page.</summary>
    public int Stalls { get; private set; }

    /// <summary>Milliseconds, of simulated time, that a frame's pages were away.</summary>
    public double MeanAway => Answered == 0 ? 0 : _away / Answered;

    public double MostAway { get; private set; }

    /// <summary>References on the guest's pages that are not its own; 0 when everything has come back.</summary>
    public int ForeignReferences => _free.Sum(pages => pages.Sum(page => page.Count - 1));

    /// <summary>Frames whose pages are with the host.</summary>
    public int InFlight => FramesInFlight - _free.Count;

    /// <summary>Plans <paramref name="count"/> frames, one every quarter of a millisecond; <paramref name="post"/> gives one to the host, with the answer it waits for.</summary>
    public void Send(int count, Action<GuestFrame, Action> post)
    {
        for (int i = 0; i < count; i++)
            _time.After(i * Interval, () => SendOne(post));
    }

    public void Dispose()
    {
        foreach (Page page in _free.SelectMany(pages => pages))
            page.Put();
        _pool.Dispose();
    }

    private void SendOne(Action<GuestFrame, Action> post)
    {
        if (!_free.TryPop(out Page[]? pages))
        {
            Stalls++;
            return;
        }

        long number = ++_sent;
        foreach (Page page in pages)
            MemoryMarshal.Cast<byte, long>(page.Span).Fill(number);
        int[] grants = [.. pages.Select(_grants.Offer)];
        double start = _time.Now;
        post(new GuestFrame(number, grants), () =>
        {
            foreach (int grant in grants)
                _grants.End(grant);
            _free.Push(pages);
            Answered++;
            _away += _time.Now - start;
            MostAway = Math.Max(MostAway, _time.Now - start);
        });
    }
}
