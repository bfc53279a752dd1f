using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>One term of a sum.</summary>
internal sealed class Term
{
    public Term(IOperation leaf, bool positive, IBinaryOperation? sum, bool isLeft)
    {
        Leaf = leaf;
        Positive = positive;
        Sum = sum;
        IsLeft = isLeft;
    }

    /// <summary>The term, conversions taken off.</summary>
    public IOperation Leaf { get; }

    public bool Positive { get; }

    /// <summary>The innermost addition or subtraction that it is an operand of; null when it is the whole.</summary>
    public IBinaryOperation? Sum { get; }

    public bool IsLeft { get; }

    /// <summary>The edit that takes the term out of the sum, which stands at <paramref name="whole"/>; null when it cannot be taken out.</summary>
    public Edit? Removal(SyntaxNode whole, Func<ITypeSymbol?, string> zero)
    {
        if (Sum is null)
            return new Edit(whole.Span, ImmutableArray.Create<Piece>(zero(Leaf.Type)));
        if (IsLeft && Sum.OperatorKind == BinaryOperatorKind.Subtract)
            return null;
        if (Sum.Syntax is not BinaryExpressionSyntax binary)
            return null;
        return new Edit(binary.Span, ImmutableArray.Create(Piece.Keep(IsLeft ? binary.Right : binary.Left)));
    }
}

/// <summary>Takes a sum apart: additions and subtractions of any nesting, through parentheses and conversions.</summary>
internal static class OffsetSum
{
    public static List<Term> Of(IOperation whole)
    {
        List<Term> terms = new();
        Stack<(IOperation Operation, bool Positive, IBinaryOperation? Sum, bool IsLeft)> stack = new();
        stack.Push((whole, true, null, false));
        while (stack.Count > 0)
        {
            (IOperation operation, bool positive, IBinaryOperation? sum, bool isLeft) = stack.Pop();
            IOperation leaf = Operand(operation);
            if (leaf is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, OperatorMethod: null } binary)
            {
                stack.Push((binary.RightOperand, positive == (binary.OperatorKind == BinaryOperatorKind.Add), binary, false));
                stack.Push((binary.LeftOperand, positive, binary, true));
            }
            else
            {
                terms.Add(new Term(leaf, positive, sum, isLeft));
            }
        }

        return terms;
    }

    /// <summary>The outermost sum in which the operation is an added term, through conversions; the operation itself when there is none.</summary>
    public static IOperation OutermostSumAround(IOperation operation)
    {
        IOperation outermost = operation;
        IOperation current = operation;
        while (true)
        {
            switch (current.Parent)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    current = conversion;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, OperatorMethod: null } add:
                    outermost = current = add;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, OperatorMethod: null } subtract when subtract.LeftOperand == current:
                    outermost = current = subtract;
                    break;
                default:
                    return outermost;
            }
        }
    }

    /// <summary>Takes built-in conversions off.</summary>
    public static IOperation Operand(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }
}
