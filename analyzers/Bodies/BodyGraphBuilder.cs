using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>What a call does with control.</summary>
internal enum CallEnd
{
    /// <summary>It returns.</summary>
    Returns,

    /// <summary>It always throws.</summary>
    Throws,

    /// <summary>It ends the process: no <c>finally</c> runs.</summary>
    Terminates,
}

/// <summary>Makes a <see cref="BodyGraph"/> of a Roslyn graph.</summary>
internal sealed partial class BodyGraphBuilder
{
    // Copies of a finally within a finally multiply; nobody writes that, but half-typed code can look like it.
    private const int NodesPerBlock = 8;

    private readonly ControlFlowGraph _graph;
    private readonly Func<IMethodSymbol, CallEnd> _endOf;
    private readonly bool _withEscaping;
    private readonly SemanticModel _model;
    private readonly List<BodyNode> _nodes = new();
    private readonly List<Pending?> _contexts = new();
    private readonly int[] _numbers;
    private Dictionary<(int Block, int Context), int>? _numbersInContext;
    private readonly GraphOperations _operations;
    private Dictionary<(int Outer, int Block, int Kind, int Index, ITypeSymbol? Thrown), int>? _contextNumbers;
    private readonly Queue<int> _unfinished = new();
    private readonly List<int> _contextOf = new();
    private readonly (ImmutableArray<BodyStep> Steps, ImmutableArray<bool> MayThrow, CallEnd End)[] _steps;

    // Filled for one block, or one node, after the other.
    private readonly ImmutableArray<BodyStep>.Builder _stepsOfBlock = ImmutableArray.CreateBuilder<BodyStep>();
    private readonly ImmutableArray<bool>.Builder _mayThrowOfBlock = ImmutableArray.CreateBuilder<bool>();
    private readonly List<FlowEdge> _edges = new();
    private readonly List<FlowEdge> _asides = new();
    private int _thrown = -1;
    private int _escaped = -1;

    private BodyGraphBuilder(Body body, Func<IMethodSymbol, CallEnd> endOf, bool withEscaping)
    {
        ControlFlowGraph graph = body.Graph;
        _graph = graph;
        _operations = body.Operations;
        _endOf = endOf;
        _withEscaping = withEscaping;
        _model = body.Model;
        _numbers = new int[graph.Blocks.Length];
        for (int block = 0; block < _numbers.Length; block++)
            _numbers[block] = -1;
        _steps = new (ImmutableArray<BodyStep>, ImmutableArray<bool>, CallEnd)[graph.Blocks.Length];
        _contexts.Add(null);
    }

    /// <summary>
    /// The graph, or null when it would be out of all proportion to the body. <paramref name="endOf"/> says of a called
    /// method whether it returns; <paramref name="withEscaping"/> adds the exceptions out of calls.
    /// </summary>
    public static BodyGraph? Build(Body body, Func<IMethodSymbol, CallEnd> endOf, bool withEscaping)
    {
        ControlFlowGraph graph = body.Graph;
        BodyGraphBuilder builder = new(body, endOf, withEscaping);
        builder.NodeOf(graph.Blocks[0], 0);
        int limit = NodesPerBlock * graph.Blocks.Length + 256;
        while (builder._unfinished.Count > 0)
        {
            body.Cancellation.ThrowIfCancellationRequested();
            if (builder._nodes.Count > limit)
                return null;
            builder.Connect(builder._unfinished.Dequeue());
        }

        return new BodyGraph(graph, builder._nodes.ToImmutableArray());
    }

    private int NodeOf(BasicBlock block, int context)
    {
        int number = -1;
        if (context == 0 ? (number = _numbers[block.Ordinal]) >= 0 : _numbersInContext?.TryGetValue((block.Ordinal, context), out number) == true)
            return number;
        (ImmutableArray<BodyStep> steps, ImmutableArray<bool> mayThrow, _) = StepsOf(block);
        number = Add(new BodyNode(block, steps, mayThrow, block.Kind == BasicBlockKind.Exit ? ExitKind.Return : ExitKind.None), context);
        if (context == 0)
            _numbers[block.Ordinal] = number;
        else
            (_numbersInContext ??= new Dictionary<(int, int), int>()).Add((block.Ordinal, context), number);
        _unfinished.Enqueue(number);
        return number;
    }

