using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>Where the addresses go that maps give: which methods are passed what which methods returned.</summary>
internal sealed class AddressFlow
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<ISymbol, Dictionary<ISymbol, List<Evidence>>> _flows = new(SameSymbol.Comparer);

    public AddressFlow(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
    }

    /// <summary>The methods that are passed what one gave, with the places.</summary>
    public IReadOnlyDictionary<ISymbol, List<Evidence>> From(ISymbol map) => _flows.TryGetValue(map, out Dictionary<ISymbol, List<Evidence>>? targets) ? targets : new Dictionary<ISymbol, List<Evidence>>(SameSymbol.Comparer);

    /// <summary>How often a method is passed what others gave, which are no maps themselves: at most, of one of them.</summary>
    public int FromOthers(ISymbol to, ISymbol map) =>
        _flows.Where(other => !SameSymbol.Are(other.Key, map) && other.Key is IMethodSymbol rival && !MapShape.IsShapedLikeMap(rival, _vocabulary)).Select(other => other.Value.TryGetValue(to, out List<Evidence>? theirs) ? theirs.Count : 0).DefaultIfEmpty().Max();

    /// <summary>Follows what the maps, and methods like them, return, to what it is passed to: through locals, fields and arrays.</summary>
    public void Follow(HashSet<IMethodSymbol> maps)
    {
        HashSet<ISymbol> homes = new(maps.Select(map => map.ContainingType), SameSymbol.Comparer);
        // Whatever of the same home gives or takes such an address: maps of other things have unmaps of their own.
        List<IMethodSymbol> family = [.. homes.OfType<INamedTypeSymbol>().SelectMany(home => home.GetMembers().OfType<IMethodSymbol>()).Where(method => method.MethodKind == MethodKind.Ordinary && (MapShape.ResultOf(method) is not null || method.Parameters.Any(parameter => MapShape.CanBeBus(parameter.Type))))];
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
                if (MapShape.IsShapedLikeMap(call.TargetMethod, _vocabulary) || MapShape.AddressOf(call) is not IOperation address)
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
    public void FollowInside(HashSet<IMethodSymbol> maps)
    {
        foreach (IMethodSymbol outer in maps)
        {
            foreach (IMethodSymbol inner in CallsIn(outer).Select(call => call.TargetMethod.OriginalDefinition).Where(maps.Contains))
            {
                foreach ((ISymbol to, List<Evidence> places) in _flows.GetValueOrDefault(outer)?.ToList() ?? [])
                {
                    foreach (IMethodSymbol end in CallsIn((IMethodSymbol)to).Select(call => call.TargetMethod.OriginalDefinition).Where(end => MapShape.IsUnmapOf(end, inner) || MapShape.IsCheckOf(end, inner)))
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

    private sealed class PlaceComparer : IEqualityComparer<(ISymbol?, ISymbol)>
    {
        public static readonly PlaceComparer Instance = new();

        public bool Equals((ISymbol?, ISymbol) x, (ISymbol?, ISymbol) y) => SameSymbol.Are(x.Item1, y.Item1) && SameSymbol.Are(x.Item2, y.Item2);

        public int GetHashCode((ISymbol?, ISymbol) obj) => SameSymbol.Comparer.GetHashCode(obj.Item2);
    }
}
