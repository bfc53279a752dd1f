using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>An integer of an object goes up or down by one, or by as many as a caller says.</summary>
/// <param name="Count">The field or property.</param>
/// <param name="Sign">1 or -1.</param>
/// <param name="Instance">The object.</param>
/// <param name="Operation">The operation, whose value is that of the count before or after.</param>
/// <param name="Body">Where.</param>
internal sealed record CountStep(ISymbol Count, int Sign, IOperation Instance, IOperation Operation, CodeBody Body)
{
    /// <summary>The steps in a body, however they are spelled: an operator, <c>Interlocked</c>, or a loop around <c>CompareExchange</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="helpers">Methods that step an integer that is passed to them by reference.</param>
    public static IEnumerable<CountStep> In(CodeBody body, IReadOnlyDictionary<ISymbol, int>? helpers = null)
    {
        foreach (IOperation operation in body.All)
        {
            (IOperation? target, int sign) = Of(operation, body, helpers);
            if (sign != 0 && target is not null && CodeBody.Bare(target) is IMemberReferenceOperation { Instance: IOperation instance, Member: IFieldSymbol or IPropertySymbol } member && Types.IsInteger(member.Type))
                yield return new CountStep(member.Member.OriginalDefinition, sign, instance, operation, body);
        }
    }

    /// <summary>The methods that step what is passed to them by reference: what helpers of counting do.</summary>
    public static (ISymbol Method, int Sign)? Helper(CodeBody body)
    {
        (ISymbol, int)? found = null;
        foreach (IOperation operation in body.All)
        {
            (IOperation? target, int sign) = Of(operation, body, null);
            if (sign == 0 || target is null || CodeBody.Bare(target) is not IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref, ContainingSymbol: IMethodSymbol method } })
                continue;
            if (found is not null)
                return null;
            found = (method.OriginalDefinition, sign);
        }

        return found;
    }

    private static (IOperation? Target, int Sign) Of(IOperation operation, CodeBody body, IReadOnlyDictionary<ISymbol, int>? helpers)
    {
        switch (operation)
        {
            case IIncrementOrDecrementOperation step:
                return (step.Target, step.Kind == OperationKind.Increment ? 1 : -1);
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } compound when IsAmount(compound.Value):
                return (compound.Target, compound.OperatorKind == BinaryOperatorKind.Add ? 1 : -1);
            case ISimpleAssignmentOperation { Value: IOperation value } assignment when SignOf(CodeBody.Bare(value), body) is var sign and not 0
                && CodeBody.Bare(((IBinaryOperation)CodeBody.Bare(value)).LeftOperand) is IMemberReferenceOperation old && SameSymbol.Are(old.Member, (CodeBody.Bare(assignment.Target) as IMemberReferenceOperation)?.Member):
                return (assignment.Target, sign);
            case IInvocationOperation { TargetMethod: { ContainingType: INamedTypeSymbol type, Name: string name }, Arguments: { Length: > 0 } arguments } call:
                if (helpers is not null && helpers.TryGetValue(call.TargetMethod.OriginalDefinition, out int helped))
                {
                    foreach (IArgumentOperation argument in arguments)
                    {
                        if (argument.Parameter?.RefKind == RefKind.Ref)
                            return (argument.Value, helped);
                    }
                }

                if (!Types.Is(type, "System.Threading", "Interlocked"))
                    return default;
                IOperation target = arguments[0].Value;
                return name switch
                {
                    "Increment" => (target, 1),
                    "Decrement" => (target, -1),
                    "Add" when arguments.Length == 2 => (target, SignOfAmount(arguments[1].Value)),
                    "CompareExchange" when arguments.Length == 3 => (target, SignOf(body.Behind(arguments[1].Value), body)),
                    _ => default,
                };
            default:
                return default;
        }
    }

    /// <summary>One more or one less than something.</summary>
    private static int SignOf(IOperation value, CodeBody body) =>
        value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum && IsAmount(sum.RightOperand)
            ? sum.OperatorKind == BinaryOperatorKind.Add ? 1 : -1
            : 0;

    private static int SignOfAmount(IOperation amount) => CodeBody.Bare(amount) switch
    {
        { ConstantValue: { HasValue: true, Value: 1 or 1L } } => 1,
        { ConstantValue: { HasValue: true, Value: -1 or -1L } } => -1,
        IParameterReferenceOperation => 1,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus, Operand: IOperation operand } when CodeBody.Bare(operand) is IParameterReferenceOperation => -1,
        _ => 0,
    };

    private static bool IsAmount(IOperation value) =>
        CodeBody.Bare(value) is { ConstantValue: { HasValue: true, Value: 1 or 1L or 1u or 1ul or (short)1 or (ushort)1 or (byte)1 } } or IParameterReferenceOperation;
}
