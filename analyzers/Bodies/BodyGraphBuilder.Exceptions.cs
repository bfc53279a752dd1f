using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>Where an exception leads to: every handler that may take it, each finally on its way, or out of the body.</summary>
internal sealed partial class BodyGraphBuilder
{
    // The static type is a lower bound of what arrives only when it is what 'new' makes; anything else may be derived.
    private static ITypeSymbol? ThrownType(IOperation? thrown)
    {
        while (thrown is IConversionOperation { IsImplicit: true } conversion)
            thrown = conversion.Operand;
        return thrown is IObjectCreationOperation ? thrown.Type : null;
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
                (int, int, int, int, ITypeSymbol?) key = (outer, whole.FirstBlockOrdinal, 2 + (int)kind, whole.LastBlockOrdinal, thrown);
                int inner = KnownContext(key) ?? AddContext(key, new Pending(whole, thrown, kind, outer));
                edges.Add(new FlowEdge(NodeOf(_graph.Blocks[handler.FirstBlockOrdinal], inner), kind));
                return;
            }

            if (PassesOn(whole))
                continue;
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
            if (at.Kind == ControlFlowRegionKind.Try && at.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch } whole && !PassesOn(whole))
                return true;
        }

        return false;
    }

    /// <summary>Whatever is caught is thrown again, and nothing is done before: as if no <c>catch</c> were written.</summary>
    private bool PassesOn(ControlFlowRegion whole)
    {
        foreach (ControlFlowRegion handler in whole.NestedRegions)
        {
            if (handler.Kind == ControlFlowRegionKind.Try)
                continue;
            BasicBlock block = _graph.Blocks[handler.FirstBlockOrdinal];
            if (handler.Kind != ControlFlowRegionKind.Catch || handler.LastBlockOrdinal != handler.FirstBlockOrdinal || block.ConditionKind != ControlFlowConditionKind.None
                || block.FallThroughSuccessor?.Semantics != ControlFlowBranchSemantics.Rethrow || !block.Operations.All(static operation => operation is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value: ICaughtExceptionOperation } } or ISimpleAssignmentOperation { Value: ICaughtExceptionOperation }))
            {
                return false;
            }
        }

        return true;
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
}
