using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>What the raw uses of one fragment need, taken together: an accessor for each operation and, of calls, for each kind of call.</summary>
internal sealed class Needs
{
    private readonly Compilation _home;
    private readonly List<MissingAccessor> _missing;
    private readonly FragmentModel _model;
    private readonly INamedTypeSymbol _fragment;
    private readonly ISymbol _within;

    /// <param name="home">Where the accessors will be.</param>
    /// <param name="within">The type that they will be in, or the assembly.</param>
    /// <param name="missing">What the uses wait for.</param>
    /// <param name="model">The roles, as the uses have them.</param>
    /// <param name="fragment">The fragment, as the uses have it.</param>
    public Needs(Compilation home, ISymbol within, List<MissingAccessor> missing, FragmentModel model, INamedTypeSymbol fragment)
    {
        _home = home;
        _within = within;
        _missing = missing;
        _model = model;
        _fragment = fragment;
    }

    /// <summary>What they need, in order of the operations; and what cannot be had, with the reason.</summary>
    public List<AccessorNeed> All(ICollection<(FragmentOperation Operation, string Reason)> refused)
    {
        List<AccessorNeed> needs = new();
        ContainerWalk? walk = Walk();
        foreach (IGrouping<FragmentOperation, MissingAccessor> operation in _missing.GroupBy(use => use.Operation).OrderBy(group => group.Key))
        {
            HashSet<string> signatures = new();
            foreach (IGrouping<string, MissingAccessor> kind in operation.GroupBy(KindOf).OrderByDescending(group => group.Count()))
            {
                AccessorNeed need = new(operation.Key)
                {
                    NeedsResult = kind.Any(use => use.NeedsResult),
                    // Whoever does not say '?.' counts on an exception.
                    SkipsMissingPage = kind.All(use => use.SkipsMissingPage),
                    Family = kind.First().Family,
                    Walk = kind.Any(use => use.Containers.Any()) ? walk : null,
                    HasFragmentForm = _model.AccessorsOf(_fragment).Of(operation.Key).Any(accessor => !accessor.ByIndex),
                };
                if ((CompletesParts(need, kind) ?? CompletesCall(need, kind)) is string reason)
                {
                    refused.Add((operation.Key, reason));
                    continue;
                }

                need.IsSecond = !signatures.Add(need.Called is null ? "" : string.Join(",", need.Called.Others.Select(parameter => parameter.Type.ToDisplayString()).Prepend(need.Called.HasReceiver ? need.Called.Symbol.ContainingType.ToDisplayString() : "")));
                needs.Add(need);
            }
        }

        return needs;
    }

    /// <summary>Calls that one accessor can stand in for have the same arguments beside the page, and map in the same family.</summary>
    private static string KindOf(MissingAccessor use)
    {
        if (use.Called is not ISymbol called)
            return "";
        IParameterSymbol? page = use.PageParameter;
        IEnumerable<string> others = use.Passed.Where(parameter => !SymbolEqualityComparer.Default.Equals(parameter, page)).Select(parameter => $"{parameter.RefKind} {parameter.Type.ToDisplayString()}");
        string receiver = !called.IsStatic && page is not null ? called.ContainingType.ToDisplayString() : "";
        return $"{use.Family}|{receiver}|{string.Join(",", others)}";
    }

    private string? CompletesParts(AccessorNeed need, IEnumerable<MissingAccessor> uses)
    {
        foreach (Role role in new[] { Role.FragmentPage, Role.FragmentOffset, Role.FragmentSize })
        {
            FragmentParts part = Operations.PartOf(role);
            if ((need.Operation.Info().Touches & part) == 0)
                continue;
            ISymbol? member = uses.SelectMany(use => use.Members).Where(used => used.Role == role && used.Member is not null)
                .GroupBy(used => used.Member!.OriginalDefinition, SymbolEqualityComparer.Default)
                .OrderByDescending(group => group.Count()).FirstOrDefault()?.Key ?? FirstPart(role);
            if (member is null)
                return $"'{_fragment.Name}' has no {part.ToString().ToLowerInvariant()}";
            if (AtHome(member) is not ISymbol known)
                return $"'{member.Name}' is not to be seen in '{_home.AssemblyName}', where the accessors are";
            switch (role)
            {
                case Role.FragmentPage:
                    need.Page = known;
                    break;
                case Role.FragmentOffset:
                    need.Offset = known;
                    break;
                default:
                    need.Size = known;
                    break;
            }
        }

        return null;
    }

    private ISymbol? FirstPart(Role role)
    {
        for (INamedTypeSymbol? type = _fragment; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType)
        {
            if (type.GetMembers().FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol && !member.IsImplicitlyDeclared && _model.Is(member, role)) is ISymbol found)
                return found;
        }

