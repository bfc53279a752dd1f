using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Places;

/// <summary>
/// Whether evaluating something leaves every fragment, and every array of them, as it was. What is called is proved
/// harmless from its source or not at all: a rewrite that moves a read across it would give another value.
/// </summary>
internal sealed class Effects
{
    /// <summary>How much source of others is read for one question, before the answer is "who knows".</summary>
    private const int MostOperations = 2_000;

    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, bool>> s_changesOthers = new();

    private readonly FragmentModel _model;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<IMethodSymbol, bool> _harmless = new(SymbolEqualityComparer.Default);
    private int _left;

    public Effects(FragmentModel model, CancellationToken cancellation)
    {
        _model = model;
        _cancellation = cancellation;
    }

    /// <summary>What in an expression is not proved to be harmless; null when nothing.</summary>
    public SyntaxNode? Within(IOperation expression) => Within(expression, expression.Syntax.FullSpan);

    /// <summary>The same of a stretch of it.</summary>
    public SyntaxNode? Within(IOperation expression, TextSpan stretch)
    {
        _left = MostOperations;
        foreach (IOperation operation in Walk.All(expression))
        {
            if (stretch.Contains(operation.Syntax.SpanStart) && !IsHarmless(operation))
                return operation.Syntax;
        }

        return null;
    }

    /// <summary>Something that an expression calls may read parts of fragments: its source says so, or is not to be had.</summary>
    public bool MayReadParts(IOperation expression)
    {
        _left = MostOperations;
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (IOperation operation in Walk.All(expression))
        {
            if (MayReadParts(operation, seen))
                return true;
        }

        return false;
    }

    private bool MayReadParts(IOperation operation, HashSet<ISymbol> seen)
    {
        IMethodSymbol? called = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation { Constructor: { IsImplicitlyDeclared: false } constructor } => constructor,
            _ => null,
        };
        if (called is null || IsOfBaseLibrary(called) || Code.HandsOutContainer(called, _model) || AccessorOf(called) is not null || HasPageRole(called) || !seen.Add(called.OriginalDefinition))
            return false;
        if (!CalledCode.IsSeen(called, _model.Compilation))
            return true;
        foreach (IOperation inner in CalledCode.Of(called.PartialImplementationPart ?? called, _model.Compilation, _cancellation))
        {
            if (_left-- <= 0 || inner is IMemberReferenceOperation part && IsPart(part) || inner is IInvocationOperation { TargetMethod: var accessor } && AccessorOf(accessor) is not null || MayReadParts(inner, seen))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The source of a method says that it changes pages or offsets of fragments which it was not given: those of its
    /// own object, or of a static field.
    /// </summary>
    public bool ChangesOthers(IMethodSymbol method)
    {
        ConcurrentDictionary<ISymbol, bool> known = s_changesOthers.GetValue(_model.Compilation, _ => new(SymbolEqualityComparer.Default));
        method = method.OriginalDefinition;
        return known.TryGetValue(method, out bool changes) ? changes : known[method] = FindChangeOfOthers(method);
    }

    private bool FindChangeOfOthers(IMethodSymbol method)
    {
        if (!MayStore(method))
            return false;
        foreach (IOperation operation in CalledCode.Of(method, _model.Compilation, _cancellation))
        {
            IOperation? target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IInvocationOperation { Arguments: { Length: > 0 } arguments } call when AccessorOf(call.TargetMethod) is { Operation: var stores } && (stores.Info().Stores & (FragmentParts.Page | FragmentParts.Offset)) != 0 => arguments[0].Value,
                _ => null,
            };
            if (target is not null && (HoldsFragments(target.Type) || target is IMemberReferenceOperation part && IsPart(part)) && IsOfNobody(target))
                return true;
        }

        return false;
    }

