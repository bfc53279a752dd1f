using System;
using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>FRAG3003: an unmap names another family, size or direction than the map whose value it is given.</summary>
internal static class MismatchRule
{
    public static void Check(Member member, Action<Diagnostic> report)
    {
        foreach (IOperation operation in member.Operations)
        {
            if (operation is not IInvocationOperation call
                || Mapping.OfUnmap(call, member.Model) is not (Mapping unmap, IArgumentOperation argument)
                || OriginOf(argument.Value, member) is not Mapping map)
            {
                continue;
            }

            if (Difference(map, unmap, member) is (string what, string there, string here))
            {
                report(new FlowReport()
                    .At(map.Call.Syntax.GetLocation(), "mapped here")
                    .Create(Rules.UnmapDiffers, call.Syntax.GetLocation(), call.TargetMethod.Name, what, there, here));
            }
        }
    }

    /// <summary>The one map that a value comes from, by a local.</summary>
    private static Mapping? OriginOf(IOperation value, Member member)
    {
        for (int depth = 0; depth < 4; depth++)
        {
            value = Member.Plain(value);
            if (value is IInvocationOperation call)
                return Mapping.OfMap(call, member.Code) is { Out: null } map ? map : null;
            if (value is not ILocalReferenceOperation local)
                return null;
            if (member.Code.Flow.Reaching(local) is LocalWrite { Value: IOperation origin })
                value = origin;
            else
                return OutOf(local, member);
        }

        return null;
    }

    private static Mapping? OutOf(ILocalReferenceOperation use, Member member)
    {
        IReadOnlyList<SyntaxNode> writes = member.WritesOf(use.Local);
        if (writes.Count != 1 || writes[0].SpanStart > use.Syntax.SpanStart)
            return null;
        foreach (IOperation operation in member.Operations)
        {
            if (operation is IInvocationOperation call && call.Syntax.Span.Contains(writes[0].Span) && Mapping.OfMap(call, member.Code) is { Out: IArgumentOperation made } map && made.Syntax == writes[0])
                return map;
        }

        return null;
    }

    private static (string What, string There, string Here)? Difference(Mapping map, Mapping unmap, Member member)
    {
        if (map.Family is string one && unmap.Family is string other && one != other)
            return ("family", $"'{one}'", $"'{other}'");
        if (map.Direction is IOperation there && unmap.Direction is IOperation here
            && ConstantOf(there) is long first && ConstantOf(here) is long second && first != second)
        {
            return ("direction", Quoted(there), Quoted(here));
        }

        if (map.Size is IOperation mapped && unmap.Size is IOperation unmapped && Differ(mapped, unmapped, member))
            return ("size", Quoted(mapped), Quoted(unmapped));
        return null;
    }

    private static string Quoted(IOperation operation) => $"'{Expressions.TextOf(operation.Syntax)}'";

    private static long? ConstantOf(IOperation operation) =>
        Member.Plain(operation).ConstantValue is { HasValue: true, Value: IConvertible value } && value is not (string or bool or float or double or decimal or ulong)
            ? value.ToInt64(System.Globalization.CultureInfo.InvariantCulture)
            : null;

    /// <summary>What is left of the two sums, when everything cancels that is in both, is a number, and not zero.</summary>
    private static bool Differ(IOperation mapped, IOperation unmapped, Member member)
    {
        long difference = 0;
        List<Term> left = new();
        foreach (Term term in OffsetSum.Of(mapped))
        {
            if (ConstantOf(term.Leaf) is long constant)
                difference += term.Positive ? constant : -constant;
            else
                left.Add(term);
        }

        foreach (Term term in OffsetSum.Of(unmapped))
        {
            if (ConstantOf(term.Leaf) is long constant)
            {
                difference -= term.Positive ? constant : -constant;
                continue;
            }

            Term? same = left.Find(other => other.Positive == term.Positive && IsSame(other.Leaf, term.Leaf, member));
            if (same is null)
                return false;
            left.Remove(same);
        }

        return left.Count == 0 && difference != 0;
    }

    private static bool IsSame(IOperation one, IOperation other, Member member)
    {
        if (one.Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax first || other.Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax second
            || !Expressions.SameText(first, second) || !member.Code.IsPure(first) || member.IsChangedBetween(one, one.Syntax, other.Syntax))
        {
            return false;
        }

        Region between = Region.Between(one.Syntax, other.Syntax);
        foreach (IOperation operation in member.Operations)
        {
            bool stores = operation switch
            {
                IAssignmentOperation { Target: IMemberReferenceOperation target } => Reads(one, target.Member),
                IIncrementOrDecrementOperation { Target: IMemberReferenceOperation target } => Reads(one, target.Member),
                IInvocationOperation call => member.Code.AccessorOf(call, out _)?.Operation.Info().StoresIn(FragmentParts.Size | FragmentParts.Offset) == true,
                _ => false,
            };
            if (stores && between.Contains(operation.Syntax))
                return false;
        }

        return true;
    }

    private static bool Reads(IOperation expression, ISymbol symbol)
    {
        foreach (IOperation part in Walk.All(expression))
        {
            if (part is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, symbol.OriginalDefinition))
                return true;
        }

        return false;
    }
}
