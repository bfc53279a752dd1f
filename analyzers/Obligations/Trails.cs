using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>How a reader walks a path: the branches that it took behind the acquisition, the last ones of them.</summary>
internal static class Trails
{
    private const int MaxBranches = 4;

    public static void Add(FlowReport report, BodyGraph graph, Trail? trail, Location acquired, Location exit)
    {
        Stack<(Location, bool)> branches = new();
        for (; trail is not null && branches.Count < MaxBranches; trail = trail.Before)
        {
            SyntaxNode condition = graph.Step(trail.Node, graph.StepCount(trail.Node) - 1).Operation.Syntax;
            if (condition.SyntaxTree == acquired.SourceTree && condition.SpanStart >= acquired.SourceSpan.End && condition.SpanStart < exit.SourceSpan.End)
                branches.Push((condition.GetLocation(), trail.Taken));
        }

        foreach ((Location place, bool taken) in branches)
            report.At(place, taken ? "this branch: true here" : "this branch: false here");
    }
}