    private int Add(BodyNode node, int context)
    {
        _nodes.Add(node);
        _contextOf.Add(context);
        return _nodes.Count - 1;
    }

    private void Connect(int number)
    {
        BodyNode node = _nodes[number];
        _edges.Clear();
        Lead(node, number);
        node.Lead(_edges);
    }

    private void Lead(BodyNode node, int number)
    {
        BasicBlock block = node.Block!;
        int context = _contextOf[number];
        CallEnd end = StepsOf(block).End;

        EdgeKind failing = _withEscaping || IsCaught(block.EnclosingRegion) ? EdgeKind.Escaping : EdgeKind.Unwinding;
        if (node.MayThrow)
            node.LeadAside(Thrown(block, null, context, failing));
        if (!_withEscaping)
            AddUnknown(block, context, _edges);

        if (end == CallEnd.Terminates)
            return;
        if (end == CallEnd.Throws)
        {
            Dispatch(block.EnclosingRegion, null, context, EdgeKind.Thrown, _edges);
            return;
        }

        bool conditional = block.ConditionKind != ControlFlowConditionKind.None;
        bool whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        if (conditional)
            Branch(node, block, block.ConditionalSuccessor, context, whenTrue ? EdgeKind.WhenTrue : EdgeKind.WhenFalse);
        Branch(node, block, block.FallThroughSuccessor, context, !conditional ? EdgeKind.Always : whenTrue ? EdgeKind.WhenFalse : EdgeKind.WhenTrue);
    }

    private void Branch(BodyNode node, BasicBlock block, ControlFlowBranch? branch, int context, EdgeKind kind)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when branch.Destination is BasicBlock target:
                node.Returns |= branch.Semantics == ControlFlowBranchSemantics.Return;
                _edges.Add(new FlowEdge(Through(branch, 0, target, context, block, kind), kind));
                break;
            case ControlFlowBranchSemantics.Throw when ExhaustiveSwitch.IsNoMatch(block.BranchValue, _model):
                break;
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                // 'if (b != null) Return(b); throw;': only one answer leads there directly, so it is a node of its own.
                ITypeSymbol? thrown = branch.Semantics == ControlFlowBranchSemantics.Throw ? ThrownType(block.BranchValue) : null;
                if (kind == EdgeKind.Always)
                {
                    Dispatch(block.EnclosingRegion, thrown, context, EdgeKind.Thrown, _edges);
                    break;
                }

