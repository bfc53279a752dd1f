using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// A condition that compares: <c>left == right</c>, or <c>left &lt; right</c>, or the opposite of one of them, whichever way
/// round it is written, as an operator or as a pattern. Of an integer and a constant the constant is on the right, and 'at
/// most 4' is 'less than 5'.
/// </summary>
internal readonly struct Comparison
{
    private Comparison(IOperation left, IOperation? right, long? bound, bool isEquality, bool isNegated)
    {
        Left = left;
        Right = right;
        Bound = bound;
        IsEquality = isEquality;
        IsNegated = isNegated;
    }

    public IOperation Left { get; }

    /// <summary>Null where there is a <see cref="Bound"/>.</summary>
    public IOperation? Right { get; }

    /// <summary>The integer that it is compared with.</summary>
    public long? Bound { get; }

    /// <summary>It asks whether they are the same, and else whether the left one is less.</summary>
    public bool IsEquality { get; }

    /// <summary>It asks for the opposite.</summary>
    public bool IsNegated { get; }

    /// <summary>'n &lt; 1', which is 'n == 0' for those who ask: whoever asks 'n > 0' does not think of less.</summary>
    public bool IsOfNothing => Bound == (IsEquality ? 0 : 1);

    public static Comparison? Of(IOperation condition)
    {
        switch (condition)
        {
            case IBinaryOperation { OperatorMethod: null } binary:
                return Of(binary.LeftOperand, binary.OperatorKind, binary.RightOperand, negated: false);
            case IIsPatternOperation isPattern:
                return Of(isPattern.Pattern);
            case IPatternOperation pattern when Patterns.InputOf(pattern) is IOperation input:
                bool negated = false;
                for (; pattern is INegatedPatternOperation not; pattern = not.Pattern)
                    negated = !negated;
                return pattern switch
                {
                    IConstantPatternOperation constant => Of(input, BinaryOperatorKind.Equals, constant.Value, negated),
                    IRelationalPatternOperation relation => Of(input, relation.OperatorKind, relation.Value, negated),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static Comparison? Of(IOperation left, BinaryOperatorKind operation, IOperation right, bool negated)
    {
        if (left.ConstantValue.HasValue && !right.ConstantValue.HasValue)
            (left, operation, right) = (right, Mirrored(operation), left);
        switch (operation)
        {
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                return IntegerOf(left, right) is long same
                    ? new Comparison(left, null, same, isEquality: true, negated ^ operation == BinaryOperatorKind.NotEquals)
                    : new Comparison(left, right, null, isEquality: true, negated ^ operation == BinaryOperatorKind.NotEquals);
            case BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual:
                return Less(left, right, 0, negated ^ operation == BinaryOperatorKind.GreaterThanOrEqual);
            case BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan:
                return IntegerOf(left, right) is < long.MaxValue
                    ? Less(left, right, 1, negated ^ operation == BinaryOperatorKind.GreaterThan)
                    : Less(right, left, 0, negated ^ operation == BinaryOperatorKind.LessThanOrEqual);
            default:
                return null;
        }
    }

    private static Comparison Less(IOperation left, IOperation right, long more, bool negated) =>
        IntegerOf(left, right) is long constant
            ? new Comparison(left, null, constant + more, isEquality: false, negated)
            : new Comparison(left, right, null, isEquality: false, negated);

    private static BinaryOperatorKind Mirrored(BinaryOperatorKind operation) => operation switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => operation,
    };

    /// <summary>The constant that an integer is compared with.</summary>
    private static long? IntegerOf(IOperation number, IOperation constant) =>
        (Types.IsInteger(number.Type) || number.Type?.SpecialType == SpecialType.System_Char) && constant.ConstantValue is { HasValue: true, Value: object value }
            ? value switch
            {
                int integer => integer,
                long integer => integer,
                uint integer => integer,
                short integer => integer,
                ushort integer => integer,
                byte integer => integer,
                sbyte integer => integer,
                char letter => letter,
                ulong and > long.MaxValue => null,
                ulong integer => (long)integer,
                _ => null,
            }
            : null;

    /// <summary>What the answer to another question about the same number says to this one; neither as if negated; null where it says nothing.</summary>
    public bool? ImpliedBy(Comparison other, bool answer)
    {
        if (Bound is not long asked || other.Bound is not long bound)
            return null;
        bool ofSame = other.IsEquality;
        // Two questions with one answer: what both mean by it.
        if (other.IsOfNothing)
            (bound, ofSame) = answer ? (1, false) : (0, true);
        return (ofSame, IsEquality, answer) switch
        {
            (true, true, true) => bound == asked,
            (true, false, true) => bound < asked,
            (true, true, false) => bound == asked ? false : null,
            (false, true, true) => asked >= bound ? false : null,
            (false, true, false) => asked < bound ? false : null,
            (false, false, true) => bound <= asked ? true : null,
            (false, false, false) => bound >= asked ? false : null,
            _ => null,
        };
    }
}
