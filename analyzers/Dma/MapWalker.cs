using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>What became of one mapping, over all paths.</summary>
internal sealed class MapFate
{
    /// <summary>Where it was let go: at an exit, or where its last name got another value.</summary>
    public List<Location> Leaks { get; } = new();

    /// <summary>How the paths came to these exits.</summary>
    public Dictionary<Location, Trail?> Trails { get; } = new();

    /// <summary>On some path it was unmapped, or somebody else got it.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Where it was used unchecked: by number of site, with the expression.</summary>
    public SortedDictionary<int, (SyntaxNode At, ISymbol? Storage)> Uses { get; } = new();
}

/// <summary>
/// Follows mappings: each map is a token that says whether it was checked, unmapped, handed on, and whether its page was
/// put meanwhile.
/// </summary>
internal sealed class MapWalker : PathWalker
{
    private const int Checked = 1;
    private const int Unmapped = 2;

    /// <summary>Somebody else has it as well: a ring, a field, the caller.</summary>
    private const int HandedOn = 4;

    /// <summary>A test that is not understood may have told that there is none.</summary>
    private const int Unsure = 8;

    /// <summary>Its page was put; <see cref="Token.At"/> says where.</summary>
    private const int PagePut = 16;

    /// <summary>It came from elsewhere: only what happens to it here is known.</summary>
    private const int Foreign = 32;

    /// <summary>A parameter of which it is asked what the body does with it.</summary>
    private const int Probe = 64;

    private readonly Member _member;
    private readonly MapSummaries _summaries;
    private readonly IReadOnlyList<IMethodSymbol> _chain;
    private readonly HashSet<string> _checkNames;
    private readonly Dictionary<int, StoragePath> _pages = new();
    private readonly List<int> _made = new();

    public MapWalker(Body body, BodyGraph graph, BodyFacts facts, Member member, HashSet<string> checkNames, MapSummaries summaries, IReadOnlyList<IMethodSymbol> chain)
        : base(body, graph, facts)
    {
        _summaries = summaries;
        _chain = chain;
        _member = member;
        _checkNames = checkNames;
    }

    public SortedDictionary<int, MapFate> Fates { get; } = new();

    /// <summary>Uses that a later check, on some path, makes good.</summary>
    public HashSet<int> CheckedLater { get; } = new();

    /// <summary>Puts before the unmap, by the put; with the unmap.</summary>
    public Dictionary<SyntaxNode, SyntaxNode> PutsBefore { get; } = new();

    /// <summary>Second unmaps, with the first.</summary>
    public Dictionary<SyntaxNode, SyntaxNode> Twice { get; } = new();

    public IOperation MapAt(int site) => (IOperation)Site(site);

    private MapFate FateOf(Token token)
    {
        if (!Fates.TryGetValue(token.Id / 2, out MapFate? fate))
            Fates.Add(token.Id / 2, fate = new MapFate());
        return fate;
    }

    protected override bool OnCall(CallSite call, out Value result)
    {
        result = Value.Unknown;
        if (call.Operation is not IInvocationOperation invocation)
            return false;
        if (Mapping.OfMap(invocation, _member.Code) is Mapping map)
        {
            result = Map(call, map);
            return true;
        }

        if (Mapping.OfUnmap(invocation, _member.Model) is (_, IArgumentOperation unmapped))
        {
            Unmap(call, unmapped);
            return true;
        }

        if (Mapping.OfCheck(invocation, _member.Model) is IArgumentOperation asked)
        {
            result = Check(call, asked);
            return true;
        }

        if (PutOf(invocation) is StoragePath page)
            Put(page, invocation);
        return IsCheckedBy(call) || Helped(call, ref result);
    }

    /// <summary>A helper whose body was read: what it does with the mappings that it is passed, and what it returns.</summary>
    private bool Helped(CallSite call, ref Value result)
    {
        if (_summaries.Of(call, Body, _chain) is not MapEffects effects)
            return false;
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            switch (effects.Of(call.Arguments[i].Parameter))
            {
                case MapEffect.Undoes:
                    Unmap(call, call.Arguments[i]);
                    break;
                case MapEffect.Looks when call.Arguments[i].Parameter?.RefKind is RefKind.None or RefKind.In:
                    break;
                default:
                    UnknownArgument(call, i, ref result);
                    break;
            }
        }

