using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// What a private or internal method does with its parameters and what its result is, read off its body: only what
/// holds on every path. Three levels of calls deep.
/// </summary>
internal sealed class Summaries
{
    private const int MaxDepth = 3;

    private readonly Contracts _contracts;
    private readonly NameSet _names;
    private readonly ConcurrentDictionary<(IMethodSymbol Method, int Depth), MethodContract> _summaries = new();

    public Summaries(Contracts contracts, NameSet names)
    {
        _contracts = contracts;
        _names = names;
        Ends = new CallEnds();
    }

    /// <summary>Which methods return at all.</summary>
    public CallEnds Ends { get; }

    /// <summary>A value of that type can be a reference, or hold one.</summary>
    public static bool CanBeReference(ITypeSymbol type) =>
        type is IPointerTypeSymbol or IArrayTypeSymbol
        || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Object
        || type.SpecialType == SpecialType.None && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Struct && !type.IsRefLikeType;

    /// <summary>The summary of a called method; empty when there is none, or it could not matter.</summary>
    public MethodContract Of(CallSite call, int depth, Body caller)
    {
        IMethodSymbol method = call.Method;
        if (depth >= MaxDepth || !IsOwn(method) || DeclarationOf(method, caller.Cancellation) is not SyntaxNode declaration)
            return MethodContract.None;
        bool passes = false;
        foreach (Value value in call.Values)
            passes |= value.TokenId >= 0;
        // A body without any of the names acquires and releases nothing; it may still borrow what it is passed.
        if (!passes && !Mentions(declaration, caller.Cancellation))
            return MethodContract.None;
        (IMethodSymbol, int) key = (method.OriginalDefinition, depth);
        return _summaries.TryGetValue(key, out MethodContract? summary)
            ? summary
            : _summaries.GetOrAdd(key, Summarise(method.OriginalDefinition, declaration, depth, caller));
    }

    private bool Mentions(SyntaxNode declaration, CancellationToken cancellation)
    {
        char[]? buffer = null;
        int[] places = _names.PlacesIn(declaration.SyntaxTree, ref buffer, cancellation);
        int at = Array.BinarySearch(places, declaration.SpanStart);
        at = at < 0 ? ~at : at;
        return at < places.Length && places[at] < declaration.Span.End;
    }

    /// <summary>Nobody outside can replace it, or call it with other expectations.</summary>
    public static bool IsOwn(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary
        && !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsExtern
        && method.DeclaringSyntaxReferences.Length == 1
        && (method.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal
            || method.ContainingType.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal && method.ContainingType.TypeKind != TypeKind.Interface);

    private static SyntaxNode? DeclarationOf(IMethodSymbol method, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is BaseMethodDeclarationSyntax { } declaration && (declaration.Body is not null || declaration.ExpressionBody is not null)
            ? declaration
            : null;

    private MethodContract Summarise(IMethodSymbol method, SyntaxNode declaration, int depth, Body caller)
    {
        // An editor hands out references to projects as compilations: their methods have syntax, and no model here.
        if (!caller.Model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            return MethodContract.None;
#pragma warning disable RS1030 // the body of another method, of which only its own file's model knows
        SemanticModel model = declaration.SyntaxTree == caller.Model.SyntaxTree ? caller.Model : caller.Model.Compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
        if (method.IsAsync || BodyFinder.GraphOf(declaration, model, caller.Cancellation) is not ControlFlowGraph flow)
            return MethodContract.None;
        Body body = new(method, declaration, flow, model, caller.Options, null, caller.Cancellation);
        if (BodyGraphBuilder.Build(body, Ends.Of, withEscaping: false) is not BodyGraph graph)
            return MethodContract.None;
        OwnershipWalker walker = new(body, graph, new BodyFacts(body), _contracts, this, depth + 1) { Exits = new List<(PathState, ExitKind)>() };
        if (walker.Walk(walker.Initial(probe: true)) != PathOutcome.Complete)
            return MethodContract.None;

        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if ((parameter.RefKind == RefKind.Out ? Arrives(walker, parameter) : OnParameter(walker, parameter)) is Effect effect)
                effects.Add(effect);
        }

        if (!method.ReturnsVoid && OnResult(walker, method) is Effect result)
            effects.Add(result);
        return effects.Count == 0 ? MethodContract.None : new MethodContract(effects.ToImmutable());
    }

    private static Effect? OnParameter(OwnershipWalker walker, IParameterSymbol parameter)
    {
        int id = walker.SiteOf(parameter) * 2;
        List<Value> kept = new();
        List<Value> taken = new();
        foreach ((PathState state, ExitKind kind) in walker.Exits!)
        {
            if (kind != ExitKind.Return)
                continue;
            Holding? holding = null;
            foreach (Token token in state.Tokens)
            {
                if (token.Id == id)
                    holding = new Holding(token.Bits);
            }

            if (holding is not { } known || !known.Is(Holding.Probe))
            {
                // It was null on that path: there was nothing to take.
                if (IsNullAt(state, walker, parameter))
                    continue;
                return null;
            }

            if (known.IsGone)
                taken.Add(state.Result);
            else if (known.Count == 1)
                kept.Add(state.Result);
            else
                return null;
        }

        if (taken.Count == 0)
            return kept.Count == 0 ? null : new Effect(EffectKind.Borrow, parameter.Ordinal);
        if (kept.Count == 0)
            return new Effect(EffectKind.Consume, parameter.Ordinal, when: Only(taken));
        return Separates(taken, kept) is When when ? new Effect(EffectKind.Consume, parameter.Ordinal, when: when) : null;
    }

    private static bool IsNullAt(PathState state, OwnershipWalker walker, IParameterSymbol parameter)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (value.Kind == ValueKind.Null && SymbolEqualityComparer.Default.Equals(walker.PlaceAt(place).Symbol, parameter))
                return true;
        }

        return false;
    }

