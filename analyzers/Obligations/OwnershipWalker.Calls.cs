using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What calls do to references.
internal sealed partial class OwnershipWalker
{
    /// <summary>The task of what the call at hand started.</summary>
    private Value _begun;

    protected override bool OnCall(CallSite call, out Value result)
    {
        result = Value.Unknown;
        if (IsPassThrough(call, ref result))
            return true;
        Undermine(call);
        if (call.Receiver.Kind == ValueKind.Token && call.Declared.ContainingType?.TypeKind == TypeKind.Interface && call.Method.ContainingType?.TypeKind == TypeKind.Interface)
            call = call.As(ImplementationIn(call.Declared, AcquiredType(call.Receiver)));
        ITypeSymbol? receiver = ReceiverType(call.Instance);
        MethodContract contract = _contracts.Of(call.Method, receiver);
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
        bool? outcome = null;
        When judged = When.Always;
        Effect? onResult = contract.For(Effect.Result) ?? summary.For(Effect.Result);
        int acquiredByGet = -1;
        _begun = Value.Unknown;

        // First what comes in, then what goes out: 'p = Renew(p)'.
        if (EffectOn(Effect.This) is Effect onThis)
            acquiredByGet = Operand(call, onThis, call.Instance, call.Receiver, ref outcome, ref judged);
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
            else if (effect.Kind == EffectKind.Replace)
            {
                Replace(call, effect, call.Arguments[i], call.Values[i]);
            }
            else if (effect.Kind is EffectKind.Acquire or EffectKind.Set)
            {
                Arrive(call, effect, call.Arguments[i], ref outcome, ref judged);
            }
            else
            {
                int got = Operand(call, effect, call.Arguments[i].Value, call.Values[i], ref outcome, ref judged);
                acquiredByGet = got >= 0 ? got : acquiredByGet;
                // 'Free(ref p)' leaves another value behind, or none.
                if (effect.Kind != EffectKind.Borrow && call.Arguments[i].Parameter?.RefKind == RefKind.Ref)
                {
                    Escape(call.Values[i], call.Operation, EscapeReason.Call);
                    Assign(call.Arguments[i].Value, null, Value.Unknown, call.Operation);
                }
            }
        }

        // What is declared of another type's method is all that it does; one of this type may change its fields besides.
        if (!contract.IsQuiet && !BaseLibrary.Contains(call.Method) && (contract.IsEmpty || IsOfThisType(call.Method)))
            ApplyFields(call, summary);
        PassElements(call, summary);
        if (onResult is not null)
            result = Result(call, onResult, acquiredByGet, ref outcome, ref judged);
        else if (_begun.Kind == ValueKind.Operation)
            result = _begun;
        else if (outcome is bool truth)
            result = Outcome(judged, truth);
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
    private bool Holds(Effect effect, ref bool? outcome, ref When judged)
    {
        When when = effect.When;
        if (when == When.Always)
            return true;
        if (outcome is null)
        {
            judged = when;
            outcome = effect.IsCertain || ChooseTruth();
            return outcome.Value;
        }

        return judged == when ? outcome.Value : Opposite(judged) == when && !outcome.Value;
    }

    private static When Opposite(When when) => when switch
    {
        When.True => When.False,
        When.False => When.True,
        When.Zero => When.NonZero,
        When.NonZero => When.Zero,
        _ => When.Always,
    };

    private static Value Outcome(When judged, bool holds) => judged switch
    {
        When.True => Value.Of(holds),
        When.False => Value.Of(!holds),
        When.Zero => holds ? Value.Constant(0) : Value.Not(0),
        When.NonZero => holds ? Value.Not(0) : Value.Constant(0),
        When.NotNull => holds ? Value.NotNull : Value.Null,
        _ => Value.Unknown,
    };

