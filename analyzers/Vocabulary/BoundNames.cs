using System;
using System.Linq;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>The bare names of what is bound, for text that the compiler does not bind.</summary>
internal sealed class BoundNames
{
    private static readonly Role[] s_operations = { Role.PageGet, Role.PagePut, Role.PageAddress, Role.PagePhys, Role.PageMap };

    private readonly RoleNames _names;

    public BoundNames(RoleNames names) => _names = names;

    /// <summary>The text may hold the name of a page member.</summary>
    public bool MayNamePage(string text) => _names.Of(Role.FragmentPage).Any(text.Contains);

    /// <summary>The name of a page member of a fragment.</summary>
    public bool IsPage(string name) => _names.Has(Role.FragmentPage, name);

    /// <summary>The name of a fragment type.</summary>
    public bool IsFragment(string name) => _names.Has(Role.Fragment, name);

    /// <summary>The name of a get, a put, a map or an address.</summary>
    public bool IsOperation(string name) => Array.Exists(s_operations, role => _names.Has(role, name));
}
