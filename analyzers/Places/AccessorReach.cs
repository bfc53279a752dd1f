using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>
/// What an accessor's own source touches. A fragment may have two members of one role (a counted page and an alias of
/// it, two offsets): an accessor stands for the one in its body, and for no other.
/// </summary>
internal sealed class AccessorReach
{
    private const int MostMethods = 64;

    private static readonly ConditionalWeakTable<Accessor, AccessorReach> s_reaches = new();

    private readonly FragmentModel _model;
    private readonly INamedTypeSymbol _fragment;
    private readonly HashSet<ISymbol> _touched = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _families = new();
    private bool _mapsUnnamed;

    private AccessorReach(Accessor accessor, INamedTypeSymbol fragment, FragmentModel model)
    {
        _model = model;
        _fragment = fragment;
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        Collect(accessor.Method, seen, _touched);
        if (accessor.Family is not null)
            return;
        foreach (ISymbol called in seen)
        {
            if (SymbolEqualityComparer.Default.Equals(called, accessor.Method.OriginalDefinition) || model.RolesOf(called).Get(Role.PageMap) is not RoleBinding map)
                continue;
            if (map.Family is string family)
                _families.Add(family);
            else
                _mapsUnnamed = true;
        }
    }

    public static AccessorReach Of(Accessor accessor, INamedTypeSymbol fragment, FragmentModel model) =>
        s_reaches.TryGetValue(accessor, out AccessorReach? reach) ? reach : s_reaches.GetValue(accessor, _ => new AccessorReach(accessor, fragment, model));

    /// <summary>The one family that its source maps in; null when it maps in none by name, or in several.</summary>
    public string? Family
    {
        get
        {
            foreach (string family in _families)
                return _families.Count == 1 && !_mapsUnnamed ? family : null;
            return null;
        }
    }

    /// <summary>It touches that member, and no other of its role.</summary>
    /// <param name="member">A part of the fragment; null when it is not known which.</param>
    /// <param name="role">The part's role.</param>
    public bool StandsFor(ISymbol? member, Role role)
    {
        HashSet<ISymbol> itself = WithAliases(member);
        bool rivals = false;
        bool touchesRival = false;
        bool touchesLikeIt = false;
        foreach (ISymbol other in PartsOf(_fragment))
        {
            if (itself.Contains(other))
                continue;
            bool touched = _touched.Contains(other);
            touchesLikeIt |= touched && member is not null && SymbolEqualityComparer.Default.Equals(TypeOf(other), TypeOf(member));
            if (!_model.Is(other, role) || itself.Overlaps(WithAliases(other)))
                continue;
            rivals = true;
            touchesRival |= touched;
        }

        if (touchesRival)
            return false;
        return itself.Overlaps(_touched) || !rivals && !touchesLikeIt;
    }

    /// <summary>The one member of that role that it touches; null when there is not exactly one.</summary>
    public ISymbol? OnlyTouched(Role role)
    {
        ISymbol? found = null;
        ISymbol? only = null;
        int all = 0;
        foreach (ISymbol part in PartsOf(_fragment))
        {
            if (!_model.Is(part, role))
                continue;
            all++;
            only = part;
            if (!_touched.Contains(part))
                continue;
            if (found is not null && !WithAliases(found).Overlaps(WithAliases(part)))
                return null;
            found = part;
        }

        return found ?? (all == 1 ? only : null);
    }

    private void Collect(ISymbol code, HashSet<ISymbol> seen, HashSet<ISymbol> touched)
    {
        Stack<ISymbol> open = new();
        open.Push(code);
        while (open.Count > 0 && seen.Count < MostMethods)
        {
            if (open.Pop().OriginalDefinition is not IMethodSymbol method || !seen.Add(method))
                continue;
            foreach (IOperation operation in CalledCode.Of(method.PartialImplementationPart ?? method, _model.Compilation, CancellationToken.None))
            {
                switch (operation)
                {
                    case IInvocationOperation call:
                        open.Push(call.TargetMethod);
                        break;
                    case IObjectCreationOperation { Constructor: { } constructor }:
                        open.Push(constructor);
                        break;
                    case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } reference:
                        if (IsOfFragment(reference.Member))
                            touched.UnionWith(WithAliases(reference.Member));
                        else if (reference.Member is IPropertySymbol { GetMethod: { } getter } && !getter.DeclaringSyntaxReferences.IsEmpty)
                            open.Push(getter);
                        break;
                }
            }
        }
    }

    /// <summary>The member, what it overrides or implements, and what its own source is made of: all names of one thing.</summary>
    private HashSet<ISymbol> WithAliases(ISymbol? member)
    {
        HashSet<ISymbol> all = new(SymbolEqualityComparer.Default);
        Stack<ISymbol> open = new();
        if (member is not null)
            open.Push(member);
        while (open.Count > 0)
        {
            ISymbol name = open.Pop().OriginalDefinition;
            if (!all.Add(name) || name is not IPropertySymbol property)
                continue;
            if (property.OverriddenProperty is { } overridden)
                open.Push(overridden);
            foreach (INamedTypeSymbol contract in property.ContainingType.AllInterfaces)
            {
                foreach (ISymbol promised in contract.GetMembers())
                {
                    if (promised is IPropertySymbol && SymbolEqualityComparer.Default.Equals(property.ContainingType.FindImplementationForInterfaceMember(promised), property))
                        open.Push(promised);
                }
            }

            foreach (IMethodSymbol? half in new[] { property.GetMethod, property.SetMethod })
            {
                if (half is null || CalledCode.IsAutomatic(property))
                    continue;
                foreach (IOperation operation in CalledCode.Of(half, _model.Compilation, CancellationToken.None))
                {
                    if (operation is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } inner && IsOfFragment(inner.Member))
                        open.Push(inner.Member);
                }
            }
        }

        return all;
    }

    private bool IsOfFragment(ISymbol member) => !member.IsStatic && (_model.Is(member.ContainingType, Role.Fragment) || SymbolEqualityComparer.Default.Equals(member.ContainingType.OriginalDefinition, _fragment));

    private IEnumerable<ISymbol> PartsOf(INamedTypeSymbol fragment)
    {
        for (INamedTypeSymbol? type = fragment; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType?.OriginalDefinition)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (!member.IsStatic && !member.IsImplicitlyDeclared && member is IFieldSymbol or IPropertySymbol { IsIndexer: false })
                    yield return member;
            }
        }
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
