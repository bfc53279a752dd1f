using System.Collections.Generic;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Lifetime;

/// <summary>The names without which a body has nothing to do with containers.</summary>
internal static class LifetimeNames
{
    public static readonly Role[] Roles =
    {
        Role.FragmentPage, Role.FragmentSize, Role.FragmentOffset, Role.FragmentCount, Role.FragmentFlags, Role.KeepsFragments,
        Role.ReplacesFragments, Role.FragmentsShared, Role.ZeroCopySend,
    };

    /// <summary>The members of containers that hold the fragments, and the accessors: they have no role of their own.</summary>
    public static IEnumerable<string> Of(FragmentModel model)
    {
        HashSet<string> names = new(System.StringComparer.Ordinal);
        Stack<INamespaceOrTypeSymbol> stack = new();
        foreach (IAssemblySymbol assembly in model.AnnotatedAssemblies())
            stack.Push(assembly.GlobalNamespace);
        while (stack.Count > 0)
        {
            INamespaceOrTypeSymbol at = stack.Pop();
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    stack.Push(inner);
            }

            if (at is INamedTypeSymbol type)
                Add(type, model, names);
        }

        foreach (ISymbol symbol in model.Bound.Keys)
        {
            if (symbol is INamedTypeSymbol type)
                Add(type, model, names);
        }

        return names;
    }

    private static void Add(INamedTypeSymbol type, FragmentModel model, HashSet<string> names)
    {
        RoleSet roles = model.RolesOf(type);
        if (roles.Has(Role.Fragment))
            names.UnionWith(AccessorNames.Of(type, model));
        if (!roles.Has(Role.FragmentContainer))
            return;
        foreach (ISymbol member in type.GetMembers())
        {
            ITypeSymbol? held = member switch
            {
                IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
                IPropertySymbol property => property.Type,
                IMethodSymbol { MethodKind: MethodKind.Ordinary } method => method.ReturnType,
                _ => null,
            };
            if (Container.HoldsFragments(held, model))
                names.Add(member.Name);
        }
    }
}
