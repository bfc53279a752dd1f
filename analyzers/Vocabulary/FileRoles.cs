using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>What one file declares with our attributes: names, and what makes other files say more.</summary>
internal sealed class FileRoles : IEquatable<FileRoles>
{
    public static readonly FileRoles None = new(RoleNames.None, new Dictionary<string, Role>(), new HashSet<string>());

    private FileRoles(RoleNames names, Dictionary<string, Role> aliases, HashSet<string> parted)
    {
        Names = names;
        Aliases = aliases;
        Parted = parted;
    }

    /// <summary>A method that has a role, or a parameter or result that has, by its name; a constructor by its type's.</summary>
    public RoleNames Names { get; }

    /// <summary>Other names of the attributes, for all files.</summary>
    public Dictionary<string, Role> Aliases { get; }

    /// <summary>Containers that go on elsewhere.</summary>
    public HashSet<string> Parted { get; }

    public bool Equals(FileRoles? other)
    {
        if (other is null || !Names.Equals(other.Names) || !Parted.SetEquals(other.Parted) || Aliases.Count != other.Aliases.Count)
            return false;
        foreach (KeyValuePair<string, Role> alias in Aliases)
        {
            if (!other.Aliases.TryGetValue(alias.Key, out Role role) || role != alias.Value)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FileRoles);

    public override int GetHashCode() => Names.GetHashCode();

    public sealed class Builder
    {
        private readonly Dictionary<string, uint> _names = new();
        private readonly Dictionary<string, Role> _aliases = new();
        private readonly HashSet<string> _parted = new();

        public FileRoles ToFile() => new(new RoleNames(_names), _aliases, _parted);

        public void AddAlias(string name, Role role) => _aliases[name] = role;

        /// <summary>The names by which code uses what carries the attribute.</summary>
        public void Add(Role role, AttributeSyntax attribute)
        {
            AddOne(role, attribute);
            if (role == Role.FragmentAccessor && attribute.ArgumentList is { Arguments: { Count: > 0 } arguments } && OfPage(arguments[0].Expression) is Role ofPage)
                AddOne(ofPage, attribute);
        }

        // 'FragmentOperation.Unref' or, by 'using static', 'Unref'.
        private static Role? OfPage(ExpressionSyntax operation) =>
            Enum.TryParse(operation.GetLastToken().ValueText, out FragmentOperation named) && Enum.IsDefined(typeof(FragmentOperation), named) ? named.Info().OfPage : null;

        private void AddOne(Role role, AttributeSyntax attribute)
        {
            SyntaxNode? declaration = attribute.Parent?.Parent;
            // '[Owned] get;' is the property's; a parameter's role is the method's.
            while (declaration is AccessorDeclarationSyntax or AccessorListSyntax or ParameterListSyntax or BracketedParameterListSyntax or ParameterSyntax or TypeParameterSyntax or TypeParameterListSyntax)
            {
                // Of a record's parameter: '[property: FragmentPage]'.
                if (declaration is ParameterSyntax { Identifier.ValueText: string name, Parent.Parent: TypeDeclarationSyntax })
                    Add(name, role);
                declaration = declaration.Parent;
            }

            switch (declaration)
            {
                case BaseFieldDeclarationSyntax field:
                    foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                        Add(variable.Identifier.ValueText, role);
                    break;
                case BaseTypeDeclarationSyntax type:
                    AddType(type, role, attribute);
                    break;
                case LocalFunctionStatementSyntax local:
                    Add(local.Identifier.ValueText, role);
                    break;
                case MemberDeclarationSyntax member:
                    Add(NameOf(member), role);
                    break;
            }
        }

        private void AddType(BaseTypeDeclarationSyntax type, Role role, AttributeSyntax attribute)
        {
            // A block of extensions has no name: its receiver's role is that of every method in it.
            if (type.Identifier.ValueText.Length == 0)
            {
                foreach (SyntaxNode member in type.ChildNodes())
                    Add(NameOf(member), role);
                return;
            }

            // Of a container, what matters is in it.
            if (role != Role.FragmentContainer)
                Add(type.Identifier.ValueText, role);
            if (role == Role.Fragment && attribute.ArgumentList is { Arguments: { Count: > 0 } arguments })
            {
                foreach (AttributeArgumentSyntax argument in arguments)
                {
                    if (argument.Expression is TypeOfExpressionSyntax { Type: TypeSyntax accessor })
                        Add(accessor.GetLastToken().ValueText, Role.FragmentAccessor);
                }
            }

            if (role != Role.FragmentContainer)
                return;
            AddMembers((TypeDeclarationSyntax)type);
            if (type.Modifiers.Any(SyntaxKind.PartialKeyword))
                _parted.Add(type.Identifier.ValueText);
        }

        /// <summary>What of a container may be its fragments: it has no role of its own.</summary>
        public void AddMembers(TypeDeclarationSyntax container)
        {
            foreach (MemberDeclarationSyntax member in container.Members)
            {
                TypeSyntax? type = member switch
                {
                    FieldDeclarationSyntax field => field.Declaration.Type,
                    PropertyDeclarationSyntax property => property.Type,
                    MethodDeclarationSyntax method => method.ReturnType,
                    _ => null,
                };
                if (type is null or PredefinedTypeSyntax)
                    continue;
                if (member is FieldDeclarationSyntax { Declaration.Variables: var variables })
                {
                    foreach (VariableDeclaratorSyntax variable in variables)
                        Add(variable.Identifier.ValueText, Role.FragmentContainer);
                }
                else
                {
                    Add(NameOf(member), Role.FragmentContainer);
                }
            }
        }

        private void Add(string name, Role role) => RoleNames.Add(_names, name, role);

        private static string NameOf(SyntaxNode member) => member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            // As its symbol is called: no name leads to it.
            IndexerDeclarationSyntax => "this[]",
            ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
            DelegateDeclarationSyntax type => type.Identifier.ValueText,
            EventDeclarationSyntax @event => @event.Identifier.ValueText,
            _ => "",
        };
    }
}

/// <summary>What the files of a compilation declare with our attributes.</summary>
internal sealed class SourceRoles
{
    private SourceRoles(RoleNames names, AttributeNames? again)
    {
        Names = names;
        Again = again;
    }

    public RoleNames Names { get; }

    /// <summary>Some file makes the others say more: they have to be read once more, with these names.</summary>
    public AttributeNames? Again { get; }

    /// <summary>The last whole that was made of these and of what is no source.</summary>
    public RoleIndex? Last { get; set; }

    public static SourceRoles Of(IReadOnlyList<FileRoles> files)
    {
        Dictionary<string, uint> names = new();
        Dictionary<string, Role> aliases = new();
        HashSet<string> parted = new();
        foreach (FileRoles file in files)
        {
            file.Names.AddTo(names);
            parted.UnionWith(file.Parted);
            foreach (KeyValuePair<string, Role> alias in file.Aliases)
                aliases[alias.Key] = alias.Value;
        }

        return new SourceRoles(new RoleNames(names), aliases.Count + parted.Count == 0 ? null : AttributeNames.With(aliases, parted));
    }
}
