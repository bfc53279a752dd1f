using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>Questions about an expression that decide whether it may be moved, repeated, dropped or passed by reference.</summary>
internal static class Expressions
{
    public static ExpressionSyntax Unwrap(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    expression = suppressed.Operand;
                    break;
                default:
                    return expression;
            }
        }
    }

    /// <summary>Evaluating it changes nothing and gives the same again: names, members, elements, literals, arithmetic, conversions.</summary>
    public static bool IsPure(ExpressionSyntax expression, System.Func<InvocationExpressionSyntax, bool> isGetter)
    {
        if (IsPath(expression))
            return true;
        foreach (SyntaxNode node in expression.DescendantNodesAndSelf())
        {
            if (node is not ExpressionSyntax part)
                continue;
            switch (part)
            {
                case InvocationExpressionSyntax invocation when IsNameof(invocation) || isGetter(invocation):
                case NameSyntax or TypeSyntax or LiteralExpressionSyntax or InstanceExpressionSyntax or MemberAccessExpressionSyntax
                    or MemberBindingExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or BinaryExpressionSyntax
                    or CastExpressionSyntax or ConditionalExpressionSyntax or CheckedExpressionSyntax or DefaultExpressionSyntax
                    or SizeOfExpressionSyntax or TypeOfExpressionSyntax or RefExpressionSyntax or RangeExpressionSyntax
                    or DeclarationExpressionSyntax:
                    break;
                case PrefixUnaryExpressionSyntax prefix when !prefix.IsKind(SyntaxKind.PreIncrementExpression) && !prefix.IsKind(SyntaxKind.PreDecrementExpression):
                case PostfixUnaryExpressionSyntax postfix when postfix.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Nothing binds tighter than it: a member access or a cast can be put to it as it stands.</summary>
    public static bool IsPrimary(ExpressionSyntax expression) =>
        expression is NameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax
            or InstanceExpressionSyntax or ParenthesizedExpressionSyntax
        || expression.IsKind(SyntaxKind.SuppressNullableWarningExpression);

    /// <summary>Hangs on a <c>?.</c> outside of it, and means nothing elsewhere.</summary>
    public static bool HangsOnConditionalAccess(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is null)
            return false;
        foreach (SyntaxNode part in node.DescendantNodesAndSelf())
        {
            if (part is not (MemberBindingExpressionSyntax or ElementBindingExpressionSyntax))
                continue;
            SyntaxNode? owner = part;
            while (owner is not null && !(owner.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == owner))
                owner = owner.Parent;
            if (owner?.Parent is null || !node.Span.Contains(owner.Parent.Span))
                return true;
        }

        return false;
    }

    public static bool IsNameof(InvocationExpressionSyntax invocation) =>
        invocation.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" } && invocation.ArgumentList.Arguments.Count == 1;

    /// <summary>The two read the same, comments and spaces aside. Where both stand in one scope, they then mean the same.</summary>
    public static bool SameText(ExpressionSyntax one, ExpressionSyntax other)
    {
        one = Unwrap(one);
        other = Unwrap(other);
        return one.RawKind == other.RawKind && SyntaxFactory.AreEquivalent(one, other, topLevel: false);
    }

    /// <summary>Names, members and elements by a name or a number: what most expressions are.</summary>
    private static bool IsPath(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case IdentifierNameSyntax or LiteralExpressionSyntax or InstanceExpressionSyntax:
                    return true;
                case MemberAccessExpressionSyntax access:
                    expression = access.Expression;
                    break;
                case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } element when arguments[0].Expression is IdentifierNameSyntax or LiteralExpressionSyntax:
                    expression = element.Expression;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>A call, an assignment or an increment has one of these characters in its text.</summary>
    public static bool MayHaveEffect(SyntaxTree tree, TextSpan span)
    {
        SourceText text = tree.GetText();
        for (int i = span.Start; i < span.End; i++)
        {
            if (text[i] is '(' or '=' || text[i] is '+' or '-' && i > span.Start && text[i - 1] == text[i])
                return true;
        }

        return false;
    }

    /// <summary>The node's text, without what stands around it.</summary>
    public static string TextOf(SyntaxNode node) => node.SyntaxTree.GetText().ToString(node.Span);

    public static bool ContainsAwait(SyntaxNode node)
    {
        if (!IsInAsyncCode(node))
            return false;
        foreach (SyntaxNode descendant in node.DescendantNodesAndSelf(child => child is not AnonymousFunctionExpressionSyntax))
        {
            if (descendant.IsKind(SyntaxKind.AwaitExpression))
                return true;
        }

        return false;
    }

    /// <summary>Code of a function marked <c>async</c>, or of the top level, which becomes so by an <c>await</c>.</summary>
    private static bool IsInAsyncCode(SyntaxNode node)
    {
        for (SyntaxNode? current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case AnonymousFunctionExpressionSyntax lambda when lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword):
                case LocalFunctionStatementSyntax local when local.Modifiers.Any(SyntaxKind.AsyncKeyword):
                case MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.AsyncKeyword):
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>It can be passed by <c>ref</c>: a variable that may be written.</summary>
    public static bool IsVariable(ExpressionSyntax expression, SemanticModel model)
    {
        expression = Unwrap(expression);
        switch (expression)
        {
            case PrefixUnaryExpressionSyntax indirection when indirection.IsKind(SyntaxKind.PointerIndirectionExpression):
                return true;
            case ElementAccessExpressionSyntax element:
                ITypeSymbol? type = model.GetTypeInfo(element.Expression).Type;
                if (type is IArrayTypeSymbol or IPointerTypeSymbol)
                    return true;
                if (IsInlineArray(type))
                    return IsVariable(element.Expression, model);
                return model.GetSymbolInfo(element).Symbol is IPropertySymbol { RefKind: RefKind.Ref };
            case InvocationExpressionSyntax invocation:
                return model.GetSymbolInfo(invocation).Symbol is IMethodSymbol { RefKind: RefKind.Ref };
            case ThisExpressionSyntax:
                return model.GetTypeInfo(expression).Type is { IsReferenceType: false } self && !self.IsReadOnly && !InReadOnlyMember(expression, model);
            case MemberAccessExpressionSyntax access:
                return model.GetSymbolInfo(access).Symbol switch
                {
                    IFieldSymbol { RefKind: RefKind.Ref } or IPropertySymbol { RefKind: RefKind.Ref } => true,
                    IFieldSymbol { IsConst: false, IsReadOnly: false, RefKind: RefKind.None } field =>
                        field.IsStatic
                        || access.IsKind(SyntaxKind.PointerMemberAccessExpression)
                        || model.GetTypeInfo(access.Expression).Type is not { IsReferenceType: false }
                        || IsVariable(access.Expression, model),
                    _ => false,
                };
            case IdentifierNameSyntax name:
                return model.GetSymbolInfo(name).Symbol switch
                {
                    ILocalSymbol local => !local.IsConst && !local.IsUsing && local.RefKind != RefKind.RefReadOnly && (!local.IsForEach || local.RefKind == RefKind.Ref) && !local.IsFixed,
                    IParameterSymbol parameter => parameter.RefKind is RefKind.None or RefKind.Ref or RefKind.Out,
                    IFieldSymbol { RefKind: RefKind.Ref } or IPropertySymbol { RefKind: RefKind.Ref } => true,
                    IFieldSymbol { IsConst: false, IsReadOnly: false, RefKind: RefKind.None } field =>
                        field.IsStatic || field.ContainingType.IsReferenceType || !InReadOnlyMember(name, model),
                    _ => false,
                };
            default:
                return false;
        }
    }

    public static bool IsInlineArray(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { IsValueType: true })
            return false;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (Types.Is(attribute.AttributeClass, "System.Runtime.CompilerServices", "InlineArrayAttribute"))
                return true;
        }

        return false;
    }

    private static bool InReadOnlyMember(ExpressionSyntax expression, SemanticModel model)
    {
        for (ISymbol? symbol = model.GetEnclosingSymbol(expression.SpanStart); symbol is not null and not INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol is IMethodSymbol { IsReadOnly: true })
                return true;
        }

        return false;
    }
}
