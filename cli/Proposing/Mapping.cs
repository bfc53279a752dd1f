using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Mappings, from where their results go: a method takes something counted with an offset and a size, and what it returns is
/// passed to another that takes it back, and to one that asks whether it failed. What is unmapped with the same is a family.
/// </summary>
internal sealed class Mapping
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<ISymbol, Dictionary<ISymbol, List<Evidence>>> _flows = new(SameSymbol.Comparer);
    private readonly Families _families = new();

    private Mapping(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
    }

    /// <param name="corpus">The sources.</param>
    /// <param name="vocabulary">What is known; what is found goes there.</param>
    /// <param name="fragments">The fragments.</param>
    /// <param name="byAccessor">Maps that accessors call, if there are any accessors that map.</param>
    public static void Find(Corpus corpus, Vocabulary vocabulary, IReadOnlyList<Descriptor> fragments, IReadOnlyCollection<ISymbol> byAccessor)
    {
        Mapping mapping = new(corpus, vocabulary);
        HashSet<ISymbol> onFragments = new(SameSymbol.Comparer);
        HashSet<IMethodSymbol> maps = mapping.Candidates(fragments, onFragments);
        if (maps.Count == 0)
            return;
        mapping.Follow(maps);
        mapping.Propose(maps, onFragments, byAccessor);
    }

    /// <summary>One thing that is counted, two numbers behind it, and an address that comes out.</summary>
    internal static bool IsShapedLikeMap(IMethodSymbol method, Vocabulary vocabulary)
    {
        int page = -1;
        int numbers = 0;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (vocabulary.IsCounted(parameter.Type))
            {
                if (page >= 0)
                    return false;
                page = parameter.Ordinal;
            }
            else if (Types.IsInteger(parameter.Type) && parameter.RefKind != RefKind.Out)
            {
                numbers++;
            }
        }

        return page >= 0 && numbers == 2 && ResultOf(method) is not null;
    }

    /// <summary>The type of the address that a map gives: what it returns, or an <c>out</c> parameter.</summary>
    private static ITypeSymbol? ResultOf(IMethodSymbol method) =>
        method.Parameters.FirstOrDefault(parameter => parameter.RefKind == RefKind.Out && CanBeBus(parameter.Type))?.Type ?? (CanBeBus(method.ReturnType) ? method.ReturnType : null);

    private static bool CanBeBus(ITypeSymbol type) =>
        AddressUses.IsAddress(type) || type.SpecialType == SpecialType.System_UInt32 || type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } handle && !Types.IsOfBaseLibrary(handle) && handle.GetMembers().OfType<IFieldSymbol>().Count(field => !field.IsStatic) == 1;

    /// <summary>The address that is unmapped, or asked of: of what is passed the widest number, or the handle.</summary>
    internal static IOperation? AddressOf(IInvocationOperation call) =>
        call.Arguments.Where(argument => argument.Parameter is { RefKind: RefKind.None } parameter && CanBeBus(parameter.Type)).Select(argument => argument.Value).FirstOrDefault();

    private HashSet<IMethodSymbol> Candidates(IReadOnlyList<Descriptor> fragments, HashSet<ISymbol> onFragments)
    {
        HashSet<IMethodSymbol> maps = new(_corpus.Types().SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()).Where(method => method.MethodKind is MethodKind.Ordinary && !Descriptors.IsHidden(method) && IsShapedLikeMap(method, _vocabulary)), SameSymbol.Comparer);
        foreach (CodeBody body in _corpus.Naming(fragments.Select(fragment => fragment.Page!.Name)))
        {
            foreach (IInvocationOperation call in body.All.OfType<IInvocationOperation>())
            {
                if (!IsShapedLikeMap(call.TargetMethod, _vocabulary) || Descriptors.IsHidden(call.TargetMethod))
                    continue;
                maps.Add(call.TargetMethod.OriginalDefinition);
                if (call.Arguments.Any(argument => fragments.Any(fragment => fragment.PartIn(argument.Value, body, fragment.Pages) is not null)))
                    onFragments.Add(call.TargetMethod.OriginalDefinition);
            }
        }

        maps.RemoveWhere(method => _vocabulary.Is(method, Role.FragmentAccessor));
        return maps;
    }

    /// <summary>Follows what the maps, and methods like them, return, to what it is passed to: through locals, fields and arrays.</summary>
    private void Follow(HashSet<IMethodSymbol> maps)
    {
        HashSet<ISymbol> homes = new(maps.Select(map => map.ContainingType), SameSymbol.Comparer);
        // Whatever of the same home gives or takes such an address: maps of other things have unmaps of their own.
        List<IMethodSymbol> family = [.. homes.OfType<INamedTypeSymbol>().SelectMany(home => home.GetMembers().OfType<IMethodSymbol>()).Where(method => method.MethodKind == MethodKind.Ordinary && (ResultOf(method) is not null || method.Parameters.Any(parameter => CanBeBus(parameter.Type))))];
        List<CodeBody> bodies = [.. _corpus.Naming(family.Select(method => method.Name))];
        Dictionary<(ISymbol?, ISymbol), HashSet<ISymbol>> stored = new(PlaceComparer.Instance);
        foreach (CodeBody body in bodies)
        {
            foreach (IOperation operation in body.All)
            {
                if (operation is ISimpleAssignmentOperation assignment && KeyOf(assignment.Target) is ISymbol place)
                    Store(body, place, Sources(assignment.Value, body, null));
                else if (operation is IInvocationOperation { TargetMethod: var map } call && family.Contains(map.OriginalDefinition, SameSymbol.Comparer))
                {
                    foreach (IArgumentOperation output in call.Arguments.Where(argument => argument.Parameter?.RefKind == RefKind.Out && KeyOf(argument.Value) is not null))
                        Store(body, KeyOf(output.Value)!, [map.OriginalDefinition]);
                }
            }
        }

        foreach (CodeBody body in bodies)
        {
            foreach (IInvocationOperation call in body.All.OfType<IInvocationOperation>())
            {
                if (IsShapedLikeMap(call.TargetMethod, _vocabulary) || AddressOf(call) is not IOperation address)
                    continue;
                foreach (ISymbol source in Sources(address, body, stored).Where(source => family.Contains(source, SameSymbol.Comparer)))
                    Flow(source, call.TargetMethod.OriginalDefinition, body.At(call, $"what '{source.ContainingType.Name}.{source.Name}' gave is passed to '{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}'"));
            }
        }

        void Store(CodeBody body, ISymbol place, IEnumerable<ISymbol> sources)
        {
            if (!stored.TryGetValue((body.Home, place), out HashSet<ISymbol>? known))
                stored.Add((body.Home, place), known = new HashSet<ISymbol>(SameSymbol.Comparer));
            known.UnionWith(sources);
        }
    }

    /// <summary>Where one map is another name for a second, the end of the one is another name for that of the second.</summary>
    private void FollowInside(HashSet<IMethodSymbol> maps)
    {
        foreach (IMethodSymbol outer in maps)
        {
            foreach (IMethodSymbol inner in CallsIn(outer).Select(call => call.TargetMethod.OriginalDefinition).Where(maps.Contains))
            {
                foreach ((ISymbol to, List<Evidence> places) in _flows.GetValueOrDefault(outer)?.ToList() ?? [])
                {
                    foreach (IMethodSymbol end in CallsIn((IMethodSymbol)to).Select(call => call.TargetMethod.OriginalDefinition).Where(end => IsUnmapOf(end, inner) || IsCheckOf(end, inner)))
                    {
                        foreach (Evidence place in places)
                            Flow(inner, end, place with { Why = $"{place.Why}, which are other names for '{inner.ContainingType.Name}.{inner.Name}' and '{end.ContainingType.Name}.{end.Name}'" });
                    }
                }
            }
        }
    }

    private IEnumerable<IInvocationOperation> CallsIn(IMethodSymbol method) => _corpus.Of(method).SelectMany(body => body.All.OfType<IInvocationOperation>());

    private void Flow(ISymbol from, ISymbol to, Evidence evidence)
    {
        if (!_flows.TryGetValue(from, out Dictionary<ISymbol, List<Evidence>>? targets))
            _flows.Add(from, targets = new Dictionary<ISymbol, List<Evidence>>(SameSymbol.Comparer));
        if (!targets.TryGetValue(to, out List<Evidence>? places))
            targets.Add(to, places = []);
        places.Add(evidence);
    }

    /// <summary>The methods that a value may come from.</summary>
    private static IEnumerable<ISymbol> Sources(IOperation value, CodeBody body, Dictionary<(ISymbol?, ISymbol), HashSet<ISymbol>>? stored)
    {
        IOperation bare = CodeBody.Bare(value);
        switch (bare)
        {
            case IInvocationOperation call:
                return [call.TargetMethod.OriginalDefinition];
            case ISimpleAssignmentOperation assignment:
                return Sources(assignment.Value, body, stored);
            case ILocalReferenceOperation { Local: ILocalSymbol local }:
                return body.WritesOf(local).SelectMany(write => CodeBody.Bare(write) is ILocalReferenceOperation ? [] : Sources(write, body, stored)).Concat(body.OutputsTo(local));
            case ITupleOperation tuple:
                return tuple.Elements.SelectMany(element => Sources(element, body, stored));
            case IObjectCreationOperation { Initializer: { } initializer }:
                return initializer.Initializers.OfType<ISimpleAssignmentOperation>().SelectMany(part => Sources(part.Value, body, stored));
            default:
                return stored is not null && KeyOf(bare) is ISymbol place && stored.TryGetValue((body.Home, place), out HashSet<ISymbol>? sources) ? sources : [];
        }
    }

    /// <summary>The field or property, or that of the array, that a value lies in.</summary>
    private static ISymbol? KeyOf(IOperation operation) => CodeBody.Bare(operation) switch
    {
        IArrayElementReferenceOperation element => KeyOf(element.ArrayReference),
        IFieldReferenceOperation { Field.ContainingType.IsTupleType: true, Instance: IOperation tuple } => KeyOf(tuple),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IOperation instance } => KeyOf(instance),
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member => member.Member.OriginalDefinition,
        _ => null,
    };

    private void Propose(HashSet<IMethodSymbol> maps, HashSet<ISymbol> onFragments, IReadOnlyCollection<ISymbol> byAccessor)
    {
        List<(IMethodSymbol Map, IMethodSymbol? Unmap, List<Evidence> Unmaps, IMethodSymbol? Check, List<Evidence> Checks)> found = [];
        FollowInside(maps);
        foreach (IMethodSymbol map in maps)
        {
            Dictionary<ISymbol, List<Evidence>> flows = _flows.GetValueOrDefault(map) ?? [];
            (IMethodSymbol? unmap, List<Evidence> unmaps) = Best(map, flows, IsUnmapOf);
            (IMethodSymbol? check, List<Evidence> checks) = Best(map, flows, IsCheckOf);
            if (unmap is null && !_vocabulary.Is(map, Role.PageMap))
                continue;
            found.Add((map, unmap, unmaps, check, checks));
            if (unmap is not null)
                _families.Join(map, unmap);
            if (check is not null)
                _families.Join(map, check);
        }

        // Another name for a map is of its family.
        foreach (IMethodSymbol map in maps)
        {
            foreach (IInvocationOperation call in _corpus.Of(map).SelectMany(body => body.All.OfType<IInvocationOperation>()).Where(call => maps.Contains(call.TargetMethod.OriginalDefinition)))
                _families.Join(map, call.TargetMethod.OriginalDefinition);
        }

        JoinWrapped([.. found.Select(one => one.Unmap).OfType<IMethodSymbol>()]);
        List<ISymbol> roots = [.. found.Select(one => _families.Of(one.Map)).Distinct(SameSymbol.Comparer)];
        bool accessors = byAccessor.Count > 0;
        HashSet<ISymbol> reached = new(byAccessor.Select(_families.Of), SameSymbol.Comparer);
        foreach (var family in found.GroupBy(one => _families.Of(one.Map), SameSymbol.Comparer))
        {
            bool mine = accessors ? reached.Contains(family.Key) : family.Any(one => onFragments.Contains(one.Map));
            string? name = accessors || roots.Count == 1 ? null : $"family={NameOf(family.Select(one => one.Map).OrderByDescending(map => maps.Count(other => SameSymbol.Are(other.ContainingType, map.ContainingType))).First())}";
            (Confidence confidence, string? reason) = mine ? (Confidence.Sure, (string?)null)
                : accessors ? (Confidence.Likely, $"no accessor maps in its family, and one of another must not stand in for it: with 'family={NameOf(family.First().Map)}' and an accessor that maps so, its uses are converted too")
                : (Confidence.Likely, "no fragment's page is mapped with it");
            string? option = mine || !accessors ? name : $"family={NameOf(family.First().Map)}";
            foreach (var one in family)
            {
                string shown = $"{one.Map.ContainingType.Name}.{one.Map.Name}";
                _vocabulary.Add(new Proposal(Role.PageMap, one.Map, confidence, reason, [.. one.Unmaps.Take(5)]) { Option = option });
                if (one.Unmap is IMethodSymbol unmap)
                    _vocabulary.Add(new Proposal(Role.PageUnmap, unmap, confidence, reason, [.. one.Unmaps]) { Option = option });
                if (one.Check is IMethodSymbol check)
                    _vocabulary.Add(new Proposal(Role.MapCheck, check, confidence, reason, [.. one.Checks.Select(place => place with { Why = $"what '{shown}' gave is asked about" })]) { Option = option });
            }
        }

        foreach (Role role in new[] { Role.PageMap, Role.PageUnmap, Role.MapCheck })
            Wrappers.Find(_corpus, _vocabulary, role, target => _vocabulary.Of(target, role)?.Option);
    }

    /// <summary>Unmaps that pass on to each other unmap one family.</summary>
    private void JoinWrapped(List<IMethodSymbol> unmaps)
    {
        foreach (IMethodSymbol unmap in unmaps)
        {
            foreach (IInvocationOperation call in _corpus.Of(unmap).SelectMany(body => body.All.OfType<IInvocationOperation>()).Where(call => unmaps.Contains(call.TargetMethod.OriginalDefinition, SameSymbol.Comparer)))
                _families.Join(unmap, call.TargetMethod.OriginalDefinition);
        }
    }

    private (IMethodSymbol?, List<Evidence>) Best(IMethodSymbol map, Dictionary<ISymbol, List<Evidence>> flows, Func<IMethodSymbol, IMethodSymbol, bool> fits)
    {
        IMethodSymbol? best = null;
        List<Evidence> places = [];
        foreach ((ISymbol to, List<Evidence> evidence) in flows)
        {
            if (to is not IMethodSymbol method || !fits(method, map))
                continue;
            // What more often undoes something else is the end of that.
            int here = evidence.Count;
            if (_flows.Any(other => !SameSymbol.Are(other.Key, map) && other.Key is IMethodSymbol rival && !IsShapedLikeMap(rival, _vocabulary) && other.Value.TryGetValue(to, out List<Evidence>? theirs) && theirs.Count >= here && fits != IsCheckOf))
                continue;
            if (best is null || here > places.Count)
                (best, places) = (method, evidence);
        }

        return (best, places);
    }

    /// <summary>It takes the address, says how much, and no more comes of it.</summary>
    private static bool IsUnmapOf(IMethodSymbol method, IMethodSymbol map)
    {
        if (!method.ReturnsVoid && !Types.IsTruth(method.ReturnType) && method.ReturnType.SpecialType != SpecialType.System_Int32 || !HasAddressOf(method, map) || Descriptors.IsHidden(method))
            return false;
        int numbers = method.Parameters.Count(parameter => Types.IsInteger(parameter.Type) && !SameSymbol.Are(parameter.Type, ResultOf(map)));
        return numbers <= 1 && method.Parameters.Length <= map.Parameters.Length && (!method.ReturnsVoid ? numbers == 1 : numbers == 1 || SameSymbol.Are(method.ContainingType, map.ContainingType)) && OthersAreThoseOf(method, map);
    }

    private static bool IsCheckOf(IMethodSymbol method, IMethodSymbol map) =>
        Types.IsTruth(method.ReturnType) && HasAddressOf(method, map) && !Descriptors.IsHidden(method)
        && method.Parameters.All(parameter => !Types.IsInteger(parameter.Type) || SameSymbol.Are(parameter.Type, ResultOf(map))) && OthersAreThoseOf(method, map);

    private static bool HasAddressOf(IMethodSymbol method, IMethodSymbol map) =>
        method.Parameters.Count(parameter => SameSymbol.Are(parameter.Type, ResultOf(map))) == 1;

    /// <summary>Device and direction are of the types that the map takes; another bus's device is another family's, but may lie behind it.</summary>
    private static bool OthersAreThoseOf(IMethodSymbol method, IMethodSymbol map) =>
        method.Parameters.All(parameter => Types.IsInteger(parameter.Type) || SameSymbol.Are(parameter.Type, ResultOf(map)) || parameter.Type.TypeKind == TypeKind.Enum || parameter.Type.SpecialType == SpecialType.System_Boolean
            || map.Parameters.Any(other => SameSymbol.Are(other.Type, parameter.Type) || other.Type.GetMembers().Any(member => member is IPropertySymbol property && SameSymbol.Are(property.Type, parameter.Type) || member is IFieldSymbol field && SameSymbol.Are(field.Type, parameter.Type))));

    private static string NameOf(IMethodSymbol map)
    {
        string name = map.ContainingType.Name;
        if (map.ContainingType.TypeKind == TypeKind.Interface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
            name = name[1..];
        return RoleInfo.Kebab(name);
    }

    private sealed class PlaceComparer : IEqualityComparer<(ISymbol?, ISymbol)>
    {
        public static readonly PlaceComparer Instance = new();

        public bool Equals((ISymbol?, ISymbol) x, (ISymbol?, ISymbol) y) => SameSymbol.Are(x.Item1, y.Item1) && SameSymbol.Are(x.Item2, y.Item2);

        public int GetHashCode((ISymbol?, ISymbol) obj) => SameSymbol.Comparer.GetHashCode(obj.Item2);
    }

    /// <summary>Methods that belong together.</summary>
    private sealed class Families
    {
        private readonly Dictionary<ISymbol, ISymbol> _above = new(SameSymbol.Comparer);

        public ISymbol Of(ISymbol one)
        {
            while (_above.TryGetValue(one, out ISymbol? above))
                one = above;
            return one.OriginalDefinition;
        }

        public void Join(ISymbol one, ISymbol other)
        {
            (ISymbol first, ISymbol second) = (Of(one), Of(other));
            if (!SameSymbol.Are(first, second))
                _above[first] = second;
        }
    }
}
