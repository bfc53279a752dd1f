using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>Something that the raw form goes through to the fragment's array, and that an accessor may be given instead, with the index.</summary>
internal readonly struct FragmentHolder
{
    private FragmentHolder(ITypeSymbol type, ExpressionSyntax? expression, ExpressionSyntax index, ImmutableArray<ISymbol> steps)
    {
        Type = type;
        Expression = expression;
        Index = index;
        Steps = steps;
    }

    public ITypeSymbol Type { get; }

    /// <summary>How the raw form says it; null for <c>this</c>, which it leaves out.</summary>
    public ExpressionSyntax? Expression { get; }

    public ExpressionSyntax Index { get; }

    /// <summary>The members between it and the fragment, the nearest to the fragment first.</summary>
    public ImmutableArray<ISymbol> Steps { get; }

    public ImmutableArray<Piece> Text => ImmutableArray.Create(Expression is null ? "this" : Piece.Keep(Expression));

    /// <summary>Everything that holds the fragment's array, from the array outwards: of <c>skb.Info.Frags[i]</c> the array, <c>skb.Info</c> and <c>skb</c>.</summary>
    public static IEnumerable<FragmentHolder> Of(Locator fragment, Code code)
    {
        SemanticModel semantics = code.Semantics;
        if (fragment.Index is ExpressionSyntax given)
        {
            if (semantics.GetTypeInfo(fragment.Expression).Type is ITypeSymbol type)
                yield return new FragmentHolder(type, fragment.Expression, given, ImmutableArray<ISymbol>.Empty);
            yield break;
        }

        if (fragment.IsPointer || fragment.Declared is not null
            || Expressions.Unwrap(fragment.Expression) is not ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } element
            || !Types.IsInteger(semantics.GetTypeInfo(arguments[0].Expression).Type))
        {
            yield break;
        }

        ExpressionSyntax index = arguments[0].Expression;
        ExpressionSyntax? prefix = element.Expression;
        ImmutableArray<ISymbol> steps = ImmutableArray<ISymbol>.Empty;
        while (prefix is not null)
        {
            prefix = Expressions.Unwrap(prefix);
            if (semantics.GetTypeInfo(prefix).Type is not ITypeSymbol type || semantics.GetSymbolInfo(prefix).Symbol is INamespaceOrTypeSymbol)
                yield break;
            yield return new FragmentHolder(type, prefix, index, steps);
            if (semantics.GetSymbolInfo(prefix).Symbol is ISymbol step)
                steps = steps.Add(step);

            switch (prefix)
            {
                case MemberAccessExpressionSyntax access when semantics.GetSymbolInfo(access).Symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }:
                    prefix = access.Expression;
                    break;
                case IdentifierNameSyntax name when semantics.GetSymbolInfo(name).Symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }:
                    if (semantics.GetEnclosingSymbol(name.SpanStart)?.ContainingType is INamedTypeSymbol self)
                        yield return new FragmentHolder(self, null, index, steps);
                    yield break;
                // A getter of the container by another name, as in Info(skb).Frags[i].
                case InvocationExpressionSyntax call when semantics.GetSymbolInfo(call).Symbol is IMethodSymbol method && code.Model.Is(method.ReturnType, Role.FragmentContainer):
                    prefix = call.ArgumentList.Arguments.Count == 0
                        ? (method.IsStatic && !method.IsExtensionMethod ? null : (call.Expression as MemberAccessExpressionSyntax)?.Expression)
                        : call.ArgumentList.Arguments.Count == 1 && method.IsStatic && method.MethodKind != MethodKind.ReducedExtension ? call.ArgumentList.Arguments[0].Expression
                        : null;
                    break;
                default:
                    yield break;
            }
        }
    }
}
