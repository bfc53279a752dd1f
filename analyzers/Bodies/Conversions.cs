using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>What stands under conversions.</summary>
internal static class Conversions
{
    /// <summary>What is converted, whoever wrote the conversion.</summary>
    public static IOperation WithoutConversions(this IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation;
    }

    /// <summary>The same value as another type: conversions that call an operator somebody declared are kept.</summary>
    public static IOperation WithoutCasts(this IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
            operation = conversion.Operand;
        return operation;
    }
}
