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
    private readonly AddressFlow _flow;
    private readonly Families _families = new();

    private Mapping(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _flow = new AddressFlow(corpus, vocabulary);
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
        mapping._flow.Follow(maps);
        mapping.Propose(maps, onFragments, byAccessor);
    }

    private HashSet<IMethodSymbol> Candidates(IReadOnlyList<Descriptor> fragments, HashSet<ISymbol> onFragments)
    {
        HashSet<IMethodSymbol> maps = new(_corpus.Types().SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()).Where(method => method.MethodKind is MethodKind.Ordinary && !Descriptors.IsHidden(method) && MapShape.IsShapedLikeMap(method, _vocabulary)), SameSymbol.Comparer);
        foreach (CodeBody body in _corpus.Naming(fragments.Select(fragment => fragment.Page!.Name)))
        {
            foreach (IInvocationOperation call in body.All.OfType<IInvocationOperation>())
            {
                if (!MapShape.IsShapedLikeMap(call.TargetMethod, _vocabulary) || Descriptors.IsHidden(call.TargetMethod))
                    continue;
                maps.Add(call.TargetMethod.OriginalDefinition);
                if (call.Arguments.Any(argument => fragments.Any(fragment => fragment.PartIn(argument.Value, body, fragment.Pages) is not null)))
                    onFragments.Add(call.TargetMethod.OriginalDefinition);
            }
        }

        maps.RemoveWhere(method => _vocabulary.Is(method, Role.FragmentAccessor));
        return maps;
    }

    private void Propose(HashSet<IMethodSymbol> maps, HashSet<ISymbol> onFragments, IReadOnlyCollection<ISymbol> byAccessor)
    {
        List<(IMethodSymbol Map, IMethodSymbol? Unmap, List<Evidence> Unmaps, IMethodSymbol? Check, List<Evidence> Checks)> found = [];
        _flow.FollowInside(maps);
        foreach (IMethodSymbol map in maps)
        {
            IReadOnlyDictionary<ISymbol, List<Evidence>> flows = _flow.From(map);
            (IMethodSymbol? unmap, List<Evidence> unmaps) = Best(map, flows, MapShape.IsUnmapOf);
            (IMethodSymbol? check, List<Evidence> checks) = Best(map, flows, MapShape.IsCheckOf);
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

    private (IMethodSymbol?, List<Evidence>) Best(IMethodSymbol map, IReadOnlyDictionary<ISymbol, List<Evidence>> flows, Func<IMethodSymbol, IMethodSymbol, bool> fits)
    {
        IMethodSymbol? best = null;
        List<Evidence> places = [];
        foreach ((ISymbol to, List<Evidence> evidence) in flows)
        {
            if (to is not IMethodSymbol method || !fits(method, map))
                continue;
            // What more often undoes something else is the end of that.
            int here = evidence.Count;
            if (fits != MapShape.IsCheckOf && _flow.FromOthers(to, map) >= here)
                continue;
            if (best is null || here > places.Count)
                (best, places) = (method, evidence);
        }

        return (best, places);
    }

    private static string NameOf(IMethodSymbol map)
    {
        string name = map.ContainingType.Name;
        if (map.ContainingType.TypeKind == TypeKind.Interface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
            name = name[1..];
        return RoleInfo.Kebab(name);
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
