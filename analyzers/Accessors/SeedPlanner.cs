using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Loops that run an offset from the fragment's own: <c>for (off = frag.Offset; …; off += n) Map(…, off, n)</c>. The
/// accessor counts from the fragment, so the loop has to start at 0, and then every other reader of the local would
/// lose the fragment's offset: such a loop is re-based only when each reader is the offset of a mapping that is
/// converted with it, or the local's own increment.
/// </summary>
internal static class SeedPlanner
{
    public static void Complete(List<PlannedCall> calls, Code code)
    {
        foreach (PlannedCall call in calls)
        {
            if (call.Offset.Seed is not LocalWrite seed || call.Plan.Declined is not null)
                continue;
            List<PlannedCall> group = calls.FindAll(other => other.Offset.Seed == seed && other.Call.Shape == Shape.Map);
            // Readers of the offset as it was copied lose that read when they are converted: they are converted along.
            List<PlannedCall> copies = calls.FindAll(other => other.Offset.Copied == seed);
            Plan together = Together(seed, call.Call.Page.Fragment, group, copies, code);
            foreach (PlannedCall member in group)
            {
                if (member.Plan.Declined is not null)
                    continue;
                member.Plan = together.Declined is Decline declined ? declined : Plan.Rewrite(member.Plan.Accessor!, together.Edits);
            }
        }
    }

    private static Plan Together(LocalWrite seed, Locator fragment, List<PlannedCall> group, List<PlannedCall> copies, Code code)
    {
        ILocalSymbol local = ((ILocalReferenceOperation)group[0].Offset.Term!.Leaf).Local;
        foreach (ILocalReferenceOperation reader in code.Flow.UsesOf(local).Reads)
        {
            PlannedCall? mapping = group.Find(Reads) ?? copies.Find(Reads);
            bool Reads(PlannedCall member) => member.Offset.Term!.Leaf == reader || member.Offset.Term.Leaf.Syntax.Span == reader.Syntax.Span;
            if (mapping is not null)
            {
                if (mapping.Plan.Declined is not null)
                    return new Decline(DeclineReason.OffsetOtherMap, local.Name, LineOf(reader));
                continue;
            }

            LocalWrite? source = code.Flow.Reaching(reader, throughIncrements: true);
            bool elsewhere = source is not null ? source != seed : LocalFlow.IsBefore(reader, seed);
            if (!elsewhere && !IsInOwnShift(reader))
                return new Decline(DeclineReason.OffsetOtherReader, local.Name, LineOf(reader));
        }

        // Of `x = y = frag.Offset` the one cannot start elsewhere without the other.
        if (seed.Syntax is AssignmentExpressionSyntax { Parent: not (ExpressionStatementSyntax or ForStatementSyntax) })
            return new Decline(DeclineReason.OffsetUnknown, local.Name);
        Term start = FragmentOffset.TermOf(seed.Value!, fragment, code)!;
        bool inferred = seed.Syntax is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: true } };
        if (inferred && start.Sum is not null && !SymbolEqualityComparer.Default.Equals((start.IsLeft ? start.Sum.RightOperand : start.Sum.LeftOperand).Type, local.Type))
            return new Decline(DeclineReason.OffsetUnknown, local.Name);
        Edit? removal = start.Removal(seed.Value!.Syntax, _ => inferred ? Zero(local.Type) : "0");
        if (removal is null)
            return new Decline(DeclineReason.OffsetSubtracted);
        SyntaxNode removedFrom = start.Sum?.Syntax ?? seed.Value.Syntax;
        if (Trivia.LostIn(removedFrom, removal.Pieces) is DeclineReason lost)
            return lost;

        ImmutableArray<Edit>.Builder edits = ImmutableArray.CreateBuilder<Edit>();
        edits.Add(removal);
        foreach (PlannedCall member in group)
            edits.AddRange(member.Plan.Edits);
        foreach (PlannedCall copy in copies)
            edits.AddRange(copy.Plan.Edits);
        return Plan.Rewrite(group[0].Plan.Accessor!, edits.ToImmutable());
    }

    /// <summary>The read in <c>x = x + n</c>.</summary>
    private static bool IsInOwnShift(ILocalReferenceOperation reader)
    {
        for (IOperation? parent = reader.Parent; parent is not null and not IExpressionStatementOperation; parent = parent.Parent)
        {
            if (parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target })
                return SymbolEqualityComparer.Default.Equals(target.Local, reader.Local) && OffsetSum.Of(((ISimpleAssignmentOperation)parent).Value).Exists(term => term.Leaf == reader && term.Positive);
        }

        return false;
    }

    private static string LineOf(IOperation operation) =>
        (operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Zero that keeps the type of a local declared with <c>var</c>.</summary>
    private static string Zero(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 => "0",
        SpecialType.System_UInt32 => "0u",
        SpecialType.System_Int64 => "0L",
        SpecialType.System_UInt64 => "0UL",
        _ => $"({type.ToDisplayString()})0",
    };
}
