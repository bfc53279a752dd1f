using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// What counts for others: methods that step an integer that is passed to them by reference, and counters, types that are one
/// integer with the methods that step it.
/// </summary>
internal sealed class CountHelpers
{
    private readonly Dictionary<ISymbol, (int Sign, int Amount)> _methods = new(SameSymbol.Comparer);

    public CountHelpers(IEnumerable<CodeBody> bodies)
    {
        foreach (CodeBody body in bodies)
            Look(body);
    }

    public bool Any => _methods.Count > 0;

    public IEnumerable<string> Names => _methods.Keys.Select(method => method.Name);

    /// <summary>What a call steps, which way, and by what.</summary>
    public (IOperation? Target, int Sign, IOperation? Amount) Of(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod.OriginalDefinition;
        if (!_methods.TryGetValue(method, out (int Sign, int Amount) helper))
            return IsCounterOfOthers(call) ? (call.Instance, WayOf(method.Name), null) : default;
        IOperation? target = call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.RefKind == RefKind.Ref)?.Value;
        if (helper.Amount < 0 || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == helper.Amount) is not IArgumentOperation by)
            return (target, helper.Sign, null);
        int sign = CountStep.SignOf(by.Value, out IOperation? amount);
        return (target, sign * helper.Sign, amount);
    }

    /// <summary>The two ways that a counter of others can be stepped; its code is not to be seen.</summary>
    public static int WayOf(string method) => method switch
    {
        "Increment" or "IncrementAndGet" => 1,
        "Decrement" or "DecrementAndGet" => -1,
        _ => 0,
    };

    private static bool IsCounterOfOthers(IInvocationOperation call) =>
        WayOf(call.TargetMethod.Name) != 0 && call.Arguments.IsEmpty && Types.IsInteger(call.TargetMethod.ReturnType)
        && call.Instance is { Type: INamedTypeSymbol type } receiver && CodeBody.Bare(receiver) is IFieldReferenceOperation
        && type.DeclaringSyntaxReferences.IsEmpty && type.TypeKind is TypeKind.Class or TypeKind.Struct;

    private void Look(CodeBody body)
    {
        (int Sign, int Amount)? found = null;
        foreach (IOperation operation in body.All)
        {
            (IOperation? target, int sign, IOperation? amount) = CountStep.Of(operation, body);
            if (sign == 0 || target is null || body.Method is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || !IsForOthers(CodeBody.Bare(target), method))
                continue;
            if (found is not null)
                return;
            found = (sign, amount is not null && CodeBody.Bare(amount) is IParameterReferenceOperation by ? by.Parameter.Ordinal : -1);
        }

        if (found is (int, int) helper)
            _methods[body.Symbol.OriginalDefinition] = helper;
    }

    private static bool IsForOthers(IOperation target, IMethodSymbol method) => target switch
    {
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref } parameter } => SameSymbol.Are(parameter.ContainingSymbol, method),
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsStatic: false } field } => IsCounter(field.ContainingType),
        _ => false,
    };

    /// <summary>A type that is one integer, and nothing else.</summary>
    private static bool IsCounter(INamedTypeSymbol type) =>
        type is { IsStatic: false, TypeKind: TypeKind.Class or TypeKind.Struct } && type.BaseType?.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType
        && type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).ToList() is [{ Type: ITypeSymbol only }] && Types.IsInteger(only);
}
