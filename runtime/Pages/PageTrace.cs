using System;
using System.Diagnostics;

namespace FragApi;

/// <summary>Where a page was acquired and released last, as far as anybody asked to know. Made text only when it is read.</summary>
internal class PageTrace(bool withLines)
{
    private StackTrace? _acquired;
    private StackTrace? _released;

    public string? AcquiredAt => _acquired?.ToString();

    public string? ReleasedAt => _released?.ToString();

    public void Acquired() => _acquired = new StackTrace(withLines);

    public virtual void Released() => _released = new StackTrace(withLines);
}

/// <summary>
/// Rides on a sampled page. When the page is collected instead of released, so is this, and says so on the finalizer's
/// thread. Lines cost too much where the page is for work and not for a test.
/// </summary>
internal sealed class LeakSentinel(PagePool pool, int order) : PageTrace(withLines: false)
{
    ~LeakSentinel() => pool.ReportLeak(new PageLeak(order, AcquiredAt ?? ""));

    public override void Released() => GC.SuppressFinalize(this);
}
