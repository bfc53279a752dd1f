using System.Collections.Generic;
using System.Globalization;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Ownership;

/// <summary>What is to be said of a body once every path of it was followed.</summary>
internal static class OwnershipReports
{
    public static void Report(Body body, BodyGraph graph, OwnershipWalker walker, Contracts contracts, bool strict, Untracked untracked)
    {
        walker.Reconsider();
        foreach (Diagnostic diagnostic in walker.Wrong.Values)
            body.Report(diagnostic);
        Diagnostic? said = null;
        foreach (KeyValuePair<int, Fate> pair in walker.Fates)
        {
            (int site, Fate fate) = (pair.Key, pair.Value);
            if (walker.KindOf(site) == ResourceKind.OwnArray)
                continue;
            if (walker.Acquisition(site) is IOperation)
                untracked.Count(fate);
            if (fate.IsReported)
                continue;
            Diagnostic? leak = walker.Acquisition(site) is IParameterSymbol parameter
                ? NotConsumed(graph, walker, contracts, site, fate, parameter)
                : Leak(body, graph, walker, site, fate);
            // Two elements of one tuple are acquired at one place.
            bool isSaid = leak is not null && said is not null && leak.Id == said.Id && leak.Location == said.Location;
            said = leak ?? said;
            if (isSaid)
                continue;
            if (leak is not null)
                body.Report(leak);
            else if (strict && fate.Escape is { Reason: EscapeReason.Call } escape && walker.Acquisition(site) is IOperation)
                body.Report(new FlowReport().At(escape.At.Syntax.GetLocation(), "escapes here").Create(Rules.NotTracked, walker.AcquiredAt(site), walker.Text(site), OwnershipWalker.Short(escape.At.Syntax)));
        }
    }

    private static Diagnostic? NotConsumed(BodyGraph graph, OwnershipWalker walker, Contracts contracts, int site, Fate fate, IParameterSymbol parameter)
    {
        When when = contracts.RoleOf(parameter, Role.Consumes)?.When ?? When.Always;
        List<LeakingExit> leaks = fate.Leaks.FindAll(exit => exit.Kind is ExitKind.Return or ExitKind.Throw && IsDue(when, exit));
        // A body that only throws is a stub.
        if (leaks.Count == 0 || !fate.IsReleased && !fate.IsEscaped && leaks.TrueForAll(exit => exit.Kind == ExitKind.Throw))
            return null;
        return Related(graph, leaks, walker.AcquiredAt(site)).Create(Rules.NotConsumed, walker.AcquiredAt(site), parameter.Name, Line(leaks[0].Location));
    }

    private static bool IsDue(When when, LeakingExit exit) => when switch
    {
        When.Always => true,
        _ when exit.Kind == ExitKind.Throw => false,
        When.True => exit.Result.Equals(Value.True),
        When.False => exit.Result.Equals(Value.False),
        When.NotNull => exit.Result.Kind is ValueKind.NotNull or ValueKind.Token,
        When.Zero => exit.Result.Equals(Value.Constant(0)),
        When.NonZero => exit.Result.Kind == ValueKind.Constant && exit.Result.Data != 0 || exit.Result.Equals(Value.Not(0)),
        _ => false,
    };

    private static Diagnostic? Leak(Body body, BodyGraph graph, OwnershipWalker walker, int site, Fate fate)
    {
        ResourceKind kind = walker.KindOf(site);
        // A finalizer sees to it.
        if (kind.Says.Leak is null)
            return null;
        List<LeakingExit> leaks = fate.Leaks.FindAll(exit => exit.Kind == ExitKind.Return || exit.Kind == ExitKind.Throw && (!kind.IsCollected || fate.IsReleased));
        // What code outside of .NET was given, it may have kept; but not where the body itself releases it when all went well.
        leaks.RemoveAll(exit => exit.IsLent && !(fate.IsReleased && IsFailure(exit, body) && HasSuccess(fate, body)));
        // A library that is handed on, and freed nowhere here, is to stay loaded whatever happens.
        if (kind == ResourceKind.Library && fate.IsEscaped && !fate.IsReleased)
            return null;
        if (fate.IsShared && !((kind == ResourceKind.SafeHandle || kind == ResourceKind.SafeBuffer) && fate.IsReleased))
        {
            // Taken on what others hold as well, and kept: that is what taking a reference is for. Only a body that
            // releases it on one way out and not on the other, and tells its caller the same both times, is wrong.
            if (!fate.IsReleased || fate.IsEscaped)
                return null;
            leaks.RemoveAll(exit => exit.Kind == ExitKind.Return && !(body.Method.ReturnsVoid ? fate.ResultsWhenReleased.Count > 0 : !exit.Result.IsUnknown && fate.ResultsWhenReleased.Contains(exit.Result)));
        }

        if (leaks.Count > 0)
        {
            leaks.Sort((one, other) => one.Location.SourceSpan.Start.CompareTo(other.Location.SourceSpan.Start));
            FlowReport report = Related(graph, leaks, walker.AcquiredAt(site));
            return fate.IsReleased || fate.IsEscaped
                ? report.Create(kind.Says.LeakOnPath!, walker.AcquiredAt(site), walker.Text(site), kind.Noun, kind.Released, Line(leaks[0].Location))
                : report.Create(kind.Says.Leak!, walker.AcquiredAt(site), walker.Text(site), kind.Noun, kind.Released);
        }

        LeakingExit? escaping = fate.Leaks.Find(exit => exit.Kind == ExitKind.Escaping);
        return escaping is null || fate.IsShared && !fate.IsReleased
            ? null
            : new FlowReport().At(escaping.Location, "throws here").Create(Rules.LeakOnException, walker.AcquiredAt(site), walker.Text(site), kind.Noun, kind.Released, CallText(escaping.Location));
    }

    private static bool IsFailure(LeakingExit exit, Body body) => exit.Kind == ExitKind.Throw || IsFailure(exit.Result, body);

    private static bool IsFailure(Value result, Body body) =>
        result.Kind == ValueKind.Null || result.Kind == ValueKind.Constant && (result.Data < 0 || result.Data == 0 && body.Method.ReturnType.SpecialType == SpecialType.System_Boolean);

    private static bool HasSuccess(Fate fate, Body body)
    {
        foreach (Value result in fate.ResultsWhenReleased)
        {
            if (!IsFailure(result, body))
                return true;
        }

        return false;
    }

    private static string CallText(Location location) =>
        location.SourceTree is SyntaxTree tree ? OwnershipWalker.Short(tree.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true)) : "";

    private static FlowReport Related(BodyGraph graph, List<LeakingExit> exits, Location acquired)
    {
        FlowReport report = new FlowReport().At(acquired, "acquired here");
        Trails.Add(report, graph, exits[0].Trail, acquired, exits[0].Location);
        foreach (LeakingExit exit in exits)
            report.At(exit.Location, exit.IsScopeEnd ? "out of scope after this" : "exits here");
        return report;
    }

    private static string Line(Location location) => (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
