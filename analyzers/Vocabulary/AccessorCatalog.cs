using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>What a parameter of an accessor takes.</summary>
internal enum Part
{
    /// <summary>The fragment itself.</summary>
    Fragment,

    /// <summary>What holds the fragments; followed by <see cref="Index"/>.</summary>
    Container,

    /// <summary>Which of the container's fragments.</summary>
    Index,

    Page,
    Offset,
    Size,

    /// <summary>The new value, or what is added.</summary>
    Value,

    Direction,

    /// <summary>Anything else: of a mapping, the device.</summary>
    Rest,
}

/// <summary>An accessor with its parameters told apart, by type and order.</summary>
internal sealed class Accessor
{
    private Accessor(IMethodSymbol method, FragmentOperation operation, bool onReceiver, ImmutableArray<Part> parts, string? family)
    {
        Method = method;
        Operation = operation;
        OnReceiver = onReceiver;
        Parts = parts;
        Family = family;
        Name = $"{ExtensionBlock.HomeOf(method).Name}.{method.Name}";
        Opening = SyntaxFacts.GetKeywordKind(method.Name) == SyntaxKind.None ? $".{method.Name}(" : $".@{method.Name}(";
        Advice = $"use '{Name}'";
    }

    public IMethodSymbol Method { get; }

    public FragmentOperation Operation { get; }

    /// <summary>It is called on something, as an instance method or a member of an extension block: its receiver is the fragment or, with an <see cref="Part.Index"/> parameter, the container.</summary>
    public bool OnReceiver { get; }

    /// <summary>One for each parameter.</summary>
    public ImmutableArray<Part> Parts { get; }

    /// <summary>The DMA family it maps in, when it names one.</summary>
    public string? Family { get; }

    /// <summary>It takes (container, index) and not the fragment.</summary>
    public bool ByIndex => Parts.Contains(Part.Index);

    /// <summary>As messages and titles call it.</summary>
    public string Name { get; }

    /// <summary>How a call of it begins, behind the type or the receiver.</summary>
    public string Opening { get; }

    /// <summary>What a message says of a site that it can stand in for.</summary>
    public string Advice { get; }

    public IParameterSymbol? ParameterOf(Part part)
    {
        int index = Parts.IndexOf(part);
        return index < 0 ? null : Method.Parameters[index];
    }

    /// <summary>Tells the parameters apart, or null when no parameter can be the fragment.</summary>
    public static Accessor? Create(IMethodSymbol method, FragmentOperation operation, ImmutableArray<INamedTypeSymbol> fragment, string? family)
    {
        bool onReceiver = !method.IsStatic;
        bool fragmentReceiver = onReceiver && IsFragment(ExtensionBlock.ReceiverOf(method)?.Type ?? method.ContainingType, fragment);
        int fragmentAt = fragmentReceiver ? -1 : IndexOf(method, parameter => IsFragment(parameter.Type, fragment));
        if (onReceiver && !fragmentReceiver && fragmentAt >= 0)
            return null; // an accessor service: what its receiver is, nobody can tell
        int containerAt = -1;
        int indexAt = -1;
        if (fragmentAt < 0 && !fragmentReceiver)
        {
            if (onReceiver)
                indexAt = IndexOf(method, parameter => Types.IsInteger(parameter.Type));
            else
                indexAt = 1 + (containerAt = ContainerBeforeIndex(method));
            if (indexAt < 0 || (containerAt < 0 && !onReceiver))
                return null;
        }

        Part[] parts = new Part[method.Parameters.Length];
        int integers = 0;
        bool pageSeen = false;
        for (int i = 0; i < parts.Length; i++)
        {
            ITypeSymbol type = method.Parameters[i].Type;
            parts[i] =
                i == fragmentAt ? Part.Fragment
                : i == containerAt ? Part.Container
                : i == indexAt ? Part.Index
                : (operation.Info().Takes & FragmentParts.Page) != 0 && !pageSeen ? Part.Page
                : type.TypeKind == TypeKind.Enum ? Part.Direction
                : Types.IsInteger(type) ? IntegerPart(operation, integers++)
                : Part.Rest;
            pageSeen |= parts[i] == Part.Page;
        }

        return new Accessor(method, operation, onReceiver, ImmutableArray.Create(parts), family);
    }

    private static Part IntegerPart(FragmentOperation operation, int ordinal) => (operation.Info().Takes & ~FragmentParts.Page, ordinal) switch
    {
        (FragmentParts.Offset | FragmentParts.Size, 0) => Part.Offset,
        (FragmentParts.Offset | FragmentParts.Size, 1) => Part.Size,
        (FragmentParts.Offset or FragmentParts.Size, 0) => Part.Value,
        _ => Part.Rest,
    };

