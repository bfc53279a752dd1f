using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
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
    private readonly Dictionary<int, ResourceKind?> _releasedAs = new();
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
    public object Acquisition(int site) => Site(site);

    /// <summary>As what a parameter was released, wherever it was; null when it was handed over, or as different things.</summary>
    public ResourceKind? ReleasedAs(int site) => _releasedAs.TryGetValue(site, out ResourceKind? kind) ? kind : null;

    public Place PlaceAt(int number) => Places[number];

    /// <summary>The number of a parameter's obligation, when the body was asked what it does with its parameters.</summary>
    public int SiteOf(IParameterSymbol parameter) => base.SiteOf(parameter);

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
            else if (probe && Summaries.CanBeReference(parameter.Type))
                Begin(parameter, place, new Holding(1).With(Holding.Fresh | Holding.Probe));
        }

        void Begin(IParameterSymbol parameter, int place, Holding holding)
        {
            int site = SiteOf(parameter);
            _kinds[site] = ResourceKind.Reference;
            Path.Put(new Token(site * 2, holding.Bits, -1));
            Path.Set(place, Value.Token(site * 2));
        }
    }

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
            if (!Path.TryGet(id, out Token token) || !HoldingOf(token).IsHeld || !HoldingOf(token).Is(Holding.Fresh) || HasName(id) || Path.Result.TokenId == id)
                continue;
            // A segment, a memory or a span of native memory still leads to what it shows; a span of an array does not.
            if (IsShown(token))
            {
                Escape(Value.Token(id), Site(id / 2) as IOperation ?? step.Operation, EscapeReason.Unclear);
                continue;
            }

            if (!Body.IsNothingBut(SyntaxOf(id / 2)))
                Report(_kinds[id / 2].IsCollected ? Rules.DiscardedPooled : Rules.Discarded, token, SyntaxOf(id / 2), Text(id / 2), _kinds[id / 2].Noun, _kinds[id / 2].Released);
            Path.Drop(id, Value.Unknown);
        }

        _acquired.Clear();
    }

    private bool IsShown(Token token)
    {
        foreach ((int place, Value value) in Path.Places)
        {
            if (value.Kind is not (ValueKind.View or ValueKind.Maybe) || value.TokenId != token.Id)
                continue;
            ITypeSymbol? type = (Places[place].Symbol as ILocalSymbol)?.Type ?? (Places[place].Symbol as IParameterSymbol)?.Type;
            if (!(_kinds[SiteOf(token)].IsCollected && type?.IsRefLikeType == true))
                return true;
        }

        return false;
    }

    protected override void OnUse(Value value, IOperation at)
    {
        // Whether it is that one, nobody knows.
        if (value.Kind == ValueKind.Maybe || !Path.TryGet(value.TokenId, out Token token))
            return;
        if (!HoldingOf(token).IsGone)
        {
            // Whoever looks into a field takes it to hold something.
            if (HoldingOf(token).Is(Holding.OfField) && value.Kind == ValueKind.Token && at is not IArgumentOperation)
                OnNotNull(token);
            if (HoldingOf(token).Is(Holding.OfParameter) && !IsJudging(at))
                Path.Put(token.With(HoldingOf(token).With(Holding.Touched).Bits));
            else if (HoldingOf(token).Is(Holding.Probe) && Path.Get(Places.OfWaiting()).Kind == ValueKind.Constant)
                Path.Put(token.With(HoldingOf(token).With(Holding.Awaited).Bits));
            return;
        }

        ResourceKind kind = _kinds[SiteOf(token)];
        Report(Rules.UsedAfterRelease, token, at.Syntax, Short(at.Syntax), kind.Noun, Ended(token));
        Path.Drop(token.Id, Value.Unknown);
    }

    protected override Token? Interrupted(Token before, Token? after) =>
        HoldingOf(before).IsGone ? before
        : after is Token left && HoldingOf(before).Count == HoldingOf(left).Count && !HoldingOf(left).IsGone ? after
        : null;

    protected override bool IsGone(Token token) => HoldingOf(token).IsGone;

    protected override void OnStillUsed(Token token) => Path.Put(token.With(HoldingOf(token).With(Holding.InUse).Bits));

    // Of a parameter: the caller may not take it back before he has waited as well.
    protected override void OnAwait(Value task, IOperation at)
    {
        if (Exits is null)
            return;
        if (task.Kind == ValueKind.Operation && Path.TryGet(Path.Get((int)task.Data).TokenId, out Token used))
            Path.Put(used.With(HoldingOf(used).With(Holding.Awaited).Bits));
        Path.Set(Places.OfWaiting(), Value.True);
    }

    protected override bool MattersUnwinding(PathState state)
    {
        foreach (Token token in state.Tokens)
        {
            if (HoldingOf(token).IsGone)
                return true;
        }

        return false;
    }

    protected override void OnKept(Value value, IOperation at)
    {
        // What is counted may be somebody else's as well.
        if (Path.TryGet(value.TokenId, out Token token) && _kinds[SiteOf(token)].IsUnique)
            Outlives(token, at);
    }

    private void Outlives(Token token, IOperation at)
    {
        if (HoldingOf(token).Is(Holding.Released))
        {
            Report(Rules.UsedAfterRelease, token, at.Syntax, Short(at.Syntax), _kinds[SiteOf(token)].Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
        }
    }

    /// <summary>A use that only helps to judge whether the arguments are good, or to say why they are not.</summary>
    private bool IsJudging(IOperation at)
    {
        if (at is IMemberReferenceOperation and not IMethodReferenceOperation && (CurrentStep.Kind is StepKind.Condition or StepKind.Throw or StepKind.NoReturn || CurrentStep.Operation is IFlowCaptureOperation))
            return true;
        for (IOperation? outer = at; outer is not null; outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod: { IsStatic: true, ReturnsVoid: true } method } && IsGuard(method))
                return true;
            if (outer is IArgumentOperation { Parameter: IParameterSymbol parameter } && SaysNotNull(parameter))
                return true;
        }

        return false;
    }

    // 'ArgumentNullException.ThrowIfNull(page)', 'ArgumentOutOfRangeException.ThrowIfGreaterThan(size, page.Size)'.
    private static bool IsGuard(IMethodSymbol method)
    {
        if (!BaseLibrary.Contains(method))
            return false;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }

    // [NotNull] on an argument: it was tested, or the call does not return.
    private static bool SaysNotNull(IParameterSymbol parameter)
    {
        foreach (AttributeData attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "NotNullAttribute")
                return true;
        }

        return false;
    }

    protected override Value OnMember(Value value, IPropertyReferenceOperation member)
    {
        switch (member.Property.Name)
        {
            case "Memory" when BaseLibraryPairs.IsMemoryOwner(member.Instance?.Type):
                OnUse(value, member);
                return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
            case "Span" when IsView(member.Instance?.Type):
                OnUse(value, member);
                return Path.TryGet(value.TokenId, out _) ? Value.View(value.TokenId) : Value.Unknown;
            // The whole array, whatever part of it the segment shows.
            case "Array" when value.TokenId >= 0 && member.Instance?.Type is INamedTypeSymbol { Name: "ArraySegment", Arity: 1 } segment && IsView(segment):
                return Path.TryGet(value.TokenId, out _) ? Value.Token(value.TokenId) : Value.Unknown;
            case "IsAllocated" when value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && _kinds[SiteOf(token)] == ResourceKind.GcHandle:
                return Value.Of(!HoldingOf(token).IsGone);
            // The task of an awaited result, read without 'await'.
            case "Result" when IsTask(member.Instance?.Type):
                return value;
            // How big an array was, or whether a handle is still good, can be asked of what is gone.
            case "Length" or "IsInvalid" or "IsClosed" when Path.TryGet(value.TokenId, out Token asked) && _kinds[SiteOf(asked)] != ResourceKind.Reference:
                if (HoldingOf(asked).Is(Holding.OfField))
                    OnNotNull(asked);
                return Value.NotNull;
            default:
                return Value.Unknown;
        }
    }

    /// <summary>A counted thing whose member gives a value of its own type, or of a base: most often itself, to be called again.</summary>
    protected override bool MayHandOn(CallSite call) =>
        Path.TryGet(call.Receiver.TokenId, out Token token) && _kinds[SiteOf(token)] == ResourceKind.Reference
        && !call.Method.ReturnsVoid && ReceiverType(call.Instance) is ITypeSymbol own
        && Body.Model.Compilation.ClassifyCommonConversion(own, call.Method.ReturnType) is { IsImplicit: true } way && (way.IsIdentity || way.IsReference);

    /// <summary>Code outside of .NET gets an address: whether it is lent or given, only the rest of the body can tell.</summary>
    protected override void OnUnknownArgument(CallSite call, Value value)
    {
        if (IsImported(call.Method) && value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && HoldingOf(token).IsHeld)
            Path.Put(token.With(HoldingOf(token).With(Holding.Lent).Bits));
        else
            base.OnUnknownArgument(call, value);
    }

    private static bool IsImported(IMethodSymbol method)
    {
        if (method.IsExtern && method.GetDllImportData() is not null)
            return true;
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "LibraryImportAttribute" })
                return true;
        }

        return false;
    }

    private static bool IsTask(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 };

    protected override Value OnGetter(IPropertyReferenceOperation property, Value instance)
    {
        if (property.Property.GetMethod is not IMethodSymbol getter || !property.Arguments.IsEmpty || !Summaries.IsOwn(getter))
            return Value.Unknown;
        CallSite call = new(property, getter, getter, property.Instance, System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty, instance, System.Array.Empty<Value>());
        bool? outcome = null;
        When judged = When.Always;
        MethodContract summary = _summaries.Of(call, _chain, Body);
        if (summary.IsUnfinished)
        {
            Path.IsDead = true;
            return Value.Unknown;
        }

        return summary.For(Effect.Result) is Effect effect ? Result(call, effect, -1, ref outcome, ref judged) : Value.Unknown;
    }

    private bool IsFragmentPage(ISymbol? member) => member is not null && _contracts.RoleOf(member, Role.FragmentPage) is not null;

    protected override void OnReturn(Value value, IOperation at)
    {
        if (value.Kind == ValueKind.Maybe || !Path.TryGet(value.TokenId, out Token token))
            return;
        Holding holding = HoldingOf(token);
        if (holding.Is(Holding.Released))
        {
            Outlives(token, at);
            return;
        }

        if (value.Kind != ValueKind.Token)
            return;
        if (holding.Is(Holding.Borrowed) && !holding.IsHeld && _contracts.RoleOf(Body.Method, Role.Owned, onReturn: true) is { When: When.Always or When.NotNull })
        {
            Report(Rules.BorrowedReleased, token, at.Syntax, Short(at.Syntax), "returns as its own");
            Path.Drop(token.Id, Value.Unknown);
        }
        else if (holding.IsHeld && holding.Is(Holding.Fresh) && !holding.Is(Holding.OfField) && !holding.Is(Holding.OfParameter) && !holding.Is(Holding.Probe)
            && _contracts.RoleOf(Body.Method, Role.Borrows, onReturn: true) is not null)
        {
            Report(Rules.ReturnedAsBorrowed, token, at.Syntax, Short(at.Syntax), _kinds[SiteOf(token)].Noun);
            FateOf(token).IsReported = true;
            Path.Drop(token.Id, Value.Unknown);
        }
    }

    protected override void OnEscape(Token token, IOperation at, EscapeReason reason)
    {
        if (HoldingOf(token).IsHeld)
        {
            Fate fate = FateOf(token);
            fate.IsEscaped = true;
            fate.Escape ??= (at, reason);
            fate.EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
        }

        // What was acquired here and handed on without a question is taken to be something.
        bool isNotNull = HoldingOf(token) is { IsHeld: true } held && (held.Is(Holding.NotNull) || held.Is(Holding.Fresh) && !held.Is(Holding.OfParameter | Holding.OfField | Holding.Probe));
        Path.Drop(token.Id, isNotNull ? Value.NotNull : Value.Unknown);
    }

    protected override void OnOverwritten(Token token, Place place, IOperation at)
    {
        Holding holding = HoldingOf(token);
        if (!holding.IsHeld)
        {
            Path.Drop(token.Id, Value.Unknown);
            // What became of it is what is asked.
            if (holding.Is(Holding.Probe))
                Path.Put(token);
            return;
        }

        if (holding.Is(Holding.OfField))
        {
            // A field that was seen to hold something, and was not released; a field that may be null is no finding.
            if (holding.Is(Holding.NotNull))
                ReportOverwritten(token, place, at);
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (holding.Is(Holding.Fresh) && !holding.Is(Holding.Probe))
        {
            if (holding.Is(Holding.OfParameter))
                AddLeak(token, ExitKind.Return, at.Syntax.GetLocation(), default, null, isScopeEnd: true);
            else
                ReportOverwritten(token, place, at);
        }
        else if (holding.Is(Holding.Probe) && place.Symbol is IParameterSymbol { RefKind: RefKind.Ref })
        {
            Path.Drop(token.Id, Value.Unknown);
            Path.Put(token.With(holding.With(Holding.Lost).Bits));
            return;
        }
        else
        {
            FateOf(token).IsEscaped = true;
        }

        Path.Drop(token.Id, Value.Unknown);
    }

    private void ReportOverwritten(Token token, Place place, IOperation at)
    {
        ResourceKind kind = _kinds[SiteOf(token)];
        string name = at is ISimpleAssignmentOperation assignment ? Short(assignment.Target.Syntax) : place.Symbol?.Name ?? Short(at.Syntax);
        if (HoldingOf(token).Is(Holding.OfField) && place.Symbol is ISymbol field && OwnedIn(field) != OwnedField.Annotated)
            _overwritten[(Rules.Overwritten.Id, at.Syntax)] = field;
        Report(kind.IsCollected ? Rules.OverwrittenPooled : Rules.Overwritten, token, at.Syntax, name, kind.Noun, kind.Released);
        FateOf(token).IsReported = true;
    }

    protected override void OnUnnamed(Token token, bool outOfScope)
    {
        Holding holding = HoldingOf(token);
        if (!holding.IsHeld || holding.Is(Holding.Probe) || holding.Is(Holding.OfField))
        {
            if (!holding.Is(Holding.Probe) && Path.Result.TokenId != token.Id)
                Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (holding.Is(Holding.InUse))
            return;
        // Otherwise the way out of the body tells more.
        if (!outOfScope || IsLeaving(Node) || Path.Result.TokenId == token.Id)
            return;
        IOperation? last = Graph.Node(Node).Steps is { Length: > 0 } steps ? steps[steps.Length - 1].Operation : null;
        if (last is null)
            return;
        AddLeak(token, ExitKind.Return, ScopeEnd(last), null, Path.Save().Trail, isScopeEnd: true);
        Path.Drop(token.Id, Value.Unknown);
    }

    // A node that goes nowhere but out.
    private bool IsLeaving(int node)
    {
        foreach (FlowEdge edge in Graph.EdgesFrom(node))
        {
            if (Graph.Node(edge.Target).Exit == ExitKind.None && !(Graph.Node(edge.Target).Steps.IsEmpty && AllExit(edge.Target)))
                return false;
        }

        return true;
    }

    private bool AllExit(int node)
    {
        IReadOnlyList<FlowEdge> edges = Graph.EdgesFrom(node);
        for (int i = 0; i < edges.Count; i++)
        {
            if (Graph.Node(edges[i].Target).Exit == ExitKind.None)
                return false;
        }

        return edges.Count > 0;
    }

    protected override void OnNotNull(Token token)
    {
        if (!HoldingOf(token).Is(Holding.NotNull))
            Path.Put(token.With(HoldingOf(token).With(Holding.NotNull).Bits, token.At));
    }

    protected override bool? IsNull(Token token) => HoldingOf(token).Is(Holding.NotNull) ? false : null;

    // A lookup may give what others have a reference to; what a pool or an allocator hands out is nobody else's.
    protected override bool IsNew(Token token) =>
        _kinds[SiteOf(token)].IsUnique && HoldingOf(token) is { IsHeld: true } holding && holding.Is(Holding.Fresh) && Site(SiteOf(token)) is IInvocationOperation;

    protected override void OnExit(PathState state, ExitKind exit)
    {
        Exits?.Add((state, exit));
        if (exit == ExitKind.Return && Exits is null)
            NoteFields(state);
        foreach (Token token in state.Tokens)
        {
            Holding holding = HoldingOf(token);
            Fate fate = FateOf(token);
            if (!holding.IsHeld)
            {
                // 'try { return b; } finally { Return(b); }'
                if (holding.Is(Holding.Released) && exit == ExitKind.Return && state.Result.TokenId == token.Id && state.Result.Kind != ValueKind.Maybe && state.Exit >= 0 && Site(state.Exit) is IOperation returned)
                    Report(Rules.UsedAfterRelease, token, returned.Syntax, Short(returned.Syntax), _kinds[SiteOf(token)].Noun, Ended(token));
                if (fate.IsReleased && exit == ExitKind.Return)
                    fate.ResultsWhenReleased.Add(state.Result.TokenId >= 0 ? Value.NotNull : state.Result);
                continue;
            }

            // Somebody asked whether the operation on it is done, and it was not: it cannot be given back yet.
            if (holding.Is(Holding.OfField) || holding.Is(Holding.Probe) || holding.Is(Holding.InUse))
                continue;
            // Arguments that are refused before anything was done: nothing happened, and the caller keeps what it has.
            if (exit == ExitKind.Throw && holding.Is(Holding.OfParameter) && !holding.Is(Holding.Touched))
                continue;
            if (exit != ExitKind.Throw && IsHandedOut(state, token))
            {
                fate.IsEscaped = true;
                if (state.Exit >= 0 && Site(state.Exit) is IOperation handed)
                    fate.Escape ??= (handed, EscapeReason.Return);
                fate.EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
                continue;
            }

            AddLeak(token, exit, ExitLocation(state), state.Result, state.Trail, isScopeEnd: false);
        }
    }

    /// <summary>
    /// The path goes past a loop without a turn, and it is the loop that ends the obligation: whether it can have no turn
    /// at all, nobody can tell.
    /// </summary>
    private bool SkipsLoop(Fate fate, Trail? trail)
    {
        foreach (int ended in fate.EndedIn)
        {
            foreach ((int first, int last) in Facts.InnerLoops)
            {
                if (ended < first || ended > last || fate.AcquiredIn >= first && fate.AcquiredIn <= last)
                    continue;
                // The last decision within the loop was its own.
                for (Trail? at = trail; at is not null; at = at.Before)
                {
                    int block = Graph.Node(at.Node).Block?.Ordinal ?? -1;
                    if (block < first || block > last)
                        continue;
                    if (block == first)
                        return true;
                    break;
                }
            }
        }

        return false;
    }

    /// <summary>Takes back the leaks that <see cref="SkipsLoop"/>; what ends an obligation is known only in the end.</summary>
    public void Reconsider()
    {
        foreach (Fate fate in Fates.Values)
            fate.Leaks.RemoveAll(exit => SkipsLoop(fate, exit.Trail));
        ReportNothings();
        ReconsiderFields();
    }

    private void AddLeak(Token token, ExitKind kind, Location location, Value? result, Trail? trail, bool isScopeEnd)
    {
        List<LeakingExit> leaks = FateOf(token).Leaks;
        foreach (LeakingExit known in leaks)
        {
            if (known.Kind == kind && known.Location == location && known.Result.Equals(result ?? Value.Unknown))
                return;
        }

        if (leaks.Count < 16)
            leaks.Add(new LeakingExit(kind, location, trail, result ?? Value.Unknown, isScopeEnd) { IsLent = HoldingOf(token).Is(Holding.Lent) });
    }

    /// <summary>What was done to a token that is gone.</summary>
    private string Ended(Token token) => HoldingOf(token).Is(Holding.HandedOver) ? "handed over" : _kinds[SiteOf(token)].Released;

    /// <summary>The call that acquired what a token stands for, in this body or, of a field, in another one.</summary>
    private IOperation? AcquisitionOf(Token token) => Site(SiteOf(token)) switch
    {
        IOperation operation => operation,
        Place { Symbol: ISymbol field } when HoldingOf(token).Is(Holding.OfField) => _summaries.Fields.Of(field, Body.Model.Compilation, Body.Cancellation).Acquisition,
        _ => null,
    };

    private SyntaxNode SyntaxOf(int site) => Site(site) switch
    {
        IOperation operation => operation.Syntax,
        _ => Body.Syntax,
    };

    /// <summary>Where something was acquired.</summary>
    public Location AcquiredAt(int site) => Site(site) switch
    {
        IOperation operation => operation.Syntax.GetLocation(),
        IParameterSymbol { DeclaringSyntaxReferences: { Length: > 0 } declared } when declared[0].GetSyntax(Body.Cancellation) is ParameterSyntax parameter => parameter.Identifier.GetLocation(),
        Place { Symbol: ISymbol { Locations: { Length: > 0 } places } } => places[0],
        _ => Body.Syntax.GetLocation(),
    };

    public string Text(int site) => Site(site) switch
    {
        IOperation operation => Short(operation.Syntax),
        ISymbol symbol => symbol.Name,
        Place place => place.Symbol?.Name ?? "",
        _ => "",
    };

    /// <summary>Code on one line, not too long for a message.</summary>
    public static string Short(SyntaxNode syntax)
    {
        string text = syntax.ToString();
        System.Text.StringBuilder line = new();
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) ? line.Length > 0 && line[line.Length - 1] != ' ' : true)
                line.Append(char.IsWhiteSpace(c) ? ' ' : c);
            if (line.Length >= 60)
                return line.Append('…').ToString();
        }

        return line.ToString().TrimEnd(';', ' ');
    }

    private void Report(DiagnosticDescriptor rule, Token token, SyntaxNode at, params object[] arguments)
    {
        if (Path.IsDead || IsLaterCall(token, at, rule))
            return;
        // These say of the acquisition itself that it leaks.
        FateOf(token).IsReported |= rule.Id == Rules.Discarded.Id || rule.Id == Rules.Overwritten.Id;
        if (Wrong.ContainsKey((rule.Id, at)))
            return;
        FlowReport report = new();
        if (!(Site(SiteOf(token)) is IOperation acquired && acquired.Syntax == at))
            report.At(AcquiredAt(SiteOf(token)), HoldingOf(token).Is(Holding.Borrowed) ? "borrowed here" : "acquired here");
        if (token.At >= 0 && Site(token.At) is IOperation last && HoldingOf(token).IsGone)
            report.At(last.Syntax.GetLocation(), $"{Ended(token)} here");
        Wrong.Add((rule.Id, at), report.Create(rule, at.GetLocation(), arguments));
    }
}
