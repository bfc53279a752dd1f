using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>An integer of an object goes up or down by one, or by as many as a caller says.</summary>
/// <param name="Count">The field or property: an integer, or a counter, which is nothing but one.</param>
/// <param name="Sign">1 or -1.</param>
/// <param name="Instance">The object.</param>
/// <param name="Operation">The operation, whose value is that of the count before or after.</param>
/// <param name="Body">Where.</param>
internal sealed record CountStep(ISymbol Count, int Sign, IOperation Instance, IOperation Operation, CodeBody Body)
{
    /// <summary>Where the caller says how many they are; null where it is one.</summary>
    public IParameterSymbol? Amount { get; init; }

    /// <summary>The steps in a body, however they are spelled: an operator, <c>Interlocked</c>, a loop around <c>CompareExchange</c>, or what does that for others.</summary>
    /// <param name="body">The body.</param>
    /// <param name="helpers">What counts for others.</param>
    public static IEnumerable<CountStep> In(CodeBody body, CountHelpers helpers)
    {
        foreach (IOperation operation in body.All)
        {
            (IOperation? target, int sign, IOperation? amount) = Of(operation, body);
            if (sign == 0 && operation is IInvocationOperation call)
                (target, sign, amount) = helpers.Of(call);
            if (sign != 0 && target is not null && CodeBody.Bare(target) is IMemberReferenceOperation { Instance: IOperation instance, Member: IFieldSymbol or IPropertySymbol } member)
                yield return new CountStep(member.Member.OriginalDefinition, sign, instance, operation, body) { Amount = (amount is null ? null : CodeBody.Bare(amount) as IParameterReferenceOperation)?.Parameter };
        }
    }

    /// <summary>What a single operation steps, which way, and by what; nothing stands for one.</summary>
    public static (IOperation? Target, int Sign, IOperation? Amount) Of(IOperation operation, CodeBody body)
    {
        switch (operation)
        {
            case IIncrementOrDecrementOperation { Type: ITypeSymbol type } step when Types.IsInteger(type):
                return (step.Target, step.Kind == OperationKind.Increment ? 1 : -1, null);
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type: ITypeSymbol type } compound when Types.IsInteger(type) && SignOf(compound.Value, out IOperation? amount) is var sign and not 0:
                return (compound.Target, compound.OperatorKind == BinaryOperatorKind.Add ? sign : -sign, amount);
            case ISimpleAssignmentOperation { Value: IOperation value, Type: ITypeSymbol type } assignment when Types.IsInteger(type) && SignOfSum(CodeBody.Bare(value), out IOperation? amount) is var sign and not 0
                && CodeBody.Bare(((IBinaryOperation)CodeBody.Bare(value)).LeftOperand) is IMemberReferenceOperation old && SameSymbol.Are(old.Member, (CodeBody.Bare(assignment.Target) as IMemberReferenceOperation)?.Member):
                return (assignment.Target, sign, amount);
            case IInvocationOperation { TargetMethod: { ContainingType: INamedTypeSymbol type, Name: string name }, Arguments: { Length: > 0 } arguments } when Types.Is(type, "System.Threading", "Interlocked"):
                IOperation target = arguments[0].Value;
                IOperation? by = null;
                return name switch
                {
                    "Increment" => (target, 1, null),
                    "Decrement" => (target, -1, null),
                    "Add" when arguments.Length == 2 => (target, SignOf(arguments[1].Value, out by), by),
                    "CompareExchange" when arguments.Length == 3 => (target, SignOfSum(body.Behind(arguments[1].Value), out by), by),
                    _ => default,
                };
            default:
                return default;
        }
    }

    /// <summary>One more or one less than something, or as many as a caller says.</summary>
    private static int SignOfSum(IOperation value, out IOperation? amount)
    {
        amount = null;
        return value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum && SignOf(sum.RightOperand, out amount) is var sign and not 0
            ? sum.OperatorKind == BinaryOperatorKind.Add ? sign : -sign
            : 0;
    }

    /// <summary>Which way an amount goes: one or minus one, a parameter, or that with the other sign.</summary>
    public static int SignOf(IOperation value, out IOperation? amount)
    {
        IOperation bare = CodeBody.Bare(value);
        amount = null;
        switch (bare)
        {
            case { ConstantValue: { HasValue: true, Value: 1 or 1L or 1u or 1ul or (short)1 or (ushort)1 or (byte)1 } }:
                return 1;
            case { ConstantValue: { HasValue: true, Value: -1 or -1L or (short)-1 or (sbyte)-1 } }:
                return -1;
            case IParameterReferenceOperation:
                amount = bare;
                return 1;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus, Operand: IOperation operand }:
                return -SignOf(operand, out amount);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product when CodeBody.Bare(product.LeftOperand) is IParameterReferenceOperation times:
                amount = times;
                return CodeBody.Bare(product.RightOperand).ConstantValue is { HasValue: true, Value: -1 or -1L } ? -1 : 0;
            default:
                return 0;
        }
    }
}
