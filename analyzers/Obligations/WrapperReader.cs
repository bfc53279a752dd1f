using System.Collections.Generic;
using System.Threading;
using FragApi.Analyzers.Bodies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Obligations;

/// <summary>Reads off what members of a <see cref="Wrapper"/> do: operation by operation, in no order.</summary>
internal sealed partial class WrapperReader
{
    /// <summary>Members that call members of their type are followed as far as that.</summary>
    private const int MaxDepth = 8;

    private static readonly WrapperMember s_nothing = new();

    private readonly INamedTypeSymbol _type;
    private readonly List<ISymbol> _fields;
    private readonly Contracts _contracts;
    private readonly Compilation _compilation;

    public WrapperReader(INamedTypeSymbol type, List<ISymbol> fields, Contracts contracts, Compilation compilation) =>
        (_type, _fields, _contracts, _compilation) = (type, fields, contracts, compilation);

    private int All => (1 << _fields.Count) - 1;

    public WrapperMember Read(IMethodSymbol method) => Read(method, new List<IMethodSymbol>());

    private WrapperMember Read(IMethodSymbol method, List<IMethodSymbol> callers)
    {
        if (callers.Count > MaxDepth || method.IsAbstract || method.IsExtern || method.DeclaringSyntaxReferences.IsEmpty)
            return WrapperMember.Unknown;
        // What calls itself adds nothing.
        foreach (IMethodSymbol caller in callers)
        {
            if (SymbolEqualityComparer.Default.Equals(caller, method))
                return s_nothing;
        }

        callers.Add(method);
        Pass pass = new(this, method, callers);
        foreach (IOperation operation in CalledCode.Of(method.PartialImplementationPart ?? method, _compilation, CancellationToken.None))
            pass.Visit(operation);
        callers.RemoveAt(callers.Count - 1);
        return pass.End();
    }

    /// <summary>The number of a field, as a bit; 0 for any other operation.</summary>
    private int FieldOf(IOperation? operation)
    {
        operation = operation?.WithoutCasts();
        if (operation is not IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: IFieldSymbol field })
            return 0;
        int index = _fields.FindIndex(known => SymbolEqualityComparer.Default.Equals(known.OriginalDefinition, field.OriginalDefinition));
        return index < 0 ? 0 : 1 << index;
    }

    private bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, _type);

    private static bool IsNothing(IOperation? value)
    {
        value = value?.WithoutCasts();
        return value is null or IDefaultValueOperation or IFieldReferenceOperation { Field: { IsStatic: true, Name: "Zero" } } || value.ConstantValue.HasValue
            || value is IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_Array } };
    }

    /// <summary>The result of an expression shows what a field holds: the array itself, a span, a slice, a pointer.</summary>
    private bool Shows(IOperation? value, int depth = 0)
    {
        value = value?.WithoutCasts();
        if (value is null || depth > MaxDepth)
            return false;
        if (FieldOf(value) != 0)
            return value.Type is IArrayTypeSymbol or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };
        switch (value)
        {
            case IConversionOperation conversion:
                return PathWalker.IsView(conversion.Type) && Shows(conversion.Operand, depth + 1);
            case IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: IMethodSymbol own } when IsOwn(own) && !own.IsVirtual:
                return own.DeclaringSyntaxReferences.Length == 1 && ShowsAll(own.OriginalDefinition, depth + 1);
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { GetMethod: IMethodSymbol getter, IsVirtual: false } property } when IsOwn(property) && !CalledCode.IsAutomatic(property):
                return ShowsAll(getter.OriginalDefinition, depth + 1);
            case IInvocationOperation { Instance: IOperation shown, TargetMethod: IMethodSymbol method } when PathWalker.IsView(value.Type) && PathWalker.IsView(shown.Type) && BaseLibrary.Contains(method):
                return Shows(shown, depth + 1);
            case IInvocationOperation { Instance: IOperation handle, TargetMethod: { Name: "AddrOfPinnedObject" } }:
                return FieldOf(handle) != 0;
            case IInvocationOperation { Instance: null, Arguments: { Length: > 0 } arguments } call when PathWalker.IsView(value.Type) && BaseLibrary.KeepingOf(call.TargetMethod, arguments[0].Parameter) == Keeping.View:
                return Shows(arguments[0].Value, depth + 1);
            case IObjectCreationOperation { Arguments: { Length: > 0 } arguments } when PathWalker.IsView(value.Type):
                return Shows(arguments[0].Value, depth + 1);
            case IPropertyReferenceOperation { Property.Name: "Memory" or "Span", Instance: IOperation owner } when PathWalker.IsView(value.Type):
                return FieldOf(owner) != 0 || Shows(owner, depth + 1);
            case IImplicitIndexerReferenceOperation part:
                return PathWalker.IsView(part.Type) && Shows(part.Instance, depth + 1);
            case IPropertyReferenceOperation { Arguments.Length: 1, Instance: IOperation whole } when PathWalker.IsView(value.Type) && PathWalker.IsView(whole.Type):
                return Shows(whole, depth + 1);
            default:
                return false;
        }
    }

    private bool ShowsAll(IMethodSymbol method, int depth)
    {
        bool any = false;
        foreach (IOperation operation in CalledCode.Of(method, _compilation, CancellationToken.None))
        {
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation || operation is IReturnOperation { Kind: not OperationKind.Return })
                return false;
            if (operation is not IReturnOperation { ReturnedValue: IOperation value })
                continue;
            if (!Shows(value, depth))
                return false;
            any = true;
        }

        return any;
    }
}