                BodyNode source = new(block, ImmutableArray<BodyStep>.Empty, default, ExitKind.None);
                _edges.Add(new FlowEdge(Add(source, context), kind));
                source.Lead(Thrown(block, thrown, context, EdgeKind.Thrown));
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when context != 0 && EndsFinally(block):
                Resume(_contexts[context]!, _edges);
                break;
        }
    }

    /// <summary>Where an exception leads to, until this is asked again.</summary>
    private List<FlowEdge> Thrown(BasicBlock block, ITypeSymbol? type, int context, EdgeKind kind)
    {
        _asides.Clear();
        Dispatch(block.EnclosingRegion, type, context, kind, _asides);
        return _asides;
    }

    /// <summary>The node that a branch leads to: the first finally that it leaves through, or its destination.</summary>
    private int Through(ControlFlowBranch branch, int index, BasicBlock target, int outer, BasicBlock source, EdgeKind kind)
    {
        return index >= branch.FinallyRegions.Length ? NodeOf(target, outer) : ThroughFinally(branch, index, outer, source, kind);
    }

    private int ThroughFinally(ControlFlowBranch branch, int index, int outer, BasicBlock source, EdgeKind kind)
    {
        (int, int, int, int, ITypeSymbol?) key = (outer, source.Ordinal, branch.IsConditionalSuccessor ? 1 : 0, index, null);
        int context = KnownContext(key) ?? AddContext(key, new Pending(branch, index + 1, source, kind, outer));
        return NodeOf(_graph.Blocks[branch.FinallyRegions[index].FirstBlockOrdinal], context);
    }

    private int? KnownContext((int, int, int, int, ITypeSymbol?) key) => _contextNumbers?.TryGetValue(key, out int number) == true ? number : null;

    private int AddContext((int, int, int, int, ITypeSymbol?) key, Pending pending)
    {
        _contexts.Add(pending);
        (_contextNumbers ??= new Dictionary<(int, int, int, int, ITypeSymbol?), int>()).Add(key, _contexts.Count - 1);
        return _contexts.Count - 1;
    }

    // The other thing that ends so is a filter that says no; where that leads is known already.
    private static bool EndsFinally(BasicBlock block)
    {
        ControlFlowRegion? region = block.EnclosingRegion;
        while (region is { Kind: not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter) })
            region = region.EnclosingRegion;
        return region?.Kind == ControlFlowRegionKind.Finally;
    }

    /// <summary>Control reached the end of a finally.</summary>
    private void Resume(Pending pending, List<FlowEdge> edges)
    {
        if (pending.Branch is ControlFlowBranch branch)
        {
            edges.Add(new FlowEdge(Through(branch, pending.Index, branch.Destination!, pending.Outer, pending.Source!, pending.Kind), EdgeKind.Always));
            return;
        }

        Dispatch(pending.Region!.EnclosingRegion, pending.Thrown, pending.Outer, pending.Kind, edges);
    }

    private (ImmutableArray<BodyStep> Steps, ImmutableArray<bool> MayThrow, CallEnd End) StepsOf(BasicBlock block)
    {
        if (_steps[block.Ordinal] is { Steps.IsDefault: false } known)
            return known;
        _stepsOfBlock.Clear();
        _mayThrowOfBlock.Clear();
        bool guarded = _withEscaping || IsGuarded(block);
        bool anyThrows = false;
        CallEnd end = CallEnd.Returns;
        for (int index = 0; index < block.Operations.Length; index++)
        {
            Add(StepKind.Statement, block.Operations[index], index);
            if (end != CallEnd.Returns)
                break;
        }

        if (end == CallEnd.Returns && block.BranchValue is IOperation value)
        {
            StepKind kind = block.ConditionKind != ControlFlowConditionKind.None ? StepKind.Condition
                : block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow ? StepKind.Throw
                : StepKind.Return;
            Add(kind, value, block.Operations.Length);
        }

        (ImmutableArray<BodyStep>, ImmutableArray<bool>, CallEnd) made =
            (_stepsOfBlock.ToImmutable(), anyThrows && guarded ? _mayThrowOfBlock.ToImmutable() : default, end);
        _steps[block.Ordinal] = made;
        return made;

        void Add(StepKind kind, IOperation operation, int index)
        {
            bool calls = false;
            (int at, int behind) = _operations.Within(block, index);
            for (; at < behind; at++)
            {
                IOperation inner = _operations[at];
                IMethodSymbol? method = inner switch
                {
                    IInvocationOperation invocation => invocation.TargetMethod,
                    IObjectCreationOperation creation => creation.Constructor,
                    IPropertyReferenceOperation property => property.Property.GetMethod,
                    _ => null,
                };
                calls |= inner is IAwaitOperation;
                if (method is null)
                    continue;
                calls |= inner is not IPropertyReferenceOperation && (_withEscaping || CallEnds.MayThrow(method));
                if (end == CallEnd.Returns)
                    end = _endOf(method);
            }

            _stepsOfBlock.Add(new BodyStep(end != CallEnd.Returns ? StepKind.NoReturn : kind, operation));
            _mayThrowOfBlock.Add(calls);
            anyThrows |= calls;
        }
    }

    /// <summary>What happens at the end of a finally.</summary>
    private sealed class Pending
    {
        public Pending(ControlFlowBranch branch, int index, BasicBlock source, EdgeKind kind, int outer)
        {
            Branch = branch;
            Index = index;
            Source = source;
            Kind = kind;
            Outer = outer;
        }

        public Pending(ControlFlowRegion region, ITypeSymbol? thrown, EdgeKind kind, int outer)
        {
            Region = region;
            Thrown = thrown;
            Kind = kind;
            Outer = outer;
        }

        /// <summary>A branch goes on, with its finally at <see cref="Index"/>.</summary>
        public ControlFlowBranch? Branch { get; }

        public int Index { get; }

        public BasicBlock? Source { get; }

        /// <summary>An exception goes on, outside of that try.</summary>
        public ControlFlowRegion? Region { get; }

        public ITypeSymbol? Thrown { get; }

        public EdgeKind Kind { get; }

        public int Outer { get; }
    }
}
