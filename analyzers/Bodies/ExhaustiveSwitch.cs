using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// The graph has a way out of a switch expression that no arm takes, also where the compiler knows that some arm does; and
/// where every name of an enum has its arm, nobody thinks of the numbers without one.
/// </summary>
internal static class ExhaustiveSwitch
{
    /// <summary>What is thrown is the graph's own, where no arm of a switch expression takes the value, and some arm does.</summary>
    public static bool IsNoMatch(IOperation? thrown, SemanticModel model) =>
        thrown is IObjectCreationOperation { IsImplicit: true, Syntax: SwitchExpressionSyntax choice }
        && model.GetOperation(choice) is ISwitchExpressionOperation whole && (whole.IsExhaustive || NamesAll(whole));

    private static bool NamesAll(ISwitchExpressionOperation choice)
    {
        if (choice.Value.Type is not { TypeKind: TypeKind.Enum } type)
            return false;
        HashSet<object> named = new();
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            if (arm.Guard is not null)
                continue;
            foreach (IOperation part in arm.Pattern.DescendantsAndSelf())
            {
                if (part is INegatedPatternOperation)
                    return false;
                if (part is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: object value } })
                    named.Add(value);
            }
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: object value } && !named.Contains(value))
                return false;
        }

        return true;
    }
}
