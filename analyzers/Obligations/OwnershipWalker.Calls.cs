using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Calls: what is known of whom they reach, and that it comes true.
internal sealed partial class OwnershipWalker
{
    /// <summary>The task of what the call at hand started.</summary>
    private Value _begun;

    protected override bool OnCall(CallSite call, out Value result)
    {
        bool isKnown = LookInto(call, out result) || Carry(call, out result);
        PassCaptured(call);
        return Carve(call, isKnown, ref result) || isKnown;
    }

    private bool Carry(CallSite call, out Value result)
    {
        result = Value.Unknown;
        if (IsPassThrough(call, ref result))
            return true;
        Undermine(call);
        if (call.Receiver.Kind == ValueKind.Token && call.Declared.ContainingType?.TypeKind == TypeKind.Interface && call.Method.ContainingType?.TypeKind == TypeKind.Interface)
            call = call.As(ImplementationIn(call.Declared, AcquiredType(call.Receiver)));
        ITypeSymbol? receiver = ReceiverType(call.Instance);
        MethodContract contract = _contracts.Of(call.Method, receiver);
        if (contract.IsEmpty && OfWrapper(call) is MethodContract wrapped)
            contract = wrapped;
        MethodContract summary = contract.IsQuiet ? MethodContract.None : _summaries.Of(call, _chain, Body);
        if (summary.IsUnfinished)
        {
            Path.IsDead = true;
            return true;
        }

        if (contract.IsEmpty && summary.IsEmpty)
        {
            // Behind an interface there may be a release: 'void IDisposable.Dispose()'.
            if (call.Receiver.Kind == ValueKind.Token && IsThroughInterface(call) && !IsHarmless(call.Declared))
            {
                Use(call.Receiver, call.Operation);
                Escape(call.Receiver, call.Operation, EscapeReason.Call);
            }

            return AskedWithin(call);
        }

        Apply(call, contract, summary, ref result);
        return true;
    }

    /// <summary>Calls of the base class library that hand on what they are given.</summary>
    private static bool IsPassThrough(CallSite call, ref Value result)
    {
        if (call.Receiver.Kind is not (ValueKind.Token or ValueKind.Constant or ValueKind.NotConstant))
            return false;
        switch (call.Method.Name)
        {
            // 'await t.ConfigureAwait(false)', 't.GetAwaiter().GetResult()': still the result of the task.
            case "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" when BaseLibrary.Contains(call.Method):
                result = call.Receiver;
                return true;
            default:
                return false;
        }
    }

