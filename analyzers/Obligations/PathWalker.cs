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
    private readonly List<object> _sites = new();
    private readonly Dictionary<object, int> _siteNumbers = new();
    private readonly Choices _choices = new();
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
        _choices.Begin();
        (_after, _afterFrom) = (results, results.Count);
        do
        {
            Path.Load(state);
            if (GaveUp(state))
                return;
            Carry(Graph.Step(node, step));
            if (!Path.IsDead)
                results.Add(Path.Save());
        }
        while (_choices.Next());
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

        if (GaveUp(state) || edge.Kind == EdgeKind.Unwinding && edge.Step >= 0 && !MattersUnwinding(state) && !GivesUp())
            return null;
        bool caught = exit == ExitKind.None && IsHandler(edge.Target);
        if (edge.Kind is EdgeKind.Escaping or EdgeKind.Unwinding && edge.Step >= 0)
            Interrupt(state, edge.Target, caught || edge.Kind == EdgeKind.Unwinding ? null : Graph.Step(node, edge.Step).Operation);
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
    private void Interrupt(PathState state, int target, IOperation? thrower)
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

        // 'try { await t; } catch (IOException) { }': it threw, and is done.
        foreach ((int place, Value value) in state.Places)
        {
            if (value.TokenId >= 0 && Places[place].Kind == PlaceKind.Operation && IsFinished(place))
                Path.Set(place, Value.Unknown);
        }

        GoOnWithout(target);
        if (thrower is not null)
            Path.Exit = SiteOf(thrower);

        bool IsFinished(int operation)
        {
            for (int i = _afterFrom; i < _after.Count; i++)
            {
                foreach ((int place, Value _) in _after[i].Places)
                {
                    if (place == operation)
                        return false;
                }
            }

            return _after.Count > _afterFrom;
        }

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
        if (_choices.TryChoose(ways, out int way))
            return way;
        // Too many ways through one step: it is taken one way only, and nothing that is followed survives it.
        EscapeAll();
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

    private void Carry(BodyStep step)
    {
        CurrentStep = step;
        int choices = _choices.Made;
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

        if (_choices.Made > choices || step.Kind == StepKind.Condition && Path.Condition.Kind != ValueKind.Constant)
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
}
