using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>One role of one symbol, with what the role takes. Attribute and binding file both come to this.</summary>
internal sealed class RoleBinding
{
    public RoleBinding(Role role, bool onReturn = false)
    {
        Role = role;
        OnReturn = onReturn;
    }

    public Role Role { get; }

    /// <summary>The role is that of the value which the method returns.</summary>
    public bool OnReturn { get; }

    /// <summary>Of <see cref="Role.Fragment"/>: the type that holds its accessors.</summary>
    public INamedTypeSymbol? Accessor { get; set; }

    /// <summary>Of <see cref="Role.FragmentFlags"/>: the bits that travel.</summary>
    public ulong Mask { get; set; }

    /// <summary>Of the DMA roles; null matches every family.</summary>
    public string? Family { get; set; }

    /// <summary>Of <see cref="Role.FragmentAccessor"/>; null where the name says it.</summary>
    public FragmentOperation? Operation { get; set; }

    /// <summary>Of <see cref="Role.ReplacesFragments"/>.</summary>
    public bool Orphans { get; set; }

    /// <summary>Of <see cref="Role.PagePut"/>: called again, it does nothing.</summary>
    public bool Repeats { get; set; }

    /// <summary>Of <see cref="Role.Owned"/> and <see cref="Role.Consumes"/>.</summary>
    public When When { get; set; }

    /// <summary>Of <see cref="Role.AliasOf"/>.</summary>
    public string? Name { get; set; }
}

/// <summary>All roles of one symbol.</summary>
internal sealed class RoleSet
{
    public static readonly RoleSet Empty = new(ImmutableArray<RoleBinding>.Empty);

    private readonly ImmutableArray<RoleBinding> _bindings;
    private readonly uint _roles;

    private RoleSet(ImmutableArray<RoleBinding> bindings)
    {
        _bindings = bindings;
        foreach (RoleBinding binding in bindings)
        {
            if (!binding.OnReturn)
                _roles |= 1u << (int)binding.Role;
        }
    }

    public ImmutableArray<RoleBinding> Bindings => _bindings;

    public bool IsEmpty => _bindings.IsEmpty;

    public static RoleSet Of(ImmutableArray<RoleBinding> bindings) => bindings.IsEmpty ? Empty : new RoleSet(bindings);

    public bool Has(Role role) => (_roles & 1u << (int)role) != 0;

    public RoleBinding? Get(Role role, bool onReturn = false)
    {
        foreach (RoleBinding binding in _bindings)
        {
            if (binding.Role == role && binding.OnReturn == onReturn)
                return binding;
        }

        return null;
    }
}
