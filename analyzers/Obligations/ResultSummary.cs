using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a body returns, where every way out agrees.</summary>
internal static class ResultSummary
{
    public static Effect? Of(Returns returns, IMethodSymbol method)
    {
        bool owned = false;
        bool nothing = false;
        int alias = -1;
        int shown = -1;
        bool isAsked = true;
        ResourceKind? kind = null;
        foreach (PathState state in returns.States)
        {
            if (state.Result.Kind == ValueKind.Null)
            {
                nothing = true;
                continue;
            }

            if (state.Result.Kind == ValueKind.Token && returns.ParameterOf(method, state.Result.TokenId) is int ordinal and >= 0 && (alias == -1 || alias == ordinal))
            {
                alias = ordinal;
                continue;
            }

            if (state.Result.Kind == ValueKind.View && returns.ParameterOf(method, state.Result.TokenId) is int origin and >= 0 && (shown == -1 || shown == origin))
            {
                shown = origin;
                continue;
            }

            if (returns.OwnedKind(state, state.Result) is not ResourceKind found || kind is not null && kind != found)
                return null;
            owned = true;
            kind = found;
            isAsked &= Returns.IsAsked(state, state.Result);
        }

        if (shown >= 0)
            return owned || nothing || alias >= 0 ? null : new Effect(EffectKind.View, Effect.Result) { Source = shown };
        if (owned && alias < 0)
            return new Effect(EffectKind.Acquire, Effect.Result, kind, nothing ? When.NotNull : When.Always) { IsAsked = isAsked };
        return alias >= 0 && !owned && !nothing ? new Effect(EffectKind.Alias, Effect.Result) { Source = alias } : null;
    }

    /// <summary>What every tuple that is returned has at the same position. What may be missing there, another element tells, which is not followed.</summary>
    public static void AddElements(Returns returns, ImmutableArray<Effect>.Builder effects)
    {
        for (int position = 0; position < returns.Walker.Elements; position++)
        {
            ResourceKind? kind = null;
            bool agrees = true;
            foreach (PathState state in returns.States)
            {
                ResourceKind? owned = returns.OwnedKind(state, returns.Walker.ElementAt(state, position));
                agrees &= owned is not null && (kind is null || kind == owned);
                kind = owned;
            }

            if (agrees && kind is not null)
                effects.Add(new Effect(EffectKind.Acquire, Effect.Element(position), kind));
        }
    }
}
