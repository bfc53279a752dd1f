using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2016: an array of references that something was stored into goes back to its pool, and nothing in the body clears it,
/// or may do so.
/// </summary>
internal static class UnclearedRule
{
    public static void Check(Body body, Contracts contracts)
    {
        List<(IInvocationOperation Call, ILocalSymbol Array)>? returned = null;
        HashSet<ISymbol> written = new(SymbolEqualityComparer.Default);
        HashSet<ISymbol> cleared = new(SymbolEqualityComparer.Default);
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not ILocalReferenceOperation { Local: { Type: IArrayTypeSymbol { ElementType: ITypeSymbol element } } local } use || !HoldsReferences(element))
                continue;
            IOperation value = use;
            while (value.Parent is IConversionOperation conversion)
                value = conversion;
            switch (value.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == value:
                case IPropertyReferenceOperation { Property.Name: "Length" }:
                    break;
                case IArrayElementReferenceOperation slot when slot.Parent is ISimpleAssignmentOperation stored && stored.Target == slot:
                    (IsNothing(stored.Value) ? cleared : written).Add(local);
                    break;
                case IArrayElementReferenceOperation:
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument:
                    if (contracts.Of(call.TargetMethod, call.Instance?.Type).For(argument.Parameter?.Ordinal ?? Effect.Result) is { Kind: EffectKind.Put } put && put.Resource == ResourceKind.PooledArray)
                    {
                        if (IsUncleared(call))
                            (returned ??= new List<(IInvocationOperation, ILocalSymbol)>()).Add((call, local));
                    }
                    else if (call.TargetMethod.Name is "Clear" or "Fill" || !BaseLibrary.Contains(call.TargetMethod) || IsClearedBehind(call))
                    {
                        cleared.Add(local);
                    }
                    else
                    {
                        written.Add(local);
                    }

                    break;
                default:
                    // Under another name anything may happen to it.
                    cleared.Add(local);
                    break;
            }
        }

        foreach ((IInvocationOperation call, ILocalSymbol array) in returned ?? new List<(IInvocationOperation, ILocalSymbol)>())
        {
            if (written.Contains(array) && !cleared.Contains(array))
                body.Report(new FlowReport().Create(Rules.ReturnedUncleared, call.Syntax.GetLocation(), OwnershipWalker.Short(call.Syntax)));
        }
    }

    // Of a type parameter nobody knows, unless it says so.
    private static bool HoldsReferences(ITypeSymbol type) =>
        type is ITypeParameterSymbol parameter ? parameter.HasReferenceTypeConstraint : type.IsReferenceType || type.IsValueType && !type.IsUnmanagedType;

    private static bool IsNothing(IOperation value)
    {
        value = value.WithoutConversions();
        return value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null };
    }

    private static bool IsUncleared(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Type.SpecialType == SpecialType.System_Boolean)
                return argument.Value.ConstantValue is { HasValue: true, Value: false };
        }

        return true;
    }

    // 'a.AsSpan(0, n).Clear()', or a span that is kept.
    private static bool IsClearedBehind(IInvocationOperation view) =>
        PathWalker.IsView(view.Type) && view.Parent is not IArgumentOperation;
}
