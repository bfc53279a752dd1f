using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
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
        Wrappers = new Wrappers(contracts, Fields);
    }

    /// <summary>Which fields own what they hold.</summary>
    public OwnedFields Fields { get; }

    /// <summary>Which types of the code's own wrap something.</summary>
    public Wrappers Wrappers { get; }

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

    private readonly ConcurrentDictionary<(IMethodSymbol Function, string Known), ImmutableArray<CapturedEffect>> _captured = new(CapturedKey.Comparer);

    /// <summary>What a local function does to what it captures, called with that; empty where that is not known.</summary>
    public ImmutableArray<CapturedEffect> OfCaptured(IMethodSymbol function, CallSite call, List<CapturedValue> known, SummaryChain chain, Body caller)
    {
        (IMethodSymbol, string) key = (function, CapturedValue.KeyOf(known));
        if (_captured.TryGetValue(key, out ImmutableArray<CapturedEffect> effects))
            return effects;
        effects = ImmutableArray<CapturedEffect>.Empty;
        if (function.DeclaringSyntaxReferences.Length != 1 || !chain.EnterFunction(function, out int cuts))
            return effects;
        if (BodyOf(function, function.DeclaringSyntaxReferences[0].GetSyntax(caller.Cancellation), call, caller) is Body body && !Yields(body)
            && BodyGraphBuilder.Build(body, Ends.Of, withEscaping: false) is BodyGraph graph)
        {
            OwnershipWalker walker = new(body, graph, body.Facts, _contracts, this, chain) { Exits = new List<(PathState, ExitKind)>() };
            if (walker.Walk(walker.Within(known)) != PathOutcome.GaveUp && new Returns(walker) is { States.Count: > 0 } returns)
                effects = CapturedSummary.Of(returns, known);
        }

        // What was found with a call cut off is not what others would find.
        if (chain.LeaveFunction(function, cuts))
            _captured.TryAdd(key, effects);
        return effects;
    }

    /// <summary>The method's or local function's body names something that acquires or releases.</summary>
    public bool MayWork(IMethodSymbol function, Body caller) =>
        function.DeclaringSyntaxReferences.Length == 1 && Mentions(function.DeclaringSyntaxReferences[0].GetSyntax(caller.Cancellation), caller.Cancellation);

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
                : call?.Lambda is IFlowAnonymousFunctionOperation lambda ? Nested.GraphOf(lambda, caller)
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
        Returns returns = new(walker);
        if (returns.States.Count == 0)
            return MethodContract.Unfinished;

        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (ParameterSummary.Of(returns, parameter) is Effect effect)
                effects.Add(effect);
        }

        if (ExtensionBlock.ReceiverOf(method) is IParameterSymbol receiver && ParameterSummary.Of(returns, receiver) is Effect received)
            effects.Add(received.OnReceiver());

        if (!method.ReturnsVoid && ResultSummary.Of(returns, method) is Effect result)
            effects.Add(result);
        ResultSummary.AddElements(returns, effects);
        if (!method.IsStatic && RevivesItself(body))
            effects.Add(new Effect(EffectKind.Revive, Effect.This));
        ImmutableArray<LeftField> fields = method.IsStatic || method.MethodKind != MethodKind.Ordinary ? default : FieldSummary.Of(returns);
        return effects.Count == 0 && fields.IsDefaultOrEmpty ? MethodContract.None : new MethodContract(effects.ToImmutable()) { Fields = fields, CallsOut = CallsOut(body) };
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
            // What a property does is code as well.
            if (body.Operations[index] is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: IPropertySymbol property } && !CalledCode.IsAutomatic(property))
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
}
