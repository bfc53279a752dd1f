using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace FragApi;

/// <summary>
/// What a diagnostic pool knows: every page that is out, with its stack, and the pages released last. Those are filled with
/// a pattern and never handed out again, so that no misuse hides behind a page's next life, and a late write shows.
/// </summary>
internal sealed unsafe class DiagnosticPages
{
    private const int Quarantined = 256;
    private const byte Pattern = 0xDB;

    private readonly object _lock = new();
    private readonly HashSet<Page> _live = [];
    private readonly Queue<Page> _quarantine = new();
    private readonly List<PageLeak> _written = [];

    public void Acquired(Page page)
    {
        page.Trace = new PageTrace(withLines: true);
        page.Trace.Acquired();
        lock (_lock)
            _live.Add(page);
    }

    public void Released(Page page)
    {
        page.Trace!.Released();
        new Span<byte>(page.Raw, page.Size).Fill(Pattern);
        lock (_lock)
        {
            _live.Remove(page);
            _quarantine.Enqueue(page);
            if (_quarantine.Count > Quarantined)
                FreeOldest();
        }
    }

    /// <summary>Says what is wrong, if anything.</summary>
    public PageLeakException? Close(long liveBuffers)
    {
        FreeIdle();
        lock (_lock)
        {
            if (_live.Count == 0 && _written.Count == 0 && liveBuffers == 0)
                return null;
            List<PageLeak> leaks = [];
            foreach (Page page in _live)
                leaks.Add(new PageLeak(page.Order, page.Trace?.AcquiredAt ?? ""));
            return new PageLeakException(leaks, _written.ToArray(), liveBuffers);
        }
    }

    public void FreeIdle()
    {
        lock (_lock)
        {
            while (_quarantine.Count > 0)
                FreeOldest();
        }
    }

    private void FreeOldest()
    {
        Page page = _quarantine.Dequeue();
        if (new ReadOnlySpan<byte>(page.Raw, page.Size).ContainsAnyExcept(Pattern))
            _written.Add(new PageLeak(page.Order, page.Trace?.ReleasedAt ?? ""));
        byte* address = page.Raw;
        page.Retire();
        NativeMemory.AlignedFree(address);
    }
}
