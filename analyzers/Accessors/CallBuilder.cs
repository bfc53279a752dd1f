using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Builds the call of an accessor that takes the place of a raw form: chooses the overload, gives each parameter what
/// the raw form had for it, and refuses where anything would be lost, repeated, reordered or of another type.
/// </summary>
internal static class CallBuilder
{
    public static Plan Build(RawUse use, FragmentOperation operation)
    {
        AccessorCatalog catalog = use.Code.Model.AccessorsOf(use.Fragment.Type);
        ImmutableArray<Accessor> candidates = catalog.Of(operation);
        if (candidates.IsEmpty)
            return Decline.For(new MissingAccessor(use, operation));
        if (use.Code.InExpressionTree(use.Replaced))
            return DeclineReason.ExpressionTree;
        if (use.Fragment.MayBeMissing || Expressions.HangsOnConditionalAccess(use.Replaced))
            return DeclineReason.ConditionalFragment;
        Unassigned unassigned = use.Fragment.Declared is null ? Unassigned.Of(use.Fragment, use.Code) : default;
        if (unassigned.Declined is Decline noValue)
            return noValue;

        Decline? declined = null;
        foreach (CallTarget target in CallTarget.For(use, candidates))
        {
            Plan plan = Try(use, target);
            if (plan.Declined is not Decline reason)
                return unassigned.Initializer is Edit initializer ? Plan.Rewrite(plan.Accessor!, plan.Edits.Add(initializer)) : plan;
            declined ??= reason;
        }

        return declined ?? Decline.ForOverload(new MissingAccessor(use, operation), candidates[0].Name);
    }

    private static Plan Try(RawUse use, CallTarget target)
    {
        Accessor accessor = target.Accessor;
        if (target.Declined is Decline unusable)
            return unusable;
        if (use.NeededType is not null && ResultProblem(use, accessor) is Decline problem)
            return problem;
        if (use.SkipsMissingPage && !AccessorBody.SkipsMissingPage(accessor.Method, use.Code.Model))
            return new Decline(DeclineReason.ConditionalPage, accessor.Name);
        if (use.Family is not null && use.Family != accessor.Family)
        {
            string? seen = accessor.Family ?? AccessorReach.Of(accessor, use.Fragment.Type.OriginalDefinition, use.Code.Model).Family;
            if (seen is null)
                return new Decline(DeclineReason.FamilyUnknown, use.Family, accessor.Name);
            if (seen != use.Family)
                return new Decline(DeclineReason.FamilyDiffers, use.Family, seen);
        }

        foreach ((ISymbol? member, Role role) in use.Members)
        {
            if (!AccessorReach.Of(accessor, use.Fragment.Type.OriginalDefinition, use.Code.Model).StandsFor(member?.OriginalDefinition, role))
                return new Decline(DeclineReason.OtherMember, accessor.Name, member?.Name ?? use.Fragment.Type.Name);
        }

        if (Expressions.ContainsAwait(use.Replaced) && accessor.ParameterOf(Part.Fragment)?.RefKind is not (null or RefKind.None))
            return DeclineReason.AwaitInside;

        List<Operand> left = new(use.Operands);
        List<CallArgument> given = new();
        bool skipped = false;
        Decline? declined = null;
        for (int i = 0; i < accessor.Parts.Length; i++)
        {
            IParameterSymbol parameter = accessor.Method.Parameters[i];
            CallArgument? argument = accessor.Parts[i] switch
            {
                Part.Fragment or Part.Container => new CallArgument(target.Text, use.PageArgument, use.LocatedAt, impure: false),
                Part.Index => new CallArgument(ImmutableArray.Create(Piece.Keep(target.Index!)), null, target.Index!, !use.Code.IsPure(target.Index!)),
                Part part => CallArgument.For(parameter, part, use, accessor, left, out declined),
            };
            if (argument is null)
            {
                if (declined is Decline refused)
                    return refused;
                if (!parameter.IsOptional && !parameter.IsParams)
                    return new Decline(DeclineReason.NoAccessorFits, accessor.Name);
                skipped = true;
                continue;
            }

            if (skipped)
                argument.Text = argument.Text.Insert(0, parameter.Name + ": ");
            given.Add(argument);
        }

        foreach (Operand operand in left)
        {
            if (LeftOver(use, operand, accessor) is Decline lost)
                return lost;
        }

        if (IsReordered(use, given))
            return DeclineReason.EvaluationOrder;
        return CallText.Render(use, target, given);
    }

    private static Decline? ResultProblem(RawUse use, Accessor accessor)
    {
        ITypeSymbol type = accessor.Method.ReturnType;
        if (accessor.Method.ReturnsVoid)
            return new Decline(DeclineReason.ResultUsed, accessor.Name);
        return SymbolEqualityComparer.Default.Equals(type, use.NeededType) ? null : Decline.OfTypes(accessor.Name, type, use.NeededType);
    }

    private static Decline? LeftOver(RawUse use, Operand operand, Accessor accessor)
    {
        switch (operand.Part)
        {
            // Who takes a reference is the accessor's own business; evaluating the receiver must have no effect, then.
            case Part.Rest when operand.IsReceiver && use.Code.IsPure(operand.Syntax):
                return null;
            case Part.Offset or Part.Size when accessor.Operation.Info().AddsOffset:
                return IsWhole(use, operand, accessor) ? null : new Decline(DeclineReason.WholeFragmentOnly, accessor.Name);
            default:
                return new Decline(DeclineReason.ArgumentLeft, operand.Syntax.ToString(), accessor.Name);
        }
    }

    /// <summary>What remains of the offset is nothing, and the size is the fragment's own.</summary>
    private static bool IsWhole(RawUse use, Operand operand, Accessor accessor)
    {
        if (operand.Part == Part.Offset)
            return operand.IsRewritten && operand.Text.Length == 1 && operand.Text[0].Text == "0";
        return operand.Operation is { } operation
            && OffsetSum.Operand(operation) is var size
            && FragmentOffset.IsPartOf(size, Role.FragmentSize, use.Fragment, use.Code)
            && AccessorReach.Of(accessor, use.Fragment.Type.OriginalDefinition, use.Code.Model).StandsFor(FragmentOffset.MemberOf(size, Role.FragmentSize, use.Code)?.OriginalDefinition, Role.FragmentSize);
    }

    /// <summary>Something with an effect changes places with anything that is no constant.</summary>
    private static bool IsReordered(RawUse use, List<CallArgument> given)
    {
        bool impure = !use.Code.IsPure(use.Fragment);
        bool reordered = false;
        int last = -1;
        foreach (CallArgument argument in given)
        {
            impure |= argument.Impure;
            if (argument.EvaluatedAt is LiteralExpressionSyntax || argument.EvaluatedAt == use.LocatedAt && argument.Text.Length == 0)
                continue;
            int position = argument.EvaluatedAt.SpanStart;
            reordered |= position < last;
            last = System.Math.Max(last, position);
        }

        return impure && reordered;
    }
}
