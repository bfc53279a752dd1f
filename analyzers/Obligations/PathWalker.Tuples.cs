using FragApi.Analyzers.Places;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// Tuples that go from callee to caller: what is in them is followed by its position, until it has a name.
internal abstract partial class PathWalker
{
    /// <summary>The tuple that an expression makes; null where it makes none.</summary>
    private static ITupleOperation? TupleIn(IOperation operation)
    {
        operation = operation.WithoutCasts();
        return operation as ITupleOperation;
    }

    /// <summary>What is in a tuple that is returned stays in sight until the body is left.</summary>
    private Value ReturnTuple(ITupleOperation tuple)
    {
        for (int i = 0; i < tuple.Elements.Length; i++)
        {
            IOperation element = tuple.Elements[i];
            EscapeParts(Places.Of(element), element, EscapeReason.Return);
            Value value = Eval(element);
            if (value.Kind == ValueKind.Token && Path.TryGet(value.TokenId, out Token token) && MayHandOut(token))
                Path.Set(Places.OfElement(i), value);
            else
                Escape(value, element, EscapeReason.Return);
        }

        return Value.Unknown;
    }

    /// <summary>What a token stands for is the body's own, and whoever gets it owns it.</summary>
    protected virtual bool MayHandOut(Token token) => false;

    /// <summary>A tuple that is returned has it as an element.</summary>
    protected bool IsReturnedWithin(PathState state, Token token)
    {
        foreach ((int place, Value value) in state.Places)
        {
            if (value.Kind == ValueKind.Token && value.TokenId == token.Id && Places[place].Kind == PlaceKind.Element)
                return true;
        }

        return false;
    }

    /// <summary>A call has returned a tuple with something in it.</summary>
    protected void PassElement(int position, Value value) => Path.Set(Places.OfElement(position), value);

    /// <summary>Takes an element of the tuple that the call at hand has returned.</summary>
    private Value TakeElement(int position)
    {
        if (position >= Places.Elements)
            return Value.Unknown;
        int place = Places.OfElement(position);
        Value value = Path.Get(place);
        Path.Set(place, Value.Unknown);
        return value;
    }

    /// <summary>'var t = Rent();': the elements are the local's.</summary>
    private void NameElements(IOperation target)
    {
        for (int i = 0; i < Places.Elements; i++)
        {
            if (target is ILocalReferenceOperation local && Path.Get(Places.OfElement(i)).TokenId >= 0 && Places.ElementOf(local, i) is int part and >= 0)
                Path.Set(part, TakeElement(i));
        }
    }

    /// <summary>What nobody has taken out of a tuple goes where it is not followed; a call that stands by itself drops it.</summary>
    private void LeaveElements(IOperation at)
    {
        for (int i = 0; i < Places.Elements; i++)
        {
            Value left = TakeElement(i);
            if (left.TokenId >= 0 && (Site(left.TokenId / 2) is ElementSite element ? element.Call : Site(left.TokenId / 2)) != StandingByItself(at))
                Escape(left, at, EscapeReason.Unclear);
        }
    }

    private static IOperation StandingByItself(IOperation statement)
    {
        while (statement is IExpressionStatementOperation or IAwaitOperation)
            statement = statement is IAwaitOperation wait ? wait.Operation : ((IExpressionStatementOperation)statement).Operation;
        return statement;
    }
}
