using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>The container whose fragments an expression stands for.</summary>
internal sealed class Container
{
    private const int Depth = 24;

    private Container(StoragePath place, IOperation expression, INamedTypeSymbol? type)
    {
        Place = place;
        Expression = expression;
        Type = type;
    }

    public StoragePath Place { get; }

    /// <summary>The expression for the container; where an accessor takes what holds it, for that.</summary>
    public IOperation Expression { get; }

    /// <summary>The container's type; null where the expression is for what holds it.</summary>
    public INamedTypeSymbol? Type { get; }

    /// <summary>As it is written.</summary>
    public string Name => Expressions.TextOf(Expression.Syntax);

    /// <summary>The container that a fragment, a reference to one, or an array, a span or a pointer of fragments belongs to.</summary>
    /// <param name="operation">The fragment or fragments.</param>
    /// <param name="member">The code.</param>
    /// <param name="throughCopies">A copy of a descriptor in a local counts as that descriptor.</param>
    public static Container? Of(IOperation? operation, Member member, bool throughCopies = false)
    {
        bool fragments = false;
        for (int depth = 0; operation is not null && depth < Depth; depth++)
        {
            operation = Member.Plain(operation);
            if (fragments && IsContainer(operation.Type, member.Model))
                return member.PlaceOf(operation) is StoragePath place ? new Container(place, operation, operation.Type as INamedTypeSymbol) : null;
            fragments |= HoldsFragments(operation.Type, member.Model);
            operation = operation switch
            {
                IArrayElementReferenceOperation element => element.ArrayReference,
                IImplicitIndexerReferenceOperation element => element.Instance,
                IFieldReferenceOperation or IPropertyReferenceOperation => ((IMemberReferenceOperation)operation).Instance,
                IConditionalAccessOperation access => access.WhenNotNull,
                IConditionalAccessInstanceOperation missing => Tested(missing),
                IAddressOfOperation address => address.Reference,
                IWithOperation with => with.Operand,
                // 'frags + 1', '*frag++'
                IBinaryOperation { OperatorMethod: null, Type: IPointerTypeSymbol } sum => sum.LeftOperand,
                IIncrementOrDecrementOperation { Type: IPointerTypeSymbol } step => step.Target,
                ILocalReferenceOperation local => member.AliasOf(local) ?? (throughCopies && HoldsFragments(local.Type, member.Model) ? CopyOf(local, member) : null),
                IInvocationOperation call when Views.HandsOn(call) || IsSlot(call, member.Model) => call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null),
                _ => Member.Behind(operation),
            };
        }