    private static Effect? Arrives(OwnershipWalker walker, IParameterSymbol parameter)
    {
        List<Value> with = new();
        List<Value> without = new();
        ResourceKind? kind = null;
        foreach ((PathState state, ExitKind exit) in walker.Exits!)
        {
            if (exit != ExitKind.Return)
                continue;
            Value value = Value.Unknown;
            foreach ((int place, Value held) in state.Places)
            {
                if (walker.PlaceAt(place) is { Kind: PlaceKind.Local } at && SymbolEqualityComparer.Default.Equals(at.Symbol, parameter))
                    value = held;
            }

            if (value.Kind == ValueKind.Null)
                without.Add(state.Result);
            else if (OwnedKind(state, value, walker) is ResourceKind owned && (kind is null || kind == owned))
                (kind, _) = (owned, 0);
            else
                return null;
            if (value.Kind == ValueKind.Token)
                with.Add(state.Result);
        }

        if (with.Count == 0)
            return null;
        if (without.Count == 0)
            return new Effect(EffectKind.Acquire, parameter.Ordinal, kind, Only(with));
        return Separates(with, without) is When when ? new Effect(EffectKind.Acquire, parameter.Ordinal, kind, when) : null;
    }

    private static Effect? OnResult(OwnershipWalker walker, IMethodSymbol method)
    {
        bool owned = false;
        bool nothing = false;
        int alias = -1;
        ResourceKind? kind = null;
        foreach ((PathState state, ExitKind exit) in walker.Exits!)
        {
            if (exit != ExitKind.Return)
                continue;
            if (state.Result.Kind == ValueKind.Null)
            {
                nothing = true;
                continue;
            }

            if (state.Result.Kind == ValueKind.Token && ParameterOf(walker, method, state.Result.TokenId) is int ordinal and >= 0 && (alias == -1 || alias == ordinal))
            {
                alias = ordinal;
                continue;
            }

            if (OwnedKind(state, state.Result, walker) is not ResourceKind found || kind is not null && kind != found)
                return null;
            owned = true;
            kind = found;
        }

        if (owned && alias < 0)
            return new Effect(EffectKind.Acquire, Effect.Result, kind, nothing ? When.NotNull : When.Always);
        return alias >= 0 && !owned && !nothing ? new Effect(EffectKind.Alias, Effect.Result) { Source = alias } : null;
    }

    private static int ParameterOf(OwnershipWalker walker, IMethodSymbol method, int id)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (walker.SiteOf(parameter) * 2 == id)
                return parameter.Ordinal;
        }

        return -1;
    }

    private static ResourceKind? OwnedKind(PathState state, Value value, OwnershipWalker walker)
    {
        if (value.Kind != ValueKind.Token)
            return null;
        foreach (Token token in state.Tokens)
        {
            Holding holding = new(token.Bits);
            if (token.Id == value.TokenId && holding.Count == 1 && holding.Is(Holding.Fresh) && !holding.Is(Holding.Probe) && !holding.Is(Holding.OfField) && !holding.Is(Holding.OfParameter))
                return walker.KindOf(token.Id / 2);
        }

        return null;
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
