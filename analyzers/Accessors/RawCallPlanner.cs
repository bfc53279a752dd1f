using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>A raw call with its plan and what that plan makes superfluous.</summary>
internal sealed class PlannedCall
{
    public PlannedCall(RawCall call, Plan plan, OffsetTerm offset)
    {
        Call = call;
        Plan = plan;
        Offset = offset;
    }

    public RawCall Call { get; }

    public Plan Plan { get; set; }

    public OffsetTerm Offset { get; }

    /// <summary>What a declined site leaves alone: the call, and the sum that its offset stands in.</summary>
    public SyntaxNode Around => Call.Shape is Shape.Address or Shape.Phys ? OffsetSum.OutermostSumAround(Call.Operation).Syntax : Call.Replaced;
}

/// <summary>Plans the rewrite of raw calls. A mapping whose offset is a local that starts at the fragment's offset is planned together with all readers of that local.</summary>
internal static class RawCallPlanner
{
    public static List<PlannedCall> Plan(List<RawCall> calls, Code code)
    {
        List<PlannedCall> planned = new();
        foreach (RawCall call in calls)
            planned.Add(Plan(call, code));
        SeedPlanner.Complete(planned, code);
        return planned;
    }

    private static PlannedCall Plan(RawCall call, Code code)
    {
        RewriteRow row = RewriteTable.Row(call.Shape);
        OffsetTerm offset = default;
        Locator fragment = call.Page.Fragment;
        if (call.IsMethodGroup)
            return new PlannedCall(call, new Decline(DeclineReason.MethodGroup), offset);
        bool addsOffset = row.Operation.Info().AddsOffset;
        if (addsOffset)
        {
            ImmutableArray<Accessor> accessors = code.Model.AccessorsOf(fragment.Type).Of(row.Operation);
            if (accessors.IsEmpty)
                return new PlannedCall(call, CallBuilder.Build(RawUseOf(call, code), row.Operation), offset);
            offset = OffsetOf(call, accessors[0].Name, code);
            if (offset.Declined is Decline declined)
                return new PlannedCall(call, declined, offset);
        }

        if (call.IsConditionalChain)
            return new PlannedCall(call, new Decline(DeclineReason.ConditionalPage, row.Operation.ToString()), offset);
        foreach (Operand operand in call.Operands)
        {
            if (!code.IsPure(operand.Syntax)
                && operand.Operation is { } evaluated
                && code.Flow.ChangeWithin(evaluated, fragment) is SyntaxNode change)
            {
                return new PlannedCall(call, new Decline(DeclineReason.MayChange, change.ToString()), offset);
            }

            // What is evaluated behind the page comes before the accessor reads it.
            if (operand.Syntax.SpanStart > call.PageOperand.Syntax.SpanStart && call.Page.LocalUse is null && operand.HarmIn(code) is SyntaxNode harm)
                return new PlannedCall(call, new Decline(DeclineReason.MayChange, harm.ToString()), offset);
        }

        // The page was read on one side of it and the offset on the other; afterwards both are read in one place.
        if (call.Shape is Shape.Address or Shape.Phys && offset.Term is Term term)
        {
            TextSpan page = call.Operation.Syntax.Span, leaf = term.Leaf.Syntax.Span;
            TextSpan between = TextSpan.FromBounds(Math.Min(page.End, leaf.End), Math.Max(page.Start, leaf.Start));
            if (Expressions.MayHaveEffect(call.Operation.Syntax.SyntaxTree, between)
                && (code.Flow.ChangeWithin(OffsetSum.OutermostSumAround(call.Operation), fragment, between) ?? code.Effects.Within(OffsetSum.OutermostSumAround(call.Operation), between)) is SyntaxNode change)
                return new PlannedCall(call, new Decline(DeclineReason.MayChange, change.ToString()), offset);
        }

        RawUse use = RawUseOf(call, code);
        if (addsOffset)
            use.Members.Add((FragmentOffset.MemberOf(offset.Leaf!, Role.FragmentOffset, code), Role.FragmentOffset));
        List<Edit> removals = new();
        if (addsOffset && offset.Seed is null && RemoveTerm(call, offset.Term!, use, removals) is Decline stuck)
            return new PlannedCall(call, stuck, offset);
        Plan plan = CallBuilder.Build(use, row.Operation);
        if (plan.Declined is null && removals.Count > 0)
            plan = Accessors.Plan.Rewrite(plan.Accessor!, plan.Edits.AddRange(removals));
        return new PlannedCall(call, plan, offset);
    }

