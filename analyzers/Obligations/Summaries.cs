using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// What a method that nobody outside can replace does with its parameters and what its result is, read off its body: only
/// what holds on every path. Methods, getters, local functions and lambdas alike; recursion to a fixpoint.
/// </summary>
internal sealed class Summaries
{
    // Nobody keeps more than that in mind; and a recursion that does not settle is not understood.
    private const int MaxDepth = 16;
    private const int MaxRounds = 4;

    private readonly Contracts _contracts;
    private readonly BodyIndex _index;
    private readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _summaries = new(SymbolEqualityComparer.Default);

    public Summaries(Contracts contracts, BodyIndex index, CallEnds ends)
    {
        _contracts = contracts;
        _index = index;
        Ends = ends;
        Fields = new OwnedFields(contracts);
    }

    /// <summary>Which fields own what they hold.</summary>
    public OwnedFields Fields { get; }

    /// <summary>Which methods return at all.</summary>
    public CallEnds Ends { get; }

    /// <summary>The summary of a called method; empty when there is none, or it could not matter.</summary>
    public MethodContract Of(CallSite call, SummaryChain chain, Body caller)
    {
        IMethodSymbol method = call.Method.OriginalDefinition;
        return ExtensionBlock.MemberOf(method) is IMethodSymbol member ? Of(member, call, chain, caller).OfStatic() : Of(method, call, chain, caller);
    }

    private MethodContract Of(IMethodSymbol method, CallSite call, SummaryChain chain, Body caller)
    {
        if (!IsOwn(method) || method.DeclaringSyntaxReferences.Length != 1)
            return MethodContract.None;
        bool passes = call.Receiver.TokenId >= 0;
        foreach (Value value in call.Values)
            passes |= value.TokenId >= 0;
        // A body without any of the names acquires and releases nothing; it may still borrow what it is passed.
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax(caller.Cancellation);
        if (!passes && !Mentions(declaration, caller.Cancellation))
            return MethodContract.None;
        if (_summaries.TryGetValue(method, out MethodContract? summary))
            return summary;
        if (chain.Find(method) is MethodContract assumed)
            return assumed;
        if (chain.Depth >= MaxDepth)
            chain.CutOff();
        if (chain.Depth >= MaxDepth || chain.IsSpent || BodyOf(method, declaration, call, caller) is not Body body)
            return MethodContract.None;
        chain.Enter(method);
        summary = Summarise(body, chain);
        for (int round = 0; chain.IsWrong(summary); round++)
            summary = round < MaxRounds && !chain.IsSpent && chain.Assume(summary) ? Summarise(body, chain) : chain.Settle();
        if (summary.IsUnfinished || chain.IsSpent)
            summary = MethodContract.None;
        foreach (SummaryChain.Found settled in chain.Leave(summary))
            _summaries.TryAdd(settled.Method, chain.IsSpent ? MethodContract.None : settled.Contract);
        return summary;
    }

    private bool Mentions(SyntaxNode declaration, CancellationToken cancellation) =>
        (_index.In(declaration.SyntaxTree, declaration.Span, cancellation) & _contracts.Interest) != Interest.None;

    /// <summary>Nobody outside can replace it, or call it with other expectations.</summary>
    public static bool IsOwn(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.LocalFunction or MethodKind.AnonymousFunction => true,
        // What a primary constructor is passed, any member may use later.
        MethodKind.Constructor when method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax() is not Microsoft.CodeAnalysis.CSharp.Syntax.ConstructorDeclarationSyntax => false,
        MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.Constructor =>
            !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsExtern
            && (method.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal
                || ExtensionBlock.HomeOf(method).DeclaredAccessibility is Accessibility.Private or Accessibility.Internal && method.ContainingType.TypeKind != TypeKind.Interface),
        _ => false,
    };

