using System.Globalization;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Obligations;

/// <summary>How many acquisitions of a compilation were not followed to their end, and why.</summary>
internal sealed class Untracked
{
    private int _all;
    private int _calls;
    private int _stores;
    private int _returns;
    private int _others;
    private int _bodies;

    public void Count(Fate fate)
    {
        Interlocked.Increment(ref _all);
        if (!fate.IsEscaped)
            return;
        switch (fate.Escape?.Reason)
        {
            case EscapeReason.Call:
                Interlocked.Increment(ref _calls);
                break;
            case EscapeReason.Store:
                Interlocked.Increment(ref _stores);
                break;
            case EscapeReason.Return:
                Interlocked.Increment(ref _returns);
                break;
            default:
                Interlocked.Increment(ref _others);
                break;
        }
    }

    /// <summary>A whole body was too much.</summary>
    public void GaveUp() => Interlocked.Increment(ref _bodies);

    public void Report(CompilationAnalysisContext context)
    {
        int escaped = _calls + _stores + _returns + _others;
        if (_all == 0 && _bodies == 0)
            return;
        string reasons = Reason(_calls, "passed to unknown calls") + Reason(_stores, "stored") + Reason(_returns, "returned") + Reason(_others, "used in ways that are not understood") + Reason(_bodies, "bodies too large to follow");
        context.ReportDiagnostic(Diagnostic.Create(Rules.NotTrackedSummary, Location.None, _all, escaped, reasons.Length == 0 ? "" : ":" + reasons.TrimEnd(',')));

        static string Reason(int count, string what) => count == 0 ? "" : $" {count.ToString(CultureInfo.InvariantCulture)} {what},";
    }
}
