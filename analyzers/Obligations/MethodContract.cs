using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

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

    /// <summary>It is set to true: the reference was taken.</summary>
    SetTrue,
}

/// <summary>An effect of a call on the receiver, a parameter or the result.</summary>
internal sealed class Effect
{
    /// <summary>The receiver.</summary>
    public const int This = -1;

    /// <summary>The value that is returned, or constructed.</summary>
    public const int Result = -2;

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

    public ResourceKind Resource { get; }

    public When When { get; }

    /// <summary>Of an alias or a view: what of.</summary>
    public int Source { get; set; } = This;

    /// <summary>The parameter that says how many references; -1 for one.</summary>
    public int Count { get; set; } = -1;
}

/// <summary>Everything that is known of a method.</summary>
internal sealed class MethodContract
{
    public static readonly MethodContract None = new(ImmutableArray<Effect>.Empty);

    public MethodContract(ImmutableArray<Effect> effects, bool isQuiet = false)
    {
        Effects = effects;
        IsQuiet = isQuiet;
    }

    public ImmutableArray<Effect> Effects { get; }

    /// <summary>It changes nothing but its operands: the caller's own fields stay as they are.</summary>
    public bool IsQuiet { get; }

    public bool IsEmpty => Effects.IsEmpty;

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
