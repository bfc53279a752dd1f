using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>Patterns part by part: what a part is about, and which parts ask a question of their own.</summary>
internal static class Patterns
{
    /// <summary>What a part of a pattern is compared with: the value, or a member of it; null where that has no name.</summary>
    public static IOperation? InputOf(IPatternOperation pattern)
    {
        IOperation? outer = pattern.Parent;
        while (outer is INegatedPatternOperation or IBinaryPatternOperation)
            outer = outer.Parent;
        return outer switch
        {
            IIsPatternOperation whole => whole.Value,
            IPropertySubpatternOperation part => part.Member,
            _ => null,
        };
    }

    /// <summary>What a member in a property pattern is a member of.</summary>
    public static IOperation? InputOf(IInstanceReferenceOperation instance)
    {
        IOperation? outer = instance.Parent;
        while (outer is IMemberReferenceOperation)
            outer = outer.Parent;
        return outer is IPropertySubpatternOperation { Parent: IPatternOperation whole } ? InputOf(whole) : null;
    }

    /// <summary>The pattern of a question of several parts; null where it is one by itself.</summary>
    public static IPatternOperation? SeveralIn(IOperation question)
    {
        while (question is IParenthesizedOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null })
            question = question is IParenthesizedOperation parenthesized ? parenthesized.Operand : ((IUnaryOperation)question).Operand;
        IPatternOperation? pattern = (question as IIsPatternOperation)?.Pattern;
        while (pattern is INegatedPatternOperation not)
            pattern = not.Pattern;
        return pattern is IBinaryPatternOperation or IRecursivePatternOperation ? pattern : null;
    }

    /// <summary>The comparisons in a pattern.</summary>
    public static IEnumerable<IPatternOperation> PartsOf(IPatternOperation pattern)
    {
        foreach (IOperation part in pattern.Descendants())
        {
            if (part is IConstantPatternOperation or IRelationalPatternOperation)
                yield return (IPatternOperation)part;
        }
    }
}
