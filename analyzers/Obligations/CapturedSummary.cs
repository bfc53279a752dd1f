using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What is known of a captured local when the function is called.</summary>
internal readonly struct CapturedValue
{
    public CapturedValue(CapturedLocal local, Value value, bool isHeld, ResourceKind? gone)
    {
        Local = local;
        Value = value;
        IsHeld = isHeld;
        Gone = gone;
    }

    public CapturedLocal Local { get; }

    /// <summary>A constant, null, or that it is not null; else unknown.</summary>
    public Value Value { get; }

    /// <summary>The body that calls is followed with what it holds.</summary>
    public bool IsHeld { get; }

    /// <summary>It still shows what was released, as that.</summary>
    public ResourceKind? Gone { get; }

    /// <summary>The same for every call with the same function: what there is to be known of all that it captures.</summary>
    public static string KeyOf(List<CapturedValue> values)
    {
        StringBuilder key = new();
        foreach (CapturedValue value in values)
        {
            key.Append(value.Local.Symbol.Name).Append((char)('0' + (int)value.Value.Kind)).Append(value.Value.Data).Append(value.IsHeld ? '+' : '-');
            if (value.Gone is ResourceKind gone)
                key.Append('<').Append(gone.Noun).Append(gone.Released).Append('>');
        }

        return key.ToString();
    }
}

/// <summary>What has become of a captured local when the function returns.</summary>
internal enum CapturedEnd
{
    /// <summary>It holds what it held, and that is as it was.</summary>
    Kept,

    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>It holds <see cref="CapturedEffect.Value"/>; what it held before is not released.</summary>
    Set,

    /// <summary>What it held is released, or handed over.</summary>
    Given,

    /// <summary>What it held is released or handed over, and it is null.</summary>
    Cleared,

    /// <summary>It holds something new.</summary>
    Acquired,

    /// <summary>What it held is released or handed over, and it holds something new.</summary>
    Replaced,
}

/// <summary>What a local function does to a local that it captures, where every way out agrees.</summary>
internal sealed class CapturedEffect
{
    public CapturedEffect(ISymbol symbol, CapturedEnd end)
    {
        Symbol = symbol;
        End = end;
    }

    public ISymbol Symbol { get; }

    public CapturedEnd End { get; }

    public Value Value { get; set; }

    /// <summary>As what it is released; null where it is handed over.</summary>
    public ResourceKind? Released { get; set; }

    /// <summary>What it holds afterwards.</summary>
    public ResourceKind? New { get; set; }

    /// <summary>Of what was gone: it is released again (true), or used.</summary>
    public bool? Meets { get; set; }
}

/// <summary>Reads off a local function's walk what becomes of what it captures.</summary>
internal static class CapturedSummary
{
    public static ImmutableArray<CapturedEffect> Of(Returns returns, List<CapturedValue> values)
    {
        ImmutableArray<CapturedEffect>.Builder effects = ImmutableArray.CreateBuilder<CapturedEffect>(values.Count);
        foreach (CapturedValue value in values)
        {
            CapturedEffect effect = value.IsHeld ? OfHeld(returns, value.Local.Symbol) : OfKnown(returns, value);
            foreach ((ISymbol met, SyntaxNode _, bool releases) in returns.Walker.Met)
            {
                if (SymbolEqualityComparer.Default.Equals(met, value.Local.Symbol))
                    effect.Meets = effect.Meets == true || releases;
            }

            effects.Add(effect);
        }

        return effects.ToImmutable();
    }

    private static CapturedEffect OfKnown(Returns returns, CapturedValue captured)
    {
        ISymbol symbol = captured.Local.Symbol;
        if (!captured.Local.IsWritten)
            return new CapturedEffect(symbol, CapturedEnd.Kept);
        Value? known = null;
        ResourceKind? kind = null;
        bool same = true;
        bool acquired = true;
        int gone = captured.Gone is null ? -1 : returns.Walker.SiteOf(symbol) * 2;
        foreach (PathState state in returns.States)
        {
            Value value = returns.ValueOf(state, symbol);
            ResourceKind? owned = returns.OwnedKind(state, value);
            acquired &= owned is not null && (kind is null || kind == owned) && !IsShared(returns, state, symbol, value.TokenId);
            kind = owned;
            same &= (value.Kind is ValueKind.Constant or ValueKind.Null or ValueKind.NotNull || gone >= 0 && value.TokenId == gone) && (known is null || value.Equals(known.Value));
            known = value;
        }

        if (acquired)
            return new CapturedEffect(symbol, CapturedEnd.Acquired) { New = kind };
        if (!same)
            return new CapturedEffect(symbol, CapturedEnd.Unknown);
        return gone >= 0 && known!.Value.TokenId == gone ? new CapturedEffect(symbol, CapturedEnd.Kept) : new CapturedEffect(symbol, CapturedEnd.Set) { Value = known!.Value };
    }