    /// <summary>The receiver is called as something else than what it was acquired as.</summary>
    private bool IsThroughInterface(CallSite call)
    {
        if (call.Declared.ContainingType?.TypeKind != TypeKind.Interface)
            return call.Instance is IConversionOperation { IsImplicit: false, OperatorMethod: null };
        if (call.Instance is IConversionOperation)
            return true;
        return AcquiredType(call.Receiver) is ITypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct };
    }

    // 'foreach (byte x in b)': of the base class library's interfaces, only disposing of something releases it.
    private static bool IsHarmless(IMethodSymbol method) =>
        method.ContainingType?.TypeKind == TypeKind.Interface && BaseLibrary.Contains(method) && method.Name is not ("Dispose" or "DisposeAsync");

    private ITypeSymbol? AcquiredType(Value value) => !Path.TryGet(value.TokenId, out Token token) ? null : Site(SiteOf(token)) switch
    {
        IInvocationOperation invocation => Awaited(invocation.Type),
        IPropertyReferenceOperation property => property.Type,
        IObjectCreationOperation creation => creation.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static ITypeSymbol? Awaited(ITypeSymbol? type) => IsTask(type) ? ((INamedTypeSymbol)type!).TypeArguments[0] : type;

    private void Apply(CallSite call, MethodContract contract, MethodContract summary, ref Value result)
    {
        CallOutcome outcome = default;
        Effect? onResult = contract.For(Effect.Result) ?? summary.For(Effect.Result);
        int acquiredByGet = -1;
        _begun = Value.Unknown;

        // First what comes in, then what goes out: 'p = Renew(p)'.
        if (EffectOn(Effect.This) is Effect onThis)
            acquiredByGet = Operand(call, onThis, call.Instance, call.Receiver, ref outcome);
        else if (call.Receiver.TokenId >= 0)
            OnUse(call.Receiver, call.Operation);
        if (call.Instance is not null && !contract.IsQuiet)
            EscapeParts(Places.Of(call.Instance), call.Operation, EscapeReason.Call);
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            int ordinal = call.Arguments[i].Parameter?.Ordinal ?? -3;
            Effect? effect = EffectOn(ordinal);
            if (effect is null)
            {
                if (!contract.IsQuiet || call.Arguments[i].Parameter?.RefKind is RefKind.Out or RefKind.Ref)
                    UnknownArgument(call, i, ref result);
            }
            else if (effect.Kind == EffectKind.Store)
            {
                StorePage(call, effect, call.Arguments[i].Value, call.Values[i]);
            }
            else if (effect.Kind == EffectKind.Replace)
            {
                Replace(call, effect, call.Arguments[i], call.Values[i]);
            }
            else if (effect.Kind is EffectKind.Acquire or EffectKind.Set)
            {
                Arrive(call, effect, call.Arguments[i], ref outcome);
            }
            else
            {
                // A body that only looks at a composite may still do anything with what it finds in it.
                if (effect.Kind == EffectKind.Borrow && contract.For(ordinal) is null)
                    EscapeParts(Places.Of(call.Arguments[i].Value), call.Operation, EscapeReason.Call);
                int got = Operand(call, effect, call.Arguments[i].Value, call.Values[i], ref outcome);
                acquiredByGet = got >= 0 ? got : acquiredByGet;
                // 'Free(ref p)' leaves another value behind, or none.
                if (effect.Kind != EffectKind.Borrow && !effect.IsOfPage && call.Arguments[i].Parameter?.RefKind == RefKind.Ref)
                {
                    Escape(call.Values[i], call.Operation, EscapeReason.Call);
                    Assign(call.Arguments[i].Value, null, Value.Unknown, call.Operation);
                }
            }
        }

        // What is declared of another type's method is all that it does; one of this type may change its fields besides.
        if (!contract.IsQuiet && !BaseLibrary.Contains(call.Method) && (contract.IsEmpty || contract.CallsOut || IsOfThisType(call.Method)))
            ApplyFields(call, summary);
        PassElements(call, summary);
        if (onResult is not null)
            result = Result(call, onResult, acquiredByGet, ref outcome);
        else if (_begun.Kind == ValueKind.Operation)
            result = _begun;
        else if (outcome.IsDecided)
            result = outcome.Value;
        else if (call.Receiver.Kind is ValueKind.Token or ValueKind.Maybe && MayHandOn(call))
            result = Value.Maybe(call.Receiver.TokenId);

        Effect? EffectOn(int target) => contract.For(target) ?? summary.For(target);
    }

    private bool IsOfThisType(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = Body.Method.ContainingType; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, method.ContainingType?.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>Whether a contract holds on the way this call goes; decided once for a call.</summary>
    private bool Holds(Effect effect, ref CallOutcome outcome)
    {
        if (effect.When == When.Always)
            return true;
        if (!outcome.IsDecided)
            outcome = new CallOutcome(effect.When, effect.IsCertain || ChooseTruth());
        return outcome.Says(effect.When);
    }

    /// <summary>An effect on the receiver or an argument. Returns the token that a get made, or -1.</summary>
    private int Operand(CallSite call, Effect effect, IOperation? operand, Value value, ref CallOutcome outcome)
    {
        if (operand is null)
            return -1;
        if (effect.IsOfPage)
        {
            Use(value, call.Operation);
            value = Path.Get(PlaceOf(effect, operand));
        }

        switch (effect.Kind)
        {
            case EffectKind.Borrow:
                Use(value, call.Operation);
                if (effect.IsPending && value.Kind is ValueKind.Token or ValueKind.View && Path.TryGet(value.TokenId, out _))
                    _begun = Begin(call.Operation, value);
                // What shows the old one may show what is gone.
                if (effect.Renews && value.Kind == ValueKind.Token)
                    ForgetViews(value.TokenId);
                // 'w.Restart()': it may hold something again.
                if (effect.Renews && Path.TryGet(value.TokenId, out Token renewed) && HoldingOf(renewed).IsGone && _kinds[SiteOf(renewed)].IsWrapper)
                    Path.Drop(renewed.Id, Value.Unknown);
                return -1;
            case EffectKind.Get:
                return Get(call, effect, operand, value);
            case EffectKind.Acquire:
                Rise(call, effect, operand, value);
                return -1;
            case EffectKind.Revive:
                if (value.TokenId >= 0 && Path.TryGet(value.TokenId, out Token revived) && HoldingOf(revived).Is(Holding.Probe))
                    Path.Put(revived.With(HoldingOf(revived).With(Holding.Revived).Bits));
                else if (value.TokenId >= 0)
                    Path.Drop(value.TokenId, Value.Unknown);
                return -1;
            case EffectKind.Ask:
                Ask(effect, value, ref outcome);
                return -1;
            case EffectKind.Lose:
                Use(value, call.Operation);
                Escape(value, call.Operation, EscapeReason.Call);
                return -1;
            case EffectKind.Put:
                if (effect.Resource == ResourceKind.PooledArray)
                    NoteOrigin(call.Operation, value);
                Put(call, effect, operand, value);
                return -1;
            case EffectKind.Consume:
                EscapeParts(Places.Of(operand), call.Operation, EscapeReason.Call);
                if (IsOutOfSight(call, effect, operand, value))
                {
                    Use(value, call.Operation);
                    Escape(value, call.Operation, EscapeReason.Call);
                    return -1;
                }

                if (effect.When != When.Always && !effect.IsCertain && value.TokenId >= 0)
                    Decided(call, value.TokenId);
                if (effect.Releases && effect.Resource == ResourceKind.PooledArray)
                    NoteOrigin(call.Operation, value);
                if (Holds(effect, ref outcome))
                    Consume(call, effect, operand, value);
                else
                    Use(value, call.Operation);
                return -1;
            default:
                return -1;
        }
    }
}