    /// <summary>Another method of the type at hand, to be gone through; null where it has no body in sight.</summary>
    public static Body? BodyOf(IMethodSymbol method, Body other) =>
        method.DeclaringSyntaxReferences.Length == 1 ? BodyOf(method, method.DeclaringSyntaxReferences[0].GetSyntax(other.Cancellation), null, other) : null;

    private static Body? BodyOf(IMethodSymbol method, SyntaxNode declaration, CallSite? call, Body caller)
    {
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
        {
            ControlFlowGraph? nested = method.MethodKind == MethodKind.LocalFunction ? Nested.GraphOf(method, caller)
                : call?.Lambda is IFlowAnonymousFunctionOperation lambda ? caller.Graph.GetAnonymousFunctionControlFlowGraphInScope(lambda, caller.Cancellation)
                : null;
            return nested is null ? null : new Body(method, declaration, nested, caller.Model, caller.Options, null, caller.Cancellation);
        }

        // An editor hands out references to projects as compilations: their methods have syntax, and no model here.
        if (!caller.Model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            return null;
#pragma warning disable RS1030 // the body of another method, of which only its own file's model knows
        SemanticModel model = declaration.SyntaxTree == caller.Model.SyntaxTree ? caller.Model : caller.Model.Compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
        return BodyFinder.GraphOf(declaration, model, caller.Cancellation) is ControlFlowGraph flow ? new Body(method, declaration, flow, model, caller.Options, null, caller.Cancellation) : null;
    }

    /// <summary>What a body does, whoever else may call or replace the method: for who wants to say so in an annotation.</summary>
    public MethodContract Read(Body body) => Summarise(body, new SummaryChain()) is { IsUnfinished: false } contract ? contract : MethodContract.None;

    private MethodContract Summarise(Body body, SummaryChain chain)
    {
        IMethodSymbol method = body.Method;
        // What yields does nothing yet when it is called.
        if (Yields(body) || BodyGraphBuilder.Build(body, Ends.Of, withEscaping: false) is not BodyGraph graph)
            return MethodContract.None;
        OwnershipWalker walker = new(body, graph, body.Facts, _contracts, this, chain) { Exits = new List<(PathState, ExitKind)>() };
        if (walker.Walk(walker.Initial(probe: true)) == PathOutcome.GaveUp)
            return MethodContract.None;
        if (!walker.Exits.Exists(exit => exit.Kind == ExitKind.Return))
            return MethodContract.Unfinished;

        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (On(walker, parameter) is Effect effect)
                effects.Add(effect);
        }

        if (ExtensionBlock.ReceiverOf(method) is IParameterSymbol receiver && On(walker, receiver) is Effect received)
            effects.Add(received.OnReceiver());

        if (!method.ReturnsVoid && OnResult(walker, method) is Effect result)
            effects.Add(result);
        AddElements(walker, effects);
        if (!method.IsStatic && RevivesItself(body))
            effects.Add(new Effect(EffectKind.Revive, Effect.This));
        ImmutableArray<LeftField> fields = method.IsStatic || method.MethodKind != MethodKind.Ordinary ? default : FieldsAfter(walker);
        return effects.Count == 0 && fields.IsDefaultOrEmpty ? MethodContract.None : new MethodContract(effects.ToImmutable()) { Fields = fields, CallsOut = CallsOut(body) };
    }

    private static Effect? On(OwnershipWalker walker, IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Out => Arrives(walker, parameter),
        RefKind.Ref => OnReference(walker, parameter),
        _ => OnParameter(walker, parameter),
    };