        if (effects.Result is int bits && call.Operation is IInvocationOperation)
            result = Begin(call, null, bits);
        ForgetFields(call.Operation);
        return true;
    }

    /// <summary>The state at the entry of a body that is asked what it does with its parameters.</summary>
    public PathState Probing()
    {
        Path.Load(PathState.Empty);
        foreach (IParameterSymbol parameter in Body.Method.Parameters)
        {
            int place = Places.OfSymbol(parameter);
            if (place < 0 || parameter.RefKind is not (RefKind.None or RefKind.In) || !Mapping.IsAddress(parameter.Type))
                continue;
            int id = SiteOf((object)parameter) * 2;
            Path.Put(new Token(id, Foreign | Probe, -1));
            Path.Set(place, Value.Token(id));
        }

        Exits = new List<PathState>();
        return Path.Save();
    }

    /// <summary>What was known on each return; only when probing.</summary>
    public List<PathState>? Exits { get; private set; }

    /// <summary>What became of a parameter on one way out.</summary>
    public MapEffect EffectOn(IParameterSymbol parameter, PathState exit)
    {
        foreach (Token token in exit.Tokens)
        {
            if (token.Id == SiteOf((object)parameter) * 2)
                return (token.Bits & (HandedOn | Unsure)) != 0 ? MapEffect.Unknown : (token.Bits & Unmapped) != 0 ? MapEffect.Undoes : MapEffect.Looks;
        }

        return MapEffect.Unknown;
    }

    /// <summary>What a mapping that is returned is like; null when none is.</summary>
    public int? Returned(PathState exit)
    {
        foreach (Token token in exit.Tokens)
        {
            if (exit.Result.Kind == ValueKind.Token && token.Id == exit.Result.TokenId && (token.Bits & (Foreign | Unmapped | HandedOn | Unsure | PagePut)) == 0)
                return token.Bits & Checked;
        }

        return null;
    }

    private Value Map(CallSite call, Mapping map)
    {
        if (map.Out is IArgumentOperation made)
        {
            // The status tells whether there is one: 'true', or 0, is taken for success.
            bool status = call.Method.ReturnType.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32;
            bool failed = status && ChooseTruth();
            Assign(made.Value, null, failed ? Value.Unknown : Begin(call, map, status ? Checked : 0), call.Operation);
            bool truth = call.Method.ReturnType.SpecialType == SpecialType.System_Boolean;
            return !status ? Value.Unknown : truth ? Value.Of(!failed) : failed ? Value.Not(0) : Value.Constant(0);
        }

        return Begin(call, map, 0);
    }

    private Value Begin(CallSite call, Mapping? map, int bits)
    {
        int site = SiteOf(call.Operation);
        int id = site * 2;
        if (Path.TryGet(id, out Token earlier) && !StepAside(earlier, earlier.Bits))
            FateOf(earlier).IsSettled = true;
        Token token = new(id, bits, -1);
        if (!Path.Put(token))
            return Value.Unknown;
        FateOf(token);
        if (map is not null && PageOf(map.Call) is StoragePath page)
            _pages[site] = page;
        _made.Add(id);
        return Value.Token(id);
    }

    private void Unmap(CallSite call, IArgumentOperation argument)
    {
        int index = call.Arguments.IndexOf(argument);
        if (index < 0)
            return;
        Value value = call.Values[index];
        if (value.Kind != ValueKind.Token || !Path.TryGet(value.TokenId, out Token token))
        {
            // From elsewhere, in a local: what a second unmap of it would undo is known from here on.
            int place = Places.Of(argument.Value);
            if (place < 0 || Places[place].Kind != PlaceKind.Local || Places[place].IsByReference || !value.IsUnknown)
                return;
            int site = SiteOf(argument);
            token = new Token(site * 2, Foreign | Unmapped, SiteOf(call.Operation));
            if (Path.TryGet(token.Id, out _) || !Path.Put(token))
                return;
            Path.Set(place, Value.Token(token.Id));
            return;
        }

        if ((token.Bits & Unmapped) != 0)
        {
            Twice[call.Operation.Syntax] = ((IOperation)Site(token.At)).Syntax;
            return;
        }

        if ((token.Bits & PagePut) != 0)
            PutsBefore[((IOperation)Site(token.At)).Syntax] = call.Operation.Syntax;
        FateOf(token).IsSettled = true;
        Path.Put(token.With(token.Bits | Unmapped, SiteOf(call.Operation)));
    }

    private Value Check(CallSite call, IArgumentOperation argument)
    {
        int index = call.Arguments.IndexOf(argument);
        Value value = index < 0 ? Value.Unknown : call.Values[index];
        if (value.Kind != ValueKind.Token || !Path.TryGet(value.TokenId, out Token token))
            return Value.Unknown;
        IsChecked(token);
        bool truth = call.Method.ReturnType.SpecialType == SpecialType.System_Boolean;
        if (!truth && !Types.IsInteger(call.Method.ReturnType))
        {
            Path.Put(token.With(token.Bits | Checked | Unsure));
            return Value.Unknown;
        }

        if (ChooseTruth())
        {
            // It failed: there is nothing to undo.
            FateOf(token);
            Path.Drop(token.Id, Value.Unknown);
            return truth ? Value.True : Value.Not(0);
        }

        Path.Put(token.With(token.Bits | Checked));
        return truth ? Value.False : Value.Constant(0);
    }

    private void IsChecked(Token token)
    {
        if (token.At >= 0 && (token.Bits & HandedOn) != 0)
            CheckedLater.Add(token.At);
    }

    /// <summary>A helper whose source asks whether a mapping failed: it checks what it is given.</summary>
    private bool IsCheckedBy(CallSite call)
    {
        if (!call.Values.Any(value => value.TokenId >= 0) || !MapChecks.IsIn(call.Method, _checkNames, 2))
            return false;
        foreach (Value value in call.Values)
        {
            if (value.TokenId < 0 || !Path.TryGet(value.TokenId, out Token token))
                continue;
            IsChecked(token);
            FateOf(token).IsSettled = true;
            Path.Put(token.With(token.Bits | Checked | Unsure));
        }

        return true;
    }

    private void Put(StoragePath page, IInvocationOperation put)
    {
        foreach (Token token in Path.Tokens.ToList())
        {
            if ((token.Bits & (Unmapped | HandedOn | Unsure | Foreign | PagePut)) != 0 || (token.Id & 1) != 0
                || !_pages.TryGetValue(token.Id / 2, out StoragePath? mapped) || !mapped.Equals(page)
                || _member.IsChangedBetween(page, MapAt(token.Id / 2).Syntax, put.Syntax)
                || HasOtherReference(page))
            {
                continue;
            }

            Path.Put(token.With(token.Bits | PagePut, SiteOf(put)));
        }
    }

    /// <summary>Somewhere in the body a reference is taken on that page: then the put need not be the last one.</summary>
    private bool HasOtherReference(StoragePath page)
    {
        foreach (IOperation operation in _member.Operations)
        {
            if (operation is IInvocationOperation call
                && (_member.Model.Is(call.TargetMethod, Role.PageGet) || _member.Code.AccessorOf(call, out _) is { Operation: FragmentOperation.Ref })
                && PageOf(call) is StoragePath got && got.Equals(page))
            {
                return true;
            }
        }

        return false;
    }

    private StoragePath? PutOf(IInvocationOperation call) =>
        _member.Model.Is(call.TargetMethod, Role.PagePut) || _member.Code.AccessorOf(call, out _) is { Operation: FragmentOperation.Unref } ? PageOf(call) : null;

    /// <summary>The page that a call is about: that of the fragment it names, or the page it is given.</summary>
    private StoragePath? PageOf(IInvocationOperation call)
    {
        if (_member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor)
            return Locator.OfAccessorCall(call, accessor, type!) is Locator locator ? PathOf(locator) : null;
        if (call.Instance is not null && PageOf(call.Instance) is StoragePath receiver)
            return receiver;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (PageOf(argument.Value) is StoragePath page)
                return page;
        }

        return null;
    }

    private StoragePath? PageOf(IOperation value)
    {
        if (PageSource.Of(value, _member.Code) is PageSource source)
            return PathOf(source.Fragment);
        value = Member.Plain(value);
        return value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && IsPage(value.Type) ? _member.PlaceOf(value) : null;
    }

    private StoragePath? PathOf(Locator fragment)
    {
        if (_member.Code.Semantics.GetOperation(fragment.Expression, _member.Code.Cancellation) is not IOperation operation || _member.PlaceOf(operation) is not StoragePath path)
            return null;
        return fragment.Index is null ? path : path.With(new PathStep($"[{fragment.Index}]"));
    }

    // A device is no page: the page is what has references.
    private bool IsPage(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return false;
        foreach (ISymbol member in named.GetMembers())
        {
            if (member is IMethodSymbol method && (_member.Model.Is(method, Role.PagePut) || _member.Model.Is(method, Role.PageGet)))
                return true;
        }

        return _pageTypes.TryGetValue(named, out bool known) ? known : _pageTypes[named] = IsTakenAsPage(named);
    }

    private readonly Dictionary<ISymbol, bool> _pageTypes = new(SymbolEqualityComparer.Default);

    private bool IsTakenAsPage(INamedTypeSymbol type)
    {
        foreach (IOperation operation in _member.Operations)
        {
            if (operation is IInvocationOperation call && (_member.Model.Is(call.TargetMethod, Role.PagePut) || _member.Model.Is(call.TargetMethod, Role.PageGet)))
            {
                foreach (IParameterSymbol parameter in call.TargetMethod.Parameters)
                {
                    if (SymbolEqualityComparer.Default.Equals(parameter.Type, type))
                        return true;
                }
            }
        }

        return false;
    }

    protected override void AfterStep(BodyStep step)
    {
        CompareWith(step.Operation);
        foreach (int id in _made)
        {
            // Its value went nowhere.
            if (Path.TryGet(id, out Token token) && (token.Bits & (HandedOn | Unsure)) == 0 && !HasName(id))
            {
                FateOf(token).Leaks.Add(MapAt(id / 2).Syntax.GetLocation());
                Path.Drop(id, Value.Unknown);
            }
        }

        _made.Clear();
    }

    /// <summary>A comparison of the mapping with anything: a check of the author's own.</summary>
    private void CompareWith(IOperation step)
    {
        if (Path.Tokens.Count == 0)
            return;
        foreach (IOperation operation in Bodies.Walk.All(step))
        {
            switch (operation)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison:
                    Compared(comparison.LeftOperand);
                    Compared(comparison.RightOperand);
                    break;
                case IIsPatternOperation pattern:
                    Compared(pattern.Value);
                    break;
            }
        }

        void Compared(IOperation operand)
        {
            int place = Places.Of(Member.Plain(operand));
            if (place < 0 || Path.Get(place) is not { Kind: ValueKind.Token } value || !Path.TryGet(value.TokenId, out Token token))
                return;
            IsChecked(token);
            FateOf(token).IsSettled = true;
            Path.Put(token.With(token.Bits | Checked | Unsure));
        }
    }

    protected override void OnEscape(Token token, IOperation at, EscapeReason reason)
    {
        MapFate fate = FateOf(token);
        fate.IsSettled = true;
        if (reason is EscapeReason.Unclear)
        {
            // Arithmetic, a lambda, a tuple: nothing more is said.
            IsChecked(token);
            if ((token.Bits & HandedOn) == 0 && at is IBinaryOperation)
                Path.Put(token.With(token.Bits | Checked | Unsure | HandedOn));
            else
                Path.Drop(token.Id, Value.Unknown);
            return;
        }

        int use = token.At;
        if (reason != EscapeReason.Return && (token.Bits & (Checked | HandedOn | Foreign | Unmapped)) == 0 && (token.Id & 1) == 0)
        {
            use = SiteOf(at);
            if (!fate.Uses.ContainsKey(use))
                fate.Uses.Add(use, (ExpressionOf(token, at), reason == EscapeReason.Store ? StorageOf(at) : null));
        }

        Path.Put(token.With(token.Bits | HandedOn, (token.Bits & (Unmapped | PagePut)) != 0 ? token.At : use));
    }

    /// <summary>The field, or the array, that an assignment stores into.</summary>
    private static ISymbol? StorageOf(IOperation at) => at is IAssignmentOperation assignment ? MapChecks.StorageOf(assignment.Target) : null;

    /// <summary>The expression within an operation that is the mapping.</summary>
    private SyntaxNode ExpressionOf(Token token, IOperation at)
    {
        SyntaxNode map = MapAt(token.Id / 2).Syntax;
        foreach (IOperation part in Bodies.Walk.All(at))
        {
            if (part.Syntax == map)
                return map;
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && Places.Of(part) is int place && place >= 0 && Path.Get(place).TokenId == token.Id
                && !(part.Parent is IAssignmentOperation assignment && assignment.Target == part))
            {
                return part.Syntax;
            }
        }

        return at.Syntax;
    }

    protected override void OnOverwritten(Token token, Place place, IOperation at) => Lose(token, at.Syntax.GetLocation());

    protected override void OnUnnamed(Token token, bool outOfScope)
    {
        if ((token.Bits & Probe) == 0 && Path.Result.TokenId != token.Id)
            Lose(token, null);
    }

    // Whoever asks about the body wants to know what it returns.
    protected override void OnReturn(Value value, IOperation at)
    {
        if (Exits is null)
            base.OnReturn(value, at);
    }

    private void Lose(Token token, Location? at)
    {
        if (IsOwed(token))
            FateOf(token).Leaks.Add(at ?? MapAt(token.Id / 2).Syntax.GetLocation());
        Path.Drop(token.Id, Value.Unknown);
    }

    private static bool IsOwed(Token token) => (token.Bits & (Unmapped | HandedOn | Unsure | Foreign)) == 0;

    protected override void OnExit(PathState state, ExitKind exit)
    {
        if (exit is not (ExitKind.Return or ExitKind.Throw))
            return;
        if (exit == ExitKind.Return)
            Exits?.Add(state);
        if (Exits is not null)
            return;
        foreach (Token token in state.Tokens)
        {
            if (!IsOwed(token) || IsHandedOut(state, token))
                continue;
            MapFate fate = FateOf(token);
            Location location = ExitLocation(state);
            if (!fate.Leaks.Contains(location))
            {
                fate.Leaks.Add(location);
                fate.Trails[location] = state.Trail;
            }
        }
    }
}
