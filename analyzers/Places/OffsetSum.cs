using System;
using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>One term of a sum.</summary>
internal sealed class Term
{
    public Term(IOperation leaf, bool positive, IBinaryOperation? sum, bool isLeft, bool isCut)
    {
        IsCut = isCut;
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

    /// <summary>
    /// A conversion cuts the sum that it is in down to fewer bits before that is added to more: <c>addr + (uint)(off + n)</c>
    /// is not <c>addr + off + (uint)n</c> when <c>n</c> is negative.
    /// </summary>
    public bool IsCut { get; }

    /// <summary>What stays of <see cref="Sum"/> without the term; null when the term cannot be taken out.</summary>
    public IOperation? Rest
    {
        get
        {
            if (Sum is null || IsCut || IsLeft && Sum.OperatorKind == BinaryOperatorKind.Subtract)
                return null;
            IOperation rest = IsLeft ? Sum.RightOperand : Sum.LeftOperand;
            // An operator of somebody's own (an address type's) must leave a value of the sum's type.
            return Sum.OperatorMethod is null || SymbolEqualityComparer.Default.Equals(rest.Type, Sum.Type) ? rest : null;
        }
    }
}

/// <summary>Takes a sum apart: additions and subtractions of any nesting, through parentheses and conversions.</summary>
internal static class OffsetSum
{
    public static List<Term> Of(IOperation whole)
    {
        IOperation only = Operand(whole);
        if (only is not IBinaryOperation outermost || !IsSum(outermost))
            return new List<Term>(1) { new Term(only, positive: true, sum: null, isLeft: false, isCut: Width(whole, only) < Types.Bits(only.Type)) };

        List<Term> terms = new();
        Stack<(IOperation Operation, bool Positive, IBinaryOperation? Sum, bool IsLeft, bool IsCut)> stack = new();
        // (byte)(off + n) is not off + (byte)n; (int)(off + n) is, of an int offset, whatever n is.
        int width = Width(whole, only);
        stack.Push((whole, true, null, false, false));
        while (stack.Count > 0)
        {
            (IOperation operation, bool positive, IBinaryOperation? sum, bool isLeft, bool isCut) = stack.Pop();
            IOperation leaf = Operand(operation);
            if (leaf is IBinaryOperation binary && IsSum(binary))
            {
                isCut |= sum is not null && Cuts(operation, sum.Type);
                stack.Push((binary.RightOperand, positive == (binary.OperatorKind == BinaryOperatorKind.Add), binary, false, isCut));
                stack.Push((binary.LeftOperand, positive, binary, true, isCut));
            }
            else
            {
                terms.Add(new Term(leaf, positive, sum, isLeft, isCut || Math.Min(width, Width(operation, leaf)) < Types.Bits(leaf.Type)));
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
                case IConditionalAccessOperation access when access.WhenNotNull == current:
                    current = access;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } add when IsSum(add):
                    outermost = current = add;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } subtract when IsSum(subtract) && subtract.LeftOperand == current:
                    outermost = current = subtract;
                    break;
                default:
                    return outermost;
            }
        }
    }

    /// <summary>
    /// Counts bytes: integers, pointers to bytes, or a type with an addition of its own. Text is joined with the same
    /// operator, and a pointer to anything larger moves by more than a byte.
    /// </summary>
    private static bool IsSum(IBinaryOperation binary) =>
        binary.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract
        && (binary.OperatorMethod is not null
            ? binary.OperatorKind == BinaryOperatorKind.Add
            : CountsBytes(binary.Type) && CountsBytes(binary.LeftOperand.Type) && CountsBytes(binary.RightOperand.Type));

    private static bool CountsBytes(ITypeSymbol? type) => type is IPointerTypeSymbol pointer
        ? pointer.PointedAtType.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte
        : Types.IsInteger(type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } value } ? value[0] : type);

    private static bool Cuts(IOperation operation, ITypeSymbol? wider)
    {
        for (; operation is IConversionOperation conversion; operation = conversion.Operand)
        {
            if (!conversion.IsImplicit && Types.Bits(conversion.Type) < Types.Bits(wider))
                return true;
        }

        return false;
    }

    /// <summary>The fewest bits that the conversions on the way from the leaf to the operation leave.</summary>
    public static int Width(IOperation operation, IOperation leaf)
    {
        int width = int.MaxValue;
        for (; operation != leaf && operation is IConversionOperation conversion; operation = conversion.Operand)
            width = Math.Min(width, Types.Bits(conversion.Type));
        return width;
    }

    /// <summary>Takes built-in conversions off.</summary>
    public static IOperation Operand(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }
}
