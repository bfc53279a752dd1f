using System.Collections.Concurrent;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Dma;

/// <summary>What a helper does with a mapping that it is passed.</summary>
internal enum MapEffect
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>It looks at it, and leaves it as it is.</summary>
    Looks,

    /// <summary>It unmaps it, on every way out.</summary>
    Undoes,
}

/// <summary>What a helper does with mappings.</summary>
internal sealed class MapEffects
{
    private readonly MapEffect[] _parameters;

    public MapEffects(MapEffect[] parameters, int? result)
    {
        _parameters = parameters;
        Result = result;
    }

    /// <summary>It returns a mapping that it made, with what is known of it; null when it does not.</summary>
    public int? Result { get; }

    public bool IsUnknown => Result is null && System.Array.TrueForAll(_parameters, effect => effect == MapEffect.Unknown);

    public MapEffect Of(IParameterSymbol? parameter) => parameter is not null && parameter.Ordinal < _parameters.Length ? _parameters[parameter.Ordinal] : MapEffect.Unknown;
}

/// <summary>The effects of methods that nobody outside can replace, read off their bodies: only what holds on every path.</summary>
internal sealed class MapSummaries
{
    private const int MaxDepth = 8;

    private readonly FragmentModel _model;
    private readonly HashSet<string> _checks;
    private readonly ConcurrentDictionary<IMethodSymbol, MapEffects> _effects = new(SymbolEqualityComparer.Default);

    public MapSummaries(FragmentModel model, HashSet<string> checks)
    {
        _model = model;
        _checks = checks;
    }

    /// <summary>Null where nothing is known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="caller">The body that it stands in.</param>
    /// <param name="chain">The methods that are being read, each called by the one before.</param>
    public MapEffects? Of(CallSite call, Body caller, IReadOnlyList<IMethodSymbol> chain)
    {
        IMethodSymbol method = call.Method.OriginalDefinition;
        if (method.MethodKind != MethodKind.Ordinary || !Summaries.IsOwn(method) || method.DeclaringSyntaxReferences.Length != 1)
            return null;
        if (!_effects.TryGetValue(method, out MapEffects? effects))
        {
            // One that calls itself is not understood.
            if (chain.Count >= MaxDepth || System.Linq.Enumerable.Contains(chain, method, SymbolEqualityComparer.Default))
                return null;
            effects = _effects.GetOrAdd(method, Read(method, caller, new List<IMethodSymbol>(chain) { method }));
        }

        return effects.IsUnknown ? null : effects;
    }

    private MapEffects Read(IMethodSymbol method, Body caller, IReadOnlyList<IMethodSymbol> chain)
    {
        MapEffect[] parameters = new MapEffect[method.Parameters.Length];
        if (Summaries.BodyOf(method, caller) is not Body body || body.FlowGraph is not BodyGraph graph)
            return new MapEffects(parameters, null);
        MapWalker walker = new(body, graph, body.Facts, Member.Of(body, _model), _checks, this, chain);
        if (walker.Walk(walker.Probing()) == Flow.PathOutcome.GaveUp || walker.Exits is not { Count: > 0 } exits)
            return new MapEffects(parameters, null);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            MapEffect first = walker.EffectOn(parameter, exits[0]);
            parameters[parameter.Ordinal] = exits.TrueForAll(exit => walker.EffectOn(parameter, exit) == first) ? first : MapEffect.Unknown;
        }

        int? result = walker.Returned(exits[0]);
        return new MapEffects(parameters, exits.TrueForAll(exit => walker.Returned(exit) == result) ? result : null);
    }
}
