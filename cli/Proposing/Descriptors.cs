using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Fragment descriptors, from how their members are used: references are taken and dropped on what one of them holds, another is
/// added to its address, a third says how much there is.
/// </summary>
internal sealed class Descriptors
{
    private const int Strong = 3;
    private const int Medium = 2;
    private const int Weak = 1;

    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly List<Descriptor> _all;

    private Descriptors(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _all = [.. corpus.Types().Select(Candidate).OfType<Descriptor>()];
    }

    /// <summary>Finds them, and what their pages are addressed with.</summary>
    /// <returns>Those that are fragments.</returns>
    public static IReadOnlyList<Descriptor> Find(Corpus corpus, Vocabulary vocabulary, AddressUses addresses)
    {
        Descriptors descriptors = new(corpus, vocabulary);
        if (descriptors._all.Count == 0)
            return [];
        foreach (CodeBody body in corpus.Naming(descriptors._all.SelectMany(one => one.Pages.Concat(one.Integers)).Select(member => member.Name)))
            descriptors.Look(body, addresses);
        return [.. descriptors._all.Where(descriptors.Decide)];
    }

    private Descriptor? Candidate(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Struct or TypeKind.Class) || type.IsStatic || type.IsImplicitlyDeclared || IsHidden(type))
            return null;
        List<ISymbol> pages = [];
        List<ISymbol> integers = [];
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsStatic || member.IsImplicitlyDeclared || member.DeclaredAccessibility == Accessibility.Private)
                continue;
            ITypeSymbol? of = member switch
            {
                IFieldSymbol { IsConst: false } field => field.Type,
                IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.Type,
                _ => null,
            };
            if (of is null)
                continue;
            if (_vocabulary.IsCounted(of))
                pages.Add(member);
            else if (Types.IsInteger(of))
                integers.Add(member);
        }

        return pages.Count > 0 && integers.Count > 1 ? new Descriptor(type, [.. pages], [.. integers]) : null;
    }

    /// <summary>Nobody but one other type can name it.</summary>
    internal static bool IsHidden(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private)
                return true;
        }

        return false;
    }

    private void Look(CodeBody body, AddressUses addresses)
    {
        List<(IMemberReferenceOperation Member, bool Up, string Value, IOperation Operation)> moves = [];
        foreach (IOperation operation in body.All)
        {
            switch (operation)
            {
                case IMemberReferenceOperation member when DescriptorOf(member) is Descriptor used && body.Home is INamedTypeSymbol home && !SameSymbol.Are(home, used.Type):
                    used.Users.Add(home);
                    break;
                case IInvocationOperation call:
                    LookAtCall(call, body);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum when OffsetSum.OutermostSumAround(sum) == sum:
                    LookAtSum(sum, body, addresses);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                    LookAtContiguity(comparison.LeftOperand, comparison.RightOperand, comparison, body);
                    LookAtContiguity(comparison.RightOperand, comparison.LeftOperand, comparison, body);
                    break;
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } compound:
                    if (compound.Target is IMemberReferenceOperation moved && IntegerOf(moved) is not null)
                        moves.Add((moved, compound.OperatorKind == BinaryOperatorKind.Add, body.TextOf(compound.Value), compound));
                    else if (body.Behind(compound.Value) is IMemberReferenceOperation added && IntegerOf(added) is Descriptor whole)
                        whole.Vote(added.Member, FragmentParts.Size, Weak, body.At(compound, $"'{added.Syntax}' is added to a length"));
                    break;
            }
        }

        foreach ((IMemberReferenceOperation up, _, string value, IOperation operation) in moves.Where(move => move.Up))
        {
            if (moves.Find(move => !move.Up && move.Value == value && body.BaseOf(move.Member) == body.BaseOf(up) && !SameSymbol.Are(move.Member.Member, up.Member)).Member is not IMemberReferenceOperation down || IntegerOf(up) is not Descriptor shifted)
                continue;
            shifted.Vote(up.Member, FragmentParts.Offset, Medium, body.At(operation, $"'{up.Member.Name}' moves on by what '{down.Member.Name}' loses"));
            shifted.Vote(down.Member, FragmentParts.Size, Medium, body.At(operation, $"'{down.Member.Name}' loses what '{up.Member.Name}' moves on by"));
        }
    }

    private void LookAtCall(IInvocationOperation call, CodeBody body)
    {
        bool get = _vocabulary.Is(call.TargetMethod, Role.PageGet);
        if ((get || _vocabulary.Is(call.TargetMethod, Role.PagePut)) && Counting.CountedOperand(call) is IOperation counted && body.Behind(counted) is IMemberReferenceOperation page && PageOf(page) is Descriptor held)
            held.References.Add((page.Member.OriginalDefinition, body.At(call, get ? $"a reference is taken on '{page.Syntax}'" : $"a reference is dropped on '{page.Syntax}'")));

        // The part of something that begins at one number and is as long as another.
        List<(IMemberReferenceOperation Member, Descriptor Of)?> numbers = [.. call.Arguments.Where(argument => Types.IsInteger(argument.Parameter?.Type)).Select(argument => body.Behind(argument.Value) is IMemberReferenceOperation member && IntegerOf(member) is Descriptor of ? ((IMemberReferenceOperation, Descriptor)?)(member, of) : null)];
        if (Types.IsOfBaseLibrary(call.TargetMethod) && numbers is [{ } first, { } second] && first.Of == second.Of && body.BaseOf(first.Member) == body.BaseOf(second.Member) && !SameSymbol.Are(first.Member.Member, second.Member.Member))
        {
            first.Of.Vote(first.Member.Member, FragmentParts.Offset, Strong, body.At(call, $"'{first.Member.Syntax}' is where a slice begins"));
            second.Of.Vote(second.Member.Member, FragmentParts.Size, Strong, body.At(call, $"'{second.Member.Syntax}' is how long a slice is"));
        }

        // What an address is passed with is how much of it is meant.
        foreach ((IMemberReferenceOperation Member, Descriptor Of)? number in numbers)
        {
            if (number is not { } size || !call.Arguments.Any(argument => IsAddressIn(argument.Value, body, size.Of, body.BaseOf(size.Member), size.Member.Member)))
                continue;
            size.Of.Vote(size.Member.Member, FragmentParts.Size, Medium, body.At(call, $"'{size.Member.Syntax}' is passed with the fragment's address, as its length"));
        }
    }

    /// <summary>A sum of a page's address and another integer of the same descriptor.</summary>
    private bool IsAddressIn(IOperation argument, CodeBody body, Descriptor descriptor, string? of, ISymbol size)
    {
        IOperation bare = body.Behind(argument);
        if (bare is not IBinaryOperation)
            return false;
        List<Term> terms = OffsetSum.Of(bare);
        return terms.Exists(term => AddressUses.Addressed(term.Leaf, body) is (_, IOperation page) && descriptor.PartIn(page, body, descriptor.Pages) is IMemberReferenceOperation member && body.BaseOf(member) == of)
            && !terms.Exists(term => descriptor.PartIn(term.Leaf, body, descriptor.Integers) is IMemberReferenceOperation member && SameSymbol.Are(member.Member, size));
    }

    private void LookAtSum(IBinaryOperation sum, CodeBody body, AddressUses addresses)
    {
        List<Term> terms = OffsetSum.Of(sum);
        foreach (Term term in terms)
        {
            if (AddressUses.Addressed(term.Leaf, body) is not (ISymbol by, IOperation operand) || body.Behind(operand) is not IMemberReferenceOperation page || PageOf(page) is not Descriptor descriptor)
                continue;
            foreach (Term other in terms.Where(other => other.Positive))
            {
                if (descriptor.PartIn(other.Leaf, body, descriptor.Integers) is not IMemberReferenceOperation offset || body.BaseOf(offset) != body.BaseOf(page))
                    continue;
                descriptor.Vote(offset.Member, FragmentParts.Offset, Strong, body.At(sum, $"'{offset.Member.Name}' is added to the address of '{page.Member.Name}'"));
                addresses.Add(by, body.At(sum, $"the offset '{offset.Syntax}' is added to it"), body);
            }
        }
    }

    /// <summary><c>one.Offset + one.Size == other.Offset</c>: where one ends the other begins.</summary>
    private void LookAtContiguity(IOperation end, IOperation begin, IBinaryOperation comparison, CodeBody body)
    {
        if (body.Behind(begin) is not IMemberReferenceOperation offset || IntegerOf(offset) is not Descriptor descriptor || body.Behind(end) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum)
            return;
        List<IMemberReferenceOperation> parts = [.. OffsetSum.Of(sum).Select(term => descriptor.PartIn(term.Leaf, body, descriptor.Integers)).OfType<IMemberReferenceOperation>()];
        if (parts.Count != 2 || body.BaseOf(parts[0]) != body.BaseOf(parts[1]) || body.BaseOf(parts[0]) == body.BaseOf(offset))
            return;
        IMemberReferenceOperation? size = parts.Find(part => !SameSymbol.Are(part.Member, offset.Member));
        if (size is null || !parts.Exists(part => SameSymbol.Are(part.Member, offset.Member)))
            return;
        descriptor.Vote(offset.Member, FragmentParts.Offset, Strong, body.At(comparison, $"one begins at '{offset.Member.Name}' where another ends"));
        descriptor.Vote(size.Member, FragmentParts.Size, Strong, body.At(comparison, $"one ends '{size.Member.Name}' behind its begin"));
    }

    private Descriptor? PageOf(IMemberReferenceOperation member) => _all.Find(one => one.Pages.Contains(member.Member.OriginalDefinition, SameSymbol.Comparer));

    private Descriptor? IntegerOf(IMemberReferenceOperation member) => member.Instance is null ? null : _all.Find(one => one.Integers.Contains(member.Member.OriginalDefinition, SameSymbol.Comparer));

    private Descriptor? DescriptorOf(IMemberReferenceOperation member) => PageOf(member) ?? IntegerOf(member);

    private bool Decide(Descriptor one)
    {
        // What nobody holds a reference through is a list of places, and no fragment.
        if (one.References.Count == 0)
            return false;
        List<ISymbol> held = [.. one.Pages.Where(page => one.References.Exists(reference => SameSymbol.Are(reference.Page, page)))];
        one.Page = held[0];
        one.Offset = Best(one, FragmentParts.Offset, null);
        one.Size = Best(one, FragmentParts.Size, one.Offset);
        if (one.Offset is null || one.Size is null)
            return false;
        bool shared = one.Users.Count > 1;
        (Confidence confidence, string? reason) = held.Count > 1
            ? (Confidence.Likely, $"it has several counted parts: {string.Join(", ", held.Select(page => page.Name))}")
            : shared ? (Confidence.Sure, (string?)null) : (Confidence.Likely, "only one type uses its parts: it may be that type's own business");
        _vocabulary.Add(new Proposal(Role.Fragment, one.Type, confidence, reason,
            [CodeBody.At(one.Type.DeclaringSyntaxReferences[0].GetSyntax(), $"it names '{held[0].Name}', which is counted, and says with '{one.Offset.Name}' and '{one.Size.Name}' which part of it"), .. one.References.Select(reference => reference.Evidence).Take(2)]));
        foreach (ISymbol page in held)
            _vocabulary.Add(new Proposal(Role.FragmentPage, page, confidence, reason, [.. one.References.Where(reference => SameSymbol.Are(reference.Page, page)).Select(reference => reference.Evidence)]));
        foreach ((ISymbol member, FragmentParts part) in new[] { (one.Offset, FragmentParts.Offset), (one.Size, FragmentParts.Size) })
            AddPart(one, member, part, confidence, reason);
        return true;
    }

    private void AddPart(Descriptor one, ISymbol member, FragmentParts part, Confidence confidence, string? reason)
    {
        int weight = one.WeightOf(member, part);
        Role role = Operations.RoleOf(part);
        ImmutableArray<Evidence> evidence = [.. one.EvidenceOf(member, part)];
        ISymbol? rival = one.Integers.FirstOrDefault(other => !SameSymbol.Are(other, member) && one.WeightOf(other, part) * 2 > weight && one.WeightOf(other, part) > one.WeightOf(other, part == FragmentParts.Offset ? FragmentParts.Size : FragmentParts.Offset));
        if (rival is not null)
            (confidence, reason) = (Confidence.Likely, $"'{rival.Name}' is used in the same way");
        else if (weight < Medium)
            (confidence, reason) = (Confidence.Likely, "little speaks for it");
        _vocabulary.Add(new Proposal(role, member, confidence, reason, evidence));
    }

    private static ISymbol? Best(Descriptor one, FragmentParts part, ISymbol? taken) =>
        one.Integers.Where(member => !SameSymbol.Are(member, taken) && one.WeightOf(member, part) > 0)
            .OrderByDescending(member => one.WeightOf(member, part) - one.WeightOf(member, part == FragmentParts.Offset ? FragmentParts.Size : FragmentParts.Offset))
            .FirstOrDefault();
}
