using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// What the symbols of one compilation mean: the roles from attributes and binding files, in one place. Symbols are
/// looked at when they are met, never enumerated, so a compilation pays for what it uses; what has to be known of all
/// of them is known by name (<see cref="RoleIndex"/>).
/// </summary>
internal sealed class FragmentModel
{
    // Weak on the compilation: several analyzers and the fixes ask for the model of the same one.
    private static readonly ConditionalWeakTable<Compilation, FragmentModel> s_models = new();

    private static readonly ImmutableHashSet<IAssemblySymbol> s_none = ImmutableHashSet.Create<IAssemblySymbol>(SymbolEqualityComparer.Default);

    private readonly ImmutableArray<AdditionalText> _files;
    private readonly ImmutableHashSet<IAssemblySymbol> _declaring;
    private readonly IReadOnlyDictionary<ISymbol, List<RoleBinding>> _bound;
    private readonly ConcurrentDictionary<ISymbol, RoleSet> _roles = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _annotated = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, INamedTypeSymbol?> _fragments = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, AccessorCatalog> _accessors = new(SymbolEqualityComparer.Default);

    private readonly System.Lazy<RoleIndex> _index;

    private FragmentModel(Compilation compilation, ImmutableArray<AdditionalText> files, ImmutableHashSet<IAssemblySymbol> declaring, CancellationToken cancellation)
    {
        Compilation = compilation;
        _declaring = declaring;
        _files = files;
        _index = new System.Lazy<RoleIndex>(() => RoleIndex.Of(this, cancellation), LazyThreadSafetyMode.PublicationOnly);
        (_bound, Diagnostics) = BindingResolver.Resolve(compilation, files, cancellation);
    }

    public Compilation Compilation { get; }

    /// <summary>What is wrong with the binding files.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The bare names of all that has a role.</summary>
    public RoleIndex Index => _index.Value;

    /// <summary>The same, as text that the compiler does not bind asks for them.</summary>
    public BoundNames Names => new(Index.Names);

    /// <summary>The symbols that binding files name, with their roles.</summary>
    public IReadOnlyDictionary<ISymbol, List<RoleBinding>> Bound => _bound;

    /// <summary>The compilation's model, or null when nothing can be bound in it: no annotation is declared and no binding file is there.</summary>
    public static FragmentModel? For(Compilation compilation, ImmutableArray<AdditionalText> additionalFiles, CancellationToken cancellation)
    {
        ImmutableArray<AdditionalText> files = ImmutableArray<AdditionalText>.Empty;
        foreach (AdditionalText file in additionalFiles)
        {
            if (BindingFile.IsBindingFile(file.Path))
                files = files.Add(file);
        }

        ImmutableHashSet<IAssemblySymbol> declaring = Declaring(compilation);
        if (files.IsEmpty && declaring.IsEmpty)
            return null;

        if (s_models.TryGetValue(compilation, out FragmentModel? model) && model._files.SequenceEqual(files))
            return model;
        model = new FragmentModel(compilation, files, declaring, cancellation);
        s_models.Remove(compilation);
        return s_models.GetValue(compilation, _ => model);
    }

    // Whoever copies the attributes may copy some of them.
    private static ImmutableHashSet<IAssemblySymbol> Declaring(Compilation compilation)
    {
        ImmutableHashSet<IAssemblySymbol> declaring = s_none;
        foreach (string attribute in Roles.Attributes)
        {
            foreach (INamedTypeSymbol type in compilation.GetTypesByMetadataName(attribute))
                declaring = declaring.Add(type.ContainingAssembly);
        }

        return declaring;
    }

    /// <summary>The roles of a symbol, inherited ones included.</summary>
    public RoleSet RolesOf(ISymbol symbol)
    {
        ISymbol definition = symbol.OriginalDefinition;
        return _roles.TryGetValue(definition, out RoleSet? roles) ? roles : _roles.GetOrAdd(definition, Compute(definition));
    }

    public bool Is(ISymbol symbol, Role role) => RolesOf(symbol).Has(role);

    /// <summary>The accessors of a fragment type; empty when it names none.</summary>
    public AccessorCatalog AccessorsOf(INamedTypeSymbol fragment)
    {
        INamedTypeSymbol definition = fragment.OriginalDefinition;
        return _accessors.TryGetValue(definition, out AccessorCatalog? catalog)
            ? catalog
            : _accessors.GetOrAdd(definition, AccessorCatalog.Create(this, definition));
    }

