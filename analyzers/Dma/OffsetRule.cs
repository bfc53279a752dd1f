using System;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>FRAG3004: the fragment's own offset goes into an address twice, or not at all.</summary>
internal static class OffsetRule
{
    public static void Check(Member member, Action<Diagnostic> report)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (Wrong(operation, member) is not (Locator fragment, bool twice, string why, SyntaxNode at) || member.Code.IsAccessorCode(at))
                continue;
            report(Diagnostic.Create(Rules.OffsetWrong, at.GetLocation(), fragment.ToString(), twice ? "added twice" : "lost", why));
        }
    }

    private static (Locator, bool, string, SyntaxNode)? Wrong(IOperation operation, Member member)
    {
        Code code = member.Code;
        if (operation is IInvocationOperation call && code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor)
            return Locator.OfAccessorCall(call, accessor, type!) is Locator used && code.IsPure(used) ? OfAccessor(call, accessor, used, code) : null;
        return operation is IInvocationOperation or IPropertyReferenceOperation && PageUse.Of(operation, code) is PageUse raw && code.IsPure(raw.Page.Fragment) ? OfRaw(raw, member) : null;
    }

    /// <summary>An accessor adds the offset; so it must not be in what is added to it.</summary>
    private static (Locator, bool, string, SyntaxNode)? OfAccessor(IInvocationOperation call, Accessor accessor, Locator fragment, Code code)
    {
        if (!accessor.Operation.Info().AddsOffset)
            return null;
        if (!accessor.Operation.Info().Maps)
        {
            IOperation sum = OffsetSum.OutermostSumAround(call);
            return sum != call && Adds(sum, call, fragment, accessor, code) ? (fragment, true, $"'{accessor.Name}' has added it", sum.Syntax) : null;
        }

        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == accessor.ParameterOf(Part.Offset)?.Ordinal && Adds(argument.Value, null, fragment, accessor, code))
                return (fragment, true, $"'{accessor.Name}' adds it, too", argument.Value.Syntax);
        }

        return null;
    }

    private static bool Adds(IOperation sum, IOperation? besides, Locator fragment, Accessor accessor, Code code) =>
        FragmentOffset.Find(sum, besides, fragment, code) is { Term.Positive: true };

    private static (Locator, bool, string, SyntaxNode)? OfRaw(PageUse raw, Member member)
    {
        Code code = member.Code;
        Locator fragment = raw.Page.Fragment;
        switch (raw.Role)
        {
            case Role.PageMap when raw.OperandOf(Part.Offset) is IOperation offset:
                FragmentOffset term = FragmentOffset.Find(offset, null, fragment, code);
                if (term.Fault == OffsetFault.Twice)
                    return (fragment, true, "the sum has it two times", offset.Syntax);
                if (term.Fault == OffsetFault.Missing
                    && raw.OperandOf(Part.Size) is IOperation size && IsSize(size, fragment, code)
                    && IsKnown(offset, member) && !IsZero(fragment, member))
                {
                    return (fragment, false, "the whole fragment is mapped from the start of the page", raw.Operation.Syntax);
                }

                return null;
            case Role.PageAddress or Role.PagePhys:
                IOperation sum = OffsetSum.OutermostSumAround(raw.Operation);
                FragmentOffset found = FragmentOffset.Find(sum, raw.Operation, fragment, code);
                if (found.Fault == OffsetFault.Twice)
                    return (fragment, true, "the sum has it two times", sum.Syntax);
                if (found.Fault != OffsetFault.Missing || IsZero(fragment, member))
                    return null;
                if (RelativeLocal(sum, raw.Operation, fragment, member) is string local)
                    return (fragment, false, $"'{local}' counts from the start of the fragment, and the page's address from that of the page", sum.Syntax);
                return IsReadWhole(sum, raw.Operation, fragment, member) ? (fragment, false, "the whole fragment is read from the start of the page", sum.Syntax) : null;
            default:
                return null;
        }
    }

    /// <summary>The whole size of that fragment.</summary>
    private static bool IsSize(IOperation operation, Locator fragment, Code code)
    {
        operation = Member.Plain(operation);
        if (operation is ILocalReferenceOperation local && code.Flow.Reaching(local)?.Value is IOperation value)
            operation = Member.Plain(value);
        return FragmentOffset.IsPartOf(operation, Role.FragmentSize, fragment, code);
    }

    /// <summary>Every term is a number, or a local that only ever counts from one: not the offset by another name.</summary>
    private static bool IsKnown(IOperation sum, Member member, IOperation? besides = null)
    {
        foreach (Term term in OffsetSum.Of(sum))
        {
            if (term.Leaf == besides || term.Leaf.ConstantValue.HasValue)
                continue;
            if (term.Leaf is not ILocalReferenceOperation local)
                return false;
            foreach (LocalWrite write in member.Code.Flow.UsesOf(local.Local).Writes)
            {
                if (write.Kind != WriteKind.Increment && !(write.Kind == WriteKind.Assign && write.Value is IOperation value && Member.Plain(value).ConstantValue.HasValue))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The fragment's offset is set to 0 somewhere here.</summary>
    private static bool IsZero(Locator fragment, Member member)
    {
        foreach (IOperation operation in member.Operations)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation assignment when member.Code.IsPart(assignment.Target, Role.FragmentOffset, out IMemberReferenceOperation part) && Locator.OfPart(part) is Locator set && set.IsSameAs(fragment):
                case IInvocationOperation call when member.Code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor && accessor.Operation.Info() is { Shifts: false } stored && stored.StoresIn(FragmentParts.Offset) && Locator.OfAccessorCall(call, accessor, type!) is Locator filled && filled.IsSameAs(fragment):
                case ISimpleAssignmentOperation whole when Container.IsFragment(whole.Target.Type, member.Model) && whole.Target.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax target && Expressions.SameText(target, fragment.Expression):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThan } test when IsOffset(test.LeftOperand, fragment, member) || IsOffset(test.RightOperand, fragment, member):
                    return true;
            }
        }

        return false;
    }

    private static bool IsOffset(IOperation operation, Locator fragment, Member member) =>
        FragmentOffset.IsPartOf(Member.Plain(operation), Role.FragmentOffset, fragment, member.Code);

    /// <summary>
    /// A local in the sum that is handed to an accessor as an offset into the same fragment: there it counts from the
    /// fragment's start, so here it cannot count from the page's.
    /// </summary>
    private static string? RelativeLocal(IOperation sum, IOperation address, Locator fragment, Member member)
    {
        foreach (Term term in OffsetSum.Of(sum))
        {
            if (term.Leaf == address || !term.Positive || term.Leaf is not ILocalReferenceOperation local || !IsKnown(term.Leaf, member))
                continue;
            foreach (IOperation operation in member.Operations)
            {
                if (operation is not IInvocationOperation call
                    || member.Code.AccessorOf(call, out INamedTypeSymbol? type) is not Accessor accessor || !accessor.Operation.Info().Maps
                    || accessor.ParameterOf(Part.Offset) is not IParameterSymbol parameter
                    || Locator.OfAccessorCall(call, accessor, type!) is not Locator mapped || !mapped.IsSameAs(fragment))
                {
                    continue;
                }

                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (argument.Parameter?.Ordinal == parameter.Ordinal
                        && OffsetSum.Of(argument.Value).Exists(other => other.Positive && other.Leaf is ILocalReferenceOperation offset && SymbolEqualityComparer.Default.Equals(offset.Local, local.Local)))
                    {
                        return local.Local.Name;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The address goes into a call together with the fragment's size, and the offset does not.</summary>
    private static bool IsReadWhole(IOperation sum, IOperation address, Locator fragment, Member member)
    {
        IOperation argument = sum;
        while (argument.Parent is IConversionOperation conversion)
            argument = conversion;
        if (argument.Parent is not IArgumentOperation { Parent: IOperation call } given || !IsKnown(sum, member, address))
            return false;
        System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty,
        };
        bool size = false;
        foreach (IArgumentOperation other in arguments)
        {
            if (other == given)
                continue;
            size |= IsSize(other.Value, fragment, member.Code);
            foreach (IOperation part in Walk.All(other.Value))
            {
                if (IsOffset(part, fragment, member))
                    return false;
            }
        }

        return size;
    }
}
