using System;
using FragApi.Analyzers.Vocabulary;

namespace FragApi.Analyzers.Bodies;

/// <summary>Who may have something to say about a body.</summary>
[Flags]
internal enum Interest
{
    None = 0,

    /// <summary>Who holds what, and whether it is released.</summary>
    Ownership = 1,

    /// <summary>Mappings for DMA.</summary>
    Dma = 2,

    /// <summary>What a container's fragments owe to their owners.</summary>
    Lifetime = 4,
}

/// <summary>Which names make a body interesting, by the roles of what they may stand for.</summary>
internal static class Interests
{
    // As bits of a table of names: who looks at a body with the name, and, above, who looks at those that call it.
    private const int Callers = 3;

    /// <summary>The bit of a name by which something is acquired.</summary>
    public const uint Acquires = 1 << 2 * Callers;

    /// <summary>The bits of a name that makes its own body interesting, and those that call it.</summary>
    public static uint WithCallers(Interest interest) => (uint)interest | (uint)interest << Callers;

    /// <summary>Who looks at a body that has the name.</summary>
    public static Interest Here(uint bits) => (Interest)bits & (Interest.Ownership | Interest.Dma | Interest.Lifetime);

    /// <summary>Who looks at a body that calls such a body.</summary>
    public static Interest ThroughCalls(uint bits) => (Interest)(bits >> Callers) & (Interest.Ownership | Interest.Dma | Interest.Lifetime);

    /// <summary>The bits of a name that may stand for something with these roles.</summary>
    public static uint Of(uint roles)
    {
        uint bits = 0;
        for (int role = 0; role < Roles.All.Length; role++)
        {
            if ((roles & 1u << role) != 0)
                bits |= Of((Role)role);
        }

        return bits;
    }

    public static uint Of(Role role) => role switch
    {
        Role.PageGet or Role.PagePut or Role.Owned or Role.Consumes or Role.Borrows or Role.AliasOf => WithCallers(Interest.Ownership),
        Role.PageMap or Role.PageUnmap => WithCallers(Interest.Dma),
        Role.PageAddress or Role.PagePhys => (uint)Interest.Dma,
        Role.FragmentAccessor => (uint)(Interest.Dma | Interest.Lifetime),
        Role.FragmentPage or Role.FragmentSize or Role.FragmentOffset or Role.FragmentCount or Role.FragmentFlags or Role.FragmentContainer
            or Role.KeepsFragments or Role.ReplacesFragments or Role.FragmentsShared or Role.ZeroCopySend => (uint)Interest.Lifetime,
        _ => 0,
    };
}
