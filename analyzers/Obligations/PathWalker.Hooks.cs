using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

// What a subclass is asked on the way: what calls and members do to a token, and what is an error.
internal abstract partial class PathWalker
{
    /// <summary>What lies in a slot of that type can be followed.</summary>
    protected abstract bool CanHold(ITypeSymbol type);

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

    /// <summary>A field of a token is read, or a property that is one; the result may show what the token stands for.</summary>
    protected virtual Value OnField(Value value, ISymbol field) => Value.Unknown;

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

    /// <summary>A collection shows what a view shows that was put into it.</summary>
    protected virtual void OnCollected(Place collection, Value view, IOperation at)
    {
    }

    /// <summary>What a place shows on the way out is asked, whether it is mentioned before that or not.</summary>
    protected virtual bool IsOfInterest(Place place) => false;

    /// <summary>A property is read that is computed each time.</summary>
    protected virtual Value OnGetter(IPropertyReferenceOperation property, Value instance) => Value.Unknown;

    /// <summary>A token, or a view of one, is stored where it outlives the body.</summary>
    protected virtual void OnKept(Value value, IOperation at)
    {
    }

    /// <summary>A token is put where others find it, and is followed here all the same; the default lets it go.</summary>
    protected virtual bool OnGiven(Value value, IOperation at) => false;

    /// <summary>A view of a token says nothing to whoever gets it that could end the token.</summary>
    protected virtual bool IsOnlyAddress(Token token) => false;

    /// <summary>The result of a call of which nothing is known may be its receiver.</summary>
    protected virtual bool MayHandOn(CallSite call) => false;

    /// <summary>A call of which nothing is known is passed a token, or a view of one; the default lets it go.</summary>
    protected virtual void OnUnknownArgument(CallSite call, int index, Value value) => Escape(value, call.Operation, EscapeReason.Call);

    /// <summary>A call of which nothing is known may lead back to the object's own code.</summary>
    protected virtual bool MayChangeFields(CallSite call) => !BaseLibrary.Contains(call.Method);

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

    /// <summary>It is an object that holds what is taken out of it: that may be nothing, and whoever gets hold of it may release it.</summary>
    protected virtual bool Holds(Token token) => false;

    /// <summary>What a null test of a token says; null when it can be either.</summary>
    protected virtual bool? IsNull(Token token) => null;

    /// <summary>The type in which a token's thing was acquired, where that is known: what it is at least.</summary>
    protected virtual ITypeSymbol? TypeOf(Token token) => null;

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