    private static RawUse RawUseOf(RawCall call, Code code)
    {
        RawUse use = new(code, call.Page.Fragment, call.Replaced, call.Page.LocalUse ?? call.PageOperand.Syntax, call.Operands)
        {
            Raw = call,
            PageArgument = call.PageArgument,
            NeededType = Code.IsUsed(call.Operation) ? code.Semantics.GetTypeInfo((ExpressionSyntax)call.Replaced).Type : null,
            SkipsMissingPage = call.Page.IsConditional,
            Family = call.Family,
        };
        use.Members.Add((call.Page.Member, Role.FragmentPage));
        return use;
    }

    private static OffsetTerm OffsetOf(RawCall call, string accessor, Code code)
    {
        Locator fragment = call.Page.Fragment;
        if (call.Shape == Shape.Map)
        {
            Operand? operand = call.OperandOf(Part.Offset);
            if (operand?.Operation is not IOperation sum)
                return default(OffsetTerm).But(new Decline(DeclineReason.OffsetMissing, accessor));
            return OffsetTerm.Find(sum, null, fragment, accessor, code);
        }

        IOperation around = OffsetSum.OutermostSumAround(call.Operation);
        OffsetTerm found = OffsetTerm.Find(around, call.Operation, fragment, accessor, code);
        if (found.Declined is { Reason: DeclineReason.OffsetMissing } && around == call.Operation && IsKept(call.Operation))
            return found.But(DeclineReason.OffsetElsewhere);
        if (found.Declined is null && found.Term is { Sum: { } addition } term)
        {
            if (IsNarrowedInto(call.Operation, around))
                return found.But(DeclineReason.Narrowed);
            if (addition.OperatorMethod is null && ChangesType(addition, term.IsLeft ? addition.RightOperand : addition.LeftOperand, code))
                return found.But(Decline.OfTypes(accessor, (term.IsLeft ? addition.RightOperand : addition.LeftOperand).Type, addition.Type));
        }

        return found.Seed is null ? found : found.But(new Decline(DeclineReason.OffsetRuns, found.Term!.Leaf.Syntax.ToString()));
    }

    /// <summary>The address loses bits before the offset is added: <c>(uint)phys + off</c> is not <c>(uint)(phys + off)</c>.</summary>
    private static bool IsNarrowedInto(IOperation address, IOperation around)
    {
        for (IOperation current = address; current != around && current.Parent is { } parent; current = parent)
        {
            if (parent is IConversionOperation && OffsetSum.Width(parent, current) < Types.Bits(address.Type))
                return true;
        }

        return false;
    }

    /// <summary>What stays is of another type than the sum was, and what is around it would notice: <c>var</c>, another overload.</summary>
    private static bool ChangesType(IBinaryOperation sum, IOperation rest, Code code)
    {
        while (rest is IConversionOperation { IsImplicit: true } conversion)
            rest = conversion.Operand;
        if (SymbolEqualityComparer.Default.Equals(rest.Type, sum.Type))
            return false;
        return sum.Parent is not IConversionOperation { Type: { } wanted } || !code.ConvertsImplicitly(rest.Type, wanted);
    }

    private static bool IsKept(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        return parent is IVariableInitializerOperation or ISimpleAssignmentOperation;
    }

    private static Decline? RemoveTerm(RawCall call, Term term, RawUse use, List<Edit> removals)
    {
        if (call.Shape == Shape.Map && term.Sum is null)
        {
            Operand operand = call.OperandOf(Part.Offset)!;
            operand.Text = ImmutableArray.Create<Piece>("0");
            operand.IsRewritten = true;
            return null;
        }

        SyntaxNode whole = call.Shape == Shape.Map ? call.OperandOf(Part.Offset)!.Syntax : call.Operation.Syntax.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.StatementSyntax>() ?? call.Operation.Syntax.SyntaxTree.GetRoot();
        if (term.Removal(whole, _ => "0") is not Edit removal)
            return new Decline(DeclineReason.OffsetSubtracted);
        SyntaxNode sum = term.Sum!.Syntax;
        if (call.Shape == Shape.Map && call.OperandOf(Part.Offset) is Operand offset && Expressions.Unwrap(offset.Syntax) == sum)
            offset.Remaining = term.Rest!.Syntax as ExpressionSyntax;
        // What the removal keeps and what the call keeps are one text: the call's own comments count as kept here.
        if (Trivia.LostIn(sum, removal.Pieces) is DeclineReason lost)
            return new Decline(lost);
        removals.Add(removal);
        return null;
    }
}