    /// <summary>What every way out agrees on: the same value; or released, unless there was nothing.</summary>
    private static ImmutableArray<LeftField> FieldsAfter(OwnershipWalker walker)
    {
        Dictionary<ISymbol, List<LeftField>> all = new(SymbolEqualityComparer.Default);
        int exits = 0;
        foreach ((PathState state, ExitKind exit) in walker.Exits!)
        {
            if (exit != ExitKind.Return)
                continue;
            exits++;
            foreach (LeftField field in walker.FieldsAt(state))
            {
                if (!all.TryGetValue(field.Field, out List<LeftField>? known))
                    all.Add(field.Field, known = new List<LeftField>());
                known.Add(field);
            }
        }

        ImmutableArray<LeftField>.Builder fields = ImmutableArray.CreateBuilder<LeftField>();
        foreach (List<LeftField> known in all.Values)
        {
            LeftField one = known.Find(field => field.Released is not null);
            if (one.Field is null)
                one = known[0];
            bool agrees = known.Count == exits && known.TrueForAll(field => one.Released is null ? field.Value.Equals(one.Value) && field.Released is null : field.Released == one.Released || field.Value.Kind == ValueKind.Null);
            fields.Add(agrees ? one : new LeftField(one.Field!, Value.Unknown, null, null));
        }

        return fields.ToImmutable();
    }

