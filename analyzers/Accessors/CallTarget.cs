using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>An overload of an accessor, and how it is told which fragment is meant.</summary>
internal sealed class CallTarget
{
    private CallTarget(Accessor accessor, ImmutableArray<Piece> text, ExpressionSyntax? index, Decline? declined = null)
    {
        Accessor = accessor;
        Text = text;
        Index = index;
        Declined = declined;
    }

    public Accessor Accessor { get; }

    /// <summary>The fragment, or its container.</summary>
    public ImmutableArray<Piece> Text { get; }

    /// <summary>The index of the fragment, where the overload is given a container.</summary>
    public ExpressionSyntax? Index { get; }

    /// <summary>Why the overload cannot be told.</summary>
    public Decline? Declined { get; }

    /// <summary>The overloads that can be told which fragment is meant: (container, index) first, the nearest container before a farther one.</summary>
    public static IEnumerable<CallTarget> For(RawUse use, ImmutableArray<Accessor> candidates)
    {
        if (use.Fragment.Index is not null || Expressions.Unwrap(use.Fragment.Expression) is ElementAccessExpressionSyntax)
        {
            foreach (CallTarget target in OfContainers(use, candidates))
                yield return target;
        }

        if (use.Fragment.Index is not null)
            yield break;
        foreach (Accessor accessor in candidates)
        {
            if (!accessor.ByIndex)
                yield return OfFragment(use, accessor);
        }
    }

    private static IEnumerable<CallTarget> OfContainers(RawUse use, ImmutableArray<Accessor> candidates)
    {
        // The accessor walks the chain to the fragment, after whatever else it is given has been evaluated.
        if (use.Operands.Exists(operand => operand.Syntax.SpanStart > use.LocatedAt.SpanStart && operand.HarmIn(use.Code) is not null))
        {
            foreach (Accessor accessor in candidates)
            {
                if (accessor.ByIndex)
                    yield return new CallTarget(accessor, default, null, DeclineReason.EvaluationOrder);
            }

            yield break;
        }

        // A container of the same type farther out holds other fragments.
        HashSet<ITypeSymbol> nearer = new(SymbolEqualityComparer.Default);
        foreach (FragmentHolder holder in FragmentHolder.Of(use.Fragment, use.Code))
        {
            if (!nearer.Add(holder.Type))
                continue;
            foreach (Accessor accessor in candidates)
            {
                if (!accessor.ByIndex || !use.Code.Accepts(accessor.ParameterOf(Part.Index)!.Type, holder.Index))
                    continue;
                ITypeSymbol wanted = accessor.OnReceiver ? ExtensionBlock.ReceiverOf(accessor.Method)?.Type ?? accessor.Method.ContainingType : accessor.ParameterOf(Part.Container)!.Type;
                if (!use.Code.ConvertsImplicitly(holder.Type, wanted) || !ContainerPath.IsThatOf(holder.Steps, use.Fragment.Type, accessor.Method, use.Code.Semantics, use.Replaced.SpanStart))
                    continue;
                RefKind kind = accessor.OnReceiver ? RefKind.None : accessor.ParameterOf(Part.Container)!.RefKind;
                if (kind == RefKind.Ref && (holder.Expression is null || !Expressions.IsVariable(holder.Expression, use.Code.Semantics)))
                    continue;
                yield return new CallTarget(accessor, kind == RefKind.Ref ? holder.Text.Insert(0, "ref ") : holder.Text, holder.Index);
            }
        }
    }

    private static CallTarget OfFragment(RawUse use, Accessor accessor)
    {
        IParameterSymbol? parameter = accessor.ParameterOf(Part.Fragment);
        ExpressionSyntax bare = use.Fragment.Expression;
        while (bare is ParenthesizedExpressionSyntax parenthesized && !use.Fragment.IsPointer)
            bare = parenthesized.Expression;
        Piece expression = use.Fragment.Declared is string name ? name : Piece.Keep(bare);
        bool isVariable = use.Fragment.Declared is not null || Expressions.IsVariable(use.Fragment.Expression, use.Code.Semantics);
        if (parameter is null)
        {
            // An instance method of the fragment: a struct's may change it in place, which takes a variable.
            if (accessor.Operation.Info().Stores != FragmentParts.None && use.Fragment.Type.IsValueType && !use.Fragment.IsPointer && !isVariable)
                return new CallTarget(accessor, default, null, new Decline(DeclineReason.NotAVariable, accessor.Name));
            return new CallTarget(accessor, use.Fragment.IsPointer ? ImmutableArray.Create("(*", expression, ")") : use.Fragment.Declared is not null ? ImmutableArray.Create(expression) : Piece.Primary(use.Fragment.Expression), null);
        }

        if (parameter.Type is IPointerTypeSymbol)
        {
            return use.Fragment.IsPointer
                ? new CallTarget(accessor, ImmutableArray.Create(expression), null)
                : new CallTarget(accessor, default, null, new Decline(DeclineReason.NoAccessorFits, accessor.Name));
        }

        ImmutableArray<Piece> value = use.Fragment.IsPointer ? ImmutableArray.Create("*", expression) : ImmutableArray.Create(expression);
        bool variable = use.Fragment.IsPointer || parameter.RefKind != RefKind.None && isVariable;
        switch (parameter.RefKind)
        {
            case RefKind.None or RefKind.In:
                return new CallTarget(accessor, value, null);
            case RefKind.RefReadOnlyParameter:
                return new CallTarget(accessor, variable ? value.Insert(0, "in ") : value, null);
            case RefKind.Ref when variable:
                return new CallTarget(accessor, value.Insert(0, "ref "), null);
            default:
                return new CallTarget(accessor, default, null, new Decline(DeclineReason.NotAVariable, accessor.Name));
        }
    }
}