    /// <summary>Its text assigns at all: most that is called between a read and a use does not, and need not be bound.</summary>
    private bool MayStore(IMethodSymbol method)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            foreach (SyntaxNode node in reference.GetSyntax(_cancellation).DescendantNodes())
            {
                ExpressionSyntax? target = node switch
                {
                    AssignmentExpressionSyntax assignment => assignment.Left,
                    ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
                    _ => null,
                };
                if (target is not null)
                    return true;
            }
        }

        return false;
    }

    private Accessor? AccessorOf(IMethodSymbol method) =>
        _model.FragmentOfAccessors(method.ContainingType) is INamedTypeSymbol fragment ? _model.AccessorsOf(fragment).Of(method) : null;

    /// <summary>The chain starts at a static field or at the object itself.</summary>
    private static bool IsOfNobody(IOperation target)
    {
        while (true)
        {
            switch (target)
            {
                case IMemberReferenceOperation { Instance: null } or IInstanceReferenceOperation:
                    return true;
                case IMemberReferenceOperation { Instance: { } instance }:
                    target = instance;
                    break;
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IConversionOperation conversion:
                    target = conversion.Operand;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool IsHarmless(IOperation operation)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return IsHarmlessTarget(assignment.Target) && IsOperator((assignment as ICompoundAssignmentOperation)?.OperatorMethod);
            case IIncrementOrDecrementOperation increment:
                return IsHarmlessTarget(increment.Target) && IsOperator(increment.OperatorMethod);
            case IInvocationOperation call:
                return IsHarmlessCall(call);
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                return AreHarmless(creation.Arguments) && (constructor.IsImplicitlyDeclared || IsOfBaseLibrary(constructor) || IsProved(constructor));
            case IPropertyReferenceOperation { Property: var property, Parent: not IAssignmentOperation }:
                // That a getter changes nothing is what a getter is; where its source says otherwise, that counts.
                return property.GetMethod is not IMethodSymbol getter || IsOfBaseLibrary(getter) || CalledCode.IsAutomatic(property) || !CalledCode.IsSeen(getter, _model.Compilation) || IsProved(getter);
            case IBinaryOperation binary:
                return IsOperator(binary.OperatorMethod);
            case IUnaryOperation unary:
                return IsOperator(unary.OperatorMethod);
            case IConversionOperation conversion:
                return IsOperator(conversion.OperatorMethod);
            case IAwaitOperation or IDynamicInvocationOperation or IDynamicIndexerAccessOperation or IDynamicMemberReferenceOperation or IFunctionPointerInvocationOperation or IRaiseEventOperation or IEventAssignmentOperation:
            case IReturnOperation { Kind: OperationKind.YieldReturn }:
                return false;
            default:
                return true;
        }
    }

    private bool IsHarmlessTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation { Local.RefKind: RefKind.None } or IDiscardOperation or IDeclarationExpressionOperation:
                return true;
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None }:
                return true;
            // By reference it is some variable of the caller's: the caller's argument says of what kind.
            case IParameterReferenceOperation { Parameter: var parameter }:
                return !HoldsFragments(parameter.Type);
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    if (!IsHarmlessTarget(element))
                        return false;
                }

                return true;
            case IPropertyReferenceOperation property when !CalledCode.IsAutomatic(property.Property):
                return !IsPart(property) && property.Property.SetMethod is IMethodSymbol setter && (IsOfBaseLibrary(setter) ? !HoldsFragments(property.Type) : CalledCode.IsSeen(setter, _model.Compilation) && IsProved(setter));
            case IMemberReferenceOperation member:
                return !IsPart(member) && !HoldsFragments(member.Type);
            case IArrayElementReferenceOperation element:
                return !HoldsFragments(element.Type);
            default:
                return false;
        }
    }

    private bool IsHarmlessCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (Code.HandsOutContainer(method, _model))
            return true;
        if (HasPageRole(method))
            return true;

        if (AccessorOf(method) is Accessor accessor)
            return accessor.Operation.Info().Stores == FragmentParts.None;
        if (!AreHarmless(call.Arguments))
            return false;
        if (IsOfBaseLibrary(method))
            return method.MethodKind != MethodKind.DelegateInvoke && !HandsOn(call);
        return CalledCode.IsSeen(method, _model.Compilation) ? IsProved(method) : method.IsExtern && TakesValuesOnly(method);
    }

    /// <summary>Neither a place where a fragment's part may lie is handed on by reference, nor code of which nothing is known.</summary>
    private bool AreHarmless(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out } && argument.Value is IMemberReferenceOperation part && IsPart(part))
                return false;
            // A lambda's body is looked at where it stands.
            if (CalledCode.MethodGroup(argument.Value) is IMethodSymbol named && !IsOfBaseLibrary(named) && !(CalledCode.IsSeen(named, _model.Compilation) && IsProved(named)))
                return false;
            if (argument.Value.Type?.TypeKind == TypeKind.Delegate && OffsetSum.Operand(argument.Value) is not IDelegateCreationOperation)
                return false;
        }

        return true;
    }

    /// <summary>The base library copies and clears what it is handed.</summary>
    private bool HandsOn(IInvocationOperation call)
    {
        if (call.Instance?.Type is { } receiver && HoldsFragments(receiver))
            return true;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = argument.Value is IConversionOperation conversion ? conversion.Operand : argument.Value;
            if (value.Type is { IsValueType: false } or { TypeKind: TypeKind.Pointer } && HoldsFragments(value.Type) || argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out && HoldsFragments(value.Type))
                return true;
        }

        return false;
    }

    /// <summary>What is done to pages is done to no fragment.</summary>
    private bool HasPageRole(IMethodSymbol method)
    {
        RoleSet roles = _model.RolesOf(method);
        return roles.Has(Role.PageGet) || roles.Has(Role.PagePut) || roles.Has(Role.PageAddress) || roles.Has(Role.PagePhys)
            || roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap) || roles.Has(Role.MapCheck);
    }

    private static bool TakesValuesOnly(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.SpecialType is SpecialType.None or SpecialType.System_Object && parameter.Type.TypeKind != TypeKind.Enum)
                return false;
        }

        return true;
    }

    private bool IsOperator(IMethodSymbol? method) =>
        method is null || IsOfBaseLibrary(method) || !CalledCode.IsSeen(method, _model.Compilation) || IsProved(method);

    /// <summary>Nothing in its source, and in what that calls, is anything but harmless. Recursion adds nothing to what is looked at already.</summary>
    private bool IsProved(IMethodSymbol method)
    {
        method = (method.PartialImplementationPart ?? method).OriginalDefinition;
        if (_harmless.TryGetValue(method, out bool known))
            return known;
        _harmless.Add(method, true);
        bool proved = true;
        foreach (IOperation operation in CalledCode.Of(method, _model.Compilation, _cancellation))
        {
            if (_left-- > 0 && IsHarmless(operation))
                continue;
            proved = false;
            break;
        }

        return _harmless[method] = proved;
    }

    private bool IsPart(IMemberReferenceOperation member)
    {
        RoleSet roles = _model.RolesOf(member.Member);
        return roles.Has(Role.FragmentPage) || roles.Has(Role.FragmentOffset) || roles.Has(Role.FragmentSize);
    }

    private bool HoldsFragments(ITypeSymbol? type) => type is not null && _model.FragmentWithin(type) is not null;

    private static bool IsOfBaseLibrary(IMethodSymbol method)
    {
        INamespaceSymbol? space = method.ContainingNamespace;
        while (space?.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space?.Name is "System" or "Microsoft" && method.DeclaringSyntaxReferences.IsEmpty;
    }
}