    private static CapturedEffect OfHeld(Returns returns, ISymbol symbol)
    {
        int id = returns.Walker.SiteOf(symbol) * 2;
        CapturedEnd? end = null;
        bool isLost = false;
        bool isGone = false;
        ResourceKind? kind = null;
        foreach (PathState state in returns.States)
        {
            Value value = returns.ValueOf(state, symbol);
            Holding? old = Returns.HoldingOf(state, id);
            // There was nothing, and there is nothing.
            if (old is null && value.Kind == ValueKind.Null)
                continue;
            if (old is not { } was || returns.IsPending(state, id) || IsShared(returns, state, symbol, id))
                return new CapturedEffect(symbol, CapturedEnd.Unknown);
            ResourceKind? owned = returns.OwnedKind(state, value);
            CapturedEnd found = value.Kind == ValueKind.Token && value.TokenId == id ? (was.IsGone ? CapturedEnd.Given : was is { IsHeld: true, Count: 1 } && !was.Is(Holding.Lent) ? CapturedEnd.Kept : CapturedEnd.Unknown)
                : !was.IsGone && !was.Is(Holding.Lost) ? CapturedEnd.Unknown
                : value.Kind == ValueKind.Null ? CapturedEnd.Cleared
                : owned is not null && (kind is null || kind == owned) && !IsShared(returns, state, symbol, value.TokenId) ? CapturedEnd.Replaced
                : CapturedEnd.Unknown;
            if (found == CapturedEnd.Unknown || end is not null && end != found)
                return new CapturedEffect(symbol, CapturedEnd.Unknown);
            end = found;
            kind = owned;
            isLost |= was.Is(Holding.Lost);
            isGone |= was.IsGone;
        }

        if (isLost && isGone)
            return new CapturedEffect(symbol, CapturedEnd.Unknown);
        ResourceKind? released = returns.Walker.ReleasedAs(returns.Walker.SiteOf(symbol));
        return end switch
        {
            null => new CapturedEffect(symbol, CapturedEnd.Kept),
            CapturedEnd.Cleared when isLost => new CapturedEffect(symbol, CapturedEnd.Set) { Value = Value.Null },
            CapturedEnd.Replaced when isLost => new CapturedEffect(symbol, CapturedEnd.Acquired) { New = kind },
            _ => new CapturedEffect(symbol, end.Value) { Released = released, New = kind },
        };
    }

    // Somebody else may have it as well: it is returned, or another captured local or a field shows it.
    private static bool IsShared(Returns returns, PathState state, ISymbol symbol, int id)
    {
        if (state.Result.TokenId == id)
            return true;
        foreach ((int place, Value value) in state.Places)
        {
            Place at = returns.Walker.PlaceAt(place);
            if (value.TokenId == id && (at.Kind is PlaceKind.Field or PlaceKind.Element or PlaceKind.Part or PlaceKind.Slot || at.IsByReference || at.IsCaptured && !SymbolEqualityComparer.Default.Equals(at.Symbol, symbol)))
                return true;
        }

        return false;
    }
}

/// <summary>Compares a local function called with what is known.</summary>
internal sealed class CapturedKey : IEqualityComparer<(IMethodSymbol Function, string Known)>
{
    public static readonly CapturedKey Comparer = new();

    public bool Equals((IMethodSymbol Function, string Known) one, (IMethodSymbol Function, string Known) other) =>
        one.Known == other.Known && SymbolEqualityComparer.Default.Equals(one.Function, other.Function);

    public int GetHashCode((IMethodSymbol Function, string Known) key) => unchecked(SymbolEqualityComparer.Default.GetHashCode(key.Function) * 397 ^ key.Known.GetHashCode());
}
