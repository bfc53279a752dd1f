using System;
using System.Collections.Generic;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4006: a fragment is appended with its page, and its offset or its size is nowhere set.</summary>
internal static class FillRule
{
    private const int MostAsked = 8;

    public static void Check(Member member, Action<Diagnostic> report)
    {
        HashSet<StoragePath> reported = new();
        Dictionary<StoragePath, int> asked = new();
        foreach (IOperation operation in member.Operations)
        {
            if (PageStored(operation, member) is not (Container container, IOperation fragment) || member.Code.IsAccessorCode(operation.Syntax) || reported.Contains(container.Place))
                continue;
            // What is found of a container's first fragments holds for the rest of a very long member.
            asked[container.Place] = asked.TryGetValue(container.Place, out int before) ? before + 1 : 1;
            if (before > MostAsked)
                continue;
            if (!IsAppended(container, member) || IsFilledOtherwise(container, operation, member))
                continue;
            bool fresh = IsMadeHere(container, member);
            bool offset = fresh || fragment is IObjectCreationOperation || IsSet(Role.FragmentOffset, container, operation, member);
            bool size = fragment is IObjectCreationOperation creation && Initializes(creation, Role.FragmentSize, member) || IsSet(Role.FragmentSize, container, operation, member);
            if (offset && size || IsSetElsewhere(!offset, !size, operation, member))
                continue;
            reported.Add(container.Place);
            report(Diagnostic.Create(Rules.PartlyFilled, operation.Syntax.GetLocation(), container.Name, offset ? "a size" : size ? "an offset" : "an offset and a size"));
        }
    }