        return null;
    }

    /// <summary>The container of the fragment that a locator names.</summary>
    public static Container? Of(Locator fragment, Member member)
    {
        IOperation? operation = member.Code.Semantics.GetOperation(fragment.Expression, member.Code.Cancellation);
        if (fragment.Index is null)
            return Of(operation, member, throughCopies: true);
        if (operation is null || member.PlaceOf(operation) is not StoragePath place)
            return null;
        return new Container(place, operation, IsContainer(operation.Type, member.Model) ? operation.Type as INamedTypeSymbol : null);
    }

    /// <summary>The container that a value is, or that it holds: <c>skb.Info</c>, <c>skb</c>.</summary>
    public static Container? Holding(IOperation? value, Member member)
    {
        if (value is null)
            return null;
        value = Member.Plain(value);
        if (value.Type is not INamedTypeSymbol type || !IsContainer(type, member.Model) && !MayHold(type, member.Model))
            return null;
        return member.PlaceOf(value) is StoragePath place ? new Container(place, value, IsContainer(type, member.Model) ? type : null) : null;
    }

    public static bool IsContainer(ITypeSymbol? type, FragmentModel model) => type is INamedTypeSymbol named && model.Is(named, Role.FragmentContainer);

    /// <summary>A type with a container in one of its members.</summary>
    public static bool MayHold(ITypeSymbol type, FragmentModel model)
    {
        if (type.SpecialType != SpecialType.None || !model.CanHoldFragments(type.ContainingAssembly))
            return false;
        for (ITypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                ITypeSymbol? inner = member switch
                {
                    IFieldSymbol { IsStatic: false } field => field.Type,
                    IPropertySymbol { IsStatic: false } property => property.Type,
                    IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.Length: 0, IsStatic: false } method => method.ReturnType,
                    _ => null,
                };
                if (IsContainer(inner, model))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A fragment, or an array, a span, a list or a pointer of them.</summary>
    public static bool HoldsFragments(ITypeSymbol? type, FragmentModel model) => type switch
    {
        IArrayTypeSymbol array => IsFragment(array.ElementType, model),
        IPointerTypeSymbol pointer => IsFragment(pointer.PointedAtType, model),
        INamedTypeSymbol { TypeArguments.Length: 1 } generic when !model.Is(generic, Role.Fragment) => IsFragment(generic.TypeArguments[0], model),
        INamedTypeSymbol { IsValueType: true } named when Expressions.IsInlineArray(named) => ElementOfInlineArray(named) is ITypeSymbol element && IsFragment(element, model),
        _ => IsFragment(type, model),
    };

    /// <summary>The fragment type that a value is, or holds many of.</summary>
    public static INamedTypeSymbol? FragmentIn(ITypeSymbol? type, FragmentModel model) =>
        (type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            IPointerTypeSymbol pointer => pointer.PointedAtType,
            INamedTypeSymbol { TypeArguments.Length: 1 } generic when !model.Is(generic, Role.Fragment) => generic.TypeArguments[0],
            _ => type,
        }) is INamedTypeSymbol named && model.Is(named, Role.Fragment) ? named : null;

    public static bool IsFragment(ITypeSymbol? type, FragmentModel model) => type is INamedTypeSymbol named && model.Is(named, Role.Fragment);

    private static ITypeSymbol? ElementOfInlineArray(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field)
                return field.Type;
        }

        return null;
    }

    /// <summary>The two may be one container: one place lies in the other, or they are reached from one owner by different ways.</summary>
    public bool MayBe(Container other, Member member)
    {
        if (Place.Overlaps(other.Place))
            return true;
        StoragePath own = OwnerOf(this, member);
        StoragePath others = OwnerOf(other, member);
        if (own.Equals(others))
            return !(IsStored(Place.Last.Symbol) && IsStored(other.Place.Last.Symbol) && Place.Steps.Length > 1 && other.Place.Steps.Length > 1);
        return HasHeld(own, other, member) || HasHeld(others, this, member);
    }

    /// <summary>A local with several values may hold the other one: nobody can tell which at the time.</summary>
    private static bool HasHeld(StoragePath place, Container other, Member member)
    {
        if (place.Steps[0].Symbol is not ILocalSymbol local || local.RefKind != RefKind.None)
            return false;
        List<LocalWrite> writes = member.Code.Flow.UsesOf(local).Writes;
        if (writes.Count < 2)
            return false;
        foreach (LocalWrite write in writes)
        {
            if (write.Value is null || member.PlaceOf(write.Value) is StoragePath held && !held.Equals(place) && (held.Overlaps(other.Place) || held.Equals(OwnerOf(other, member))))
                return true;
        }

        return false;
    }

    private static StoragePath OwnerOf(Container container, Member member) =>
        container.Type is not null && container.Place.Owner is StoragePath owner && container.Place.Last.Symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol && ReturnsContainer(container.Place.Last.Symbol, member.Model)
            ? container.Place.Owner
            : container.Place;

    private static bool ReturnsContainer(ISymbol? step, FragmentModel model) => IsContainer(
        step switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IMethodSymbol method => method.ReturnType,
            _ => null,
        },
        model);

    private static bool IsStored(ISymbol? step)
    {
        if (step is not IPropertySymbol property)
            return step is IFieldSymbol;
        foreach (SyntaxReference reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is PropertyDeclarationSyntax { AccessorList: AccessorListSyntax list })
            {
                foreach (AccessorDeclarationSyntax accessor in list.Accessors)
                {
                    if (accessor.Body is not null || accessor.ExpressionBody is not null)
                        return false;
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Hands out the slot of a fragment by reference.</summary>
    private static bool IsSlot(IInvocationOperation call, FragmentModel model) =>
        call.TargetMethod.ReturnsByRef || call.TargetMethod.ReturnsByRefReadonly ? HoldsFragments(call.TargetMethod.ReturnType, model) : call.Instance is not null && call.TargetMethod.Parameters.Length == 0 && call.Type is not null && !call.Type.IsReferenceType && HoldsFragments(call.Type, model) && !IsFragment(call.Type, model);

    private static IOperation? CopyOf(ILocalReferenceOperation local, Member member)
    {
        if (member.ValueOf(local) is IOperation value)
            return value;
        if (!local.Local.IsForEach)
            return null;
        foreach (IOperation operation in member.Operations)
        {
            if (operation is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable } loop && SymbolEqualityComparer.Default.Equals(variable.Symbol, local.Local))
                return loop.Collection;
        }

        return null;
    }

    private static IOperation? Tested(IConditionalAccessInstanceOperation missing)
    {
        for (IOperation? parent = missing.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && access.Operation.Syntax.Span == missing.Syntax.Span)
                return access.Operation;
        }

        return null;
    }
}