        return null;
    }

    private string? CompletesCall(AccessorNeed need, IEnumerable<MissingAccessor> uses)
    {
        // The call that most of them make; whose result is used comes first, as no other could stand in for it.
        MissingAccessor? typical = uses.Where(use => use.Called is not null)
            .GroupBy(use => use.Called!.OriginalDefinition, SymbolEqualityComparer.Default)
            .OrderByDescending(group => group.Any(use => use.NeedsResult)).ThenByDescending(group => group.Count())
            .Select(group => group.FirstOrDefault(use => use.NeedsResult) ?? group.First()).FirstOrDefault();
        if (typical?.Called is not ISymbol called)
            return null;
        if (called is IMethodSymbol { IsGenericMethod: true } || called.ContainingType.IsGenericType)
            return $"'{called.Name}' is generic";
        if (called is IMethodSymbol { ReturnsByRef: true } or IMethodSymbol { ReturnsByRefReadonly: true } or IPropertySymbol { RefKind: not RefKind.None })
            return $"'{called.Name}' returns a reference";
        if (AtHome(called) is not ISymbol known)
            return $"'{called.ContainingType.Name}.{called.Name}' is not to be seen in '{_home.AssemblyName}', where the accessors are";
        ImmutableArray<IParameterSymbol> parameters = known is IMethodSymbol method ? method.Parameters : ImmutableArray<IParameterSymbol>.Empty;
        HashSet<int> passed = new(uses.Where(use => SymbolEqualityComparer.Default.Equals(use.Called?.OriginalDefinition, called.OriginalDefinition)).SelectMany(use => use.Passed).Select(parameter => parameter.Ordinal));
        int? page = typical.PageParameter?.Ordinal;
        need.Called = new CalledRaw(
            known,
            page is int at ? parameters[at] : null,
            parameters.Where(parameter => parameter.Ordinal != page && (passed.Contains(parameter.Ordinal) || !parameter.IsOptional && !parameter.IsParams)).ToImmutableArray());
        return null;
    }

    /// <summary>
    /// What raw code walks most: the container, or what it hangs on as the buffer that everybody passes around. One of
    /// them only, so that there are two forms of an accessor and not more.
    /// </summary>
    private ContainerWalk? Walk()
    {
        List<ContainerWalk> walks = new();
        foreach (MissingAccessor use in _missing)
        {
            List<(ITypeSymbol Type, ImmutableArray<ISymbol> Steps, string? Name)> containers = use.Containers.ToList();
            int container = containers.FindIndex(found => _model.Is(found.Type, Role.FragmentContainer));
            if (container < 0)
                continue;
            if (container + 1 < containers.Count && Of(containers[container + 1]) is ContainerWalk owner)
                walks.Add(owner);
            else if (Of(containers[container]) is ContainerWalk itself)
                walks.Add(itself);
        }

        // Of that type, the way and the name that most of them use.
        List<ContainerWalk>? most = walks.GroupBy(walk => walk.Type.ToDisplayString()).OrderByDescending(group => group.Count()).FirstOrDefault()?.ToList();
        string? name = most?.GroupBy(walk => walk.Name).OrderByDescending(group => group.Count()).First().Key;
        List<ContainerWalk>? way = most?.GroupBy(walk => string.Join(".", walk.Steps.Select(step => step.Name))).OrderByDescending(group => group.Count()).First().ToList();
        return way is null ? null : new ContainerWalk(way[0].Type, way[0].Steps, name!);
    }

    private ContainerWalk? Of((ITypeSymbol Type, ImmutableArray<ISymbol> Steps, string? Name) found)
    {
        if (found.Type is not INamedTypeSymbol { IsGenericType: false } named || AtHome(named) is not INamedTypeSymbol type)
            return null;
        ImmutableArray<ISymbol>.Builder steps = ImmutableArray.CreateBuilder<ISymbol>();
        foreach (ISymbol step in found.Steps)
        {
            if (AtHome(step) is not ISymbol known)
                return null;
            steps.Add(known);
        }

        string name = found.Name is { Length: > 1 } spoken && char.IsLower(spoken[0]) && SyntaxFacts.GetContextualKeywordKind(spoken) == SyntaxKind.None ? spoken : HomeStyle.Camel(type.Name);
        return new ContainerWalk(type, steps.ToImmutable(), name);
    }

    /// <summary>The symbol as the home's compilation has it, if code of that assembly can use it.</summary>
    private ISymbol? AtHome(ISymbol symbol)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        symbol = symbol.OriginalDefinition;
        ISymbol? known = DocumentationCommentId.CreateDeclarationId(symbol) is string id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, _home) : null;
        return known is not null && _home.IsSymbolAccessibleWithin(known, _within) ? known : null;
    }
}
