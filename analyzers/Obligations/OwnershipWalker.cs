using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// Follows references: each acquisition is a token that says how many references this body holds on one thing. Findings
/// are collected, and reported once every path was followed.
/// </summary>
internal sealed partial class OwnershipWalker : PathWalker
{
    private readonly Contracts _contracts;
    private readonly Summaries _summaries;
    private readonly SummaryChain _chain;
    private readonly Dictionary<int, ResourceKind> _kinds = new();
    private readonly List<int> _acquired = new();

    public OwnershipWalker(Body body, BodyGraph graph, BodyFacts facts, Contracts contracts, Summaries summaries, SummaryChain chain)
        : base(body, graph, facts)
    {
        _contracts = contracts;
        _summaries = summaries;
        _chain = chain;
    }

    /// <summary>What became of each acquisition, by number of site.</summary>
    public SortedDictionary<int, Fate> Fates { get; } = new();

    /// <summary>Findings at the operation that is wrong, one for each.</summary>
    public Dictionary<(string Id, SyntaxNode At), Diagnostic> Wrong { get; } = new();

    /// <summary>What was known on each way out of the body; only when asked for.</summary>
    public List<(PathState State, ExitKind Kind)>? Exits { get; set; }

    public ResourceKind KindOf(int site) => _kinds[site];

    /// <summary>The operation that acquired, or the parameter or field that something came with.</summary>
    public object Acquisition(int site) => Site(site) is ElementSite element ? element.Call : Site(site);

    public Place PlaceAt(int number) => Places[number];

    /// <summary>How many elements the tuples have that are returned; 0 where none was.</summary>
    public int Elements => Places.Elements;

    /// <summary>What is at that position of the tuple that is returned.</summary>
    public Value ElementAt(PathState state, int position)
    {
        int element = Places.OfElement(position);
        foreach ((int place, Value value) in state.Places)
        {
            if (place == element)
                return value;
        }

        return Value.Unknown;
    }

    /// <summary>The number of the obligation of a parameter or a captured local, when the body was asked what it does with those.</summary>
    public int SiteOf(ISymbol symbol) => base.SiteOf(symbol);

    /// <summary>
    /// The state at the entry: parameters that are taken over are held, borrowed ones are known to be. With
    /// <paramref name="probe"/>, every parameter is followed that could be a reference.
    /// </summary>
    public PathState Initial(bool probe)
    {
        Path.Load(PathState.Empty);
        foreach (IParameterSymbol parameter in Body.Method.Parameters)
            Enter(parameter);
        if (ExtensionBlock.ReceiverOf(Body.Method) is IParameterSymbol receiver)
            Enter(receiver);
        BeginFields();
        return Path.Save();

        void Enter(IParameterSymbol parameter)
        {
            int place = Places.OfSymbol(parameter);
            if (place < 0 || parameter.RefKind is not (RefKind.None or RefKind.In) && !(probe && parameter.RefKind == RefKind.Ref))
                return;
            if (_contracts.RoleOf(parameter, Role.Consumes) is not null)
                Begin(parameter, place, new Holding(1).With(Holding.Fresh | Holding.OfParameter));
            else if (_contracts.RoleOf(parameter, Role.Borrows) is not null)
                Begin(parameter, place, new Holding(0).With(Holding.Borrowed));
            else if (probe && _contracts.CanBe(parameter.Type))
                Begin(parameter, place, new Holding(1).With(Holding.Fresh | Holding.Probe));
        }

        void Begin(IParameterSymbol parameter, int place, Holding holding)
        {
            int site = SiteOf(parameter);
            _kinds[site] = _contracts.Given;
            Path.Put(new Token(site * 2, holding.Bits, -1));
            Path.Set(place, Value.Token(site * 2));
        }
    }

    protected override bool MayHandOut(Token token) =>
        HoldingOf(token).Is(Holding.Fresh) && !HoldingOf(token).Is(Holding.Probe) && !HoldingOf(token).Is(Holding.OfField) && !HoldingOf(token).Is(Holding.OfParameter);

    protected override bool CanHold(ITypeSymbol type) => _contracts.CanBe(type);

    private static Holding HoldingOf(Token token) => new(token.Bits);

    private static int SiteOf(Token token) => token.Id / 2;

    private Fate FateOf(Token token)
    {
        if (!Fates.TryGetValue(SiteOf(token), out Fate? fate))
            Fates.Add(SiteOf(token), fate = new Fate());
        return fate;
    }