    private static bool IsFragment(ITypeSymbol type, ImmutableArray<INamedTypeSymbol> fragment)
    {
        type = (type is IPointerTypeSymbol pointer ? pointer.PointedAtType : type).OriginalDefinition;
        return type is INamedTypeSymbol named && fragment.Contains(named, SymbolEqualityComparer.Default);
    }

    private static int ContainerBeforeIndex(IMethodSymbol method)
    {
        for (int i = 0; i + 1 < method.Parameters.Length; i++)
        {
            ITypeSymbol type = method.Parameters[i].Type;
            if (!Types.IsInteger(type) && type.TypeKind != TypeKind.Enum && Types.IsInteger(method.Parameters[i + 1].Type))
                return i;
        }

        return -2; // so that the index behind it is none, too
    }

    private static int IndexOf(IMethodSymbol method, Func<IParameterSymbol, bool> matches)
    {
        for (int i = 0; i < method.Parameters.Length; i++)
        {
            if (matches(method.Parameters[i]))
                return i;
        }

        return -1;
    }
}

/// <summary>The accessors of one fragment type.</summary>
internal sealed class AccessorCatalog
{
    private static readonly string[] s_operations = Enum.GetNames(typeof(FragmentOperation));

    private readonly ImmutableArray<Accessor>[] _byOperation;
    private readonly Dictionary<ISymbol, Accessor> _byMethod;

    private AccessorCatalog(INamedTypeSymbol fragment, INamedTypeSymbol? type, List<Accessor> accessors)
    {
        Fragment = fragment;
        Type = type;
        _byMethod = new Dictionary<ISymbol, Accessor>(SymbolEqualityComparer.Default);
        foreach (Accessor accessor in accessors)
            _byMethod[accessor.Method] = accessor;
        _byOperation = new ImmutableArray<Accessor>[s_operations.Length];
        for (int i = 0; i < _byOperation.Length; i++)
            _byOperation[i] = accessors.Where(accessor => (int)accessor.Operation == i).ToImmutableArray();
    }

    public INamedTypeSymbol Fragment { get; }

    /// <summary>The type that the fragment names as the home of its accessors.</summary>
    public INamedTypeSymbol? Type { get; }

    public ImmutableArray<Accessor> Of(FragmentOperation operation) => _byOperation[(int)operation];

    public Accessor? Of(IMethodSymbol method) => _byMethod.TryGetValue(method.OriginalDefinition, out Accessor? accessor) ? accessor : null;

    /// <summary>Collects the methods of the accessor type, those of the fragment itself that are marked, and those that a binding file names.</summary>
    public static AccessorCatalog Create(FragmentModel model, INamedTypeSymbol fragment)
    {
        INamedTypeSymbol? home = model.RolesOf(fragment).Get(Role.Fragment)?.Accessor?.OriginalDefinition;
        List<Accessor> accessors = new();
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        ImmutableArray<INamedTypeSymbol> itself = WithBases(model, fragment);
        for (INamedTypeSymbol? type = home; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType)
        {
            Add(type.GetMembers(), markedOnly: false);
            foreach (INamedTypeSymbol block in type.GetTypeMembers())
            {
                if (block.TypeKind == TypeKind.Extension)
                    Add(block.GetMembers(), markedOnly: false);
            }
        }

        Add(fragment.GetMembers(), markedOnly: true);
        Add(model.Bound.Keys, markedOnly: true);
        return new AccessorCatalog(fragment, home, accessors);

        void Add(IEnumerable<ISymbol> members, bool markedOnly)
        {
            foreach (ISymbol member in members)
            {
                if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || !seen.Add(method))
                    continue;
                RoleSet roles = model.RolesOf(method);
                FragmentOperation? operation = roles.Get(Role.FragmentAccessor)?.Operation;
                if (operation is null && (!markedOnly || roles.Has(Role.FragmentAccessor)))
                    operation = ByName(method.Name);
                if (operation is FragmentOperation known && Accessor.Create(method, known, itself, roles.Get(Role.PageMap)?.Family) is Accessor accessor)
                    accessors.Add(accessor);
            }
        }
    }

    /// <summary>The fragment, and the fragments that it derives from or implements: their accessors take it, too.</summary>
    private static ImmutableArray<INamedTypeSymbol> WithBases(FragmentModel model, INamedTypeSymbol fragment)
    {
        ImmutableArray<INamedTypeSymbol>.Builder all = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        all.Add(fragment);
        for (INamedTypeSymbol? type = fragment.BaseType; type is not null && type.SpecialType == SpecialType.None && model.Is(type, Role.Fragment); type = type.BaseType)
            all.Add(type.OriginalDefinition);
        all.AddRange(fragment.AllInterfaces.Select(type => type.OriginalDefinition).Where(type => model.Is(type, Role.Fragment)));
        return all.ToImmutable();
    }

    private static FragmentOperation? ByName(string name)
    {
        int index = Array.IndexOf(s_operations, name);
        return index < 0 ? null : (FragmentOperation)index;
    }
}