    /// <summary>The container into one of whose fragments a page is stored by itself, and that fragment.</summary>
    private static (Container, IOperation)? PageStored(IOperation operation, Member member)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { IsRef: false } assignment when member.Code.IsPart(assignment.Target, Role.FragmentPage, out IMemberReferenceOperation part) && part.Instance is not null and not IInstanceReferenceOperation:
                if (assignment.Value.ConstantValue is { HasValue: true, Value: null })
                    return null;
                return Container.Of(part.Instance, member) is Container container ? (container, part.Instance) : null;
            case ISimpleAssignmentOperation { IsRef: false } assignment when Container.IsFragment(assignment.Target.Type, member.Model)
                && Member.Plain(assignment.Value) is IObjectCreationOperation { Arguments.Length: 0 } creation && Initializes(creation, Role.FragmentPage, member):
                return Container.Of(assignment.Target, member) is Container filled ? (filled, creation) : null;
            case IInvocationOperation call when member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor && accessor.Operation.Info().Stores == FragmentParts.Page:
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter is IParameterSymbol parameter && parameter.Ordinal < accessor.Parts.Length && accessor.Parts[parameter.Ordinal] == Part.Page
                        && Member.Plain(argument.Value).ConstantValue is { HasValue: true, Value: null })
                    {
                        return null;
                    }
                }

                return Locator.OfAccessorCall(call, accessor, type!) is Locator locator && Container.Of(locator, member) is Container set ? (set, call) : null;
            default:
                return null;
        }
    }

    private static bool Initializes(IObjectCreationOperation creation, Role role, Member member)
    {
        if (creation.Initializer is null)
            return false;
        foreach (IOperation initializer in creation.Initializer.Initializers)
        {
            if (initializer is ISimpleAssignmentOperation { Target: IMemberReferenceOperation set } assignment && member.Model.Is(set.Member, role))
                return role != Role.FragmentPage || assignment.Value.ConstantValue is not { HasValue: true, Value: null };
        }

        return false;
    }

    /// <summary>The count of the container grows, or is set to a number: the fragment is a new one.</summary>
    private static bool IsAppended(Container container, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            IOperation? target = operation switch
            {
                IIncrementOrDecrementOperation { Kind: OperationKind.Increment } increment => increment.Target,
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum => sum.Target,
                ISimpleAssignmentOperation assignment when !(assignment.Value.ConstantValue is { HasValue: true, Value: 0 }) => assignment.Target,
                _ => null,
            };
            if (target is IMemberReferenceOperation count && member.Model.Is(count.Member, Role.FragmentCount) && member.PlaceOf(count.Instance) is StoragePath place && place.Overlaps(container.Place))
                return true;
        }

        return false;
    }

    /// <summary>A fragment of that container gets the part, by whatever index; or all of one is handed to somebody who may set it.</summary>
    private static bool IsSet(Role role, Container container, IOperation store, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation != store && Sets(operation, role, member) is IOperation fragment && Container.Of(fragment, member) is Container other && other.Place.Overlaps(container.Place))
                return true;
        }

        return false;
    }

    /// <summary>The fragment whose offset or size an operation sets.</summary>
    private static IOperation? Sets(IOperation operation, Role role, Member member)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment when member.Code.IsPart(assignment.Target, role, out IMemberReferenceOperation part):
                return part.Instance;
            case IIncrementOrDecrementOperation increment when member.Code.IsPart(increment.Target, role, out IMemberReferenceOperation part):
                return part.Instance;
            case IInvocationOperation call when member.Code.AccessorOf(call, out _) is Accessor accessor:
                if (!accessor.Operation.Info().StoresIn(Operations.PartOf(role)))
                    return null;
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter is IParameterSymbol parameter && parameter.Ordinal < accessor.Parts.Length && accessor.Parts[parameter.Ordinal] == Part.Fragment)
                        return argument.Value;
                }

                return call.Instance;
            default:
                return null;
        }
    }

    /// <summary>The fragment is assigned as a whole, or handed out by reference, or the container goes to a call that may set the rest.</summary>
    private static bool IsFilledOtherwise(Container container, IOperation store, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation == store)
                continue;
            switch (operation)
            {
                case ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target is not ILocalReferenceOperation { Local.RefKind: RefKind.None } && Container.HoldsFragments(assignment.Target.Type, member.Model) && Is(assignment.Target):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when Container.IsFragment(argument.Value.Type, member.Model) && !(argument.Parent is IInvocationOperation call && member.Code.AccessorOf(call, out _) is not null) && Is(argument.Value):
                case IAddressOfOperation address when Is(address.Reference):
                case IArgumentOperation view when Container.HoldsFragments(Member.Plain(view.Value).Type, member.Model) && !Container.IsFragment(Member.Plain(view.Value).Type, member.Model) && Is(view.Value):
                    return true;
                case IInvocationOperation { TargetMethod.Name: not null } accessor when member.Code.AccessorOf(accessor, out INamedTypeSymbol? type) is Accessor fill && fill.Operation.Info().Stores == FragmentParts.All
                    && Locator.OfAccessorCall(accessor, fill, type!) is Locator locator && Container.Of(locator, member) is Container filled && filled.Place.Overlaps(container.Place):
                    return true;
                case IInvocationOperation other when !Types.IsOfBaseLibrary(other.TargetMethod) && member.Code.AccessorOf(other, out _) is null && !Code.HandsOutContainer(other.TargetMethod, member.Model) && Takes(other) && !IsUnrelated(other):
                    return true;
            }
        }

        return false;

        bool Is(IOperation fragments) => Container.Of(fragments, member) is Container other && other.Place.Overlaps(container.Place);

        // Given the container and numbers: such a call may set what is missing. Given the container alone, it takes it as it is.
        bool Takes(IInvocationOperation call)
        {
            bool container_ = call.Instance is not null && member.PlaceOf(call.Instance) is StoragePath receiver && receiver.Overlaps(container.Place);
            bool number = false;
            foreach (IArgumentOperation argument in call.Arguments)
            {
                container_ |= Container.Holding(argument.Value, member) is Container given && given.Place.Overlaps(container.Place);
                number |= Types.IsInteger(argument.Value.Type);
            }

            return container_ && number;
        }

        bool IsUnrelated(IInvocationOperation call)
        {
            RoleSet roles = member.Model.RolesOf(call.TargetMethod);
            return roles.Has(Role.FragmentsShared) || roles.Has(Role.ReplacesFragments);
        }
    }

    private static bool IsMadeHere(Container container, Member member) =>
        container.Place.Steps[0].Symbol is ILocalSymbol local
        && member.Code.Flow.UsesOf(local).Writes is { Count: > 0 } writes
        && writes.TrueForAll(write => write.Value is not null && Member.Plain(write.Value) is IObjectCreationOperation);

    /// <summary>Another member of the type sets what is missing, and no page: two steps on purpose.</summary>
    private static bool IsSetElsewhere(bool offset, bool size, IOperation store, Member member)
    {
        foreach (Member other in Callers.Siblings(store.Syntax, member))
        {
            bool setsOffset = false;
            bool setsSize = false;
            bool setsPage = false;
            foreach (IOperation operation in other.Operations)
            {
                setsPage |= PageStored(operation, other) is not null || operation is IInvocationOperation call && other.Code.AccessorOf(call, out _)?.Operation.Info().Stores == FragmentParts.All;
                setsOffset |= Sets(operation, Role.FragmentOffset, other) is IOperation moved && Container.Of(moved, other) is not null;
                setsSize |= Sets(operation, Role.FragmentSize, other) is IOperation sized && Container.Of(sized, other) is not null;
            }

            if (!setsPage && (setsOffset || !offset) && (setsSize || !size))
                return true;
        }

        return false;
    }
}
