using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace FragApi;

/// <summary>A diagnostic pool was disposed while pages of it were out, or found that released pages were written to.</summary>
public sealed class PageLeakException : InvalidOperationException
{
    internal PageLeakException(IReadOnlyList<PageLeak> leaks, IReadOnlyList<PageLeak> writtenAfterRelease, long liveBuffers)
        : base(Compose(leaks, writtenAfterRelease, liveBuffers))
    {
        Leaks = leaks;
        WrittenAfterRelease = writtenAfterRelease;
        LiveBuffers = liveBuffers;
    }

    /// <summary>The pages that were out.</summary>
    public IReadOnlyList<PageLeak> Leaks { get; }

    /// <summary>The pages whose bytes changed after their last reference was dropped, each with the stack that released it.</summary>
    public IReadOnlyList<PageLeak> WrittenAfterRelease { get; }

    /// <summary>The buffers that were out.</summary>
    public long LiveBuffers { get; }

    private static string Compose(IReadOnlyList<PageLeak> leaks, IReadOnlyList<PageLeak> written, long liveBuffers)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{leaks.Count} pages and {liveBuffers} buffers were not released, {written.Count} pages were written to after their release.");
        foreach (PageLeak leak in leaks)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"Not released, order {leak.Order}, acquired:").AppendLine().Append(leak.Stack);
        foreach (PageLeak leak in written)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"Written to after release, order {leak.Order}, released:").AppendLine().Append(leak.Stack);
        return text.ToString();
    }
}
