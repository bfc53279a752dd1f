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
    private readonly FieldContracts _contracts;
    private readonly Compilation _compilation;

    public WrapperReader(INamedTypeSymbol type, List<ISymbol> fields, FieldContracts contracts, Compilation compilation) =>
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
        return operation is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol } reference ? FieldOf(reference.Member) : 0;
    }

    private int FieldOf(ISymbol member)
    {
        int index = _fields.FindIndex(known => SymbolEqualityComparer.Default.Equals(known.OriginalDefinition, member.OriginalDefinition));
        return index < 0 ? 0 : 1 << index;
    }

    /// <summary>The type of an object that a field holds, where that wraps something itself.</summary>
    public Wrapper? InnerOf(ITypeSymbol? type) => _contracts.WrapperOf(type);

    private Wrapper? InnerOf(IOperation? held) => FieldOf(held) != 0 ? InnerOf(held!.WithoutCasts().Type) : null;

    /// <summary>A field, or a property without a body, shows what the object holds: it is that, or nothing else is ever put into it.</summary>
    public bool Shows(ISymbol member, int depth = 0)
    {
        if (FieldOf(member) != 0)
            return true;
        if (((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is not ITypeSymbol type || !CanShow(type) || !MemberUses.IsFixed(member))
            return false;
        bool any = false;
        foreach ((IOperation? use, bool isInitial) in MemberUses.Of(member.OriginalDefinition, _compilation, CancellationToken.None))
        {
            if ((isInitial ? use : StoredAt(use)) is not IOperation value)
            {
                if (use is null || !MemberUses.IsRead(use))
                    return false;
                continue;
            }

            if (IsNothing(value))
                continue;
            if (!Shows(value, depth + MaxDepth / 2))
                return false;
            any = true;
        }

        return any;
    }

    private static bool CanShow(ITypeSymbol type) =>
        PathWalker.IsView(type) || type is IArrayTypeSymbol or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    private static IOperation? StoredAt(IOperation? use) => use?.Parent is ISimpleAssignmentOperation { IsRef: false } assignment && assignment.Target == use ? assignment.Value : null;

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
            return true;
        switch (value)
        {
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol } own when IsOwn(own.Member) && (own.Member is not IPropertySymbol property || CalledCode.IsAutomatic(property)):
                return Shows(own.Member, depth + 1);
            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when InnerOf(member.Instance) is Wrapper inner:
                return inner.Shows(member.Member);
            case IInvocationOperation { Instance: IOperation held } call when InnerOf(held) is Wrapper inner:
                return inner.Of(call.TargetMethod).Shows;
            case IConditionalOperation { WhenTrue: var one, WhenFalse: IOperation other }:
                return Shows(one, depth + 1) && Shows(other, depth + 1);
            // '_array ?? throw …'
            case ICoalesceOperation { WhenNull: var otherwise } coalesce when otherwise.WithoutCasts() is IThrowOperation:
                return Shows(coalesce.Value, depth + 1);
            case IConversionOperation conversion:
                return PathWalker.IsView(conversion.Type) && Shows(conversion.Operand, depth + 1);
            case IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: IMethodSymbol own } when IsOwn(own) && !own.IsVirtual:
                return own.DeclaringSyntaxReferences.Length == 1 && ShowsAll(own.OriginalDefinition, depth + 1);
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { GetMethod: IMethodSymbol getter, IsVirtual: false } computed } when IsOwn(computed):
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
