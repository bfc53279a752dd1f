using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using FragApi;

namespace Scenarios;

/// <summary>When a writer uses a page again that it gave to a pipe.</summary>
internal enum GiftWriter
{
    /// <summary>When the pipe is empty.</summary>
    LooksAtThePipe,

    /// <summary>Never: that is what giving means.</summary>
    GivesAway,

    /// <summary>When the destructor has run.</summary>
    HasDestructors,
}

/// <summary>What the readers saw.</summary>
/// <param name="WatcherWrong">Frames that the first reader saw wrong.</param>
/// <param name="RecorderWrong">Frames that the second reader, behind the tee, saw wrong.</param>
/// <param name="Pages">Pages that the writer needed.</param>
/// <param name="Waits">Times that it waited for a page.</param>
/// <param name="Recorded">Frames that the second reader saw.</param>
internal sealed record GiftOutcome(int WatcherWrong, int RecorderWrong, int Pages, int Waits, int Recorded);

/// <summary>
/// A writer has four pages for its pictures and gives them to a pipe. A watcher reads each at once; a tee feeds a recorder,
/// which reads in bursts.
/// </summary>
internal sealed class GiftRun : IDisposable
{
    public const int Frames = 400;
    public const int Ring = 4;

    // A pipe has sixteen places.
    private const int RecorderLags = 12;

    private readonly Random _random;
    private readonly GiftWriter _writer;
    private readonly PagePool _pool = new();
    private readonly Queue<Page> _idle = new();
    private readonly List<Page> _pages = [];
    private readonly KernelPipe? _recorderKernel;
    private readonly GiftPipe _watcher;
    private readonly GiftPipe _recorder;
    private readonly byte[] _bytes = new byte[Page.UnitSize];
    private int _watched;
    private int _recorded;
    private int _watcherWrong;
    private int _recorderWrong;
    private int _waits;

    private GiftRun(Random random, GiftWriter writer, bool real)
    {
        _random = random;
        _writer = writer;
        _recorderKernel = real ? new KernelPipe() : null;
        _watcher = new GiftPipe(real ? new KernelPipe() : null);
        _recorder = new GiftPipe(_recorderKernel);
    }

    /// <summary>Runs it, through pipes of the system where <paramref name="real"/>.</summary>
    public static GiftOutcome Of(Random random, GiftWriter writer, bool real)
    {
        using GiftRun run = new(random, writer, real);
        for (int frame = 0; frame < Frames; frame++)
            run.Step(frame);
        run.Record();
        return new GiftOutcome(run._watcherWrong, run._recorderWrong, run._pages.Count, run._waits, run._recorded);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _recorder.Dispose();
        foreach (Page page in _pages)
            page.Put();
        _pool.Dispose();
    }

    private void Step(int frame)
    {
        Page page = NextPage();
        MemoryMarshal.Cast<byte, int>(page.Span).Fill(frame);
        _watcher.Give(Build(page));
        _watcher.TeeTo(_recorder, _recorderKernel);
        if (_watcher.TryRead(_bytes) && !IsFrame(_watched++))
            _watcherWrong++;
        if (_recorder.Count >= RecorderLags || _random.Next(8) == 0)
            Record();
    }

    private void Record()
    {
        while (_recorder.TryRead(_bytes))
        {
            if (!IsFrame(_recorded++))
                _recorderWrong++;
        }
    }

    private Page NextPage()
    {
        if (_writer == GiftWriter.GivesAway || _pages.Count < Ring)
        {
            Page page = _pool.Acquire();
            _pages.Add(page);
            return page;
        }

        if (_writer == GiftWriter.LooksAtThePipe)
        {
            if (!_watcher.IsEmpty)
                throw new InvalidOperationException("The watcher reads at once.");
            Page oldest = _idle.Dequeue();
            return oldest;
        }

        if (_idle.Count == 0)
        {
            // Nothing to draw on until the recorder gets on with it.
            _waits++;
            Record();
        }

        return _idle.Dequeue();
    }

    private SkBuff Build(Page page)
    {
        SkBuff skb = SkBuff.Alloc(0, _pool);
        if (_writer == GiftWriter.HasDestructors)
        {
            SkbFragDestructor done = new(_ => _idle.Enqueue(page));
            skb.AppendPage(page, 0, page.Size, done);
            done.Unref();
        }
        else
        {
            skb.AppendPage(page, 0, page.Size);
            _idle.Enqueue(page);
        }

        return skb;
    }

    private bool IsFrame(int number)
    {
        ReadOnlySpan<int> pixels = MemoryMarshal.Cast<byte, int>(_bytes);
        return pixels.IndexOfAnyExcept(number) < 0;
    }
}
