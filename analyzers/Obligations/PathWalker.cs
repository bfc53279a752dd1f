using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>
/// Follows values through a body, path by path: which place holds which token, which flags and null tests were
/// answered how. What a call does to a token, and what is an error, is said by a subclass; what is not understood makes
/// a token escape, and nothing more is said of it.
/// </summary>
/// <remarks>
/// Where a step can go two ways (a test of something that is followed, a call that may fail) it <see cref="Choose"/>s,
/// and is carried out once for each choice. So the transfer function reads like an interpreter of one path.
/// </remarks>
internal abstract partial class PathWalker : ITransfer<PathState>
{
    private const int MaxChoices = 32;

    private readonly List<object> _sites = new();
    private readonly Dictionary<object, int> _siteNumbers = new();
    private readonly List<int> _choices = new();
    private int _choice;
    private int _runs;
    private List<PathState> _after = new();
    private int _afterFrom;

    protected PathWalker(Body body, BodyGraph graph, BodyFacts facts)
    {
        Body = body;
        Graph = graph;
        Facts = facts;
        Places = new BodyPlaces(facts, CanHold);
    }

    protected Body Body { get; }

    protected BodyGraph Graph { get; }

    protected BodyFacts Facts { get; }

    protected BodyPlaces Places { get; }

    /// <summary>What lies in a slot of that type can be followed.</summary>
    protected abstract bool CanHold(ITypeSymbol type);

    /// <summary>The path at hand.</summary>
    protected Path Path { get; } = new();

    /// <summary>The node at hand.</summary>
    protected int Node { get; private set; }

    /// <summary>The step at hand.</summary>
    protected BodyStep CurrentStep { get; private set; }

    /// <summary>Follows every path of the body from a state.</summary>
    public PathOutcome Walk(PathState initial)
    {
        try
        {
            return PathAnalysis.Run(Graph, this, initial, PathLimits.Default, Body.Cancellation);
        }
        catch (InsufficientExecutionStackException)
        {
            // An expression that is nested deeper than the stack goes: nothing is said of the body.
            return PathOutcome.GaveUp;
        }
    }

    public PathState Join(PathState one, PathState other) => PathState.Join(one, other);

    public void Step(PathState state, int node, int step, List<PathState> results)
    {
        Node = node;
        _choices.Clear();
        _runs = 0;
        (_after, _afterFrom) = (results, results.Count);
        do
        {
            _choice = 0;
            Path.Load(state);
            Carry(Graph.Step(node, step));
            if (!Path.IsDead)
                results.Add(Path.Save());
        }
        while (NextChoices());
    }

    public PathState? Follow(PathState state, int node, FlowEdge edge)
    {
        Node = node;
        ExitKind exit = Graph.Node(edge.Target).Exit;
        if (edge.Kind == EdgeKind.Unknown)
            return PathState.Empty;
        bool? taken = edge.Kind switch
        {
            EdgeKind.WhenTrue => true,
            EdgeKind.WhenFalse => false,
            _ => null,
        };
        if (taken is bool outcome && state.Condition.Kind == ValueKind.Constant && state.Condition.Data != 0 != outcome)
            return null;

        if (edge.Kind == EdgeKind.Unwinding && edge.Step >= 0 && !MattersUnwinding(state))
            return null;
        bool caught = exit == ExitKind.None && IsHandler(edge.Target);
        if (edge.Kind is EdgeKind.Escaping or EdgeKind.Unwinding && edge.Step >= 0)
            Interrupt(state, caught || edge.Kind == EdgeKind.Unwinding ? null : Graph.Step(node, edge.Step).Operation);
        else
            Path.Load(state);
        if (taken is not null)
            Path.Condition = Value.Unknown;
        if (exit == ExitKind.None)
        {
            // Whoever catches it leaves in his own way.
            if (caught && Path.Exit >= 0)
                Path.Exit = -1;
            LeaveScopes(Graph.Node(edge.Target).Block!.Ordinal);
        }

        if (taken is bool branch)
            Path.Trail = new Trail(node, branch, state.Trail);
        PathState arrived = Path.Save();
        if (exit == ExitKind.None)
            return arrived;
        Path.Load(arrived);
        OnExit(arrived, exit);
        return null;
    }

    private bool IsHandler(int node) => Graph.Node(node).Block?.EnclosingRegion is { Kind: ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.FilterAndHandler };

