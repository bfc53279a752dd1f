using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>What can be read off an accessor's own source, when it is part of the compilation.</summary>
internal static class AccessorBody
{
    /// <summary>
    /// The accessor does nothing for a fragment without a page: its source says <c>?.</c> on the page or compares it
    /// with null. Without the source nobody can know.
    /// </summary>
    public static bool SkipsMissingPage(IMethodSymbol accessor, FragmentModel model)
    {
        foreach (SyntaxReference reference in accessor.DeclaringSyntaxReferences)
        {
            foreach (SyntaxNode node in reference.GetSyntax().DescendantNodes())
            {
                ExpressionSyntax? tested = node switch
                {
                    ConditionalAccessExpressionSyntax access => access.Expression,
                    BinaryExpressionSyntax comparison when comparison.IsKind(SyntaxKind.EqualsExpression) || comparison.IsKind(SyntaxKind.NotEqualsExpression) =>
                        comparison.Right.IsKind(SyntaxKind.NullLiteralExpression) ? comparison.Left : null,
                    IsPatternExpressionSyntax pattern when IsNullTest(pattern.Pattern) => pattern.Expression,
                    _ => null,
                };
                if (tested is not null && IsPageName(Expressions.Unwrap(tested), accessor, model))
                    return true;
            }
        }

        return false;
    }

    private static bool IsNullTest(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax constant => constant.Expression.IsKind(SyntaxKind.NullLiteralExpression),
        UnaryPatternSyntax not => IsNullTest(not.Pattern),
        RecursivePatternSyntax { PropertyPatternClause.Subpatterns.Count: 0 } => true,
        _ => false,
    };

    /// <summary>By name against the fragment's members: another tree's semantic model is not to be had here.</summary>
    private static bool IsPageName(ExpressionSyntax expression, IMethodSymbol accessor, FragmentModel model)
    {
        if (expression is IdentifierNameSyntax { Identifier.ValueText: var own })
            return !accessor.IsStatic && HasPage(accessor.ContainingType, own, model);
        if (expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name })
            return false;
        foreach (IParameterSymbol parameter in accessor.Parameters)
        {
            ITypeSymbol type = parameter.Type is IPointerTypeSymbol pointer ? pointer.PointedAtType : parameter.Type;
            if (HasPage(type, name, model))
                return true;
        }

        return HasPage(accessor.ContainingType, name, model);
    }

    private static bool HasPage(ITypeSymbol type, string name, FragmentModel model)
    {
        foreach (ISymbol member in type.GetMembers(name))
        {
            if (model.Is(member, Role.FragmentPage))
                return true;
        }

        return false;
    }
}
