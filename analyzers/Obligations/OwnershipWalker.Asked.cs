using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What may not be there at all, and what stands on something else: whether somebody asked before it went anywhere, and
// whether the ground was still there when it ended.
internal sealed partial class OwnershipWalker
{
    // 'if (MappingError(m))': on the one path there is nothing to release, on the other there is.
    private void Ask(Effect effect, Value value, ref CallOutcome outcome)
    {
        if (value.Kind != ValueKind.Token || !Path.TryGet(value.TokenId, out Token token))
            return;
        AskedOf(token);
        if (effect.When == When.Always && !effect.IsCertain)
            Settle(token);
        else if (effect.When != When.Always && Holds(effect, ref outcome))
            Path.Drop(token.Id, Value.Null);
        else
            Path.Put(token.With(HoldingOf(token).With(Holding.Asked).Bits));
    }

    /// <summary>The source of what is called asks for what it is passed; what it does besides, nobody knows.</summary>
    private bool AskedWithin(CallSite call)
    {
        bool any = false;
        foreach (Value value in call.Values)
        {
            if (!Path.TryGet(value.TokenId, out Token token) || !_kinds[SiteOf(token)].MayFail || !any && !_contracts.Asks(call.Method))
                continue;
            any = true;
            AskedOf(token);
            Settle(token);
        }

        return any;
    }

    /// <summary>A comparison with anything: a question of the author's own.</summary>
    protected override void OnCompared(Value value)
    {
        if (!Path.TryGet(value.TokenId, out Token token) || !_kinds[SiteOf(token)].MayFail || HoldingOf(token).IsGone)
            return;
        AskedOf(token);
        Settle(token);
    }

    // Whether there is anything, nobody can tell from here on.
    private void Settle(Token token)
    {
        FateOf(token).IsEscaped |= HoldingOf(token).IsHeld;
        Path.Drop(token.Id, Value.Unknown);
    }

    private void AskedOf(Token token)
    {
        if (token.At >= 0)
            (FateOf(token).AskedLater ??= new HashSet<int>()).Add(token.At);
    }

    /// <summary>It goes elsewhere; where nobody has asked yet, it stays in sight, because he still may.</summary>
    private void LetGoUnasked(Token token, IOperation at, EscapeReason reason)
    {
        Holding holding = HoldingOf(token);
        if (reason == EscapeReason.Unclear)
            AskedOf(token);
        else if (!holding.IsHeld)
            return;
        else if (UsedUnasked(token, at, reason) is int use && use != token.At && HasName(token.Id))
        {
            Path.Put(token.With(holding.WithCount(0).Bits, use));
            return;
        }

        Path.Drop(token.Id, Value.Unknown);
    }

    /// <summary>Notes where something goes of which nobody knows yet that it is there. Returns the number of the place.</summary>
    private int UsedUnasked(Token token, IOperation at, EscapeReason reason)
    {
        Holding holding = HoldingOf(token);
        if (!_kinds[SiteOf(token)].MayFail || reason is not (EscapeReason.Call or EscapeReason.Store) || (token.Id & 1) != 0
            || holding.Is(Holding.Asked) || holding.Is(Holding.Probe) || holding.Is(Holding.OfField))
        {
            return token.At;
        }

        int use = base.SiteOf(at);
        SortedDictionary<int, (SyntaxNode, IOperation)> uses = FateOf(token).Unasked ??= new SortedDictionary<int, (SyntaxNode, IOperation)>();
        if (!uses.ContainsKey(use))
            uses.Add(use, (ExpressionOf(token, at), at));
        return use;
    }

    /// <summary>The expression within an operation that is the token.</summary>
    private SyntaxNode ExpressionOf(Token token, IOperation at)
    {
        SyntaxNode acquired = SyntaxOf(SiteOf(token));
        // 'ring[i] = new Desc { Addr = Map(…) }': within what is stored.
        if (at.Syntax.SyntaxTree == acquired.SyntaxTree && at.Syntax.Span.Contains(acquired.Span))
            return acquired;
        foreach (IOperation part in Bodies.Walk.All(at))
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && Places.Of(part) is int place && place >= 0 && Path.Get(place).TokenId == token.Id
                && !(part.Parent is IAssignmentOperation assignment && assignment.Target == part))
            {
                return part.Syntax;
            }
        }

        return at.Syntax;
    }

    /// <summary>The call may take the ground away from under what is held.</summary>
    private void Undermine(CallSite call)
    {
        if (call.Operation is not IInvocationOperation removal)
            return;
        for (int i = 0; i < Path.Tokens.Count; i++)
        {
            Token token = Path.Tokens[i];
            Holding holding = HoldingOf(token);
            if (holding.IsHeld && (token.Id & 1) == 0 && !holding.Is(Holding.Undermined) && _kinds[SiteOf(token)].Says.Undermined is not null
                && Site(SiteOf(token)) is IOperation acquisition && _contracts.Undermines(removal, acquisition, Body))
            {
                Path.Put(token.With(holding.With(Holding.Undermined).Bits, base.SiteOf(removal)));
            }
        }
    }

    private void ReportUndermined(Token token, IOperation end)
    {
        ResourceKind kind = _kinds[SiteOf(token)];
        if (kind.Says.Undermined is not DiagnosticDescriptor rule || token.At < 0 || Site(token.At) is not IOperation removal || Wrong.ContainsKey((rule.Id, removal.Syntax)))
            return;
        Wrong.Add((rule.Id, removal.Syntax), new FlowReport()
            .At(end.Syntax.GetLocation(), kind.Released + " here")
            .Create(rule, removal.Syntax.GetLocation(), Expressions.TextOf(removal.Syntax)));
    }
}
