using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// What a symbol means to the rules. A role's name is its attribute's (<c>FragApi.{Role}Attribute</c>) and, in
/// kebab-case, its keyword in a binding file.
/// </summary>
internal enum Role
{
    Fragment,
    FragmentPage,
    FragmentOffset,
    FragmentSize,
    FragmentContainer,
    FragmentCount,
    FragmentFlags,
    FragmentDestructor,
    PageGet,
    PagePut,
    PageAddress,
    PagePhys,
    PageMap,
    PageUnmap,
    MapCheck,
    FragmentAccessor,
    TransfersFragments,
    ReplacesFragments,
    KeepsFragments,
    FragmentsShared,
    ZeroCopySend,
    ZeroCopyCompletion,
    Owned,
    Consumes,
    Borrows,
    AliasOf,
}

/// <summary>What a role may be put on.</summary>
[Flags]
internal enum RoleTargets
{
    None = 0,
    Type = 1,
    Field = 2,
    Property = 4,
    Method = 8,
    Constructor = 16,
    Parameter = 32,

    /// <summary>The value that a method returns: in a binding file, the method's own id.</summary>
    Return = 64,
}

/// <summary>A key that a role takes, in a binding file as <c>key=value</c>, in an attribute as its argument.</summary>
internal enum RoleOption
{
    None,
    Accessor,
    Mask,
    Family,
    Operation,
    Orphans,
    When,
    Name,
    Repeats,
}

/// <summary>One row of the vocabulary.</summary>
internal sealed class RoleInfo
{
    public RoleInfo(Role role, RoleTargets targets, RoleOption option = RoleOption.None, bool optionRequired = false)
    {
        Role = role;
        Targets = targets;
        Option = option;
        OptionRequired = optionRequired;
        AttributeName = role + "Attribute";
        Keyword = Kebab(role.ToString());
    }

    public Role Role { get; }

    public RoleTargets Targets { get; }

    /// <summary>The one key that the role takes.</summary>
    public RoleOption Option { get; }

    public bool OptionRequired { get; }

    /// <summary>The attribute's name within namespace <c>FragApi</c>.</summary>
    public string AttributeName { get; }

    public string Keyword { get; }

    public static string Kebab(string name)
    {
        StringBuilder kebab = new();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && kebab.Length > 0)
                kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }
}

/// <summary>The vocabulary: every role with what it may be put on and what it takes.</summary>
internal static class Roles
{
    /// <summary>The namespace of the attributes.</summary>
    public const string Namespace = "FragApi";

    /// <summary>In order of <see cref="Role"/>.</summary>
    public static readonly ImmutableArray<RoleInfo> All = ImmutableArray.Create(
        new RoleInfo(Role.Fragment, RoleTargets.Type, RoleOption.Accessor),
        new RoleInfo(Role.FragmentPage, RoleTargets.Field | RoleTargets.Property),
        new RoleInfo(Role.FragmentOffset, RoleTargets.Field | RoleTargets.Property),
        new RoleInfo(Role.FragmentSize, RoleTargets.Field | RoleTargets.Property),
        new RoleInfo(Role.FragmentContainer, RoleTargets.Type),
        new RoleInfo(Role.FragmentCount, RoleTargets.Field | RoleTargets.Property),
        new RoleInfo(Role.FragmentFlags, RoleTargets.Field | RoleTargets.Property, RoleOption.Mask, optionRequired: true),
        new RoleInfo(Role.FragmentDestructor, RoleTargets.Field | RoleTargets.Property | RoleTargets.Method),
        new RoleInfo(Role.PageGet, RoleTargets.Method),
        new RoleInfo(Role.PagePut, RoleTargets.Method, RoleOption.Repeats),
        new RoleInfo(Role.PageAddress, RoleTargets.Method | RoleTargets.Property),
        new RoleInfo(Role.PagePhys, RoleTargets.Method | RoleTargets.Property),
        new RoleInfo(Role.PageMap, RoleTargets.Method, RoleOption.Family),
        new RoleInfo(Role.PageUnmap, RoleTargets.Method, RoleOption.Family),
        new RoleInfo(Role.MapCheck, RoleTargets.Method, RoleOption.Family),
        new RoleInfo(Role.FragmentAccessor, RoleTargets.Type | RoleTargets.Method | RoleTargets.Property | RoleTargets.Constructor, RoleOption.Operation),
        new RoleInfo(Role.TransfersFragments, RoleTargets.Method),
        new RoleInfo(Role.ReplacesFragments, RoleTargets.Method, RoleOption.Orphans),
        new RoleInfo(Role.KeepsFragments, RoleTargets.Parameter | RoleTargets.Field),
        new RoleInfo(Role.FragmentsShared, RoleTargets.Method | RoleTargets.Property),
        new RoleInfo(Role.ZeroCopySend, RoleTargets.Method),
        new RoleInfo(Role.ZeroCopyCompletion, RoleTargets.Method),
        new RoleInfo(Role.Owned, RoleTargets.Return | RoleTargets.Parameter | RoleTargets.Field | RoleTargets.Property | RoleTargets.Constructor, RoleOption.When),
        new RoleInfo(Role.Consumes, RoleTargets.Parameter | RoleTargets.Method, RoleOption.When),
        new RoleInfo(Role.Borrows, RoleTargets.Parameter | RoleTargets.Return),
        new RoleInfo(Role.AliasOf, RoleTargets.Return, RoleOption.Name, optionRequired: true));

    /// <summary>The attributes' full names, in the same order.</summary>
    public static readonly ImmutableArray<string> Attributes = All.Select(info => $"{Namespace}.{info.AttributeName}").ToImmutableArray();

    private static readonly ImmutableDictionary<string, RoleInfo> s_byKeyword = All.ToImmutableDictionary(info => info.Keyword);

    private static readonly ImmutableDictionary<string, RoleInfo> s_byAttribute = All.ToImmutableDictionary(info => info.AttributeName);

    public static RoleInfo Info(Role role) => All[(int)role];

    public static RoleInfo? ByKeyword(string keyword) => s_byKeyword.TryGetValue(keyword, out RoleInfo? info) ? info : null;

    public static RoleInfo? ByAttribute(string name) => s_byAttribute.TryGetValue(name, out RoleInfo? info) ? info : null;
}