    /// <summary>A token for what an operation acquires, or null when there are too many already.</summary>
    private Token? Acquire(object at, ResourceKind kind, int flags, int count = 1)
    {
        int site = SiteOf(at);
        _kinds[site] = kind;
        int id = site * 2;
        // Acquired on an earlier turn of a loop, and still there: it steps aside.
        if (Path.TryGet(id, out Token earlier))
            StepAside(earlier);
        Token token = new(id, new Holding(count).With(flags).Bits, -1);
        if (!Path.Put(token))
            return null;
        Fate fate = FateOf(token);
        fate.IsShared = (flags & Holding.Fresh) == 0;
        fate.AcquiredIn = Graph.Node(Node).Block?.Ordinal ?? -1;
        _acquired.Add(id);
        return token;
    }

    private void StepAside(Token token)
    {
        // Kept from one turn of a loop to the next, without a question: it is something.
        if (!StepAside(token, HoldingOf(token).With(Holding.NotNull).Bits))
            FateOf(token).IsEscaped |= HoldingOf(token).IsHeld;
    }

    protected override void AfterStep(BodyStep step)
    {
        _decidedNow.Clear();
        foreach (int id in _acquired)
        {
            if (Path.IsDead)
                break;
            if (!Path.TryGet(id, out Token token) || !HoldingOf(token).IsHeld || !HoldingOf(token).Is(Holding.Fresh) || HasName(id) || Path.Result.TokenId == id && !(Path.Result.Kind == ValueKind.View && IsOnlyAddress(token)))
                continue;
            // A segment, a memory or a span of native memory still leads to what it shows; a span of an array does not.
            if (IsShown(token))
            {
                Escape(Value.Token(id), Site(id / 2) as IOperation ?? step.Operation, EscapeReason.Unclear);
                continue;
            }

            ResourceKind kind = _kinds[id / 2];
            // A library that is loaded and not kept is to stay; so is what a type takes once, for all its time, and a callback of native code.
            if (kind != ResourceKind.Library && !TypeStart.Contains(SyntaxOf(id / 2), Body) && !(kind == ResourceKind.GcHandle && IsCallback(Site(id / 2))) && !Body.IsNothingBut(SyntaxOf(id / 2)))
            {
                if (kind.Says.Discarded is null)
                    AddLeak(token, ExitKind.Return, SyntaxOf(id / 2).GetLocation(), null, null, isScopeEnd: true);
                else
                    Report(kind.Says.Discarded, token, SyntaxOf(id / 2), Text(id / 2), kind.Noun, kind.Released);
            }

            Path.Drop(id, Value.Unknown);
        }

        _acquired.Clear();
    }

    // 'GCHandle.Alloc(callback);': who calls it by its address may do so at any time. One that is made there is read from the handle to be given.
    private bool IsCallback(object acquisition)
    {
        if (acquisition is not IInvocationOperation { Arguments: { Length: 1 } arguments } call)
            return false;
        if (call.Parent is IPropertyReferenceOperation { Property.Name: "Target" } && arguments[0].Value.WithoutCasts() is IDelegateCreationOperation)
            return true;
        if (Referenced(arguments[0].Value) is not (ITypeSymbol type, ISymbol target))
            return false;
        if (type.TypeKind == TypeKind.Delegate)
            return true;
        for (int index = 0; index < Body.Operations.Count; index++)
        {
            if (Body.Operations[index] is IInvocationOperation { TargetMethod: { Name: "GetFunctionPointerForDelegate" } method, Arguments: { Length: 1 } called } && BaseLibrary.Contains(method)
                && Referenced(called[0].Value) is (_, ISymbol given) && SymbolEqualityComparer.Default.Equals(given, target))
            {
                return true;
            }
        }

        return false;

        static (ITypeSymbol Type, ISymbol Symbol)? Referenced(IOperation value)
        {
            value = value.WithoutCasts();
            ISymbol? symbol = value switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation member => member.Member,
                _ => null,
            };
            return symbol is null || value.Type is null ? null : (value.Type, symbol);
        }
    }

    private bool IsShown(Token token)
    {
        if (IsOnlyAddress(token))
            return false;
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.Kind is not (ValueKind.View or ValueKind.Maybe or ValueKind.Keeper) || value.TokenId != token.Id)
                continue;
            ITypeSymbol? type = (Places[place].Symbol as ILocalSymbol)?.Type ?? (Places[place].Symbol as IParameterSymbol)?.Type;
            if (!(_kinds[SiteOf(token)].IsCollected && type?.IsRefLikeType == true))
                return true;
        }

        return false;
    }
}
