using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// The names of all that has a role in a compilation: of its files, each read once for all compilations that have it; of
/// its references, each looked through once; and of what binding files name. It is the same object from one edit to the
/// next, as long as none of them says anything else.
/// </summary>
internal sealed class RoleIndex
{
    private static readonly ConditionalWeakTable<MetadataReference, RoleNames> s_references = new();

    private readonly List<RoleNames> _parts;

    private RoleIndex(List<RoleNames> parts)
    {
        _parts = parts;
        Dictionary<string, uint> names = new();
        foreach (RoleNames part in parts)
            part.AddTo(names);
        Names = new RoleNames(names);
    }

    public RoleNames Names { get; }

    public static RoleIndex Of(FragmentModel model, CancellationToken cancellation)
    {
        SourceRoles source = SourceOf(model.Compilation, cancellation);
        List<RoleNames> parts = new() { source.Names };
        foreach (IAssemblySymbol assembly in model.AnnotatedAssemblies())
        {
            if (!SymbolEqualityComparer.Default.Equals(assembly, model.Compilation.Assembly))
                parts.Add(OfReference(assembly, model, cancellation));
        }

        parts.Add(OfBindings(model));
        if (source.Last is RoleIndex last && last.Is(parts))
            return last;
        return source.Last = new RoleIndex(parts);
    }

    private bool Is(List<RoleNames> parts)
    {
        if (parts.Count != _parts.Count)
            return false;
        for (int i = 0; i < parts.Count; i++)
        {
            if (!ReferenceEquals(parts[i], _parts[i]) && !parts[i].Equals(_parts[i]))
                return false;
        }

        return true;
    }

    private static SourceRoles SourceOf(Compilation compilation, CancellationToken cancellation)
    {
        SourceRoles roles = AttributeNames.Declared.Files.Of(compilation, cancellation);
        return roles.Again is AttributeNames again ? again.Files.Of(compilation, cancellation) : roles;
    }

    private static RoleNames OfReference(IAssemblySymbol assembly, FragmentModel model, CancellationToken cancellation)
    {
        MetadataReference? reference = model.Compilation.GetMetadataReference(assembly);
        // An editor hands out a project's references to projects as compilations.
        if (reference is CompilationReference { Compilation: Compilation other } && other.Language == LanguageNames.CSharp)
            return SourceOf(other, cancellation).Names;
        return reference is null ? OfSymbols(assembly) : s_references.GetValue(reference, _ => OfSymbols(assembly));
    }

    private static RoleNames OfBindings(FragmentModel model)
    {
        if (model.Bound.Count == 0)
            return RoleNames.None;
        Dictionary<string, uint> names = new();
        foreach (KeyValuePair<ISymbol, List<RoleBinding>> bound in model.Bound)
            Add(names, bound.Key is IParameterSymbol parameter ? parameter.ContainingSymbol : bound.Key, bound.Value);
        return new RoleNames(names);
    }

    private static RoleNames OfSymbols(IAssemblySymbol assembly)
    {
        Dictionary<string, uint> names = new();
        Stack<INamespaceOrTypeSymbol> stack = new();
        stack.Push(assembly.GlobalNamespace);
        while (stack.Count > 0)
        {
            INamespaceOrTypeSymbol at = stack.Pop();
            if (at is INamedTypeSymbol type)
                Add(names, type, FragmentModel.RolesByAttribute(type));
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    stack.Push(inner);
                    continue;
                }

                Add(names, member, FragmentModel.RolesByAttribute(member));
                if (member is not IMethodSymbol method)
                    continue;
                foreach (IParameterSymbol parameter in method.Parameters)
                    Add(names, method, FragmentModel.RolesByAttribute(parameter));
            }
        }

        return names.Count == 0 ? RoleNames.None : new RoleNames(names);
    }

    private static void Add(Dictionary<string, uint> names, ISymbol symbol, IEnumerable<RoleBinding> roles)
    {
        string name = symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType.Name,
            IMethodSymbol { AssociatedSymbol: ISymbol property } => property.Name,
            _ => symbol.Name,
        };
        foreach (RoleBinding role in roles)
        {
            if (role.Role == Role.FragmentContainer && symbol is INamedTypeSymbol container)
                AddMembers(names, container);
            else
                RoleNames.Add(names, name, role.Role);
            // Called something else than what it does: its name is then looked for as that of the page's operation is.
            if (role.Operation?.Info().OfPage is Role ofPage)
                RoleNames.Add(names, name, ofPage);
            if (role is { Role: Role.Fragment, Accessor: INamedTypeSymbol accessor })
                RoleNames.Add(names, accessor.Name, Role.FragmentAccessor);
        }
    }

    private static void AddMembers(Dictionary<string, uint> names, INamedTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            ITypeSymbol? type = member switch
            {
                IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
                IPropertySymbol property => property.Type,
                IMethodSymbol { MethodKind: MethodKind.Ordinary } method => method.ReturnType,
                _ => null,
            };
            if (type is { SpecialType: SpecialType.None })
                RoleNames.Add(names, member.Name, Role.FragmentContainer);
        }
    }
}
