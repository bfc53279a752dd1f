using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
internal sealed class BodyGraphBuilder
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
    private readonly Dictionary<(int Block, int Context), int> _numbersInContext = new();
    private readonly GraphOperations _operations;
    private readonly Dictionary<(int Outer, int Block, int Kind, int Index, ITypeSymbol? Thrown), int> _contextNumbers = new();
    private readonly Queue<int> _unfinished = new();
    private readonly List<int> _contextOf = new();
    private readonly (ImmutableArray<BodyStep> Steps, ImmutableArray<bool> MayThrow, CallEnd End)?[] _steps;
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
        _steps = new (ImmutableArray<BodyStep>, ImmutableArray<bool>, CallEnd)?[graph.Blocks.Length];
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
        int number;
        if (context == 0 ? (number = _numbers[block.Ordinal]) >= 0 : _numbersInContext.TryGetValue((block.Ordinal, context), out number))
            return number;
        (ImmutableArray<BodyStep> steps, ImmutableArray<bool> mayThrow, _) = StepsOf(block);
        number = Add(new BodyNode(block, steps, mayThrow, block.Kind == BasicBlockKind.Exit ? ExitKind.Return : ExitKind.None), context);
        if (context == 0)
            _numbers[block.Ordinal] = number;
        else
            _numbersInContext.Add((block.Ordinal, context), number);
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
        BasicBlock block = node.Block!;
        int context = _contextOf[number];
        CallEnd end = StepsOf(block).End;

        EdgeKind failing = _withEscaping || IsCaught(block.EnclosingRegion) ? EdgeKind.Escaping : EdgeKind.Unwinding;
        if (node.MayThrow)
            Dispatch(block.EnclosingRegion, null, context, failing, node.Escaping);
        if (!_withEscaping)
            AddUnknown(block, context, node.Edges);

        if (end == CallEnd.Terminates)
            return;
        if (end == CallEnd.Throws)
        {
            Dispatch(block.EnclosingRegion, null, context, EdgeKind.Thrown, node.Edges);
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
                node.Edges.Add(new FlowEdge(Through(branch, 0, target, context, block, kind), kind));
                break;
            case ControlFlowBranchSemantics.Throw when IsNoMatch(block.BranchValue):
                break;
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                // 'if (b != null) Return(b); throw;': only one answer leads there directly, so it is a node of its own.
                BodyNode source = node;
                if (kind != EdgeKind.Always)
                {
                    source = new BodyNode(block, ImmutableArray<BodyStep>.Empty, default, ExitKind.None);
                    node.Edges.Add(new FlowEdge(Add(source, context), kind));
                }

                Dispatch(block.EnclosingRegion, branch.Semantics == ControlFlowBranchSemantics.Throw ? ThrownType(block.BranchValue) : null, context, EdgeKind.Thrown, source.Edges);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when context != 0 && EndsFinally(block):
                Resume(_contexts[context]!, node.Edges);
                break;
        }
    }

    // The graph has a way out of a switch expression that no arm takes, also where the compiler knows that some arm does;
    // and where every name of an enum has its arm, nobody thinks of the numbers without one.
    private bool IsNoMatch(IOperation? thrown) =>
        thrown is IObjectCreationOperation { IsImplicit: true, Syntax: SwitchExpressionSyntax choice }
        && _model.GetOperation(choice) is ISwitchExpressionOperation whole && (whole.IsExhaustive || NamesAll(whole));

    private static bool NamesAll(ISwitchExpressionOperation choice)
    {
        if (choice.Value.Type is not { TypeKind: TypeKind.Enum } type)
            return false;
        HashSet<object> named = new();
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            if (arm.Guard is not null)
                continue;
            foreach (IOperation part in arm.Pattern.DescendantsAndSelf())
            {
                if (part is INegatedPatternOperation)
                    return false;
                if (part is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: object value } })
                    named.Add(value);
            }
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: object value } && !named.Contains(value))
                return false;
        }

        return true;
    }

    // The static type is a lower bound of what arrives only when it is what 'new' makes; anything else may be derived.
    private static ITypeSymbol? ThrownType(IOperation? thrown)
    {
        while (thrown is IConversionOperation { IsImplicit: true } conversion)
            thrown = conversion.Operand;
        return thrown is IObjectCreationOperation ? thrown.Type : null;
    }

    /// <summary>The node that a branch leads to: the first finally that it leaves through, or its destination.</summary>
    private int Through(ControlFlowBranch branch, int index, BasicBlock target, int outer, BasicBlock source, EdgeKind kind)
    {
        return index >= branch.FinallyRegions.Length ? NodeOf(target, outer) : ThroughFinally(branch, index, outer, source, kind);
    }

    private int ThroughFinally(ControlFlowBranch branch, int index, int outer, BasicBlock source, EdgeKind kind)
    {
        int context = ContextOf((outer, source.Ordinal, branch.IsConditionalSuccessor ? 1 : 0, index, null), () => new Pending(branch, index + 1, source, kind, outer));
        return NodeOf(_graph.Blocks[branch.FinallyRegions[index].FirstBlockOrdinal], context);
    }

    private int ContextOf((int, int, int, int, ITypeSymbol?) key, Func<Pending> create)
    {
        if (_contextNumbers.TryGetValue(key, out int number))
            return number;
        _contexts.Add(create());
        _contextNumbers.Add(key, _contexts.Count - 1);
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

    /// <summary>Leads an exception from a place in a region to every handler that may take it, or out of the body.</summary>
    private void Dispatch(ControlFlowRegion? region, ITypeSymbol? thrown, int context, EdgeKind kind, List<FlowEdge> edges)
    {
        for (ControlFlowRegion? at = region; at is not null; at = Around(at))
        {
            // Thrown within a finally: what was to happen after it does not happen any more.
            if (at.Kind is ControlFlowRegionKind.Finally && context != 0)
                context = _contexts[context]!.Outer;
            if (at.Kind != ControlFlowRegionKind.Try || at.EnclosingRegion is not ControlFlowRegion whole)
                continue;
            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                // Behind the last catch that may take it, an exception out of a call is followed only to see what is ended twice.
                if (kind == EdgeKind.Escaping && !_withEscaping && !IsCaught(whole.EnclosingRegion))
                    kind = EdgeKind.Unwinding;
                ControlFlowRegion handler = whole.NestedRegions.First(nested => nested.Kind == ControlFlowRegionKind.Finally);
                int outer = context;
                int inner = ContextOf((outer, whole.FirstBlockOrdinal, 2 + (int)kind, whole.LastBlockOrdinal, thrown), () => new Pending(whole, thrown, kind, outer));
                edges.Add(new FlowEdge(NodeOf(_graph.Blocks[handler.FirstBlockOrdinal], inner), kind));
                return;
            }

            foreach (ControlFlowRegion handler in whole.NestedRegions)
            {
                ControlFlowRegion caught = handler.Kind == ControlFlowRegionKind.FilterAndHandler ? handler.NestedRegions[handler.NestedRegions.Length - 1] : handler;
                if (caught.Kind != ControlFlowRegionKind.Catch)
                    continue;
                Catches match = Match(caught.ExceptionType ?? handler.ExceptionType, thrown);
                if (match == Catches.Never)
                    continue;
                // A filter may say no: both ways are open, and the way on does not run through the filter's end.
                edges.Add(new FlowEdge(NodeOf(_graph.Blocks[handler.FirstBlockOrdinal], context), kind));
                if (match == Catches.Always && handler.Kind == ControlFlowRegionKind.Catch)
                    return;
            }
        }

        if (kind == EdgeKind.Unwinding || kind == EdgeKind.Escaping && !_withEscaping)
            return;
        ref int exit = ref (kind == EdgeKind.Escaping ? ref _escaped : ref _thrown);
        if (exit < 0)
            exit = Add(new BodyNode(null, ImmutableArray<BodyStep>.Empty, default, kind == EdgeKind.Escaping ? ExitKind.Escaping : ExitKind.Throw), 0);
        edges.Add(new FlowEdge(exit, kind));
    }

    /// <summary>Somewhere around a region a <c>catch</c> is written.</summary>
    private bool IsCaught(ControlFlowRegion? region)
    {
        for (ControlFlowRegion? at = region; at is not null; at = Around(at))
        {
            if (at.Kind == ControlFlowRegionKind.Try && at.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch })
                return true;
        }

        return false;
    }

    /// <summary>The region around. That of a lambda's whole body lies in the method's graph, which is another one.</summary>
    private ControlFlowRegion? Around(ControlFlowRegion region) => region == _graph.Root ? null : region.EnclosingRegion;

    private enum Catches
    {
        Never,
        Maybe,
        Always,
    }

    private static Catches Match(ITypeSymbol? caught, ITypeSymbol? thrown)
    {
        if (caught is null || caught.SpecialType == SpecialType.System_Object || caught is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return Catches.Always;
        if (thrown is null || thrown.TypeKind == TypeKind.Error || caught.TypeKind is TypeKind.Error or TypeKind.TypeParameter)
            return Catches.Maybe;
        for (ITypeSymbol? type = thrown; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, caught))
                return Catches.Always;
        }

        return Catches.Never;
    }

    /// <summary>
    /// Where a try begins that calls nothing: its handlers can be reached with nothing known, so that what they do
    /// themselves is seen although nobody throws explicitly.
    /// </summary>
    private void AddUnknown(BasicBlock block, int context, List<FlowEdge> edges)
    {
        for (ControlFlowRegion? at = block.EnclosingRegion; at is not null && at.FirstBlockOrdinal == block.Ordinal; at = Around(at))
        {
            if (at.Kind != ControlFlowRegionKind.Try || at.EnclosingRegion is not { Kind: ControlFlowRegionKind.TryAndCatch } whole || MayThrow(at))
                continue;
            foreach (ControlFlowRegion handler in whole.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                    edges.Add(new FlowEdge(NodeOf(_graph.Blocks[handler.FirstBlockOrdinal], context), EdgeKind.Unknown));
            }
        }
    }

    private bool MayThrow(ControlFlowRegion region)
    {
        for (int block = region.FirstBlockOrdinal; block <= region.LastBlockOrdinal; block++)
        {
            if (!StepsOf(_graph.Blocks[block]).MayThrow.IsDefault)
                return true;
        }

        return false;
    }

    /// <summary>A step of the block would lead to a handler if it failed.</summary>
    private bool IsGuarded(BasicBlock block)
    {
        for (ControlFlowRegion? at = block.EnclosingRegion; at is not null; at = Around(at))
        {
            if (at.Kind == ControlFlowRegionKind.Try)
                return true;
        }

        return false;
    }

    private (ImmutableArray<BodyStep> Steps, ImmutableArray<bool> MayThrow, CallEnd End) StepsOf(BasicBlock block)
    {
        if (_steps[block.Ordinal] is { } known)
            return known;
        ImmutableArray<BodyStep>.Builder steps = ImmutableArray.CreateBuilder<BodyStep>(block.Operations.Length + (block.BranchValue is null ? 0 : 1));
        ImmutableArray<bool>.Builder? mayThrow = _withEscaping || IsGuarded(block) ? ImmutableArray.CreateBuilder<bool>(steps.Capacity) : null;
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
            (steps.Count == steps.Capacity ? steps.MoveToImmutable() : steps.ToImmutable(), anyThrows ? mayThrow?.ToImmutable() ?? default : default, end);
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

            steps.Add(new BodyStep(end != CallEnd.Returns ? StepKind.NoReturn : kind, operation));
            mayThrow?.Add(calls);
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