    private Value Result(CallSite call, Effect effect, int acquiredByGet, ref bool? outcome, ref When judged)
    {
        switch (effect.Kind)
        {
            case EffectKind.Acquire:
                // ': this(1)', ': base()': it is the same object that is built on.
                if (call.Method.MethodKind == MethodKind.Constructor && call.Operation is IInvocationOperation)
                    return Value.Unknown;
                if (!Holds(effect, ref outcome, ref judged))
                    return Outcome(judged, outcome!.Value);
                int flags = Holding.Fresh | (effect.When == When.NotNull || IsNeverNull(call.Operation) ? Holding.NotNull : 0) | (effect.IsAsked ? Holding.Asked : 0);
                return Acquire(call.Operation, effect.Resource, flags) is Token token ? Value.Token(token.Id) : Value.Unknown;
            case EffectKind.Alias:
                Value source = effect.Source == Effect.This ? call.Receiver : call.IndexOf(effect.Source) is int index and >= 0 ? call.Values[index] : Value.Unknown;
                return source.TokenId >= 0 && Path.TryGet(source.TokenId, out _) ? source : acquiredByGet >= 0 ? Value.Token(acquiredByGet) : Value.Unknown;
            case EffectKind.View:
                Value origin = call.IndexOf(effect.Source) is int shown and >= 0 ? call.Values[shown] : Value.Unknown;
                return origin.TokenId >= 0 && Path.TryGet(origin.TokenId, out _) ? Value.View(origin.TokenId) : Value.Unknown;
            case EffectKind.Borrow:
                // A fragment's page, taken out by its accessor, is the accessor rules' business: one finding a line.
                if (_contracts.Model?.FragmentOfAccessors(call.Method.ContainingType) is not null)
                    return Value.Unknown;
                return Acquire(call.Operation, effect.Resource, Holding.Borrowed, count: 0) is Token borrowed ? Value.Token(borrowed.Id) : Value.Unknown;
            default:
                return Value.Unknown;
        }
    }

    // 'return (b, n);' in the callee. Two of a tuple came from one place, and could not be told apart.
    private void PassElements(CallSite call, MethodContract summary)
    {
        Effect? only = null;
        foreach (Effect effect in summary.Effects)
        {
            if (effect.Position < 0)
                continue;
            if (only is not null)
                return;
            only = effect;
        }

        if (only is not null && Acquire(call.Operation, only.Resource, Holding.Fresh | Holding.NotNull) is Token token)
            PassElement(only.Position, Value.Token(token.Id));
    }

    // An 'out' or 'ref' argument that is set by the call.
    private void Arrive(CallSite call, Effect effect, IArgumentOperation argument, ref bool? outcome, ref When judged)
    {
        if (effect.Kind == EffectKind.Set)
        {
            Assign(argument.Value, null, argument.Value.Type is IPointerTypeSymbol ? Value.NotNull : Value.True, call.Operation);
            return;
        }

        bool known = !IsOutOfSight(call, effect, argument.Value, Value.Unknown);
        if (known && effect.When != When.Always && !effect.IsCertain)
            _decidedNow.Add(call.Operation);
        if (!known || !Holds(effect, ref outcome, ref judged))
        {
            Assign(argument.Value, null, Value.Unknown, call.Operation);
            return;
        }

        int flags = Holding.Fresh | (effect.When != When.Always || argument.Parameter is IParameterSymbol parameter && IsNeverNull(parameter.Type) ? Holding.NotNull : 0) | (effect.IsAsked ? Holding.Asked : 0);
        Value value = Acquire(call.Operation, effect.Resource, flags) is Token token ? Value.Token(token.Id) : Value.Unknown;
        if (value.TokenId >= 0 && effect.When != When.Always && !effect.IsCertain)
            Decided(call, value.TokenId);
        Assign(argument.Value, null, value, call.Operation);
    }