    /// <summary>
    /// The fragment whose accessors a type holds, or null. Fragments name their accessors and not the reverse, so the
    /// candidates are what the type's methods take: fragments themselves, or what holds them.
    /// </summary>
    public INamedTypeSymbol? FragmentOfAccessors(INamedTypeSymbol type)
    {
        INamedTypeSymbol definition = type.OriginalDefinition;
        if (!CarriesAttributes(definition.ContainingAssembly) && _bound.Count == 0)
            return null;
        return _fragments.TryGetValue(definition, out INamedTypeSymbol? fragment)
            ? fragment
            : _fragments.GetOrAdd(definition, Served(definition));
    }

    /// <summary>A fragment names this type as the home of its accessors. One marked method among others does not make it one.</summary>
    public bool IsHomeOfAccessors(INamedTypeSymbol type) =>
        FragmentOfAccessors(type) is INamedTypeSymbol fragment
        && SymbolEqualityComparer.Default.Equals(RolesOf(fragment).Get(Role.Fragment)?.Accessor?.OriginalDefinition, type.OriginalDefinition);

    /// <summary>The accessor that a method is, with the fragment type it belongs to.</summary>
    public Accessor? AccessorOf(IMethodSymbol method, out INamedTypeSymbol? fragment)
    {
        // It names its fragment by a parameter's type, or is declared where some fragment says so: the marked ones are found
        // by their role, the rest through the fragment-typed parameter.
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            ITypeSymbol type = parameter.Type is IPointerTypeSymbol pointer ? pointer.PointedAtType : parameter.Type;
            if (type is INamedTypeSymbol named && Is(named, Role.Fragment))
            {
                fragment = named;
                return AccessorsOf(named).Of(method);
            }
        }

