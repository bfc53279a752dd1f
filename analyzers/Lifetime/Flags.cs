using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>The member of a container, or of what holds it, with the flags that travel with its fragments.</summary>
internal sealed class Flags
{
    private Flags(ISymbol member, ulong mask, IOperation owner, ISymbol? through = null)
    {
        Through = through;
        Member = member;
        Mask = mask;
        Owner = owner;
    }

    public ISymbol Member { get; }

    /// <summary>The bits that travel.</summary>
    public ulong Mask { get; }

    /// <summary>The expression that <see cref="Member"/> is a member of: the container, or what holds it.</summary>
    public IOperation Owner { get; }

    /// <summary>The member of <see cref="Owner"/> that is the container with the flags, where it is not written; else null.</summary>
    public ISymbol? Through { get; }

    public ITypeSymbol Type => Member is IFieldSymbol field ? field.Type : ((IPropertySymbol)Member).Type;

    /// <summary>The flags of a container; null when it has none.</summary>
    public static Flags? Of(Container container, FragmentModel model)
    {
        if (container.Type is null && container.Expression.Type is ITypeSymbol holder && InHeld(holder, model) is (ISymbol held, ulong bits, ISymbol through))
            return bits == 0 ? null : new Flags(held, bits, container.Expression, through);
        for (IOperation? owner = container.Expression; owner is not null; owner = OwnerOf(owner))
        {
            if (owner.Type is ITypeSymbol type && In(type, model) is (ISymbol member, ulong mask))
                return mask == 0 ? null : new Flags(member, mask, owner);
        }

        return null;
    }

    private static IOperation? OwnerOf(IOperation operation)
    {
        IOperation? owner = operation switch
        {
            IMemberReferenceOperation member => member.Instance,
            IInvocationOperation { Instance: IOperation instance } => instance,
            IInvocationOperation { Arguments: { Length: 1 } arguments } => arguments[0].Value,
            _ => null,
        };
        return owner is null ? null : Places.Member.Plain(owner);
    }

    /// <summary>The flags of the container that a value of this type holds.</summary>
    private static (ISymbol, ulong, ISymbol)? InHeld(ITypeSymbol type, FragmentModel model)
    {
        for (ITypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                ITypeSymbol? held = member switch
                {
                    IFieldSymbol { IsStatic: false } field => field.Type,
                    IPropertySymbol { IsStatic: false } property => property.Type,
                    _ => null,
                };
                if (Container.IsContainer(held, model) && In(held!, model) is (ISymbol flags, ulong mask))
                    return (flags, mask, member);
            }
        }

        return null;
    }

    private static (ISymbol, ulong)? In(ITypeSymbol type, FragmentModel model)
    {
        for (ITypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is (IFieldSymbol or IPropertySymbol) and { IsStatic: false } && model.RolesOf(member).Get(Role.FragmentFlags) is RoleBinding binding)
                    return (member, binding.Mask);
            }
        }

        return null;
    }

    /// <summary>A reference to some container's flags.</summary>
    public static bool IsReference(IOperation operation, FragmentModel model) =>
        operation is IFieldReferenceOperation or IPropertyReferenceOperation && model.Is(((IMemberReferenceOperation)operation).Member, Role.FragmentFlags);

    /// <summary>A reference to the flags of that container.</summary>
    public static bool IsOf(IOperation operation, Container container, Member member) =>
        IsReference(operation, member.Model)
        && member.PlaceOf(((IMemberReferenceOperation)operation).Instance) is StoragePath place
        && (place.Overlaps(container.Place) || container.Place.Owner is StoragePath owner && place.Owner is StoragePath other && owner.Equals(other));

    /// <summary>The bits of a constant; null when it is none.</summary>
    public static ulong? BitsOf(IOperation operation)
    {
        if (operation.ConstantValue is not { HasValue: true, Value: object value })
            return null;
        return value switch
        {
            int number => unchecked((ulong)number),
            uint number => number,
            long number => unchecked((ulong)number),
            ulong number => number,
            short number => unchecked((ulong)number),
            ushort number => number,
            sbyte number => unchecked((ulong)number),
            byte number => number,
            _ => null,
        };
    }

    /// <summary>The reference takes only some of the bits that travel: <c>flags &amp; part</c>.</summary>
    public static bool IsPartial(IOperation reference, ulong mask)
    {
        IOperation operation = reference;
        while (operation.Parent is IConversionOperation or IParenthesizedOperation)
            operation = operation.Parent;
        switch (operation.Parent)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.And } and:
                IOperation other = and.LeftOperand == operation ? and.RightOperand : and.LeftOperand;
                return BitsOf(Places.Member.Plain(other)) is ulong bits && (bits & mask) != mask;
            case IInvocationOperation { TargetMethod.Name: "HasFlag", Arguments: { Length: 1 } arguments } call when call.Instance == operation:
                return BitsOf(Places.Member.Plain(arguments[0].Value)) is ulong flag && (flag & mask) != mask;
            default:
                return false;
        }
    }

    /// <summary>What a local was given is, or was made from, something like that.</summary>
    public static bool Mentions(IOperation value, System.Func<IOperation, bool> matches, Member member, int depth = 3)
    {
        foreach (IOperation part in Walk.All(value))
        {
            if (matches(part))
                return true;
            if (part is not ILocalReferenceOperation local || depth == 0)
                continue;
            foreach (LocalWrite write in member.Code.Flow.UsesOf(local.Local).Writes)
            {
                if (write.Value is IOperation origin && origin != value && Mentions(origin, matches, member, depth - 1))
                    return true;
            }
        }

        return false;
    }
}