    private bool RevivesItself(Body body)
    {
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is IInvocationOperation { Instance: IInstanceReferenceOperation } call && _contracts.Of(call.TargetMethod, call.Instance.Type).For(Effect.This) is { Kind: EffectKind.Acquire })
                return true;
        }

        return false;
    }

    private static bool CallsOut(Body body)
    {
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is IInvocationOperation call && !BaseLibrary.Contains(call.TargetMethod))
                return true;
        }

        return false;
    }

    private static bool Yields(Body body)
    {
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index].Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)
                return true;
        }

        return false;
    }

    private static Effect? OnParameter(OwnershipWalker walker, IParameterSymbol parameter)
    {
        int id = walker.SiteOf(parameter) * 2;
        List<Value> kept = new();
        List<Value> taken = new();
        List<Value> missing = new();
        bool isPending = false;
        bool isAsked = true;
        foreach ((PathState state, ExitKind kind) in walker.Exits!)
        {
            if (kind != ExitKind.Return)
                continue;
            isPending |= IsPendingAt(state, walker, id);
            Holding? holding = null;
            foreach (Token token in state.Tokens)
            {
                if (token.Id == id)
                    holding = new Holding(token.Bits);
            }

            if (holding is not { } known || !known.Is(Holding.Probe))
            {
                // It was null on that path: there was nothing to take.
                if (!IsNullAt(state, walker, parameter))
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
            return Taken(walker, parameter, Only(taken), isCertain: true);
        return Separates(taken, kept) is When when ? Taken(walker, parameter, when, isCertain: false) : null;
    }

    private static Effect Taken(OwnershipWalker walker, IParameterSymbol parameter, When when, bool isCertain)
    {
        ResourceKind? released = walker.ReleasedAs(walker.SiteOf(parameter));
        return new Effect(EffectKind.Consume, parameter.Ordinal, released, when) { Releases = released is not null, IsCertain = isCertain };
    }

    /// <summary>What a <c>ref</c> parameter holds afterwards: the same, or what came in its place.</summary>
    private static Effect? OnReference(OwnershipWalker walker, IParameterSymbol parameter)
    {
        int id = walker.SiteOf(parameter) * 2;
        bool same = false;
        bool cleared = false;
        bool replaced = false;
        bool lost = false;
        ResourceKind? kind = null;
        foreach ((PathState state, ExitKind exit) in walker.Exits!)
        {
            if (exit != ExitKind.Return)
                continue;
            Value value = ValueOf(state, walker, parameter);
            Holding? old = null;
            foreach (Token token in state.Tokens)
            {
                if (token.Id == id)
                    old = new Holding(token.Bits);
            }

            if (value.Kind == ValueKind.Token && value.TokenId == id && old is { IsHeld: true } kept && !kept.Is(Holding.Lent))
                same = true;
            else if (old is null && value.Kind == ValueKind.Null)
                cleared |= false; // there was nothing
            else if (old is not { } was || !was.IsGone && !was.Is(Holding.Lost))
                return null;
            else if (value.Kind == ValueKind.Null)
                (cleared, lost) = (true, lost | was.Is(Holding.Lost));
            else if (OwnedKind(state, value, walker) is ResourceKind owned && (kind is null || kind == owned))
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
        return new Effect(EffectKind.Replace, parameter.Ordinal, replaced ? kind : walker.ReleasedAs(walker.SiteOf(parameter))) { Releases = !lost, Clears = cleared };
    }

    private static Value ValueOf(PathState state, OwnershipWalker walker, IParameterSymbol parameter)
    {
        foreach ((int place, Value held) in state.Places)
        {
            if (walker.PlaceAt(place) is { Kind: PlaceKind.Local } at && SymbolEqualityComparer.Default.Equals(at.Symbol, parameter))
                return held;
        }

        return Value.Unknown;
    }

    /// <summary>The body used it after it had waited, or leaves an operation on it behind.</summary>
    private static bool IsPendingAt(PathState state, OwnershipWalker walker, int id)
    {
        foreach (Token token in state.Tokens)
        {
            if (token.Id == id && new Holding(token.Bits).Is(Holding.Awaited))
                return true;
        }

        foreach ((int place, Value value) in state.Places)
        {
            if (value.TokenId == id && walker.PlaceAt(place).Kind == PlaceKind.Operation)
                return true;
        }

        return false;
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
        bool isAsked = true;
        ResourceKind? kind = null;
        foreach ((PathState state, ExitKind exit) in walker.Exits!)
        {
            if (exit != ExitKind.Return)
                continue;
            Value value = ValueOf(state, walker, parameter);
            if (value.Kind == ValueKind.Null)
                without.Add(state.Result);
            else if (OwnedKind(state, value, walker) is ResourceKind owned && (kind is null || kind == owned))
                (kind, isAsked) = (owned, isAsked && IsAsked(state, value));
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

    private static Effect? OnResult(OwnershipWalker walker, IMethodSymbol method)
    {
        bool owned = false;
        bool nothing = false;
        int alias = -1;
        int shown = -1;
        bool isAsked = true;
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

            if (state.Result.Kind == ValueKind.View && ParameterOf(walker, method, state.Result.TokenId) is int origin and >= 0 && (shown == -1 || shown == origin))
            {
                shown = origin;
                continue;
            }

            if (OwnedKind(state, state.Result, walker) is not ResourceKind found || kind is not null && kind != found)
                return null;
            owned = true;
            kind = found;
            isAsked &= IsAsked(state, state.Result);
        }

        if (shown >= 0)
            return owned || nothing || alias >= 0 ? null : new Effect(EffectKind.View, Effect.Result) { Source = shown };
        if (owned && alias < 0)
            return new Effect(EffectKind.Acquire, Effect.Result, kind, nothing ? When.NotNull : When.Always) { IsAsked = isAsked };
        return alias >= 0 && !owned && !nothing ? new Effect(EffectKind.Alias, Effect.Result) { Source = alias } : null;
    }

    /// <summary>What every tuple that is returned has at the same position. What may be missing there, another element tells, which is not followed.</summary>
    private static void AddElements(OwnershipWalker walker, ImmutableArray<Effect>.Builder effects)
    {
        for (int position = 0; position < walker.Elements; position++)
        {
            ResourceKind? kind = null;
            bool agrees = true;
            foreach ((PathState state, ExitKind exit) in walker.Exits!)
            {
                if (exit != ExitKind.Return)
                    continue;
                ResourceKind? owned = OwnedKind(state, walker.ElementAt(state, position), walker);
                agrees &= owned is not null && (kind is null || kind == owned);
                kind = owned;
            }

            if (agrees && kind is not null)
                effects.Add(new Effect(EffectKind.Acquire, Effect.Element(position), kind));
        }
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

    private static bool IsAsked(PathState state, Value value)
    {
        foreach (Token token in state.Tokens)
        {
            if (token.Id == value.TokenId)
                return new Holding(token.Bits).Is(Holding.Asked);
        }

        return false;
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
