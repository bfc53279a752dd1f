using System.Collections.Generic;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

// Names come to an end, and what they named goes where it is not followed.
internal abstract partial class PathWalker
{
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
            if (!outOfScope && (block <= place.LastUse || IsOfInterest(place)))
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
        if (value.Kind is ValueKind.Maybe or ValueKind.Keeper && IsGone(token) || value.Kind == ValueKind.View && IsOnlyAddress(token))
            return;
        OnEscape(token, at, reason);
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
    protected void Unname(int place, Value value, IOperation at)
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
}
