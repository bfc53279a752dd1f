using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4005: a fragment is appended at the count, and neither the count nor the room is ever compared with anything.</summary>
internal static class AppendRule
{
    public static void Check(Member member, Action<Diagnostic> report)
    {
        HashSet<StoragePath> reported = new();
        // A member that appends a thousand times asks once for each name.
        HashSet<(StoragePath, string)> fine = new();
        foreach (IOperation operation in member.Operations)
        {
            if (Appended(operation, member) is not (Container container, IOperation index)
                || reported.Contains(container.Place)
                || fine.Contains((container.Place, index.Syntax.ToString())))
            {
                continue;
            }

            if (member.Code.IsAccessorCode(operation.Syntax)
                || IsFresh(container, operation, member)
                || IsKnown(container, index, operation, member, fine))
            {
                continue;
            }

            reported.Add(container.Place);
            report(Diagnostic.Create(Rules.AppendUnchecked, operation.Syntax.GetLocation(), container.Name, Expressions.TextOf(index.Syntax)));
        }
    }

    private static bool IsKnown(Container container, IOperation index, IOperation append, Member member, HashSet<(StoragePath, string)> fine)
    {
        if (!IsChecked(container, index, member) && !IsCheckedByCallers(container, append, member))
            return false;
        fine.Add((container.Place, index.Syntax.ToString()));
        return true;
    }

    /// <summary>The container, and the index at which something is stored: one that comes from the container's count.</summary>
    private static (Container, IOperation)? Appended(IOperation operation, Member member)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { IsRef: false } assignment:
                IOperation target = assignment.Target;
                // 'frags[n].Page = page' appends as 'frags[n] = frag' does.
                if (member.Code.IsPart(target, Role.FragmentPage, out IMemberReferenceOperation part) && part.Instance is not null)
                {
                    if (assignment.Value.ConstantValue is { HasValue: true, Value: null })
                        return null;
                    target = part.Instance;
                }

