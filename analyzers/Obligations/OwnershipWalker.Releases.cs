using System.Collections.Generic;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What calls take: references that are dropped, or handed over.
internal sealed partial class OwnershipWalker
{
    private Dictionary<int, ResourceKind?>? _releasedAs;

    /// <summary>As what a parameter was released, wherever it was; null when it was handed over, or as different things.</summary>
    public ResourceKind? ReleasedAs(int site) => _releasedAs is not null && _releasedAs.TryGetValue(site, out ResourceKind? kind) ? kind : null;

    private void Put(CallSite call, Effect effect, IOperation operand, Value value)
    {
        if (effect.Resource == ResourceKind.PipeBuffer)
        {
            Advance(call, operand, value);
            return;
        }

        if (effect.Resource == ResourceKind.PooledArray || effect.Resource.Family is not null && Places.Of(operand) is int of and >= 0 && Places[of].Kind == PlaceKind.Field)
            NoteNothing(call.Operation, effect.Resource, value.Kind == ValueKind.Null);
        // 'ring.Return(x.Id)': the put of x.
        if (value.TokenId < 0 && Holder(operand, call) is { TokenId: >= 0 } holder)
            value = holder;
        if (!IsKnown(call, effect, operand, value, mayEnd: !IsRawPage(operand), EscapeReason.Unclear, out Token token))
            return;
        Holding holding = HoldingOf(token);
        ResourceKind kind = _kinds[SiteOf(token)];
        if (holding.IsGone)
        {
            if (kind.EndedAs(effect.Resource) is var end && (!end.MayRepeat || end.IsValue && IsOfCopy(token, operand)))
                Report(kind.Says.ReleasedTwice, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (!holding.IsHeld)
        {
            if (holding.Is(Holding.Borrowed))
                Report(Rules.BorrowedReleased, token, call.Operation.Syntax, Short(call.Operation.Syntax), "releases");
            Path.Drop(token.Id, Value.Unknown);
            // It went elsewhere before, and comes back.
            if (kind.MayFail)
                PutUnknown(call, effect, operand, Value.Unknown);
            return;
        }

        if (IsOfAnother(token, effect, call))
            return;

        int count = CountOf(call, effect);
        if (count < 0)
        {
            Escape(value, call.Operation, EscapeReason.Unclear);
            return;
        }

        Give(token, count, Holding.Released, call.Operation, effect.Resource);
    }

    /// <summary>It goes to a pool that it did not come from, which is reported.</summary>
    private bool IsOfAnother(Token token, Effect effect, CallSite call)
    {
        ResourceKind kind = _kinds[SiteOf(token)];
        if (PoolIdentity.Mismatch(kind, effect.Resource, AcquisitionOf(token), call, Body) is not string origin)
            return false;
        if (effect.Resource == ResourceKind.PooledArray)
            OriginsAt(call.Operation).IsWrong = true;
        Report(Rules.WrongPool, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, origin);
        FateOf(token).IsReleased = true;
        Path.Drop(token.Id, Value.Unknown);
        return true;
    }

    /// <summary>It was released under another name.</summary>
    private bool IsOfCopy(Token token, IOperation operand) =>
        token.At >= 0 && Site(token.At) is IInvocationOperation { Instance: IOperation released } && Places.Of(released) is int one and >= 0 && Places.Of(operand) is int other and >= 0 && one != other;

    private Value Holder(IOperation operand, CallSite call)
    {
        // The receiver was taken for the page, because what is passed is a number.
        if (operand == call.Instance && call.Arguments.Length == 1)
            operand = call.Arguments[0].Value;
        operand = operand.WithoutConversions();
        return operand is IMemberReferenceOperation { Instance: IOperation instance } && Places.Of(instance) is int place and >= 0 ? Path.Get(place) : Value.Unknown;
    }

    /// <summary>Something of unknown origin is ended: from here on it is gone.</summary>
    private void PutUnknown(CallSite call, Effect effect, IOperation operand, Value value)
    {
        int place = Places.Of(operand);
        if (value.Kind is ValueKind.Null or ValueKind.Constant || place < 0 || Places[place].Kind == PlaceKind.Capture)
            return;
        if (Acquire(call.Operation, effect.Resource, Holding.Fresh | Holding.Released, count: 0) is not Token token)
            return;
        Path.Put(token.With(token.Bits, SiteOf(call.Operation)));
        // 'byte[] b = _b; Return(b);': under its other name as well.
        if (value.Kind == ValueKind.Same)
            Decide(value, Value.Token(token.Id));
        Path.Set(place, Value.Token(token.Id));
    }

    /// <summary>
    /// Which reference a call takes. Where that is not known, what there is to be said is said: it may be the end of one that
    /// came from elsewhere.
    /// </summary>
    private bool IsKnown(CallSite call, Effect effect, IOperation operand, Value value, bool mayEnd, EscapeReason otherwise, out Token token)
    {
        token = default;
        if (value.TokenId < 0 || !Path.TryGet(value.TokenId, out token))
        {
            if (mayEnd && effect.Resource.IsUnique && !effect.Resource.MayRepeat)
                PutUnknown(call, effect, operand, value);
            return false;
        }

        if (value.Kind == ValueKind.Token)
            return !IsStray(token, effect.Resource, call.Operation);
        Escape(value, call.Operation, otherwise);
        return false;
    }

    private void Consume(CallSite call, Effect effect, IOperation operand, Value value)
    {
        if (!IsKnown(call, effect, operand, value, mayEnd: effect.Releases, EscapeReason.Call, out Token token))
            return;
        Holding holding = HoldingOf(token);
        ResourceKind kind = _kinds[SiteOf(token)];
        if (holding.IsGone)
        {
            // What is called for the end is another mistake than what is passed on.
            if (!(kind.EndedAs(effect.Resource).MayRepeat && (effect.Releases || effect.Target == Effect.This)))
                Report(effect.Releases || effect.Target == Effect.This || kind.Says.UsedAfterRelease is null ? kind.Says.ReleasedTwice : kind.Says.UsedAfterRelease, token, call.Operation.Syntax, Short(call.Operation.Syntax), kind.Noun, Ended(token));
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (!holding.IsHeld)
        {
            if (holding.Is(Holding.Borrowed))
                Report(Rules.BorrowedReleased, token, call.Operation.Syntax, Short(call.Operation.Syntax), effect.Releases ? "releases" : "hands over");
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (effect.Releases && IsOfAnother(token, effect, call))
            return;

        Give(token, 1, effect.Releases ? Holding.Released : Holding.HandedOver, call.Operation, effect.Resource);
    }

    /// <summary>References go: released, or handed over.</summary>
    private void Give(Token token, int count, int how, IOperation at, ResourceKind? kind)
    {
        Holding holding = HoldingOf(token);
        if (holding.Count > count)
        {
            Path.Put(token.With(holding.WithCount(holding.Count - count).Bits, SiteOf(at)));
            return;
        }

        if (holding.Is(Holding.Probe))
            EndsAs(SiteOf(token), how == Holding.Released ? kind : null);
        if (how == Holding.Released && OperationOn(token.Id) is IOperation operation)
        {
            Report(Rules.ReleasedWhileUsed, token, at.Syntax, Short(at.Syntax), _kinds[SiteOf(token)].Noun, Short(operation.Syntax));
            FateOf(token).IsReleased = true;
            Path.Drop(token.Id, Value.Unknown);
            return;
        }

        if (how == Holding.Released && holding.Is(Holding.Undermined))
            ReportUndermined(token, at);
        FateOf(token).IsReleased = true;
        FateOf(token).EndedIn.Add(Graph.Node(Node).Block?.Ordinal ?? -1);
        if (holding.Is(Holding.Fresh))
        {
            Path.Put(token.With(holding.WithCount(0).With(how).Bits, SiteOf(at)));
            return;
        }

        // Ours is gone, the others' are not.
        if (holding.Is(Holding.Borrowed))
            Path.Put(token.With(holding.WithCount(0).Bits, SiteOf(at)));
        else
            Path.Put(token.With(holding.WithCount(0).Bits, -1));
    }

    private void EndsAs(int site, ResourceKind? kind)
    {
        _releasedAs ??= new Dictionary<int, ResourceKind?>();
        _releasedAs[site] = !_releasedAs.TryGetValue(site, out ResourceKind? known) || known == kind ? kind : null;
    }
}
