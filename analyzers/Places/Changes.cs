using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>What may change a fragment, or make the expression for it mean another one.</summary>
internal sealed class Changes
{
    private readonly FragmentModel _model;
    private readonly Locator _fragment;
    private readonly LocalFlow _flow;
    private readonly HashSet<ISymbol> _names = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _staticHomes = new(SymbolEqualityComparer.Default);
    private Effects? _effects;
    private bool _throughThis;
    private bool? _captured;

    public Changes(FragmentModel model, SemanticModel semantics, Locator fragment, LocalFlow flow)
    {
        _model = model;
        _fragment = fragment;
        _flow = flow;
        AddNames(fragment.Expression, semantics, flow);
        if (fragment.Index is not null)
            AddNames(fragment.Index, semantics, flow);
    }

    public bool IsChange(IOperation operation)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return IsChangedBy(assignment.Target);
            case IIncrementOrDecrementOperation increment:
                return IsChangedBy(increment.Target);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return !IsHarmless(argument.Parent) && (IsChangedBy(argument.Value) || Mentions(argument.Value));
            case IInvocationOperation call:
                return IsChangedBy(call);
            case IObjectCreationOperation creation:
                return AnyMention(creation.Arguments);
            case IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                return true;
            default:
                return false;
        }
    }

    private bool IsChangedBy(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                return _names.Contains(local.Local) || local.Local.RefKind != RefKind.None && IsFragment(local.Type);
            case IParameterReferenceOperation parameter:
                return _names.Contains(parameter.Parameter) || parameter.Parameter.RefKind != RefKind.None && IsFragment(parameter.Type);
            case IMemberReferenceOperation member:
                RoleSet roles = _model.RolesOf(member.Member);
                return _names.Contains(member.Member.OriginalDefinition)
                    || roles.Has(Role.FragmentPage) || roles.Has(Role.FragmentOffset)
                    || IsFragment(target.Type);
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    if (IsChangedBy(element))
                        return true;
                }

                return false;
            default:
                return IsFragment(target.Type);
        }
    }

    private bool IsChangedBy(IInvocationOperation call)
    {
        if (IsHarmless(call))
            return false;
        if (_model.AccessorsOf(_fragment.Type).Of(call.TargetMethod) is not null)
            return true;
        // What a delegate or a local function does is written here, when it has to do with this fragment at all.
        if (call.TargetMethod.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
            return (_captured ??= _flow.AreCaptured(_names)) || AnyMention(call.Arguments);
        if (IsOfBaseLibrary(call.TargetMethod))
        {
            // The base library keeps no descriptor, but it copies and clears arrays and spans of them.
            return IsBulkStore(call.TargetMethod.Name) && (HoldsFragments(call.Instance?.Type) || AnyArray(call));
        }

        if (call.Instance is IInstanceReferenceOperation && _throughThis || _staticHomes.Contains(call.TargetMethod.ContainingType.OriginalDefinition))
            return true;
        return call.Instance is not null && Mentions(call.Instance) || AnyMention(call.Arguments) || (_effects ??= new Effects(_model, default)).ChangesOthers(call.TargetMethod);
    }

    private bool IsHarmless(IOperation? operation)
    {
        if (operation is not IInvocationOperation call)
            return false;
        if (Code.HandsOutContainer(call.TargetMethod, _model))
            return true;
        RoleSet roles = _model.RolesOf(call.TargetMethod);
        if (roles.Has(Role.PageGet) || roles.Has(Role.PagePut) || roles.Has(Role.PageAddress) || roles.Has(Role.PagePhys)
            || roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap) || roles.Has(Role.MapCheck))
        {
            return true;
        }

        return _model.AccessorsOf(_fragment.Type).Of(call.TargetMethod) is Accessor accessor
            && (accessor.Operation.Info().Stores & (FragmentParts.Page | FragmentParts.Offset)) == 0;
    }

    private bool AnyMention(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (Mentions(argument.Value))
                return true;
        }

        return false;
    }

    private bool AnyArray(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = argument.Value is IConversionOperation conversion ? conversion.Operand : argument.Value;
            if (HoldsFragments(value.Type))
                return true;
        }

        return false;
    }

    /// <summary>Hands on something through which the fragment can be reached: not a number, a flag, a text or the page itself.</summary>
    private bool Mentions(IOperation value)
    {
        value = OffsetSum.Operand(value);
        // A copy of a descriptor, or what is read out of one, is no way back to the descriptor.
        if (IsFragment(value.Type) && value.Type!.IsValueType)
            return false;
        // Numbers, flags and texts lead nowhere.
        if (value.Type is { } type && (Types.IsInteger(type) || type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_String or SpecialType.System_Char))
            return false;
        Stack<IOperation> stack = new();
        stack.Push(value);
        while (stack.Count > 0)
        {
            IOperation operation = stack.Pop();
            if (IsReadOfPart(operation))
                continue;
            foreach (IOperation child in operation.ChildOperations)
                stack.Push(child);
            switch (operation)
            {
                case ILocalReferenceOperation local when _names.Contains(local.Local):
                case IParameterReferenceOperation parameter when _names.Contains(parameter.Parameter):
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when _names.Contains(field.Field.OriginalDefinition):
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property when _names.Contains(property.Property.OriginalDefinition):
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } when _throughThis && operation == value:
                    return true;
            }
        }

        return false;
    }

    private bool IsReadOfPart(IOperation operation) => operation switch
    {
        IMemberReferenceOperation part => _model.Is(part.Member, Role.FragmentPage),
        IInvocationOperation call => _model.AccessorsOf(_fragment.Type).Of(call.TargetMethod)?.Operation.Info().Gives == FragmentParts.Page,
        _ => false,
    };

    private bool IsFragment(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, _fragment.Type.OriginalDefinition);

    /// <summary>By whatever name the array goes: a span of it is another name for the same elements.</summary>
    private static bool IsBulkStore(string name)
    {
        foreach (string verb in s_bulkStores)
        {
            if (name.StartsWith(verb, System.StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static readonly string[] s_bulkStores =
    {
        "Clear", "Fill", "Copy", "TryCopy", "ConstrainedCopy", "BlockCopy", "Reverse", "Sort", "Resize", "Insert", "Remove", "Add", "Swap", "Exchange", "CompareExchange", "Initialize", "SetValue", "Shuffle", "ForEach",
    };

    private bool HoldsFragments(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => IsFragment(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: 1 } named => IsFragment(named.TypeArguments[0]),
        _ => false,
    };

    private bool IsOfBaseLibrary(IMethodSymbol method) =>
        method.ContainingNamespace is { } space && RootOf(space) is "System" or "Microsoft";

    private static string RootOf(INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name;
    }

    private void AddNames(ExpressionSyntax expression, SemanticModel semantics, LocalFlow flow)
    {
        foreach (SyntaxNode node in expression.DescendantNodesAndSelf())
        {
            if (node is ThisExpressionSyntax)
                _throughThis = true;
            if (node is not IdentifierNameSyntax name || semantics.GetSymbolInfo(name).Symbol is not { } symbol || !_names.Add(symbol.OriginalDefinition))
                continue;
            if (symbol is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true })
                _staticHomes.Add(symbol.ContainingType.OriginalDefinition);
            switch (symbol)
            {
                case ILocalSymbol { RefKind: not RefKind.None } alias:
                    // What a ref local stands for can be reached by the names it was made from.
                    foreach (LocalWrite write in flow.UsesOf(alias).Writes)
                    {
                        if (write.Value?.Syntax is ExpressionSyntax origin && origin.Span != expression.Span)
                            AddNames(origin, semantics, flow);
                    }

                    break;
                case IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } when name.Parent is not MemberAccessExpressionSyntax access || access.Name != name:
                    _throughThis = true;
                    break;
            }
        }
    }
}
