using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>How a body is left.</summary>
internal enum ExitKind
{
    /// <summary>Not an exit.</summary>
    None,

    /// <summary>By returning, or by coming to the end.</summary>
    Return,

    /// <summary>By a <c>throw</c> that is written there, or a call that never returns.</summary>
    Throw,

    /// <summary>By an exception out of a call.</summary>
    Escaping,
}

/// <summary>
/// A method body, a lambda or a local function as a flow graph: Roslyn's control flow graph with what that leaves out.
/// Every way into a <c>finally</c> has its own copy of it, so that paths through it do not mix; a <c>throw</c>, and a
/// call that never returns, leads to the handlers it can reach, through the <c>finally</c> blocks on the way, or out.
/// </summary>
internal sealed class BodyGraph : IFlowGraph
{
    private readonly ImmutableArray<BodyNode> _nodes;

    internal BodyGraph(ControlFlowGraph source, ImmutableArray<BodyNode> nodes)
    {
        Source = source;
        _nodes = nodes;
    }

    /// <summary>Roslyn's graph.</summary>
    public ControlFlowGraph Source { get; }

    public int NodeCount => _nodes.Length;

    public int Entry => 0;

    public int StepCount(int node) => _nodes[node].Steps.Length;

    public IReadOnlyList<FlowEdge> EdgesFrom(int node) => _nodes[node].Edges;

    public IReadOnlyList<FlowEdge> EdgesFromStep(int node, int step) => _nodes[node].EdgesFromStep(step);

    public BodyStep Step(int node, int step) => _nodes[node].Steps[step];

    public BodyNode Node(int node) => _nodes[node];
}

/// <summary>A basic block in one context.</summary>
internal sealed class BodyNode
{
    private static readonly FlowEdge[] s_none = new FlowEdge[0];

    private FlowEdge[]? _escaping;
    private IReadOnlyList<FlowEdge>?[]? _asides;
    private readonly ImmutableArray<bool> _mayThrow;

    internal BodyNode(BasicBlock? block, ImmutableArray<BodyStep> steps, ImmutableArray<bool> mayThrow, ExitKind exit)
    {
        Block = block;
        Steps = steps;
        Exit = exit;
        _mayThrow = mayThrow;
    }

    /// <summary>The block; null for the exits that exceptions take.</summary>
    public BasicBlock? Block { get; }

    public ImmutableArray<BodyStep> Steps { get; }

    public ExitKind Exit { get; }

    /// <summary>The node leaves the body by a <c>return</c> that is written there, and not by coming to the end.</summary>
    public bool Returns { get; internal set; }

    /// <summary>Where control goes after the last step.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; private set; } = s_none;

    /// <summary>Some step of it may throw, where it matters.</summary>
    internal bool MayThrow => !_mayThrow.IsDefault;

    /// <summary>Says where control goes after the last step.</summary>
    internal void Lead(List<FlowEdge> edges) => Edges = edges.ToArray();

    /// <summary>Says where exceptions go that come out of a step.</summary>
    internal void LeadAside(List<FlowEdge> edges) => _escaping = edges.ToArray();

    public IReadOnlyList<FlowEdge> EdgesFromStep(int step) => _mayThrow.IsDefault || !_mayThrow[step] ? s_none : Asides(step);

    private IReadOnlyList<FlowEdge> Asides(int step)
    {
        _asides ??= new IReadOnlyList<FlowEdge>?[Steps.Length];
        return _asides[step] ??= System.Array.ConvertAll(_escaping ?? s_none, edge => new FlowEdge(edge.Target, edge.Kind, step));
    }
}
