using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>
/// The types that have to do with a code base's vocabulary, by name: what carries a role, and what a member with one is
/// declared in. Of source it is read off the syntax, of assemblies off their symbols.
/// </summary>
internal sealed class Vocabularies
{
    /// <summary>A vocabulary for what everybody refers to narrows nothing down.</summary>
    private const int MostAssemblies = 48;

    private static readonly HashSet<string> s_attributes = [.. Roles.All.SelectMany(role => new[] { role.AttributeName, role.Role.ToString() })];

    private readonly CancellationToken _cancellation;
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);

    private Vocabularies(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>Somewhere it is said in a way that names do not tell.</summary>
    public bool IsUnbounded { get; private set; }

    public IReadOnlyCollection<string> Types => _types;

    /// <summary>What can be called without the name of its type.</summary>
    public IReadOnlyCollection<string> Members => _members;

    /// <summary>What the assemblies declare that may lead to the types.</summary>
    public IReadOnlyCollection<MetadataMention> Metadata { get; private set; } = [];

    /// <param name="trees">All source.</param>
    /// <param name="models">The models of the projects that have one.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Vocabularies Of(IEnumerable<SyntaxTree> trees, IReadOnlyCollection<FragmentModel> models, CancellationToken cancellation)
    {
        Vocabularies found = new(cancellation);
        if (models.Count == 0)
            return found;
        foreach (SyntaxTree tree in trees)
            found.AddSource(tree);
        foreach (FragmentModel model in models)
            found.AddModel(model);
        if (found._types.Count > 0)
            found.AddMetadata(models);
        return found;
    }

    private void AddSource(SyntaxTree tree)
    {
        FileRoles roles = AttributeNames.Declared.Files.Of(tree, _cancellation);
        // An attribute by another name, in any file.
        IsUnbounded |= roles.Aliases.Count > 0;
        if (roles.Names.All.Count == 0)
            return;
        SyntaxNode root = tree.GetRoot(_cancellation);
        bool renames = root is CompilationUnitSyntax unit && unit.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>().Any(import => import.Alias is not null);
        foreach (AttributeSyntax attribute in root.DescendantNodes(node => node is not (BlockSyntax or ArrowExpressionClauseSyntax)).OfType<AttributeSyntax>())
        {
            if (renames || s_attributes.Contains(attribute.Name.GetLastToken().ValueText))
                AddOwner(attribute);
        }
    }

    private void AddOwner(AttributeSyntax attribute)
    {
        foreach (TypeSyntax accessor in attribute.DescendantNodes().OfType<TypeOfExpressionSyntax>().Select(named => named.Type))
            _types.Add(accessor.GetLastToken().ValueText);
        switch (attribute.FirstAncestorOrSelf<MemberDeclarationSyntax>())
        {
            case TypeDeclarationSyntax { Identifier.ValueText.Length: 0 } block:
                AddHome(block);
                foreach (MemberDeclarationSyntax extension in block.Members)
                    AddMember(extension);
                break;
            case BaseTypeDeclarationSyntax type:
                _types.Add(type.Identifier.ValueText);
                break;
            case DelegateDeclarationSyntax type:
                _types.Add(type.Identifier.ValueText);
                break;
            case MemberDeclarationSyntax member:
                AddHome(member);
                if (member is MethodDeclarationSyntax { ParameterList.Parameters: [{ } first, ..] } && first.Modifiers.Any(SyntaxKind.ThisKeyword) || member.Parent is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 })
                    AddMember(member);
                break;
        }
    }

    private void AddHome(MemberDeclarationSyntax member)
    {
        for (SyntaxNode? node = member.Parent; node is TypeDeclarationSyntax type; node = node.Parent)
        {
            if (type.Identifier.ValueText.Length == 0)
                continue;
            _types.Add(type.Identifier.ValueText);
            return;
        }
    }

    private void AddMember(MemberDeclarationSyntax member)
    {
        if (Declared.NameOf(member) is string name)
            _members.Add(name);
    }

    private void AddModel(FragmentModel model)
    {
        foreach ((ISymbol symbol, List<RoleBinding> roles) in model.Bound.Select(bound => (bound.Key, bound.Value)))
            AddSymbol(symbol, roles);
        foreach (IAssemblySymbol assembly in model.AnnotatedAssemblies())
        {
            if (model.Compilation.GetMetadataReference(assembly) is not PortableExecutableReference || !_assemblies.Add(assembly.Identity.GetDisplayName()))
                continue;
            foreach (ISymbol symbol in SymbolsOf(assembly))
            {
                AddSymbol(symbol, FragmentModel.RolesByAttribute(symbol));
                foreach (IParameterSymbol parameter in symbol is IMethodSymbol method ? method.Parameters : [])
                    AddSymbol(parameter, FragmentModel.RolesByAttribute(parameter));
            }
        }
    }

    private void AddSymbol(ISymbol symbol, IEnumerable<RoleBinding> roles)
    {
        foreach (RoleBinding role in roles)
        {
            ISymbol member = symbol is IParameterSymbol ? symbol.ContainingSymbol : symbol;
            AddType(member as INamedTypeSymbol ?? member.ContainingType);
            if (member is IMethodSymbol { IsExtensionMethod: true } || member.ContainingType is { Name.Length: 0 })
                _members.Add(member.Name);
            if (role.Accessor is INamedTypeSymbol accessor)
                AddType(accessor);
        }
    }

    private void AddType(INamedTypeSymbol? type)
    {
        while (type is { Name.Length: 0, ContainingType: INamedTypeSymbol outer })
            type = outer;
        if (type is null || !_types.Add(type.Name))
            return;
        if (type.ContainingAssembly is IAssemblySymbol { Locations: [{ IsInMetadata: true }, ..] } assembly)
            _assemblies.Add(assembly.Identity.GetDisplayName());
        // What extends others is called without it.
        foreach (IMethodSymbol method in type.IsStatic && type.DeclaringSyntaxReferences.IsEmpty ? type.GetMembers().OfType<IMethodSymbol>() : [])
        {
            if (method.IsExtensionMethod)
                _members.Add(method.Name);
        }
    }

    /// <summary>Those that have the types, and those that refer to one that has.</summary>
    private void AddMetadata(IReadOnlyCollection<FragmentModel> models)
    {
        HashSet<string> homes = [.. _assemblies];
        Dictionary<string, IAssemblySymbol> concerned = new(StringComparer.Ordinal);
        foreach (FragmentModel model in models)
        {
            foreach (IAssemblySymbol assembly in model.Compilation.SourceModule.ReferencedAssemblySymbols)
            {
                if (assembly.Locations is not [{ IsInMetadata: true }, ..])
                    continue;
                string name = assembly.Identity.GetDisplayName();
                if (homes.Contains(name) || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(other => homes.Contains(other.GetDisplayName()))))
                    concerned.TryAdd(name, assembly);
            }
        }

        if (concerned.Count > MostAssemblies)
            IsUnbounded = true;
        else
            Metadata = [.. concerned.Values.SelectMany(MetadataMention.In)];
    }

    private static IEnumerable<ISymbol> SymbolsOf(IAssemblySymbol assembly)
    {
        Stack<INamespaceOrTypeSymbol> stack = new([assembly.GlobalNamespace]);
        while (stack.TryPop(out INamespaceOrTypeSymbol? at))
        {
            yield return at;
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    stack.Push(inner);
                else
                    yield return member;
            }
        }
    }
}
