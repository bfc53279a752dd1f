using System.Collections.Generic;

namespace FragApi.Analyzers.Flow;

/// <summary>When an edge is taken.</summary>
internal enum EdgeKind
{
    /// <summary>Always.</summary>
    Always,

    /// <summary>When the node's condition, its last step, is true.</summary>
    WhenTrue,

    /// <summary>When the node's condition is false.</summary>
    WhenFalse,

    /// <summary>By a <c>throw</c> that is written there, or a call that never returns.</summary>
    Thrown,

    /// <summary>By an exception out of a call: into a <c>catch</c> that is written there, and out of the body only in a graph that was asked for that.</summary>
    Escaping,

    /// <summary>By an exception out of a call that no <c>catch</c> is written for: through <c>finally</c> blocks, and no further.</summary>
    Unwinding,

    /// <summary>Somewhere in what the node begins, an exception may arrive here: nothing that was known before holds.</summary>
    Unknown,
}

/// <summary>An edge of a flow graph.</summary>
internal readonly struct FlowEdge
{
    public FlowEdge(int target, EdgeKind kind, int step = -1)
    {
        Target = target;
        Kind = kind;
        Step = step;
    }

    public int Target { get; }

    public EdgeKind Kind { get; }

    /// <summary>The step that did not complete; -1 after the last one.</summary>
    public int Step { get; }
}

/// <summary>
/// What the engine walks: nodes of straight-line steps, joined by edges. Nodes and steps are numbers; what they are is
/// the business of the transfer function.
/// </summary>
internal interface IFlowGraph
{
    int NodeCount { get; }

    int Entry { get; }

    int StepCount(int node);

    /// <summary>Where control goes after the node's last step.</summary>
    IReadOnlyList<FlowEdge> EdgesFrom(int node);

    /// <summary>Where control goes if that step does not complete; empty where that is not followed.</summary>
    IReadOnlyList<FlowEdge> EdgesFromStep(int node, int step);
}