    /// <summary>An effect on the receiver or an argument. Returns the token that a get made, or -1.</summary>
    private int Operand(CallSite call, Effect effect, IOperation? operand, Value value, ref bool? outcome, ref When judged)
    {
        if (operand is null)
            return -1;
        switch (effect.Kind)
        {
            case EffectKind.Borrow:
                Use(value, call.Operation);
                if (effect.IsPending && value.Kind is ValueKind.Token or ValueKind.View && Path.TryGet(value.TokenId, out _))
                    _begun = Begin(call.Operation, value);
                // What shows the old one may show what is gone.
                if (effect.Renews && value.Kind == ValueKind.Token)
                    ForgetViews(value.TokenId);
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
                Ask(effect, value, ref outcome, ref judged);
                return -1;
            case EffectKind.Put:
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
                if (Holds(effect, ref outcome, ref judged))
                    Consume(call, effect, operand, value);
                else
                    Use(value, call.Operation);
                return -1;
            default:
                return -1;
        }
    }

    // 'Grow(ref b)': the old one goes, another one comes.
    private void Replace(CallSite call, Effect effect, IArgumentOperation argument, Value value)
    {
        if (effect.Releases)
        {
            Consume(call, effect, argument.Value, value);
            Path.Set(Places.Of(argument.Value), Value.Unknown);
        }
        else if (value.Kind != ValueKind.Token)
        {
            Escape(value, call.Operation, EscapeReason.Call);
        }

        if (effect.Clears)
            Assign(argument.Value, null, Value.Null, call.Operation);
        else
            Assign(argument.Value, null, Acquire(call.Operation, effect.Resource, Holding.Fresh | Holding.NotNull) is Token token ? Value.Token(token.Id) : Value.Unknown, call.Operation);
    }

