using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a body does with one of its parameters, where every way out agrees.</summary>
internal static class ParameterSummary
{
    public static Effect? Of(Returns returns, IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Out => Arrives(returns, parameter),
        RefKind.Ref => OnReference(returns, parameter),
        _ => OnParameter(returns, parameter),
    };

    private static Effect? OnParameter(Returns returns, IParameterSymbol parameter)
    {
        int id = returns.Walker.SiteOf(parameter) * 2;
        List<Value> kept = new();
        List<Value> taken = new();
        List<Value> missing = new();
        bool isPending = false;
        bool isAsked = true;
        foreach (PathState state in returns.States)
        {
            isPending |= returns.IsPending(state, id);
            Holding? holding = Returns.HoldingOf(state, id);

            if (holding is not { } known || !known.Is(Holding.Probe))
            {
                // It was null on that path: there was nothing to take.
                if (!returns.IsNull(state, parameter))
                    return null;
                missing.Add(state.Result);
                continue;
            }

            if (known.Is(Holding.Revived))
                return new Effect(EffectKind.Revive, parameter.Ordinal);
            isAsked &= known.Is(Holding.Asked);

            if (known.IsGone)
                taken.Add(state.Result);
            else if (known.Count == 1 && !known.Is(Holding.Lent))
                kept.Add(state.Result);
            else
                return null;
        }

        if (taken.Count == 0)
        {
            if (kept.Count == 0)
                return null;
            if (!isAsked)
                return new Effect(EffectKind.Borrow, parameter.Ordinal) { IsPending = isPending };
            return missing.Count == 0 ? new Effect(EffectKind.Ask, parameter.Ordinal) { IsCertain = true }
                : new Effect(EffectKind.Ask, parameter.Ordinal, when: Separates(missing, kept) ?? When.Always);
        }

        if (kept.Count == 0)
            return Taken(returns, parameter, Only(taken), isCertain: true);
        return Separates(taken, kept) is When when ? Taken(returns, parameter, when, isCertain: false) : null;
    }

    private static Effect Taken(Returns returns, IParameterSymbol parameter, When when, bool isCertain)
    {
        ResourceKind? released = returns.Walker.ReleasedAs(returns.Walker.SiteOf(parameter));
        return new Effect(EffectKind.Consume, parameter.Ordinal, released, when) { Releases = released is not null, IsCertain = isCertain };
    }

    /// <summary>What a <c>ref</c> parameter holds afterwards: the same, or what came in its place.</summary>
    private static Effect? OnReference(Returns returns, IParameterSymbol parameter)
    {
        int id = returns.Walker.SiteOf(parameter) * 2;
        bool same = false;
        bool cleared = false;
        bool replaced = false;
        bool lost = false;
        ResourceKind? kind = null;
        foreach (PathState state in returns.States)
        {
            Value value = returns.ValueOf(state, parameter);
            Holding? old = Returns.HoldingOf(state, id);

            if (value.Kind == ValueKind.Token && value.TokenId == id && old is { IsHeld: true } kept && !kept.Is(Holding.Lent))
                same = true;
            else if (old is null && value.Kind == ValueKind.Null)
                cleared |= false; // there was nothing
            else if (old is not { } was || !was.IsGone && !was.Is(Holding.Lost))
                return null;
            else if (value.Kind == ValueKind.Null)
                (cleared, lost) = (true, lost | was.Is(Holding.Lost));
            else if (returns.OwnedKind(state, value) is ResourceKind owned && (kind is null || kind == owned))
                (replaced, kind, lost) = (true, owned, lost | was.Is(Holding.Lost));
            else
                return null;
        }

        if (!replaced && !cleared)
            return same ? new Effect(EffectKind.Borrow, parameter.Ordinal) : null;
        if (cleared && (replaced || lost || same))
            return null;
        // Another one only where the old one does not do: whoever calls holds one of them either way.
        if (same)
            return lost ? null : new Effect(EffectKind.Borrow, parameter.Ordinal) { Renews = true };
        return new Effect(EffectKind.Replace, parameter.Ordinal, replaced ? kind : returns.Walker.ReleasedAs(returns.Walker.SiteOf(parameter))) { Releases = !lost, Clears = cleared };
    }

    private static Effect? Arrives(Returns returns, IParameterSymbol parameter)
    {
        List<Value> with = new();
        List<Value> without = new();
        bool isAsked = true;
        ResourceKind? kind = null;
        foreach (PathState state in returns.States)
        {
            Value value = returns.ValueOf(state, parameter);
            if (value.Kind == ValueKind.Null)
                without.Add(state.Result);
            else if (returns.OwnedKind(state, value) is ResourceKind owned && (kind is null || kind == owned))
                (kind, isAsked) = (owned, isAsked && Returns.IsAsked(state, value));
            else
                return null;
            if (value.Kind == ValueKind.Token)
                with.Add(state.Result);
        }

        if (with.Count == 0)
            return null;
        if (without.Count == 0)
            return new Effect(EffectKind.Acquire, parameter.Ordinal, kind, Only(with)) { IsCertain = true, IsAsked = isAsked };
        return Separates(with, without) is When when ? new Effect(EffectKind.Acquire, parameter.Ordinal, kind, when) { IsAsked = isAsked } : null;
    }

    // It always says the same: the caller who asks is not to be led down a path that does not exist.
    private static When Only(List<Value> results) =>
        results.TrueForAll(value => value.Equals(Value.True)) ? When.True
        : results.TrueForAll(value => value.Equals(Value.False)) ? When.False
        : When.Always;

    /// <summary>The outcome that tells one set of returned values from the other, or null.</summary>
    private static When? Separates(List<Value> yes, List<Value> no)
    {
        if (yes.TrueForAll(IsTrue) && no.TrueForAll(IsFalse))
            return When.True;
        if (yes.TrueForAll(IsFalse) && no.TrueForAll(IsTrue))
            return yes.TrueForAll(value => value.Data == 0) ? When.False : null;
        if (yes.TrueForAll(value => value.Kind is ValueKind.NotNull or ValueKind.Token) && no.TrueForAll(value => value.Kind == ValueKind.Null))
            return When.NotNull;
        return null;

        static bool IsTrue(Value value) => value.Equals(Value.True);

        static bool IsFalse(Value value) => value.Equals(Value.False);
    }
}
