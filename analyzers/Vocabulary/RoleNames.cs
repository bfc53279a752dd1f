using System;
using System.Collections.Generic;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// Names, each with the roles of what is declared by it somewhere: in one file, in one reference, or in all that a
/// compilation sees. Two are equal when they say the same.
/// </summary>
internal sealed class RoleNames : IEquatable<RoleNames>
{
    public static readonly RoleNames None = new(new Dictionary<string, uint>());

    private readonly Dictionary<string, uint> _names;

    public RoleNames(Dictionary<string, uint> names) => _names = names;

    public static uint Bit(Role role) => 1u << (int)role;

    /// <summary>Each name with the roles it may have, a bit for each.</summary>
    public IReadOnlyCollection<KeyValuePair<string, uint>> All => _names;

    /// <summary>Something has the role.</summary>
    public bool Has(Role role)
    {
        foreach (uint roles in _names.Values)
        {
            if ((roles & Bit(role)) != 0)
                return true;
        }

        return false;
    }

    /// <summary>Something of that name has the role.</summary>
    public bool Has(Role role, string name) => _names.TryGetValue(name, out uint roles) && (roles & Bit(role)) != 0;

    public IEnumerable<string> Of(Role role)
    {
        foreach (KeyValuePair<string, uint> name in _names)
        {
            if ((name.Value & Bit(role)) != 0)
                yield return name.Key;
        }
    }

    public static void Add(Dictionary<string, uint> names, string name, Role role)
    {
        // An explicit implementation's name is 'Namespace.IInterface.Name'.
        name = name.Substring(name.LastIndexOf('.') + 1);
        if (name.Length == 0)
            return;
        names.TryGetValue(name, out uint roles);
        names[name] = roles | Bit(role);
    }

    public void AddTo(Dictionary<string, uint> names)
    {
        foreach (KeyValuePair<string, uint> name in _names)
        {
            names.TryGetValue(name.Key, out uint roles);
            names[name.Key] = roles | name.Value;
        }
    }

    public bool Equals(RoleNames? other)
    {
        if (other is null || other._names.Count != _names.Count)
            return false;
        foreach (KeyValuePair<string, uint> name in _names)
        {
            if (!other._names.TryGetValue(name.Key, out uint roles) || roles != name.Value)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as RoleNames);

    public override int GetHashCode() => _names.Count;
}