    private void ForgetViews(int token)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (Path.Places[i].Value is { Kind: ValueKind.View } view && view.TokenId == token)
                Path.Set(Path.Places[i].Place, Value.Unknown);
        }
    }

    // What was gone is there again, with one reference; of what somebody holds the callee would not make it new.
    private void Rise(CallSite call, Effect effect, IOperation operand, Value value)
    {
        int place = Places.Of(operand);
        if (value.TokenId >= 0 && Path.TryGet(value.TokenId, out Token token) && HoldingOf(token).Is(Holding.Probe))
            Path.Put(token.With(HoldingOf(token).With(Holding.Revived).Bits));
        else if (value.TokenId >= 0 && Path.TryGet(value.TokenId, out token) && HoldingOf(token).IsHeld)
            Escape(value, call.Operation, EscapeReason.Call);
        else if (place >= 0 && Places[place].Symbol is IParameterSymbol)
            Path.Drop(value.TokenId, Value.Unknown); // whoever passed it has it
        else if (place >= 0 && Acquire(call.Operation, effect.Resource, Holding.Fresh | Holding.NotNull) is Token risen)
            Path.Set(place, Value.Token(risen.Id));
    }

    private int Get(CallSite call, Effect effect, IOperation operand, Value value)
    {
        int count = CountOf(call, effect);
        if (value.TokenId >= 0 && Path.TryGet(value.TokenId, out Token token))
        {
            OnUse(value, call.Operation);
            if (!Path.TryGet(value.TokenId, out token))
                return -1;
            Holding holding = HoldingOf(token);
            if (count < 0 || value.Kind != ValueKind.Token || holding.Count + count > Holding.MaxCount || IsInLoopBelow(operand))
                Escape(value, call.Operation, EscapeReason.Unclear);
            else
                Path.Put(token.With(holding.WithCount(holding.Count + count).Bits));
            return -1;
        }

        if (value.Kind == ValueKind.Null || IsRawPage(operand))
            return -1;
        // A reference taken in a loop on something from outside of it: how many, nobody knows.
        int place = Places.Of(operand);
        if (count is < 1 or > Holding.MaxCount || place >= 0 && IsInLoopBelow(operand))
            return -1;
        if (Acquire(call.Operation, effect.Resource, Holding.NotNull, count) is not Token taken)
            return -1;
        if (place >= 0)
            Path.Set(place, Value.Token(taken.Id));
        return taken.Id;
    }

    // The raw page of a fragment is the accessor rules' business: one finding a line.
    private bool IsRawPage(IOperation operand)
    {
        while (operand is IConversionOperation conversion)
            operand = conversion.Operand;
        return operand is IMemberReferenceOperation member && IsFragmentPage(member.Member);
    }

    private bool IsInLoopBelow(IOperation operand)
    {
        int place = Places.Of(operand);
        if (Graph.Node(Node).Block is not { } block || Facts.LoopAt(block.Ordinal) is not (int first, int last))
            return false;
        return place < 0 || Places[place].First <= first;
    }

    private static int CountOf(CallSite call, Effect effect)
    {
        if (effect.Count < 0)
            return 1;
        int index = call.IndexOf(effect.Count);
        return index >= 0 && call.Values[index] is { Kind: ValueKind.Constant, Data: >= 1 and <= Holding.MaxCount } count ? (int)count.Data : -1;
    }

    private void Put(CallSite call, Effect effect, IOperation operand, Value value)
    {
        if (effect.Resource == ResourceKind.PooledArray)
            NoteNothing(call.Operation, value.Kind == ValueKind.Null);
        // 'ring.Return(x.Id)': the put of x.
        if (value.TokenId < 0 && Holder(operand, call) is { TokenId: >= 0 } holder)
            value = holder;
        if (value.TokenId < 0 || !Path.TryGet(value.TokenId, out Token token))
        {
            if (effect.Resource.IsUnique && !effect.Resource.MayRepeat && !IsRawPage(operand))
                PutUnknown(call, effect, operand, value);
            return;
        }

        if (value.Kind != ValueKind.Token)
        {
            Escape(value, call.Operation, EscapeReason.Unclear);
            return;
        }

        if (IsStray(token, effect.Resource, call.Operation))
            return;
        Holding holding = HoldingOf(token);
        ResourceKind kind = _kinds[SiteOf(token)];
        if (holding.IsGone)
        {
            if (kind.EndedAs(effect.Resource) is var end && (!end.MayRepeat || end.IsValue && IsOfCopy(token, operand)))
                Report(kind.Says.ReleasedTwice, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (!holding.IsHeld)
        {
            if (holding.Is(Holding.Borrowed))
                Report(Rules.BorrowedReleased, token, call.Operation.Syntax, Short(call.Operation.Syntax), "releases");
            Path.Drop(token.Id, Value.Unknown);
            // It went elsewhere before, and comes back.
            if (kind.MayFail)
                PutUnknown(call, effect, operand, Value.Unknown);
            return;
        }

        if (PoolIdentity.Mismatch(kind, effect.Resource, AcquisitionOf(token), call, Body) is string origin)
        {
            Report(Rules.WrongPool, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, origin);
            FateOf(token).IsReleased = true;
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        int count = CountOf(call, effect);
        if (count < 0)
        {
            Escape(value, call.Operation, EscapeReason.Unclear);
            return;
        }

        Give(token, count, Holding.Released, call.Operation, effect.Resource);
    }

    /// <summary>It was released under another name.</summary>
    private bool IsOfCopy(Token token, IOperation operand) =>
        token.At >= 0 && Site(token.At) is IInvocationOperation { Instance: IOperation released } && Places.Of(released) is int one and >= 0 && Places.Of(operand) is int other and >= 0 && one != other;

    private Value Holder(IOperation operand, CallSite call)
    {
        // The receiver was taken for the page, because what is passed is a number.
        if (operand == call.Instance && call.Arguments.Length == 1)
            operand = call.Arguments[0].Value;
        while (operand is IConversionOperation conversion)
            operand = conversion.Operand;
        return operand is IMemberReferenceOperation { Instance: IOperation instance } && Places.Of(instance) is int place and >= 0 ? Path.Get(place) : Value.Unknown;
    }

    /// <summary>Something of unknown origin is ended: from here on it is gone.</summary>
    private void PutUnknown(CallSite call, Effect effect, IOperation operand, Value value)
    {
        int place = Places.Of(operand);
        if (value.Kind is ValueKind.Null or ValueKind.Constant || place < 0 || Places[place].Kind == PlaceKind.Capture)
            return;
        if (Acquire(call.Operation, effect.Resource, Holding.Fresh | Holding.Released, count: 0) is not Token token)
            return;
        Path.Put(token.With(token.Bits, SiteOf(call.Operation)));
        // 'byte[] b = _b; Return(b);': under its other name as well.
        if (value.Kind == ValueKind.Same)
            Decide(value, Value.Token(token.Id));
        Path.Set(place, Value.Token(token.Id));
    }

    private void Consume(CallSite call, Effect effect, IOperation operand, Value value)
    {
        if (value.TokenId < 0 || !Path.TryGet(value.TokenId, out Token token))
        {
            if (effect.Releases && effect.Resource.IsUnique && !effect.Resource.MayRepeat)
                PutUnknown(call, effect, operand, value);
            return;
        }

        if (value.Kind != ValueKind.Token)
        {
            Escape(value, call.Operation, EscapeReason.Call);
            return;
        }

        if (IsStray(token, effect.Resource, call.Operation))
            return;
        Holding holding = HoldingOf(token);
        ResourceKind kind = _kinds[SiteOf(token)];
        if (holding.IsGone)
        {
            // What is called for the end is another mistake than what is passed on.
            if (!(kind.EndedAs(effect.Resource).MayRepeat && (effect.Releases || effect.Target == Effect.This)))
                Report(effect.Releases || effect.Target == Effect.This || kind.Says.UsedAfterRelease is null ? kind.Says.ReleasedTwice : kind.Says.UsedAfterRelease, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (!holding.IsHeld)
        {
            if (holding.Is(Holding.Borrowed))
                Report(Rules.BorrowedReleased, token, call.Operation.Syntax, Short(call.Operation.Syntax), effect.Releases ? "releases" : "hands over");
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (effect.Releases && PoolIdentity.Mismatch(kind, effect.Resource, AcquisitionOf(token), call, Body) is string origin)
        {
            Report(Rules.WrongPool, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, origin);
            FateOf(token).IsReleased = true;
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        Give(token, 1, effect.Releases ? Holding.Released : Holding.HandedOver, call.Operation, effect.Resource);
    }

    /// <summary>References go: released, or handed over.</summary>
    private void Give(Token token, int count, int how, IOperation at, ResourceKind? kind)
    {
        Holding holding = HoldingOf(token);
        if (holding.Count > count)
        {
            Path.Put(token.With(holding.WithCount(holding.Count - count).Bits, SiteOf(at)));
            return;
        }

        if (holding.Is(Holding.Probe))
            EndsAs(SiteOf(token), how == Holding.Released ? kind : null);
        if (how == Holding.Released && OperationOn(token.Id) is IOperation operation)
        {
            Report(Rules.ReleasedWhileUsed, token, at.Syntax, Short(at.Syntax), _kinds[SiteOf(token)].Noun, Short(operation.Syntax));
            FateOf(token).IsReleased = true;
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (how == Holding.Released && holding.Is(Holding.Undermined))
            ReportUndermined(token, at);
        FateOf(token).IsReleased = true;
        FateOf(token).EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
        if (holding.Is(Holding.Fresh))
        {
            Path.Put(token.With(holding.WithCount(0).With(how).Bits, SiteOf(at)));
            return;
        }

        // Ours is gone, the others' are not.
        if (holding.Is(Holding.Borrowed))
            Path.Put(token.With(holding.WithCount(0).Bits, SiteOf(at)));
        else
            Path.Put(token.With(holding.WithCount(0).Bits, -1));
    }

    private void EndsAs(int site, ResourceKind? kind)
    {
        _releasedAs ??= new Dictionary<int, ResourceKind?>();
        _releasedAs[site] = !_releasedAs.TryGetValue(site, out ResourceKind? known) || known == kind ? kind : null;
    }
}
