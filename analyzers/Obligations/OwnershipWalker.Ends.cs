using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// How references come to an end: returned, let go, overwritten, forgotten, or still held on the way out.
internal sealed partial class OwnershipWalker
{
    protected override void OnReturn(Value value, IOperation at)
    {
        if (value.Kind is ValueKind.Maybe or ValueKind.Keeper || !Path.TryGet(value.TokenId, out Token token))
            return;
        Holding holding = HoldingOf(token);
        if (holding.Is(Holding.Released))
        {
            // What is left of an object that was disposed of, the caller may still ask for.
            if (!(_kinds[SiteOf(token)].IsWrapper && value.Kind == ValueKind.Token))
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
        // Whoever has it besides, it is given back by its reader; only what a lambda does to the names, nobody knows.
        if (_kinds[SiteOf(token)] == ResourceKind.PipeBuffer && at is not IFlowAnonymousFunctionOperation)
            return;
        if (HoldingOf(token).IsHeld)
        {
            Fate fate = FateOf(token);
            fate.IsEscaped = true;
            fate.Escape ??= (at, reason);
            fate.EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
        }

        if (_kinds[SiteOf(token)].MayFail)
        {
            LetGoUnasked(token, at, reason);
            return;
        }

        // What was acquired here and handed on without a question is taken to be something.
        bool isNotNull = HoldingOf(token) is { IsHeld: true } held && (held.Is(Holding.NotNull) || held.Is(Holding.Fresh) && !held.Is(Holding.OfParameter | Holding.OfField | Holding.Probe));
        Path.Drop(token.Id, isNotNull ? Value.NotNull : Value.Unknown);
    }

    protected override void OnOverwritten(Token token, Place place, IOperation at)
    {
        Holding holding = HoldingOf(token);
        // Its parts have names of their own.
        if (_kinds[SiteOf(token)] == ResourceKind.PipeBuffer)
            return;
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
            if (holding.Is(Holding.NotNull) && !(OwnedIn(place.Symbol).MayBeEmpty && IsCompared(place.Symbol!)))
                ReportOverwritten(token, place, at);
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (holding.Is(Holding.Given) || HasNameOutside(token))
        {
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        // Code outside of .NET had it, and may have kept it: 'Register(p); p = null;'.
        if (holding.Is(Holding.Fresh) && !holding.Is(Holding.Probe) && !holding.Is(Holding.Lent))
        {
            if (holding.Is(Holding.OfParameter))
                AddLeak(token, ExitKind.Return, at.Syntax.GetLocation(), default, null, isScopeEnd: true);
            else
                ReportOverwritten(token, place, at);
        }
        else if (holding.Is(Holding.Probe) && (place.IsCaptured || place.Symbol is IParameterSymbol { RefKind: RefKind.Ref }))
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
        if (kind.Says.Overwritten is null)
        {
            AddLeak(token, ExitKind.Return, at.Syntax.GetLocation(), null, null, isScopeEnd: true);
            return;
        }

        string name = at is ISimpleAssignmentOperation assignment ? Short(assignment.Target.Syntax)
            : place.Kind == PlaceKind.Part && Places[place.Owner].Symbol is ISymbol owner ? $"{owner.Name}.{place.Symbol!.Name}"
            : place.Symbol?.Name ?? Short(at.Syntax);
        if (HoldingOf(token).Is(Holding.OfField) && place.Symbol is ISymbol field && OwnedIn(field) != OwnedField.Annotated)
            (_overwritten ??= new Dictionary<(string Id, SyntaxNode At), ISymbol>())[(Rules.Overwritten.Id, at.Syntax)] = field;
        Report(kind.Says.Overwritten, token, at.Syntax, name, kind.Noun, kind.Released);
        FateOf(token).IsReported = true;
    }

    protected override void OnUnnamed(Token token, bool outOfScope)
    {
        Holding holding = HoldingOf(token);
        if (!holding.IsHeld || holding.Is(Holding.Probe) || holding.Is(Holding.OfField))
        {
            if (!holding.Is(Holding.Probe) && Path.Result.TokenId != token.Id && !IsShownStill(token))
                Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (holding.Is(Holding.InUse))
            return;
        // Otherwise the way out of the body tells more.
        if (!outOfScope || IsLeaving(Node) || Path.Result.TokenId == token.Id)
            return;
        if (HasNameOutside(token))
        {
            Escape(Value.Token(token.Id), CurrentStep.Operation, EscapeReason.Unclear);
            return;
        }

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

    // 'q = Realloc(p); if (q == null) …': p is still there.
    protected override void OnNull(Token token)
    {
        for (int i = Path.Tokens.Count - 1; i >= 0; i--)
        {
            if (Path.Tokens[i] is Token renewed && renewed.At == SiteOf(token) && HoldingOf(renewed).IsGone)
                Path.Drop(renewed.Id, Value.Unknown);
        }

        base.OnNull(token);
    }

    protected override void OnNotNull(Token token)
    {
        if (!HoldingOf(token).Is(Holding.NotNull))
            Path.Put(token.With(HoldingOf(token).With(Holding.NotNull).Bits, token.At));
    }

    protected override bool? IsNull(Token token) => HoldingOf(token).Is(Holding.NotNull) ? false : null;

    protected override ITypeSymbol? TypeOf(Token token) => (Site(SiteOf(token)) as IInvocationOperation)?.Type;

    // A lookup may give what others have a reference to; what a pool or an allocator hands out is nobody else's.
    protected override bool IsNew(Token token) =>
        _kinds[SiteOf(token)] is { IsUnique: true, MayFail: false } && HoldingOf(token) is { IsHeld: true } holding && holding.Is(Holding.Fresh) && Site(SiteOf(token)) is IInvocationOperation or IObjectCreationOperation;

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
                if (holding.Is(Holding.Released) && exit == ExitKind.Return)
                    ReportShown(state, token);
                // 'try { return b; } finally { Return(b); }'
                if (holding.Is(Holding.Released) && exit == ExitKind.Return && !(_kinds[SiteOf(token)].IsWrapper && state.Result.Kind != ValueKind.View) && (state.Result.TokenId == token.Id ? state.Result.Kind != ValueKind.Maybe : IsReturnedWithin(state, token)) && state.Exit >= 0 && Site(state.Exit) is IOperation returned)
                    Report(_kinds[SiteOf(token)].Says.UsedAfterRelease, token, returned.Syntax, Short(returned.Syntax), _kinds[SiteOf(token)].Noun, Ended(token));
                if (fate.IsReleased && exit == ExitKind.Return)
                    fate.ResultsWhenReleased.Add(state.Result.TokenId >= 0 ? Value.NotNull : state.Result);
                continue;
            }

            // Somebody asked whether the operation on it is done, and it was not: it cannot be given back yet.
            if (holding.Is(Holding.OfField) && !(exit == ExitKind.Throw && IsStillborn(token)) || holding.Is(Holding.Probe) || holding.Is(Holding.InUse))
                continue;
            // Arguments that are refused before anything was done: nothing happened, and the caller keeps what it has.
            if (exit == ExitKind.Throw && holding.Is(Holding.OfParameter) && !holding.Is(Holding.Touched))
                continue;
            if (exit == ExitKind.Throw && (IsWiped(state, token) || IsMisuse(state, token)))
                continue;
            if (exit != ExitKind.Throw && IsHandedOut(state, token))
            {
                fate.IsEscaped = true;
                if (state.Exit >= 0 && Site(state.Exit) is IOperation handed)
                    fate.Escape ??= (handed, EscapeReason.Return);
                fate.EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
                continue;
            }

            // What the type itself frees, nobody else has kept.
            Token left = holding.Is(Holding.OfField) ? token.With(holding.Bits & ~Holding.Lent, token.At) : token;
            AddLeak(left, exit, ExitLocation(state), state.Result, state.Trail, isScopeEnd: false);
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
            foreach ((int first, int last) in Facts.Loops.All)
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

    /// <summary>Takes back the leaks that <see cref="SkipsLoop"/> and the handles that are to stay; what ends an obligation is known only in the end.</summary>
    public void Reconsider()
    {
        foreach (KeyValuePair<int, Fate> at in Fates)
        {
            Fate fate = at.Value;
            // What a type pins once stays where it is for as long as there is the type.
            if (fate.Leaks.Count > 0 && !fate.IsReleased && _kinds[at.Key] == ResourceKind.GcHandle && TypeStart.Contains(SyntaxOf(at.Key), Body))
                fate.Leaks.Clear();
            else
                fate.Leaks.RemoveAll(exit => SkipsLoop(fate, exit.Trail));
        }

        ReconsiderOrigins();
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
}
