using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>
/// Which fragment a piece of code means: an expression that denotes it, or the (container, index) pair or fragment
/// that an accessor was given.
/// </summary>
internal sealed class Locator
{
    private Locator(INamedTypeSymbol type, ExpressionSyntax expression, bool isPointer, ExpressionSyntax? index, bool mayBeMissing = false)
    {
        MayBeMissing = mayBeMissing;
        Type = type;
        Expression = expression;
        IsPointer = isPointer;
        Index = index;
    }

    /// <summary>The fragment's type.</summary>
    public INamedTypeSymbol Type { get; }

    /// <summary>The fragment; a pointer to it; or, with an <see cref="Index"/>, the container.</summary>
    public ExpressionSyntax Expression { get; }

    /// <summary><see cref="Expression"/> is a pointer to the fragment.</summary>
    public bool IsPointer { get; }

    public ExpressionSyntax? Index { get; }

    /// <summary>Reached through <c>?.</c>: there may be no fragment at all.</summary>
    public bool MayBeMissing { get; }

    /// <summary>The name of the local that is declared with the fragment, which <see cref="Expression"/> then creates.</summary>
    public string? Declared { get; private set; }

    /// <summary>As it is written, for messages.</summary>
    public override string ToString() => Index is null ? Expressions.TextOf(Expression) : $"{Expression}, {Index}";

    /// <summary>The same fragment, when nothing changed between the two.</summary>
    public bool IsSameAs(Locator other)
    {
        if (!SymbolEqualityComparer.Default.Equals(Type, other.Type))
            return false;
        if (Index is null && other.Index is null)
            return IsPointer == other.IsPointer && Expressions.SameText(Expression, other.Expression);
        if (Index is not null && other.Index is not null)
            return Expressions.SameText(Index, other.Index) && Expressions.SameText(Expression, other.Expression);
        return Index is null ? other.IsElementOf(this) : IsElementOf(other);
    }

    /// <summary>This (container, index) names the element that the other spells out: <c>skb, i</c> and <c>skb.Info.Frags[i]</c>.</summary>
    private bool IsElementOf(Locator element)
    {
        if (Expressions.Unwrap(element.Expression) is not ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access
            || !Expressions.SameText(arguments[0].Expression, Index!))
        {
            return false;
        }

        for (ExpressionSyntax? prefix = access.Expression; prefix is not null; prefix = (Expressions.Unwrap(prefix) as MemberAccessExpressionSyntax)?.Expression)
        {
            if (Expressions.SameText(prefix, Expression))
                return true;
        }

        return false;
    }

    /// <summary>The fragment whose part a reference names, or null where it is not written out (an initializer, a pattern, <c>?.</c>).</summary>
    public static Locator? OfPart(IMemberReferenceOperation part)
    {
        INamedTypeSymbol type = part.Member.ContainingType;
        if (part.Syntax is MemberAccessExpressionSyntax access && part.Instance is not null)
        {
            bool pointer = access.IsKind(SyntaxKind.PointerMemberAccessExpression);
            // The fragment's own type, where the part is declared on a base.
            if (!pointer && part.Instance.Type is INamedTypeSymbol instance)
                type = instance;
            return new Locator(type, access.Expression, pointer, index: null);
        }

        if (part.Syntax is MemberBindingExpressionSyntax binding && part.Instance is IConditionalAccessInstanceOperation missing)
        {
            if (missing.Type is INamedTypeSymbol instance)
                type = instance;
            for (SyntaxNode? node = binding; node?.Parent is { } parent; node = parent)
            {
                if (parent is ConditionalAccessExpressionSyntax conditional && conditional.WhenNotNull == node)
                    return new Locator(type, conditional.Expression, isPointer: false, index: null, mayBeMissing: true);
            }
        }

        return null;
    }

    /// <summary>The fragment that an expression denotes.</summary>
    public static Locator? OfFragment(IOperation fragment, ExpressionSyntax syntax, Code code) =>
        fragment.Type is INamedTypeSymbol type && code.IsFragment(type) ? new Locator(type, syntax, isPointer: false, index: null) : null;

    /// <summary>The fragment that a local is declared with.</summary>
    public static Locator OfDeclared(VariableDeclaratorSyntax declarator, INamedTypeSymbol type) =>
        new(type, declarator.Initializer!.Value, isPointer: false, index: null) { Declared = declarator.Identifier.Text };

    /// <summary>The fragment that a call of an accessor names, or null where its arguments are not plain.</summary>
    public static Locator? OfAccessorCall(IInvocationOperation call, Accessor accessor, INamedTypeSymbol fragment)
    {
        ExpressionSyntax? target = null;
        ExpressionSyntax? index = null;
        if (accessor.OnReceiver)
            target = call.Instance?.Syntax as ExpressionSyntax;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not IParameterSymbol parameter || parameter.Ordinal >= accessor.Parts.Length)
                return null;
            switch (accessor.Parts[parameter.Ordinal])
            {
                case Part.Fragment or Part.Container:
                    target = ValueOf(argument);
                    break;
                case Part.Index:
                    index = ValueOf(argument);
                    break;
            }
        }

        if (target is null || accessor.ByIndex != index is not null)
            return null;
        bool pointer = false;
        target = Expressions.Unwrap(target);
        if (target is PrefixUnaryExpressionSyntax indirection && indirection.IsKind(SyntaxKind.PointerIndirectionExpression))
        {
            target = indirection.Operand;
            pointer = true;
        }
        else if (accessor.ParameterOf(Part.Fragment)?.Type is IPointerTypeSymbol)
        {
            pointer = true;
        }

        return new Locator(fragment, target, pointer, index);
    }

    private static ExpressionSyntax? ValueOf(IArgumentOperation argument) =>
        argument.Syntax is ArgumentSyntax { Expression: var expression } ? expression : argument.Value.Syntax as ExpressionSyntax;
}
