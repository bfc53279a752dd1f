using System.Collections.Generic;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>Checks of mappings where they are not in sight of the path: in helpers, and of what was stored.</summary>
internal static class MapChecks
{
    /// <summary>The source of a method, or of a method of its type that it calls, names a check.</summary>
    public static bool IsIn(IMethodSymbol method, HashSet<string> names, int depth)
    {
        foreach (SyntaxReference reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (SyntaxNode node in reference.GetSyntax().DescendantNodes())
            {
                if (node is not InvocationExpressionSyntax call || NameOf(call.Expression) is not string name)
                    continue;
                if (names.Contains(name))
                    return true;
                if (depth <= 1 || method.ContainingType is null || name == method.Name)
                    continue;
                foreach (ISymbol member in method.ContainingType.GetMembers(name))
                {
                    if (member is IMethodSymbol inner && IsIn(inner, names, depth - 1))
                        return true;
                }
            }
        }

        return false;
    }

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The field, the property or the array in which something is stored.</summary>
    public static ISymbol? StorageOf(IOperation target)
    {
        for (int depth = 0; depth < 8; depth++)
        {
            target = Member.Plain(target);
            switch (target)
            {
                case IPropertyReferenceOperation { Arguments.Length: > 0, Instance: IOperation list }:
                    target = list;
                    break;
                case IMemberReferenceOperation member:
                    return member.Member.OriginalDefinition;
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IImplicitIndexerReferenceOperation element:
                    target = element.Instance;
                    break;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>What is stored there is checked: in this member, or in another one of the type.</summary>
    public static bool IsStorageChecked(ISymbol storage, SyntaxNode store, Member member)
    {
        if (Checks(storage, member))
            return true;
        if (storage is ILocalSymbol or IParameterSymbol)
            return false;
        foreach (Member sibling in Callers.Siblings(store, member))
        {
            if (Checks(storage, sibling))
                return true;
        }

        return false;
    }

    private static bool Checks(ISymbol storage, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            IOperation? asked = operation switch
            {
                IInvocationOperation call => Mapping.OfCheck(call, member.Model)?.Value,
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => comparison.LeftOperand,
                _ => null,
            };
            if (asked is not null && Flows(asked, storage, member))
                return true;
        }

        return false;
    }

    private static bool Flows(IOperation asked, ISymbol storage, Member member)
    {
        asked = Member.Plain(asked);
        if (SymbolEqualityComparer.Default.Equals(StorageOf(asked), storage))
            return true;
        if (asked is not ILocalReferenceOperation local)
            return false;
        if (local.Local.IsForEach)
        {
            foreach (IOperation operation in member.Operations)
            {
                if (operation is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable } loop && SymbolEqualityComparer.Default.Equals(variable.Symbol, local.Local))
                    return SymbolEqualityComparer.Default.Equals(StorageOf(loop.Collection), storage);
            }
        }

        foreach (LocalWrite write in member.Code.Flow.UsesOf(local.Local).Writes)
        {
            if (write.Value is IOperation value && SymbolEqualityComparer.Default.Equals(StorageOf(value), storage))
                return true;
        }

        return false;
    }
}
