using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>A body that was walked, at each of its ways out that returns.</summary>
internal sealed class Returns
{
    public Returns(OwnershipWalker walker)
    {
        Walker = walker;
        foreach ((PathState state, ExitKind kind) in walker.Exits!)
        {
            if (kind == ExitKind.Return)
                States.Add(state);
        }
    }

    public OwnershipWalker Walker { get; }

    public List<PathState> States { get; } = new();

    public static Holding? HoldingOf(PathState state, int id)
    {
        foreach (Token token in state.Tokens)
        {
            if (token.Id == id)
                return new Holding(token.Bits);
        }

        return null;
    }

    public Value ValueOf(PathState state, ISymbol symbol)
    {
        foreach ((int place, Value held) in state.Places)
        {
            if (Walker.PlaceAt(place) is { Kind: PlaceKind.Local } at && SymbolEqualityComparer.Default.Equals(at.Symbol, symbol))
                return held;
        }

        return Value.Unknown;
    }

    /// <summary>The body used it after it had waited, or leaves an operation on it behind.</summary>
    public bool IsPending(PathState state, int id)
    {
        foreach (Token token in state.Tokens)
        {
            if (token.Id == id && new Holding(token.Bits).Is(Holding.Awaited))
                return true;
        }

        foreach ((int place, Value value) in state.Places)
        {
            if (value.TokenId == id && Walker.PlaceAt(place).Kind == PlaceKind.Operation)
                return true;
        }

        return false;
    }

    public bool IsNull(PathState state, IParameterSymbol parameter)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (value.Kind == ValueKind.Null && SymbolEqualityComparer.Default.Equals(Walker.PlaceAt(place).Symbol, parameter))
                return true;
        }

        return false;
    }

    public int ParameterOf(IMethodSymbol method, int id)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (Walker.SiteOf(parameter) * 2 == id)
                return parameter.Ordinal;
        }

        return -1;
    }

    public ResourceKind? OwnedKind(PathState state, Value value)
    {
        if (value.Kind != ValueKind.Token)
            return null;
        foreach (Token token in state.Tokens)
        {
            Holding holding = new(token.Bits);
            if (token.Id == value.TokenId && holding.Count == 1 && holding.Is(Holding.Fresh) && !holding.Is(Holding.Probe) && !holding.Is(Holding.OfField) && !holding.Is(Holding.OfParameter))
                return Walker.KindOf(token.Id / 2);
        }

        return null;
    }

    public static bool IsAsked(PathState state, Value value)
    {
        foreach (Token token in state.Tokens)
        {
            if (token.Id == value.TokenId)
                return new Holding(token.Bits).Is(Holding.Asked);
        }

        return false;
    }
}
