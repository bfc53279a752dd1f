using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>What a call does with one of its operands.</summary>
internal enum EffectKind
{
    /// <summary>It arrives with a reference.</summary>
    Acquire,

    /// <summary>Another reference is taken on it.</summary>
    Get,

    /// <summary>A reference on it is dropped.</summary>
    Put,

    /// <summary>The callee takes the reference over.</summary>
    Consume,

    /// <summary>The callee neither keeps nor releases it; or, of a result, it carries no reference.</summary>
    Borrow,

    /// <summary>The result is another name of <see cref="Effect.Source"/>.</summary>
    Alias,

    /// <summary>The result shows <see cref="Effect.Source"/>.</summary>
    View,

    /// <summary>It becomes the page of the descriptor that <see cref="Effect.Source"/> is, and its reference the descriptor's.</summary>
    Store,

    /// <summary>It is set, to true or to a pointer: the reference was taken.</summary>
    Set,

    /// <summary>A <c>ref</c> argument holds something else afterwards.</summary>
    Replace,

    /// <summary>What was gone may be there again.</summary>
    Revive,

    /// <summary>What becomes of it, nobody can say.</summary>
    Lose,

    /// <summary>It tells whether there is anything: where <see cref="Effect.When"/> holds there is not, and a certain one returns only where there is.</summary>
    Ask,
}

/// <summary>An effect of a call on the receiver, a parameter or the result.</summary>
internal sealed class Effect : System.IEquatable<Effect>
{
    /// <summary>The receiver.</summary>
    public const int This = -1;

    /// <summary>The value that is returned, or constructed.</summary>
    public const int Result = -2;

    /// <summary>The element of the returned tuple at that position.</summary>
    public static int Element(int position) => -10 - position;

    /// <summary>The position of the element of the returned tuple that it is about; -1 for another target.</summary>
    public int Position => Target <= -10 ? -10 - Target : -1;

    public Effect(EffectKind kind, int target, ResourceKind? resource = null, When when = When.Always)
    {
        Kind = kind;
        Target = target;
        Resource = resource ?? ResourceKind.Reference;
        When = when;
    }

    public EffectKind Kind { get; }

    /// <summary>A parameter's ordinal, <see cref="This"/> or <see cref="Result"/>.</summary>
    public int Target { get; }

    /// <summary>What a call has for the target: its receiver, or an argument; null for a result.</summary>
    public IOperation? OperandOf(IInvocationOperation call)
    {
        if (Target == This)
            return call.Instance;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == Target)
                return argument.Value;
        }

        return null;
    }

    public ResourceKind Resource { get; }

    public When When { get; }

    /// <summary>Of what is taken over: it is gone when the call returns, and not with somebody else.</summary>
    public bool Releases { get; set; }

    /// <summary>Of what is borrowed: until the task that is returned is done.</summary>
    public bool IsPending { get; set; }

    /// <summary><see cref="When"/> is how it always returns, and decides nothing.</summary>
    public bool IsCertain { get; set; }

    /// <summary>Of what arrives: it is known to be there.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Of what is replaced: there is nothing in its place.</summary>
    public bool Clears { get; set; }

    /// <summary>Of what is borrowed by reference: there may be another one in its place.</summary>
    public bool Renews { get; set; }

    /// <summary>Of an alias or a view: what of.</summary>
    public int Source { get; set; } = This;

    /// <summary>It is about the page that a descriptor holds, and not about the descriptor.</summary>
    public bool IsOfPage { get; set; }

    /// <summary>The parameter that says how many references; -1 for one.</summary>
    public int Count { get; set; } = -1;

    /// <summary>The same on another operand; what it is about besides moves along.</summary>
    public Effect Moved(int target) => new(Kind, target, Resource, When)
    {
        Releases = Releases,
        IsPending = IsPending,
        IsCertain = IsCertain,
        IsAsked = IsAsked,
        Clears = Clears,
        Renews = Renews,
        IsOfPage = IsOfPage,
        Source = Source + 1,
        Count = Count < 0 ? Count : Count + 1,
    };

    /// <summary>The same on what the method is called on, and not on the parameter that stands for it.</summary>
    public Effect OnReceiver() => new(Kind, This, Resource, When) { Releases = Releases, IsPending = IsPending, IsCertain = IsCertain, IsAsked = IsAsked, Clears = Clears, Renews = Renews, IsOfPage = IsOfPage, Source = Source, Count = Count };

    public bool Equals(Effect? other) =>
        other is not null && Kind == other.Kind && Target == other.Target && Resource == other.Resource && When == other.When
        && Releases == other.Releases && Clears == other.Clears && Renews == other.Renews && IsCertain == other.IsCertain && IsAsked == other.IsAsked && IsPending == other.IsPending && IsOfPage == other.IsOfPage && Source == other.Source && Count == other.Count;

    public override bool Equals(object? obj) => Equals(obj as Effect);

    public override int GetHashCode() => (int)Kind * 31 + Target;
}

/// <summary>Everything that is known of a method.</summary>
internal sealed class MethodContract : System.IEquatable<MethodContract>
{
    public static readonly MethodContract None = new(ImmutableArray<Effect>.Empty);

    /// <summary>Of a method that calls itself, before anything was found: it does not return from there.</summary>
    public static readonly MethodContract Unfinished = new(ImmutableArray<Effect>.Empty);

    public MethodContract(ImmutableArray<Effect> effects, bool isQuiet = false)
    {
        Effects = effects;
        IsQuiet = isQuiet;
    }

    public ImmutableArray<Effect> Effects { get; }

    /// <summary>It changes nothing but its operands: the caller's own fields stay as they are.</summary>
    public bool IsQuiet { get; }

    /// <summary>What the fields of the object hold afterwards; default where that was not read off.</summary>
    public ImmutableArray<LeftField> Fields { get; set; }

    /// <summary>It calls code that may change other fields as well.</summary>
    public bool CallsOut { get; set; }

    /// <summary>The same of a method that takes what this one is called on as its first argument.</summary>
    public MethodContract OfStatic()
    {
        if (Effects.IsEmpty)
            return this;
        ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>(Effects.Length);
        foreach (Effect effect in Effects)
            effects.Add(effect.Moved(effect.Target <= Effect.Result ? effect.Target : effect.Target + 1));
        return new MethodContract(effects.ToImmutable(), IsQuiet) { CallsOut = CallsOut };
    }

    public bool IsEmpty => Effects.IsEmpty && Fields.IsDefaultOrEmpty;

    public bool IsUnfinished => ReferenceEquals(this, Unfinished);

    public bool Equals(MethodContract? other)
    {
        if (other is null || IsUnfinished != other.IsUnfinished || IsQuiet != other.IsQuiet || Effects.Length != other.Effects.Length)
            return false;
        for (int i = 0; i < Effects.Length; i++)
        {
            if (!Effects[i].Equals(other.Effects[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as MethodContract);

    public override int GetHashCode() => Effects.Length;

    public Effect? For(int target)
    {
        foreach (Effect effect in Effects)
        {
            if (effect.Target == target)
                return effect;
        }

        return null;
    }

    public static int Ordinal(IMethodSymbol method, string name)
    {
        if (name == "this")
            return Effect.This;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Name == name)
                return parameter.Ordinal;
        }

        return int.MinValue;
    }
}
