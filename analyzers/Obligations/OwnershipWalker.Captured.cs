using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Obligations;

// What a local function does to the locals that it captures, where it is called.
internal sealed partial class OwnershipWalker
{
    /// <summary>The state at the entry of a local function that is called with its captured locals like that.</summary>
    public PathState Within(List<CapturedValue> captured)
    {
        PathState initial = Initial(probe: true);
        Path.Load(initial);
        foreach (CapturedValue value in captured)
        {
            int place = Places.OfSymbol(value.Local.Symbol);
            if (place < 0)
                continue;
            int site = SiteOf(value.Local.Symbol);
            if (value.Gone is ResourceKind kind)
            {
                (_earlier ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(value.Local.Symbol);
                _kinds[site] = kind;
                Path.Put(new Token(site * 2, new Holding(0).With(Holding.Fresh | Holding.Released | Holding.NotNull | Holding.Earlier).Bits, -1));
                Path.Set(place, Value.Token(site * 2));
            }
            else if (value.IsHeld)
            {
                _kinds[site] = _contracts.Given;
                Path.Put(new Token(site * 2, new Holding(1).With(Holding.Fresh | Holding.Probe | (value.Value.Kind == ValueKind.NotNull ? Holding.NotNull : 0)).Bits, -1));
                Path.Set(place, Value.Token(site * 2));
            }
            else
            {
                Path.Set(place, value.Value);
            }
        }

        return Path.Save();
    }

    private void PassCaptured(CallSite call)
    {
        if (Path.IsDead || !(call.Method.MethodKind == MethodKind.LocalFunction || call.Lambda is IFlowAnonymousFunctionOperation lambda && Facts.IsDirect(lambda)))
            return;
        IMethodSymbol function = call.Method.OriginalDefinition;
        IReadOnlyList<CapturedLocal> captured = Body.GetOrAdd(static body => new CapturedLocals(body)).Of(function, call.Lambda);
        List<CapturedValue>? known = null;
        bool matters = false;
        foreach (CapturedLocal local in captured)
        {
            int place = Places.OfSymbol(local.Symbol);
            if (place < 0)
                continue;
            EscapeParts(place, call.Operation, EscapeReason.Call);
            Value value = Path.Get(place);
            ResourceKind? gone = null;
            bool canBe = _contracts.CanBe(local.Type);
            bool isHeld = canBe && value.Kind is ValueKind.Token or ValueKind.Unknown or ValueKind.NotNull or ValueKind.Same;
            matters |= !value.IsUnknown || canBe && local.IsWritten;
            if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token))
            {
                Holding holding = HoldingOf(token);
                if (holding.Is(Holding.Released) && !holding.IsHeld)
                    (gone, isHeld) = (_kinds[SiteOf(token)], false);
                value = holding.Is(Holding.NotNull) ? Value.NotNull : Value.Unknown;
            }
            else if (value.Kind is ValueKind.View or ValueKind.Maybe or ValueKind.Keeper or ValueKind.Operation)
            {
                // What is done with it there is not followed.
                LetGo(place, call.Operation);
                value = Value.Unknown;
            }
            else if (value.Kind == ValueKind.Same)
            {
                value = Value.Unknown;
            }

            (known ??= new List<CapturedValue>(captured.Count)).Add(new CapturedValue(local, value, isHeld, gone));
        }

        if (known is null)
            return;
        ImmutableArray<CapturedEffect> effects = matters || _summaries.MayWork(function, Body) ? _summaries.OfCaptured(function, call, known, _chain, Body) : ImmutableArray<CapturedEffect>.Empty;
        bool acquires = false;
        foreach (CapturedValue value in known)
        {
            CapturedEffect? effect = null;
            foreach (CapturedEffect found in effects)
                effect = SymbolEqualityComparer.Default.Equals(found.Symbol, value.Local.Symbol) ? found : effect;
            int place = Places.OfSymbol(value.Local.Symbol);
            if (effect is { New: not null })
                (effect, acquires) = (acquires ? null : effect, true);
            if (value.Local.IsWritten)
                Forget(value.Local.Symbol, call.Operation);
            if (effect is not null)
                Take(call, effect, place);
            else if (value.Local.IsWritten || value.IsHeld || value.Gone is not null)
                LetGo(place, call.Operation);
        }
    }

    private void LetGo(int place, IOperation at)
    {
        Value value = Path.Get(place);
        Path.Set(place, Value.Unknown);
        Escape(value, at, EscapeReason.Call);
    }

    private void Take(CallSite call, CapturedEffect effect, int place)
    {
        if (effect.Meets is bool again && Path.Get(place) is { Kind: ValueKind.Token } met && Path.TryGet(met.TokenId, out Token gone))
        {
            ResourceKind kind = _kinds[SiteOf(gone)];
            if (!again || !kind.MayRepeat)
                Report(again ? kind.Says.ReleasedTwice : kind.Says.UsedAfterRelease, gone, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(gone));
            Path.Drop(gone.Id, Value.Unknown);
        }

        switch (effect.End)
        {
            case CapturedEnd.Kept:
                break;
            case CapturedEnd.Unknown:
                LetGo(place, call.Operation);
                break;
            case CapturedEnd.Set:
                Write(place, effect.Value, call.Operation);
                break;
            case CapturedEnd.Given:
                GiveCaptured(call, effect, place);
                break;
            case CapturedEnd.Cleared:
                GiveCaptured(call, effect, place);
                Write(place, Value.Null, call.Operation);
                break;
            default:
                if (effect.End == CapturedEnd.Replaced)
                    GiveCaptured(call, effect, place);
                Write(place, Acquire(call.Operation, effect.New!, Holding.Fresh | Holding.NotNull) is Token acquired ? Value.Token(acquired.Id) : Value.Unknown, call.Operation);
                break;
        }
    }

    private void GiveCaptured(CallSite call, CapturedEffect effect, int place)
    {
        Value value = Path.Get(place);
        if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token))
        {
            if (HoldingOf(token).IsHeld)
                Give(token, 1, effect.Released is null ? Holding.HandedOver : Holding.Released, call.Operation, effect.Released);
            else
                Path.Drop(token.Id, Value.Unknown);
        }
        else if (value.TokenId < 0 && effect.Released is { IsUnique: true, MayRepeat: false } kind && Acquire(call.Operation, kind, Holding.Fresh | Holding.Released, count: 0) is Token released)
        {
            Path.Put(released.With(released.Bits, SiteOf(call.Operation)));
            if (value.Kind == ValueKind.Same)
                Decide(value, Value.Token(released.Id));
            Path.Set(place, Value.Token(released.Id));
        }
        else
        {
            LetGo(place, call.Operation);
        }
    }
}
