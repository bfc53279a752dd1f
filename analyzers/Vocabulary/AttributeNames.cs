using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// The names by which files may write our attributes, and what a file declares by them. Names alone: an attribute of
/// somebody else's that has the same one costs a look at some bodies, and changes nothing that is said about them.
/// </summary>
internal sealed class AttributeNames
{
    private const uint PartOfContainer = 1u << 31;

    /// <summary>As they are declared.</summary>
    public static readonly AttributeNames Declared = new(new Dictionary<string, uint>());

    private readonly NameTable _table;

    /// <param name="others">Names that only some compilations have: global aliases, and containers with a part in another file.</param>
    private AttributeNames(Dictionary<string, uint> others)
    {
        Dictionary<string, uint> names = new(others);
        foreach (RoleInfo role in Roles.All)
        {
            names[role.AttributeName] = RoleNames.Bit(role.Role);
            names[role.Role.ToString()] = RoleNames.Bit(role.Role);
        }

        _table = new NameTable(names);
        Files = new TreeFold<FileRoles, SourceRoles>(Of, SourceRoles.Of);
    }

    /// <summary>What files declare.</summary>
    public TreeFold<FileRoles, SourceRoles> Files { get; }

    /// <summary>The same, and these.</summary>
    public static AttributeNames With(IEnumerable<KeyValuePair<string, Role>> aliases, IEnumerable<string> containers)
    {
        Dictionary<string, uint> others = new();
        foreach (KeyValuePair<string, Role> alias in aliases)
            others[alias.Key] = RoleNames.Bit(alias.Value);
        foreach (string container in containers)
            others[container] = PartOfContainer;
        return new AttributeNames(others);
    }

    private FileRoles Of(SyntaxTree tree, CancellationToken cancellation)
    {
        List<(SyntaxToken Token, uint Bits)>? places = _table.FindIn(tree, cancellation);
        if (places is null)
            return FileRoles.None;
        Dictionary<string, uint>? aliases = null;
        FileRoles.Builder roles = new();
        foreach ((SyntaxToken token, uint bits) in places)
        {
            if (token.Parent is TypeDeclarationSyntax part && (bits & PartOfContainer) != 0)
                roles.AddMembers(part);
            else if (Outermost(token) is { } name && RoleOf(bits) is Role role)
            {
                if (name.Parent is AttributeSyntax attribute)
                    roles.Add(role, attribute);
                else if (name.Parent is UsingDirectiveSyntax { Alias.Name.Identifier.ValueText: string alias } directive)
                {
                    if (directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
                        roles.AddAlias(alias, role);
                    else
                        (aliases ??= new Dictionary<string, uint>())[alias] = RoleNames.Bit(role);
                }
            }
        }

        if (aliases is not null && new NameTable(aliases).FindIn(tree, cancellation) is { } aliased)
        {
            foreach ((SyntaxToken token, uint bits) in aliased)
            {
                if (Outermost(token) is { Parent: AttributeSyntax attribute } && RoleOf(bits) is Role role)
                    roles.Add(role, attribute);
            }
        }

        return roles.ToFile();
    }

    private static Role? RoleOf(uint bits)
    {
        for (int role = 0; role < Roles.All.Length; role++)
        {
            if (bits == 1u << role)
                return (Role)role;
        }

        return null;
    }

    /// <summary>The whole name that the identifier is the last part of; null where it is another part.</summary>
    private static NameSyntax? Outermost(SyntaxToken token)
    {
        if (token.Parent is not SimpleNameSyntax simple)
            return null;
        return simple.Parent switch
        {
            QualifiedNameSyntax qualified => qualified.Right == simple ? qualified : null,
            AliasQualifiedNameSyntax qualified => qualified.Name == simple ? qualified : null,
            _ => simple,
        };
    }
}