                if (!Container.IsFragment(target.Type, member.Model))
                    return null;
                return ElementOf(target, member);
            case IInvocationOperation call when member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor && accessor.Operation.Info().StoresIn(FragmentParts.Page):
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter is not IParameterSymbol parameter || parameter.Ordinal >= accessor.Parts.Length)
                        continue;
                    if (accessor.Parts[parameter.Ordinal] == Part.Fragment)
                        return ElementOf(argument.Value, member);
                    if (accessor.Parts[parameter.Ordinal] == Part.Index
                        && Locator.OfAccessorCall(call, accessor, type!) is Locator locator
                        && Container.Of(locator, member) is Container container
                        && IsCount(argument.Value, container, member))
                    {
                        return (container, argument.Value);
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static (Container, IOperation)? ElementOf(IOperation element, Member member)
    {
        for (int depth = 0; depth < 6; depth++)
        {
            element = Member.Plain(element);
            IOperation? index = element switch
            {
                IArrayElementReferenceOperation { Indices: { Length: 1 } indices } => indices[0],
                IPropertyReferenceOperation { Arguments: { Length: 1 } arguments } => arguments[0].Value,
                _ => null,
            };
            if (index is not null)
                return Container.Of(element, member) is Container container && IsCount(index, container, member) ? (container, index) : null;
            if (element is ILocalReferenceOperation { Local.RefKind: not RefKind.None } alias && member.AliasOf(alias) is IOperation slot)
                element = slot;
            else
                return null;
        }

        return null;
    }

    /// <summary>The container's count, or a local that was copied from it.</summary>
    private static bool IsCount(IOperation index, Container container, Member member)
    {
        index = Member.Plain(index);
        switch (index)
        {
            case IIncrementOrDecrementOperation { Kind: OperationKind.Increment } increment:
                return IsCount(increment.Target, container, member);
            case IMemberReferenceOperation count:
                return CountOf(count, container, member);
            case ILocalReferenceOperation local:
                foreach (LocalWrite write in member.Code.Flow.UsesOf(local.Local).Writes)
                {
                    if (write.Value is not null && Member.Plain(write.Value) is IMemberReferenceOperation origin && CountOf(origin, container, member))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }

    private static bool CountOf(IMemberReferenceOperation reference, Container container, Member member) =>
        member.Model.Is(reference.Member, Role.FragmentCount)
        && member.PlaceOf(reference.Instance) is StoragePath place
        && place.Overlaps(container.Place);

    /// <summary>A container that was made here, or emptied, and is appended to outside of any loop since.</summary>
    private static bool IsFresh(Container container, IOperation append, Member member)
    {
        for (SyntaxNode? node = append.Syntax.Parent; node is not null && !Region.IsFunction(node); node = node.Parent)
        {
            if (Region.IsLoop(node))
                return false;
        }

        if (container.Place.Steps[0].Symbol is ILocalSymbol { RefKind: RefKind.None } made && member.Code.Flow.UsesOf(made).Writes is { Count: 1 } writes && writes[0].Value is { } origin && Member.Plain(origin) is IObjectCreationOperation)
            return true;
        foreach (IOperation operation in member.Operations)
        {
            if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation count } assignment
                && operation.Syntax.SpanStart < append.Syntax.SpanStart
                && assignment.Value.ConstantValue.HasValue
                && CountOf(count, container, member))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Something asks about the count, the index, or the container as a whole: by a comparison, or by a call that answers.</summary>
    private static bool IsChecked(Container container, IOperation index, Member member)
    {
        ISymbol? local = (Member.Plain(index) as ILocalReferenceOperation)?.Local;
        foreach (IOperation operation in member.Operations)
        {
            switch (operation)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.Remainder } comparison
                    when Asks(comparison.LeftOperand) || Asks(comparison.RightOperand):
                case IIsPatternOperation pattern when Asks(pattern.Value):
                case ISwitchOperation choice when Asks(choice.Value):
                case ISwitchExpressionOperation arms when Asks(arms.Value):
                    return true;
                case IInvocationOperation call when !IsAccessor(call, member) && IsAnswer(call, container, member):
                    return true;
                case IInvocationOperation bounded when AnyArgument(bounded) && Bounds(bounded, member):
                    return true;
                case IPropertyReferenceOperation { Property.Type.SpecialType: SpecialType.System_Boolean } property when member.PlaceOf(property.Instance) is StoragePath asked && asked.Overlaps(container.Place) && !member.Model.Is(property.Property, Role.FragmentsShared):
                    return true;
            }
        }

        return false;

        bool AnyArgument(IInvocationOperation call)
        {
            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (Asks(argument.Value))
                    return true;
            }

            return false;
        }

        bool Asks(IOperation value) => Flags.Mentions(
            value,
            part => part is IMemberReferenceOperation count && CountOf(count, container, member)
                || part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local),
            member);
    }

    /// <summary>What it gives is bounded by something: the base library's minimum, or a body that compares what it is passed.</summary>
    private static bool Bounds(IInvocationOperation call, Member member)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method.Name is "Min" or "Clamp" && Types.IsOfBaseLibrary(method) && (Types.Is(method.ContainingType, "System", "Math") || Types.IsInteger(method.ContainingType)))
            return true;
        if (!Types.IsInteger(method.ReturnType) || !CalledCode.IsSeen(method, member.Code.Semantics.Compilation))
            return false;
        foreach (IOperation operation in CalledCode.Of(method, member.Code.Semantics.Compilation, member.Code.Cancellation))
        {
            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison
                && (IsParameter(comparison.LeftOperand) || IsParameter(comparison.RightOperand))
                || operation is IInvocationOperation inner && inner.TargetMethod.Name is "Min" or "Clamp" && Types.IsOfBaseLibrary(inner.TargetMethod))
            {
                return true;
            }
        }

        return false;

        static bool IsParameter(IOperation value) => Member.Plain(value) is IParameterReferenceOperation;
    }

    private static bool IsAccessor(IInvocationOperation call, Member member) => member.Code.AccessorOf(call, out _) is not null;

    /// <summary>A call about the container whose result is used: it may be the check.</summary>
    private static bool IsAnswer(IInvocationOperation call, Container container, Member member)
    {
        if (!Code.IsUsed(call) || Code.HandsOutContainer(call.TargetMethod, member.Model) || call.Type is not { SpecialType: SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 })
            return false;
        if (call.Instance is not null && member.PlaceOf(call.Instance) is StoragePath receiver && receiver.Overlaps(container.Place))
            return true;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (Container.Holding(argument.Value, member) is Container given && given.Place.Overlaps(container.Place))
                return true;
            if (Member.Plain(argument.Value) is IMemberReferenceOperation count && CountOf(count, container, member))
                return true;
        }

        return false;
    }

    /// <summary>A private helper may leave the check to its callers, when all of them make it.</summary>
    private static bool IsCheckedByCallers(Container container, IOperation append, Member member)
    {
        if (member.Code.Semantics.GetEnclosingSymbol(append.Syntax.SpanStart, member.Code.Cancellation) is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable } method)
            return false;
        bool any = false;
        foreach (Member caller in Callers.Of(method, member))
        {
            foreach (IOperation operation in caller.Operations)
            {
                if (operation is not IInvocationOperation call || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition))
                    continue;
                any = true;
                if (!IsCheckedAt(call, container, method, caller))
                    return false;
            }
        }

        return any || Callers.AreElsewhere(method, member);
    }

    private static bool IsCheckedAt(IInvocationOperation call, Container container, IMethodSymbol method, Member caller)
    {
        IOperation? given = call.Instance;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is IParameterSymbol { Ordinal: int ordinal } && ordinal < method.Parameters.Length
                && SymbolEqualityComparer.Default.Equals(container.Place.Steps[0].Symbol, method.Parameters[ordinal].OriginalDefinition))
            {
                given = argument.Value;
            }
        }

        return given is null || Container.Holding(given, caller) is not Container held || IsChecked(held, call, caller);
    }
}
