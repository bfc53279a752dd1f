using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>What holds fragments: an array of them, how many are in use, and flags that go with them from one to the next.</summary>
internal sealed class Containers
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly INamedTypeSymbol _type;
    private readonly ISymbol _array;
    private readonly Confidence _fragment;
    private readonly Dictionary<ISymbol, List<Evidence>> _counts = new(SameSymbol.Comparer);
    private readonly Dictionary<ISymbol, (List<Evidence> Whole, List<(ulong Mask, Evidence Evidence)> Masked)> _flags = new(SameSymbol.Comparer);

    private Containers(Corpus corpus, Vocabulary vocabulary, INamedTypeSymbol type, ISymbol array, Confidence fragment)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _type = type;
        _array = array;
        _fragment = fragment;
    }

    public static void Find(Corpus corpus, Vocabulary vocabulary, IReadOnlyList<Descriptor> fragments)
    {
        foreach (INamedTypeSymbol type in corpus.Types().Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct && !Descriptors.IsHidden(type)))
        {
            foreach (ISymbol member in type.GetMembers().Where(member => !member.IsStatic && !member.IsImplicitlyDeclared && member.DeclaredAccessibility != Accessibility.Private))
            {
                if (fragments.FirstOrDefault(fragment => HoldsMany(member, fragment.Type)) is Descriptor of)
                    new Containers(corpus, vocabulary, type, member, vocabulary.IsSurely(of.Type, Role.Fragment) ? Confidence.Sure : Confidence.Likely).Look();
            }
        }
    }

    /// <summary>An array, a span, a list or an inline array of them.</summary>
    private static bool HoldsMany(ISymbol member, INamedTypeSymbol fragment)
    {
        ITypeSymbol? type = member switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol { IsIndexer: false } property => property.Type,
            _ => null,
        };
        return type switch
        {
            IArrayTypeSymbol array => SameSymbol.Are(array.ElementType, fragment),
            IPointerTypeSymbol pointer => SameSymbol.Are(pointer.PointedAtType, fragment),
            INamedTypeSymbol { TypeArguments: [var element] } generic => SameSymbol.Are(element, fragment) && (Types.IsOfBaseLibrary(generic) || Expressions.IsInlineArray(generic)),
            INamedTypeSymbol inline when Expressions.IsInlineArray(inline) => inline.GetMembers().OfType<IFieldSymbol>().Any(field => SameSymbol.Are(field.Type, fragment)),
            _ => false,
        };
    }

    private void Look()
    {
        List<ISymbol> integers = [.. _type.GetMembers().Where(member => !member.IsStatic && !member.IsImplicitlyDeclared && member.DeclaredAccessibility != Accessibility.Private && (member is IFieldSymbol { IsConst: false } or IPropertySymbol { IsIndexer: false }))];
        foreach (CodeBody body in _corpus.Naming([_array.Name]))
        {
            LookForCounts(body, integers);
            if (CopiesFragments(body))
                LookForFlags(body, integers);
        }

        Evidence at = CodeBody.At(_type.DeclaringSyntaxReferences[0].GetSyntax(), $"'{_array.Name}' holds fragments");
        ISymbol? count = _counts.OrderByDescending(candidate => candidate.Value.Count).Select(candidate => candidate.Key).FirstOrDefault();
        (Confidence confidence, string? reason) = _fragment == Confidence.Likely ? (Confidence.Likely, "what it holds is not sure to be a fragment")
            : count is null ? (Confidence.Likely, "nothing says how many of them are in use") : (Confidence.Sure, (string?)null);
        _vocabulary.Add(new Proposal(Role.FragmentContainer, _type, confidence, reason, [at]));
        if (count is not null)
            _vocabulary.Add(new Proposal(Role.FragmentCount, count, confidence, reason, [.. _counts[count].DistinctBy(place => (place.File, place.Line))]));
        foreach ((ISymbol flags, (List<Evidence> whole, List<(ulong Mask, Evidence Evidence)> masked)) in _flags)
            AddFlags(flags, whole, masked, confidence, reason);
    }

    private void LookForCounts(CodeBody body, List<ISymbol> integers)
    {
        foreach (IOperation operation in body.All)
        {
            switch (operation)
            {
                // frags[count], frags[count++], frags[count - 1]
                case IArrayElementReferenceOperation { Indices: [var index], ArrayReference: var array } when ArrayOf(array, body) is string of:
                    IOperation at = body.Behind(index);
                    at = at is IIncrementOrDecrementOperation step ? CodeBody.Bare(step.Target) : at is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, RightOperand.ConstantValue.HasValue: true } last ? CodeBody.Bare(last.LeftOperand) : at;
                    if (CountIn(at, of, body, integers) is ISymbol appended)
                        Count(appended, body.At(operation, $"'{appended.Name}' is where the next one goes"));
                    else if (at is ILocalReferenceOperation { Local: ILocalSymbol local } && LimitOf(local, operation, of, body, integers) is (ISymbol limit, IOperation test))
                        Count(limit, body.At(test, $"those up to '{limit.Name}' are gone through"));
                    break;
                // frags.AsSpan(0, count)
                case IInvocationOperation call when Types.IsOfBaseLibrary(call.TargetMethod):
                    foreach (string taken in call.Arguments.Select(argument => argument.Value).Append(call.Instance).OfType<IOperation>().Select(value => ArrayOf(value, body)).OfType<string>().Distinct())
                    {
                        if (call.Arguments.Select(argument => CountIn(body.Behind(argument.Value), taken, body, integers)).FirstOrDefault(found => found is not null) is ISymbol length)
                            Count(length, body.At(call, $"as many as '{length.Name}' says are taken"));
                    }

                    break;
            }
        }
    }

    private void Count(ISymbol member, Evidence evidence)
    {
        if (!_counts.TryGetValue(member, out List<Evidence>? places))
            _counts.Add(member, places = []);
        places.Add(evidence);
    }

    /// <summary>The text of the container whose array an expression is.</summary>
    private string? ArrayOf(IOperation operation, CodeBody body) =>
        body.Behind(operation) is IMemberReferenceOperation { Instance: IOperation instance } member && SameSymbol.Are(member.Member, _array) ? body.TextOf(instance) : null;

    private static ISymbol? CountIn(IOperation operation, string of, CodeBody body, List<ISymbol> integers) =>
        operation is IMemberReferenceOperation { Instance: IOperation instance } member && Types.IsInteger(member.Type) && integers.Contains(member.Member.OriginalDefinition, SameSymbol.Comparer) && body.TextOf(instance) == of ? member.Member.OriginalDefinition : null;

    /// <summary>What an index is compared with by the loop around its use.</summary>
    private static (ISymbol, IOperation)? LimitOf(ILocalSymbol index, IOperation use, string of, CodeBody body, List<ISymbol> integers)
    {
        for (IOperation? parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            IOperation? condition = parent switch
            {
                IForLoopOperation loop => loop.Condition,
                IWhileLoopOperation loop => loop.Condition,
                _ => null,
            };
            if (condition is null)
                continue;
            foreach (IBinaryOperation test in Walk.All(condition).OfType<IBinaryOperation>().Where(test => test.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan))
            {
                foreach ((IOperation one, IOperation other) in new[] { (test.LeftOperand, test.RightOperand), (test.RightOperand, test.LeftOperand) })
                {
                    if (CodeBody.Bare(one) is ILocalReferenceOperation asked && SymbolEqualityComparer.Default.Equals(asked.Local, index) && CountIn(body.Behind(other), of, body, integers) is ISymbol limit)
                        return (limit, test);
                }
            }
        }

        return null;
    }

    /// <summary>Descriptors go from one container to another here.</summary>
    private bool CopiesFragments(CodeBody body)
    {
        HashSet<string> containers = [.. body.All.Select(operation => ArrayOf(operation, body)).OfType<string>()];
        return containers.Count > 1;
    }

    private void LookForFlags(CodeBody body, List<ISymbol> members)
    {
        foreach (IAssignmentOperation assignment in body.All.OfType<IAssignmentOperation>())
        {
            if (assignment is not (ISimpleAssignmentOperation or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or })
                || CodeBody.Bare(assignment.Target) is not IMemberReferenceOperation { Instance: IOperation to, Member: ISymbol flags } || !members.Contains(flags.OriginalDefinition, SameSymbol.Comparer) || !CanBeFlags(flags))
                continue;
            IMemberReferenceOperation? from = Walk.All(assignment.Value).OfType<IMemberReferenceOperation>().FirstOrDefault(member => SameSymbol.Are(member.Member, flags) && member.Instance is IOperation instance && body.TextOf(instance) != body.TextOf(to));
            if (from is null)
                continue;
            ISymbol key = flags.OriginalDefinition;
            if (!_flags.TryGetValue(key, out var found))
                _flags.Add(key, found = ([], []));
            Evidence at = body.At(assignment, $"'{flags.Name}' goes over with the fragments");
            IBinaryOperation? mask = Walk.All(assignment.Value).OfType<IBinaryOperation>().FirstOrDefault(masked => masked.OperatorKind == BinaryOperatorKind.And && Walk.All(masked).Contains(from));
            if (mask is not null && (MaskOf(mask.LeftOperand) ?? MaskOf(mask.RightOperand)) is ulong bits)
                found.Masked.Add((bits, at));
            else
                found.Whole.Add(at);
        }
    }

    private static ulong? MaskOf(IOperation operation) => CodeBody.Bare(operation).ConstantValue is { HasValue: true, Value: IConvertible value } && value is not (string or bool or char or float or double or decimal)
        ? unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture))
        : null;

    /// <summary>An enumeration of bits, or a number that is used as one.</summary>
    private static bool CanBeFlags(ISymbol member) =>
        (member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_UInt32 or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_Int32 or SpecialType.System_UInt64 };

    private void AddFlags(ISymbol flags, List<Evidence> whole, List<(ulong Mask, Evidence Evidence)> masked, Confidence confidence, string? reason)
    {
        ImmutableArray<Evidence> evidence = [.. masked.Select(one => one.Evidence), .. whole];
        if (masked.Count > 0)
        {
            ulong mask = masked.Aggregate(0ul, (all, one) => all | one.Mask);
            _vocabulary.Add(new Proposal(Role.FragmentFlags, flags, confidence, reason, evidence) { Option = Mask(mask) });
            return;
        }

        ITypeSymbol type = flags is IFieldSymbol field ? field.Type : ((IPropertySymbol)flags).Type;
        if (type.TypeKind != TypeKind.Enum && !_corpus.Naming([flags.Name]).Any(body => body.All.OfType<IBinaryOperation>().Any(test => test.OperatorKind is BinaryOperatorKind.And or BinaryOperatorKind.Or && Walk.All(test).OfType<IMemberReferenceOperation>().Any(member => SameSymbol.Are(member.Member, flags)))))
            return;
        ulong all = type.TypeKind == TypeKind.Enum ? type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue).Aggregate(0ul, (bits, member) => bits | unchecked((ulong)Convert.ToInt64(member.ConstantValue, CultureInfo.InvariantCulture))) : 0;
        if (all == 0)
            _vocabulary.Ask(new Question(flags, [Role.FragmentFlags], $"it goes over with the fragments; which of its bits say something about their pages? Write 'fragment-flags {Proposal.IdOf(flags)} mask=…'", evidence));
        else
            _vocabulary.Add(new Proposal(Role.FragmentFlags, flags, Confidence.Likely, "leave in the mask only the bits that say something about the pages: that others read or write them, that somebody waits for them", evidence) { Option = Mask(all) });
    }

    private static string Mask(ulong mask) => string.Create(CultureInfo.InvariantCulture, $"mask={mask}");
}
