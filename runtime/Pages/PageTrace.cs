using System;
using System.Diagnostics;

namespace FragApi;

/// <summary>Where a page was acquired and released last, as far as anybody asked to know.</summary>
internal class PageTrace
{
    public string? AcquiredAt { get; private set; }

    public string? ReleasedAt { get; private set; }

    public void Acquired() => AcquiredAt = Stack();

    public virtual void Released() => ReleasedAt = Stack();

    private static string Stack() => new StackTrace(fNeedFileInfo: true).ToString();
}

/// <summary>
/// Rides on a sampled page. When the page is collected instead of released, so is this, and says so on the finalizer's
/// thread.
/// </summary>
internal sealed class LeakSentinel(PagePool pool, int order) : PageTrace
{
    ~LeakSentinel() => pool.ReportLeak(new PageLeak(order, AcquiredAt ?? ""));

    public override void Released() => GC.SuppressFinalize(this);
}
