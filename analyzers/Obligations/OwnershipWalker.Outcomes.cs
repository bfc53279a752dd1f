using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Outcomes that decide who holds a reference. As long as the body itself asks, each answer is a path of its own; an
// outcome that somebody else is told, untested, decides there, and the reference is not followed any further.
internal sealed partial class OwnershipWalker
{
    /// <summary>What a call decided about: the tokens, whichever path it was on.</summary>
    private readonly Dictionary<IOperation, HashSet<int>> _decided = new();

    /// <summary>The calls whose outcome a local or a temporary was set to.</summary>
    private readonly Dictionary<int, HashSet<IOperation>> _flags = new();

    /// <summary>The calls that decided something in this step.</summary>
    private readonly HashSet<IOperation> _decidedNow = new();

    private enum Sight
    {
        /// <summary>In a local or a temporary.</summary>
        Kept,

        /// <summary>It is asked for here.</summary>
        Tested,

        /// <summary>Nobody looks at it.</summary>
        Discarded,

        /// <summary>The caller learns it.</summary>
        Returned,

        /// <summary>Somebody else learns it.</summary>
        Lost,
    }

    private void Decided(CallSite call, int token)
    {
        if (!_decided.TryGetValue(call.Operation, out HashSet<int>? tokens))
            _decided.Add(call.Operation, tokens = new HashSet<int>());
        tokens.Add(token);
        _decidedNow.Add(call.Operation);
    }

    /// <summary>The outcome decides about that argument, and goes where nobody in this body asks for it.</summary>
    private bool IsOutOfSight(CallSite call, Effect effect, IOperation operand, Value value)
    {
        if (effect.When == When.Always || effect.IsCertain)
            return false;
        Sight sight = SightOf(call.Operation);
        return sight == Sight.Lost || sight == Sight.Returned && !IsCallersBusiness(Places.Of(operand), value);
    }

    // What the caller is told of what is the caller's anyway is judged by the contract.
    private bool IsCallersBusiness(int place, Value value) =>
        Exits is not null
        || place >= 0 && Places[place].IsByReference
        || Path.TryGet(value.TokenId, out Token token) && HoldingOf(token).Is(Holding.OfParameter);

    private Sight SightOf(IOperation outcome)
    {
        for (IOperation at = outcome; ; at = at.Parent!)
        {
            switch (at.Parent)
            {
                case null:
                    return CurrentStep.Kind switch
                    {
                        StepKind.Condition => Sight.Tested,
                        StepKind.Return => Sight.Returned,
                        StepKind.Statement => Sight.Discarded,
                        _ => Sight.Lost,
                    };
                case IExpressionStatementOperation:
                    return Sight.Discarded;
                case IFlowCaptureOperation:
                    return Sight.Kept;
                case IParenthesizedOperation or IConversionOperation { OperatorMethod: null } or IAwaitOperation or IIsNullOperation or IIsPatternOperation or IIsTypeOperation
                    or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                case IBinaryOperation
                {
                    OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                        or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual,
                }:
                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" } method } when BaseLibrary.Contains(method):
                    continue;
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return Sight.Discarded;
                case ISimpleAssignmentOperation assignment:
                    return assignment.Target == at || Places.OfTarget(assignment.Target) is int place && place >= 0 && Places[place].Kind is PlaceKind.Local ? Sight.Kept : Sight.Lost;
                case IArgumentOperation { Parameter: IParameterSymbol parameter }:
                    return CallEnds.EndsWhen(parameter) is null ? Sight.Lost : Sight.Tested;
                default:
                    return Sight.Lost;
            }
        }
    }

    protected override void OnStored(int place, IOperation source, IOperation store)
    {
        if (place < 0 || _decidedNow.Count == 0 && _flags.Count == 0)
            return;
        HashSet<IOperation>? calls = null;
        foreach (IOperation inner in source.DescendantsAndSelf())
        {
            if (_decidedNow.Contains(inner))
                (calls ??= new HashSet<IOperation>()).Add(inner);
            else if (inner is ILocalReferenceOperation or IFlowCaptureReferenceOperation && Places.Of(inner) is int from && _flags.TryGetValue(from, out HashSet<IOperation>? origin) && !Path.Get(Places.OfUntested(from)).IsUnknown)
                (calls ??= new HashSet<IOperation>()).UnionWith(origin);
        }

        if (calls is null || SightOf(store) == Sight.Tested)
        {
            if (_flags.ContainsKey(place))
                Path.Set(Places.OfUntested(place), Value.Unknown);
            return;
        }

        if (_flags.TryGetValue(place, out HashSet<IOperation>? known))
            known.UnionWith(calls);
        else
            _flags.Add(place, calls);
        Path.Set(Places.OfUntested(place), Value.True);
    }

    protected override void OnNamed(int place, IOperation at)
    {
        if (_flags.Count == 0 || !_flags.TryGetValue(place, out HashSet<IOperation>? calls) || Path.Get(Places.OfUntested(place)).IsUnknown)
            return;
        Sight sight = SightOf(at);
        if (sight is Sight.Kept or Sight.Discarded)
            return;
        Path.Set(Places.OfUntested(place), Value.Unknown);
        if (sight == Sight.Tested)
            return;
        foreach (IOperation call in calls)
        {
            if (!_decided.TryGetValue(call, out HashSet<int>? tokens))
                continue;
            foreach (int token in tokens)
            {
                if (sight == Sight.Lost || !IsCallersBusiness(PlaceOf(token), Value.Token(token)))
                    Escape(Value.Token(token), at, sight == Sight.Lost ? EscapeReason.Call : EscapeReason.Return);
            }
        }
    }

    private int PlaceOf(int token)
    {
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.TokenId == token && Places[place].IsByReference)
                return place;
        }

        return -1;
    }
}