    // A call that throws took over what it would have taken over: what the step lets go does not count as held.
    private void Interrupt(PathState state, IOperation? thrower)
    {
        Path.Load(state);
        foreach (Token token in state.Tokens)
        {
            Token? left = token;
            for (int i = _afterFrom; i < _after.Count && left is not null; i++)
                left = Interrupted(token, Find(_after[i], token.Id));
            if (left is Token changed)
                Path.Put(changed);
            else
                Path.Drop(token.Id, Value.Unknown);
        }

        if (thrower is not null)
            Path.Exit = SiteOf(thrower);

        static Token? Find(PathState result, int id)
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Id == id)
                    return token;
            }

            return null;
        }
    }

    /// <summary>The number of a place in the code: an operation, or a symbol that something came with.</summary>
    protected int SiteOf(object place)
    {
        if (!_siteNumbers.TryGetValue(place, out int number))
        {
            number = _sites.Count;
            _sites.Add(place);
            _siteNumbers.Add(place, number);
        }

        return number;
    }

    /// <summary>The operation or symbol of that number.</summary>
    protected object Site(int number) => _sites[number];

    /// <summary>Decides between <paramref name="ways"/> ways: the step is carried out once for each.</summary>
    protected int Choose(int ways)
    {
        if (_choice < _choices.Count)
            return _choices[_choice++] & 0xff;
        // Too many ways through one step: it is taken one way only, and nothing that is followed survives it.
        if (_runs + _choices.Count >= MaxChoices)
        {
            EscapeAll();
            return 0;
        }

        _choices.Add(ways << 8);
        _choice++;
        return 0;
    }

    /// <summary>Every place that is known to hold the same is known better now.</summary>
    protected void Decide(Value same, Value known)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (Path.Places[i].Value.Equals(same))
                Path.Set(Path.Places[i].Place, known);
        }
    }

    /// <summary>A value of which nothing is known gets a number, so that what is found out of it counts for its other name as well.</summary>
    private Value Number(int place, IOperation copy)
    {
        Value same = Value.Same(SiteOf(copy));
        // Those of an earlier turn of a loop are others.
        Decide(same, Value.Unknown);
        Path.Set(place, same);
        return same;
    }

    /// <summary>Decides for both answers of a question.</summary>
    protected bool ChooseTruth() => Choose(2) == 0;

    private bool NextChoices()
    {
        _runs++;
        while (_choices.Count > 0)
        {
            int last = _choices[_choices.Count - 1];
            if ((last & 0xff) + 1 < last >> 8 && _runs < MaxChoices * 4)
            {
                _choices[_choices.Count - 1] = last + 1;
                return true;
            }

            _choices.RemoveAt(_choices.Count - 1);
        }

        return false;
    }

    private void Carry(BodyStep step)
    {
        CurrentStep = step;
        int choices = _choice;
        switch (step.Kind)
        {
            case StepKind.Condition:
                Path.Condition = Test(step.Operation);
                break;
            case StepKind.Return:
                Path.Exit = SiteOf(step.Operation);
                Path.Result = TupleIn(step.Operation) is ITupleOperation tuple ? ReturnTuple(tuple) : ReturnValue(step.Operation, Eval(step.Operation));
                break;
            case StepKind.Throw:
                Path.Exit = SiteOf(step.Operation);
                Escape(Eval(step.Operation), step.Operation, EscapeReason.Unclear);
                break;
            case StepKind.NoReturn:
                Path.Exit = SiteOf(step.Operation);
                Eval(step.Operation);
                break;
            default:
                Eval(step.Operation);
                break;
        }

        if (_choice > choices || step.Kind == StepKind.Condition && Path.Condition.Kind != ValueKind.Constant)
            OnUndecided(step.Operation);
        if (step.Kind != StepKind.Return)
            LeaveElements(step.Operation);
        AfterStep(step);
    }

    private Value ReturnValue(IOperation operation, Value value)
    {
        EscapeParts(Places.Of(operation), operation, EscapeReason.Return);
        if (value.TokenId < 0)
            return value;
        OnReturn(value, operation);
        // What is returned stays in sight until the body is left.
        return Path.TryGet(value.TokenId, out _) ? value : Value.Unknown;
    }

    /// <summary>Names that are out of scope, or of no further interest, in the block that control goes to.</summary>
    private void LeaveScopes(int block)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i >= Path.Places.Count)
                continue;
            (int number, Value value) = Path.Places[i];
            Place place = Places[number];
            bool outOfScope = block < place.First || block > place.Last;
            if (!outOfScope && block <= place.LastUse)
                continue;
            Path.Set(number, Value.Unknown);
            if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && !HasName(token.Id))
                OnUnnamed(token, outOfScope && place.Kind is PlaceKind.Local or PlaceKind.Part);
        }
    }

    /// <summary>A place still holds the token itself, and not a view of it.</summary>
    protected bool HasName(int token)
    {
        for (int i = 0; i < Path.Places.Count; i++)
        {
            if (Path.Places[i].Value is { Kind: ValueKind.Token } value && value.TokenId == token)
                return true;
        }

        return Path.Result.Kind == ValueKind.Token && Path.Result.TokenId == token || Path.Condition.TokenId == token;
    }

    /// <summary>Lets everything go that a path follows: something happened that is not understood.</summary>
    protected void EscapeAll()
    {
        while (Path.Tokens.Count > 0)
            Path.Drop(Path.Tokens[Path.Tokens.Count - 1].Id, Value.Unknown);
    }

    /// <summary>The value goes where it is not followed any more.</summary>
    protected void Escape(Value value, IOperation at, EscapeReason reason)
    {
        Finish(value);
        if (value.TokenId < 0 || !Path.TryGet(value.TokenId, out Token token))
            return;
        // It may be another thing that goes.
        if (value.Kind is ValueKind.Maybe or ValueKind.Keeper && IsGone(token))
            return;
        OnEscape(token, at, reason);
    }

    /// <summary>The parts of a composite go with it.</summary>
    protected void EscapeParts(int owner, IOperation at, EscapeReason reason)
    {
        if (owner < 0)
            return;
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].Owner == owner)
            {
                Value value = Path.Places[i].Value;
                Path.Set(Path.Places[i].Place, Value.Unknown);
                Escape(value, at, reason);
            }
        }
    }

    /// <summary>
    /// Something was written where it may be a slot of any array: what other slots hold, nobody knows any more. What is held
    /// in one goes; what is gone is only not known by that name any longer.
    /// </summary>
    protected void ForgetSlots(IOperation at, int but = -1)
    {
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i >= Path.Places.Count)
                continue;
            (int number, Value value) = Path.Places[i];
            Place place = Places[number];
            if (number == but || !(place.Kind == PlaceKind.Slot || place.Kind == PlaceKind.Part && Places[place.Owner].Kind == PlaceKind.Slot))
                continue;
            Unname(number, value, at);
        }
    }

    /// <summary>A place does not show any more what it showed.</summary>
    private void Unname(int place, Value value, IOperation at)
    {
        Path.Set(place, Value.Unknown);
        if (value.Kind != ValueKind.Token || !Path.TryGet(value.TokenId, out Token token) || HasName(token.Id))
            return;
        if (IsGone(token))
            Path.Drop(token.Id, Value.Unknown);
        else
            Escape(value, at, EscapeReason.Store);
    }

    /// <summary>Somebody else may have changed the object's own fields.</summary>
    protected void ForgetFields(IOperation at, ICollection<ISymbol>? but = null)
    {
        ForgetSlots(at);
        for (int i = Path.Places.Count - 1; i >= 0; i--)
        {
            if (i < Path.Places.Count && Places[Path.Places[i].Place].Kind == PlaceKind.Field && but?.Contains(Places[Path.Places[i].Place].Symbol!) != true)
            {
                Value value = Path.Places[i].Value;
                Path.Set(Path.Places[i].Place, Value.Unknown);
                Escape(value, at, EscapeReason.Store);
            }
        }
    }

    /// <summary>After each step; the default does nothing.</summary>
    protected virtual void AfterStep(BodyStep step)
    {
    }

    /// <summary>
    /// A call whose receiver and arguments were evaluated. False: nothing is known of it, and <see cref="UnknownCall"/>
    /// does what is due.
    /// </summary>
    protected abstract bool OnCall(CallSite call, out Value result);

    /// <summary>A place of which nothing is known is read.</summary>
    protected virtual Value OnRead(Place place, IOperation at) => Value.Unknown;

    /// <summary>A local, a parameter or a temporary is mentioned where its value is read.</summary>
    protected virtual void OnNamed(int place, IOperation at)
    {
    }

    /// <summary>A local or a temporary was set to what <paramref name="source"/> gave.</summary>
    protected virtual void OnStored(int place, IOperation source, IOperation store)
    {
    }

    /// <summary>A member of a token, or of a view of one, is read; the result may be a view of it again.</summary>
    protected virtual Value OnMember(Value value, IPropertyReferenceOperation member) => Value.Unknown;

    /// <summary>A token, or a view of it, is used: a member of it is read or called, it is indexed, or passed on.</summary>
    protected virtual void OnUse(Value value, IOperation at)
    {
    }

    /// <summary>A token is stored in a field of <c>this</c>, or a static one.</summary>
    protected virtual void OnFieldStore(Place field, Value value, IOperation at)
    {
        Escape(value, at, EscapeReason.Store);
        Path.Set(field.Number, value.Kind is ValueKind.Token ? Value.NotNull : value.Kind is ValueKind.View or ValueKind.Maybe or ValueKind.Keeper or ValueKind.Operation ? Value.Unknown : value);
    }

    /// <summary>A step could go more ways than one.</summary>
    protected virtual void OnUndecided(IOperation asked)
    {
    }

    /// <summary>An array is made.</summary>
    protected virtual Value OnNew(IOperation creation) => Value.NotNull;

    /// <summary>A property is read that is computed each time.</summary>
    protected virtual Value OnGetter(IPropertyReferenceOperation property, Value instance) => Value.Unknown;

    /// <summary>A token, or a view of one, is stored where it outlives the body.</summary>
    protected virtual void OnKept(Value value, IOperation at)
    {
    }

    /// <summary>The result of a call of which nothing is known may be its receiver.</summary>
    protected virtual bool MayHandOn(CallSite call) => false;

    /// <summary>A call of which nothing is known is passed a token, or a view of one; the default lets it go.</summary>
    protected virtual void OnUnknownArgument(CallSite call, Value value) => Escape(value, call.Operation, EscapeReason.Call);

    /// <summary>A token is returned; the default lets it go.</summary>
    protected virtual void OnReturn(Value value, IOperation at) => Escape(value, at, EscapeReason.Return);

    /// <summary>A token goes where it is not followed; the default forgets it and its names.</summary>
    protected virtual void OnEscape(Token token, IOperation at, EscapeReason reason) => Path.Drop(token.Id, Value.Unknown);

    /// <summary>A place that was a token's last name is assigned to.</summary>
    protected virtual void OnOverwritten(Token token, Place place, IOperation at)
    {
    }

    /// <summary>A token's last name went out of scope, or is of no further use.</summary>
    protected virtual void OnUnnamed(Token token, bool outOfScope)
    {
    }

    /// <summary>A token turned out to be null: there is nothing to follow.</summary>
    protected virtual void OnNull(Token token) => Path.Drop(token.Id, Value.Null);

    /// <summary>A token is known to be there.</summary>
    protected virtual void OnNotNull(Token token)
    {
    }

    /// <summary>An <c>out</c> or <c>ref</c> parameter gets something that is followed.</summary>
    protected virtual void OnGivenOut(Place parameter, Value value, IOperation at)
    {
    }

    /// <summary>A token was asked for its length, and it is zero.</summary>
    protected virtual void OnEmpty(Token token)
    {
    }

    /// <summary>A value is compared with another one, or with a pattern.</summary>
    protected virtual void OnCompared(Value value)
    {
    }

    /// <summary>What a null test of a token says; null when it can be either.</summary>
    protected virtual bool? IsNull(Token token) => null;

    /// <summary>What a token stands for was released, or handed over.</summary>
    protected virtual bool IsGone(Token token) => false;

    /// <summary>What is left of a token when a step does not complete: null when nobody can say.</summary>
    protected virtual Token? Interrupted(Token before, Token? after) => before.Equals(after) ? before : null;

    /// <summary>An exception that nobody catches is worth following into a <c>finally</c>.</summary>
    protected virtual bool MattersUnwinding(PathState state) => false;

    /// <summary>It was made in this body, and so equals nothing that was there before.</summary>
    protected virtual bool IsNew(Token token) => false;

    /// <summary>A path leaves the body.</summary>
    protected abstract void OnExit(PathState state, ExitKind exit);
}
