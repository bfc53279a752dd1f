using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>What is to be said of a body's mappings once every path was followed: FRAG3001, 3002, 3005 and 3006.</summary>
internal static class MappingReports
{
    public static void Report(Body body, BodyGraph graph, OwnershipWalker walker, Member member)
    {
        walker.Reconsider();
        foreach (Diagnostic wrong in walker.Wrong.Values)
            body.Report(wrong);
        foreach (KeyValuePair<int, Fate> fate in walker.Fates)
        {
            if (walker.Acquisition(fate.Key) is not IOperation map || NameOf(map) is not string name || body.IsNothingBut(map.Syntax))
                continue;
            if (fate.Value.Leaks.Count > 0 && !fate.Value.IsReported)
                body.Report(Leak(graph, map, name, fate.Value));
            if (Unasked(map, name, fate.Value, member) is Diagnostic use)
                body.Report(use);
        }
    }

    private static string? NameOf(IOperation map) => map switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        _ => null,
    };

    private static Diagnostic Leak(BodyGraph graph, IOperation map, string name, Fate fate)
    {
        fate.Leaks.Sort((one, other) => one.Location.SourceSpan.CompareTo(other.Location.SourceSpan));
        Location first = fate.Leaks[0].Location;
        string where = fate.IsReleased || fate.IsEscaped ? $"on the path that ends at line {first.GetLineSpan().StartLinePosition.Line + 1}" : "on any path";
        FlowReport report = new();
        Trails.Add(report, graph, fate.Leaks[0].Trail, map.Syntax.GetLocation(), first);
        foreach (LeakingExit leak in fate.Leaks)
        {
            if (leak.Location.SourceSpan != map.Syntax.Span)
                report.At(leak.Location, "still mapped here");
        }

        return report.Create(Rules.MapLeaked, map.Syntax.GetLocation(), name, where);
    }

    /// <summary>The first place where it went before anybody had asked, and nobody does afterwards either.</summary>
    private static Diagnostic? Unasked(IOperation map, string name, Fate fate, Member member)
    {
        if (fate.Unasked is null)
            return null;
        foreach (KeyValuePair<int, (SyntaxNode At, IOperation In)> use in fate.Unasked)
        {
            if (fate.AskedLater?.Contains(use.Key) == true || StorageOf(use.Value.In) is ISymbol storage && MapChecks.IsStorageChecked(storage, use.Value.At, member))
                continue;
            return new FlowReport()
                .At(use.Value.At == map.Syntax ? null : map.Syntax.GetLocation(), "mapped here")
                .Create(Rules.MapUnchecked, use.Value.At.GetLocation(), name);
        }

        return null;
    }

    /// <summary>The field, or the array, that an assignment stores into.</summary>
    private static ISymbol? StorageOf(IOperation at) => at is IAssignmentOperation assignment ? MapChecks.StorageOf(assignment.Target) : null;
}
