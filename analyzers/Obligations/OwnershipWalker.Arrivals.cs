using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What calls give: results, elements of tuples, what 'out' and 'ref' arguments are set to, further references.
internal sealed partial class OwnershipWalker
{
    private Value Result(CallSite call, Effect effect, int acquiredByGet, ref CallOutcome outcome)
    {
        switch (effect.Kind)
        {
            case EffectKind.Acquire:
                // ': this(1)', ': base()': it is the same object that is built on.
                if (call.Method.MethodKind == MethodKind.Constructor && call.Operation is IInvocationOperation)
                    return Value.Unknown;
                if (!Holds(effect, ref outcome))
                    return outcome.Value;
                int flags = Holding.Fresh | (effect.When == When.NotNull || IsNeverNull(call.Operation) ? Holding.NotNull : 0) | (effect.IsAsked ? Holding.Asked : 0);
                return Acquire(call.Operation, effect.Resource, flags) is Token token ? Value.Token(token.Id) : Value.Unknown;
            case EffectKind.Alias:
                Value source = effect.IsOfPage ? PageOf(call, effect)
                    : effect.Source == Effect.This ? call.Receiver
                    : call.IndexOf(effect.Source) is int index and >= 0 ? call.Values[index] : Value.Unknown;
                return source.TokenId >= 0 && Path.TryGet(source.TokenId, out _) ? source : acquiredByGet >= 0 ? Value.Token(acquiredByGet) : Value.Unknown;
            case EffectKind.View:
                Value origin = effect.Source == Effect.This ? call.Receiver : call.IndexOf(effect.Source) is int shown and >= 0 ? call.Values[shown] : Value.Unknown;
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

    // 'return (b, n);' in the callee.
    private void PassElements(CallSite call, MethodContract summary)
    {
        bool isFirst = true;
        foreach (Effect effect in summary.Effects)
        {
            if (effect.Position < 0)
                continue;
            if (Acquire(isFirst ? call.Operation : ElementOf(call.Operation, effect.Position), effect.Resource, Holding.Fresh | Holding.NotNull) is Token token)
                PassElement(effect.Position, Value.Token(token.Id));
            isFirst = false;
        }
    }

    private Dictionary<(IOperation, int), ElementSite>? _elements;

    private ElementSite ElementOf(IOperation call, int position)
    {
        _elements ??= new Dictionary<(IOperation, int), ElementSite>();
        if (!_elements.TryGetValue((call, position), out ElementSite? element))
            _elements.Add((call, position), element = new ElementSite(call));
        return element;
    }

    // An 'out' or 'ref' argument that is set by the call.
    private void Arrive(CallSite call, Effect effect, IArgumentOperation argument, ref CallOutcome outcome)
    {
        if (effect.Kind == EffectKind.Set)
        {
            Assign(argument.Value, null, argument.Value.Type is IPointerTypeSymbol ? Value.NotNull : Value.True, call.Operation);
            return;
        }

        bool known = !IsOutOfSight(call, effect, argument.Value, Value.Unknown);
        if (known && effect.When != When.Always && !effect.IsCertain)
            _decidedNow.Add(call.Operation);
        if (!known || !Holds(effect, ref outcome))
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
        int place = PlaceOf(effect, operand);
        // What lies in a container is the container's; only what the caller passed is nobody else's here.
        if (effect.IsOfPage && (place < 0 || Places[Places[place].Owner].Symbol is not IParameterSymbol))
            return -1;
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
        operand = operand.WithoutConversions();
        return operand is IMemberReferenceOperation member && IsFragmentPage(member.Member);
    }

    private bool IsInLoopBelow(IOperation operand)
    {
        int place = Places.Of(operand);
        if (Graph.Node(Node).Block is not { } block || Facts.Loops.At(block.Ordinal) is not (int first, int last))
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
}