        INamedTypeSymbol home = ExtensionBlock.HomeOf(method);
        if (ExtensionBlock.ReceiverOf(method) is { Type: var received } && (received is IPointerTypeSymbol at ? at.PointedAtType : received) is INamedTypeSymbol extended && Is(extended, Role.Fragment))
            fragment = extended;
        else
            fragment = Is(home, Role.Fragment) ? home : FragmentOfAccessors(home);
        return fragment is null ? null : AccessorsOf(fragment).Of(method);
    }

    private INamedTypeSymbol? Served(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is not IMethodSymbol method)
                continue;
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                if (FragmentWithin(parameter.Type, depth: 2) is INamedTypeSymbol fragment
                    && (SymbolEqualityComparer.Default.Equals(RolesOf(fragment).Get(Role.Fragment)?.Accessor?.OriginalDefinition, type) || RolesOf(method).Has(Role.FragmentAccessor)))
                {
                    return fragment;
                }
            }
        }

        return null;
    }

    /// <summary>The fragment that a value of this type is, or holds in its fields; null when it holds none.</summary>
    public INamedTypeSymbol? FragmentWithin(ITypeSymbol type) => FragmentWithin(type, depth: 2);

    /// <summary>Code of that assembly may know fragments.</summary>
    public bool CanHoldFragments(IAssemblySymbol? assembly) => CarriesAttributes(assembly) || _bound.Count > 0;

    private INamedTypeSymbol? FragmentWithin(ITypeSymbol type, int depth)
    {
        type = type switch
        {
            IPointerTypeSymbol pointer => pointer.PointedAtType,
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } generic when generic.SpecialType == SpecialType.None && !Is(generic, Role.Fragment) => generic.TypeArguments[0],
            _ => type,
        };
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return null;
        if (Is(named, Role.Fragment))
            return named.OriginalDefinition;
        if (depth == 0 || !CarriesAttributes(named.ContainingAssembly) && _bound.Count == 0)
            return null;
        foreach (ISymbol member in named.GetMembers())
        {
            ITypeSymbol? inner = member switch
            {
                IFieldSymbol { IsStatic: false } field => field.Type,
                IPropertySymbol { IsStatic: false } property => property.Type,
                _ => null,
            };
            if (inner is not null && FragmentWithin(inner, depth - 1) is INamedTypeSymbol found)
                return found;
        }

        return null;
    }

    /// <summary>The roles that a symbol's own attributes give it.</summary>
    public static IEnumerable<RoleBinding> RolesByAttribute(ISymbol symbol) =>
        symbol.GetAttributes().IsEmpty && (symbol as IMethodSymbol)?.GetReturnTypeAttributes().IsEmpty != false ? Enumerable.Empty<RoleBinding>() : AllRolesByAttribute(symbol);

    private static IEnumerable<RoleBinding> AllRolesByAttribute(ISymbol symbol)
    {
        foreach (RoleBinding binding in AttributeReader.Read(symbol.GetAttributes(), symbol, onReturn: false))
            yield return binding;
        if (symbol is IMethodSymbol method)
        {
            foreach (RoleBinding binding in AttributeReader.Read(method.GetReturnTypeAttributes(), symbol, onReturn: true))
                yield return binding;
        }
    }

    /// <summary>The assemblies whose symbols can carry our attributes.</summary>
    public IEnumerable<IAssemblySymbol> AnnotatedAssemblies() => Assemblies().Where(CarriesAttributes);

    private IEnumerable<IAssemblySymbol> Assemblies() =>
        Compilation.SourceModule.ReferencedAssemblySymbols.Concat(new[] { Compilation.Assembly });

    private RoleSet Compute(ISymbol symbol)
    {
        ImmutableArray<RoleBinding>.Builder? roles = null;
        // What a file says of a symbol was checked against its attributes: where they contradict, the attribute stands.
        if (CarriesAttributes(symbol.ContainingAssembly))
            AddMissing(ref roles, RolesByAttribute(symbol));
        if (_bound.TryGetValue(symbol, out List<RoleBinding>? bound))
            AddMissing(ref roles, bound);
        foreach (ISymbol origin in OriginsOf(symbol))
            AddMissing(ref roles, RolesOf(origin).Bindings);
        return RoleSet.Of(roles?.ToImmutable() ?? ImmutableArray<RoleBinding>.Empty);
    }

    private static void AddMissing(ref ImmutableArray<RoleBinding>.Builder? roles, IEnumerable<RoleBinding> more)
    {
        foreach (RoleBinding binding in more)
        {
            roles ??= ImmutableArray.CreateBuilder<RoleBinding>(1);
            if (!roles.Any(role => role.Role == binding.Role && role.OnReturn == binding.OnReturn))
                roles.Add(binding);
        }
    }

    /// <summary>Whether symbols of that assembly can carry our attributes: it declares them, or references an assembly that does.</summary>
    private bool CarriesAttributes(IAssemblySymbol? assembly)
    {
        if (assembly is null)
            return false;
        if (_annotated.TryGetValue(assembly, out bool carries))
            return carries;
        carries = _declaring.Contains(assembly) || assembly.Modules.Any(module => module.ReferencedAssemblySymbols.Any(_declaring.Contains));
        return _annotated.GetOrAdd(assembly, carries);
    }

    /// <summary>The symbols whose roles are inherited: overridden members, implemented interface members, and of a type its bases.</summary>
    public IEnumerable<ISymbol> OriginsOf(ISymbol symbol) => MayInherit(symbol) ? AllOriginsOf(symbol) : Enumerable.Empty<ISymbol>();

    // Most symbols do not, and all are asked.
    private static bool MayInherit(ISymbol symbol) => symbol switch
    {
        IParameterSymbol { ContainingSymbol: IMethodSymbol method } => MayInherit(method),
        IMethodSymbol or IPropertySymbol => symbol.IsOverride || !symbol.IsStatic && symbol.ContainingType is { AllInterfaces.IsEmpty: false },
        INamedTypeSymbol => true,
        _ => false,
    };

    private IEnumerable<ISymbol> AllOriginsOf(ISymbol symbol)
    {
        switch (symbol)
        {
            case IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter:
                foreach (ISymbol origin in OriginsOf(method))
                {
                    if (origin is IMethodSymbol inherited && parameter.Ordinal < inherited.Parameters.Length)
                        yield return inherited.Parameters[parameter.Ordinal].OriginalDefinition;
                }

                break;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } or IPropertySymbol:
                ISymbol? overridden = symbol is IMethodSymbol m ? m.OverriddenMethod : ((IPropertySymbol)symbol).OverriddenProperty;
                if (overridden is not null)
                    yield return overridden.OriginalDefinition;
                foreach (ISymbol implemented in ImplementedBy(symbol))
                    yield return implemented;
                break;
            case INamedTypeSymbol type:
                if (type.BaseType is { SpecialType: SpecialType.None } baseType)
                    yield return baseType.OriginalDefinition;
                foreach (INamedTypeSymbol contract in type.Interfaces)
                    yield return contract.OriginalDefinition;
                break;
        }
    }

    private IEnumerable<ISymbol> ImplementedBy(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol.ContainingType;
        if (type is null || type.TypeKind == TypeKind.Interface || symbol.IsStatic)
            yield break;
        foreach (INamedTypeSymbol contract in type.AllInterfaces)
        {
            // The base library's interfaces can be bound by a file only; skip their members, of which there are many.
            if (_bound.Count == 0 && !CarriesAttributes(contract.ContainingAssembly))
                continue;
            foreach (ISymbol member in contract.GetMembers())
            {
                if (member.Kind == symbol.Kind
                    && (symbol.Name == member.Name || symbol.Name.EndsWith("." + member.Name, System.StringComparison.Ordinal))
                    && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol))
                {
                    yield return member.OriginalDefinition;
                }
            }
        }
    }
}
