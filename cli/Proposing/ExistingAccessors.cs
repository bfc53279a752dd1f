using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>Accessors that are there already: methods that take a fragment and do what an operation does, and nothing besides, whatever they are called.</summary>
internal sealed class ExistingAccessors
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly Descriptor _fragment;
    private readonly Dictionary<ISymbol, (FragmentOperation Operation, Evidence Evidence)> _known = new(SameSymbol.Comparer);
    private readonly HashSet<ISymbol> _raw = new(SameSymbol.Comparer);
    private readonly HashSet<ISymbol> _maps = new(SameSymbol.Comparer);

    private ExistingAccessors(Corpus corpus, Vocabulary vocabulary, Descriptor fragment)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _fragment = fragment;
    }

    /// <summary>Finds those of a fragment.</summary>
    /// <param name="corpus">The sources.</param>
    /// <param name="vocabulary">What is known; what is found goes there.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="maps">The methods that they map with are added.</param>
    /// <returns>The accessors, as a list for people.</returns>
    public static IEnumerable<FragmentAccessor> Find(Corpus corpus, Vocabulary vocabulary, Descriptor fragment, HashSet<ISymbol> maps)
    {
        ExistingAccessors accessors = new(corpus, vocabulary, fragment);
        accessors.Recognize();
        IReadOnlyList<FragmentAccessor> found = accessors.Propose();
        if (found.Count > 0)
            maps.UnionWith(accessors._maps);
        return found;
    }

    private void Recognize()
    {
        List<CodeBody> bodies = [.. _corpus.Naming(new[] { _fragment.Page!, _fragment.Offset!, _fragment.Size! }.Select(part => part.Name)).Where(CanBeOne)];
        foreach (CodeBody body in bodies)
        {
            if (body.All.Any(operation => operation is IMemberReferenceOperation member && PartOf(member) != FragmentParts.None))
                _raw.Add(body.Method!);
        }

        bool more = true;
        HashSet<CodeBody> open = [.. bodies];
        while (more)
        {
            more = false;
            foreach (CodeBody body in open.ToList())
            {
                if (OperationOf(body) is not FragmentOperation operation)
                    continue;
                _known[body.Method!] = (operation, CodeBody.At(body.Root.Syntax, $"does what '{operation}' does to '{_fragment.Type.Name}', and nothing besides"));
                open.Remove(body);
                more = true;
            }

            // Those that pass on to one that is known have no part's name in them.
            if (more && _known.Count > 0)
                open.UnionWith(_corpus.Naming(_known.Keys.Select(method => method.Name)).Where(body => CanBeOne(body) && !_known.ContainsKey(body.Method!) && SameSymbol.Are(body.Method!.ContainingType, HomeOf())));
        }
    }

    private static bool CanBeOne(CodeBody body) => body.Method is { MethodKind: MethodKind.Ordinary } method && !Descriptors.IsHidden(method) && method.DeclaredAccessibility != Accessibility.Private;

    private INamedTypeSymbol? HomeOf() => _known.Keys.GroupBy(method => method.ContainingType, SameSymbol.Comparer).OrderByDescending(home => home.Select(method => _known[method].Operation).Distinct().Count()).Select(home => (INamedTypeSymbol)home.Key).FirstOrDefault();

    private IReadOnlyList<FragmentAccessor> Propose()
    {
        if (HomeOf() is not INamedTypeSymbol home || SameSymbol.Are(home, _fragment.Type) || _vocabulary.Of(_fragment.Type, Role.Fragment) is not Proposal fragment)
            return [];
        List<IMethodSymbol> known = [.. _known.Keys.OfType<IMethodSymbol>().Where(method => SameSymbol.Are(method.ContainingType, home))];
        List<ISymbol> others = [.. _raw.Where(method => SameSymbol.Are(method.ContainingType, home) && !_known.ContainsKey(method))];
        // A driver with a helper or two is no home of accessors.
        if (known.Select(method => _known[method].Operation).Distinct().Count() < 3 || known.Count < others.Count * 2)
            return [];
        Evidence why = CodeBody.At(home.DeclaringSyntaxReferences[0].GetSyntax(), $"{known.Count} of its methods do what accessors do: {string.Join(", ", known.Select(method => _known[method].Operation).Distinct().Order())}");
        _vocabulary.Replace(fragment, fragment with { Option = $"accessor={home.OriginalDefinition.GetDocumentationCommentId()}", Evidence = [.. fragment.Evidence, why] });
        if (others.Count == 0)
            _vocabulary.Add(new Proposal(Role.FragmentAccessor, home, fragment.Confidence, fragment.Reason, [why]));
        foreach (IMethodSymbol method in known.Where(method => others.Count > 0 || method.Name != _known[method].Operation.ToString()))
            _vocabulary.Add(new Proposal(Role.FragmentAccessor, method, fragment.Confidence, fragment.Reason, [_known[method].Evidence]) { Option = $"operation={_known[method].Operation}" });
        return [.. known.Select(method => new FragmentAccessor(_fragment.Type.GetDocumentationCommentId()!, _known[method].Operation, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), true))];
    }

    private FragmentOperation? OperationOf(CodeBody body)
    {
        List<(FragmentParts Part, bool Shifts, IOperation Value)> stores = [];
        List<IOperation> results = [];
        List<(IInvocationOperation Call, Role Role)> counts = [];
        FragmentOperation? passed = null;
        foreach (IOperation operation in body.All)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { IsRef: true }:
                    break;
                case IAssignmentOperation assignment when assignment.Target is not ILocalReferenceOperation:
                    FragmentParts part = PartIn(assignment.Target, body);
                    if (part == FragmentParts.None || assignment is ICompoundAssignmentOperation { OperatorKind: not BinaryOperatorKind.Add })
                        return null;
                    stores.Add((part, assignment is ICompoundAssignmentOperation, assignment.Value));
                    break;
                case IIncrementOrDecrementOperation or ILoopOperation or IAnonymousFunctionOperation:
                    return null;
                case IReturnOperation { ReturnedValue: IOperation value }:
                    results.Add(value);
                    break;
                case IInvocationOperation call:
                    if (_vocabulary.Is(call.TargetMethod, Role.PageGet) || _vocabulary.Is(call.TargetMethod, Role.PagePut))
                        counts.Add((call, _vocabulary.Is(call.TargetMethod, Role.PageGet) ? Role.PageGet : Role.PagePut));
                    else if (_known.TryGetValue(call.TargetMethod, out var known) && TakesFragment(call, body))
                        passed = known.Operation;
                    break;
            }
        }

        if (passed is FragmentOperation same)
            return stores.Count == 0 && counts.Count == 0 && IsOnlyCall(body) ? same : null;
        if (stores.Count > 0)
            return counts.Count == 0 && results.Count == 0 ? OfStores(stores, body) : null;
        if (counts.Count > 0)
            return counts.Count == 1 && Counting.CountedOperand(counts[0].Call) is IOperation counted && PartIn(counted, body) == FragmentParts.Page ? counts[0].Role == Role.PageGet ? FragmentOperation.Ref : FragmentOperation.Unref : null;
        return results.Count == 1 ? OfResult(body.Behind(results[0]), body) : OfMap(body);
    }

    private FragmentOperation? OfStores(List<(FragmentParts Part, bool Shifts, IOperation Value)> stores, CodeBody body)
    {
        if (!stores.TrueForAll(store => body.OperandOf(store.Value) is >= 0))
            return null;
        FragmentParts parts = stores.Aggregate(FragmentParts.None, (all, store) => all | store.Part);
        if (stores.Count == 3 && parts == (FragmentParts.Page | FragmentParts.Offset | FragmentParts.Size) && !stores.Exists(store => store.Shifts))
            return FragmentOperation.Fill;
        return stores is not [var only] ? null : (only.Part, only.Shifts) switch
        {
            (FragmentParts.Page, false) => FragmentOperation.SetPage,
            (FragmentParts.Offset, false) => FragmentOperation.SetOffset,
            (FragmentParts.Offset, true) => FragmentOperation.AddOffset,
            (FragmentParts.Size, false) => FragmentOperation.SetSize,
            (FragmentParts.Size, true) => FragmentOperation.AddSize,
            _ => null,
        };
    }

    private FragmentOperation? OfResult(IOperation result, CodeBody body)
    {
        switch (PartIn(result, body))
        {
            case FragmentParts.Page:
                return FragmentOperation.Page;
            case FragmentParts.Offset:
                return FragmentOperation.Offset;
            case FragmentParts.Size:
                return FragmentOperation.Size;
        }

        if (result is IBinaryOperation sum)
        {
            List<Term> terms = OffsetSum.Of(sum);
            if (terms.Count == 2 && terms.TrueForAll(term => term.Positive) && terms.Exists(term => PartIn(term.Leaf, body) == FragmentParts.Offset)
                && terms.Select(term => AddressUses.Addressed(term.Leaf, body)).FirstOrDefault(found => found is not null) is (ISymbol by, IOperation of) && PartIn(of, body) == FragmentParts.Page)
            {
                return _vocabulary.Is(by, Role.PagePhys) ? FragmentOperation.Phys : _vocabulary.Is(by, Role.PageAddress) ? FragmentOperation.Address : null;
            }
        }

        return OfMap(body);
    }

    private FragmentOperation? OfMap(CodeBody body)
    {
        List<IInvocationOperation> maps = [.. body.All.OfType<IInvocationOperation>().Where(call => MapShape.IsShapedLikeMap(call.TargetMethod, _vocabulary))];
        if (maps is not [IInvocationOperation map] || !map.Arguments.Any(argument => PartIn(argument.Value, body) == FragmentParts.Page))
            return null;
        if (!map.Arguments.Any(argument => Types.IsInteger(argument.Value.Type) && OffsetSum.Of(body.Behind(argument.Value)).Exists(term => PartIn(term.Leaf, body) == FragmentParts.Offset)))
            return null;
        _maps.Add(map.TargetMethod.OriginalDefinition);
        return FragmentOperation.DmaMap;
    }

    /// <summary>The part of the fragment that the method was given.</summary>
    private FragmentParts PartIn(IOperation operation, CodeBody body) =>
        body.Behind(operation) is IMemberReferenceOperation { Instance: IOperation instance } member && IsFragment(instance, body) ? PartOf(member) : FragmentParts.None;

    private FragmentParts PartOf(IMemberReferenceOperation member) =>
        SameSymbol.Are(member.Member, _fragment.Page) ? FragmentParts.Page
        : SameSymbol.Are(member.Member, _fragment.Offset) ? FragmentParts.Offset
        : SameSymbol.Are(member.Member, _fragment.Size) ? FragmentParts.Size
        : FragmentParts.None;

    /// <summary>The fragment that is passed, or the one with the passed index in what is passed.</summary>
    private bool IsFragment(IOperation operation, CodeBody body)
    {
        IOperation bare = body.Behind(operation);
        if (body.OperandOf(bare) is not null)
            return true;
        if (bare is IOperation { Kind: OperationKind.None } && bare.ChildOperations.FirstOrDefault() is IOperation pointer)
            return body.OperandOf(pointer) is not null;
        (IOperation? of, IOperation? index) = bare switch
        {
            IArrayElementReferenceOperation { Indices: [var at] } element => (element.ArrayReference, at),
            IPropertyReferenceOperation { Arguments: [var at] } indexer => (indexer.Instance, at.Value),
            IInlineArrayAccessOperation inline => (inline.Instance, inline.Argument),
            _ => ((IOperation?)null, (IOperation?)null),
        };
        if (of is null || index is null || body.OperandOf(index) is null)
            return false;
        for (IOperation at = body.Behind(of); ; at = body.Behind(((IMemberReferenceOperation)at).Instance!))
        {
            if (body.OperandOf(at) is not null)
                return true;
            if (at is not IMemberReferenceOperation { Instance: not null })
                return false;
        }
    }

    private bool TakesFragment(IInvocationOperation call, CodeBody body) =>
        call.Arguments.Any(argument => IsFragment(argument.Value, body) || body.OperandOf(argument.Value) is not null);

    /// <summary>The body is one call, as a statement or as what is returned.</summary>
    private static bool IsOnlyCall(CodeBody body) =>
        body.All.OfType<IInvocationOperation>().Count() == 1 && body.All.Count(operation => operation is IExpressionStatementOperation or IReturnOperation { ReturnedValue: not null } or IVariableDeclarationGroupOperation or IConditionalOperation) <= 1;
}
