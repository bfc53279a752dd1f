using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// The bare names of what is bound, for text that the compiler does not bind. Finding them means looking at every type
/// of the annotated assemblies, so this is made only when such text is met.
/// </summary>
internal sealed class BoundNames
{
    private static readonly Role[] s_operations = { Role.PageGet, Role.PagePut, Role.PageAddress, Role.PagePhys, Role.PageMap };

    private BoundNames()
    {
    }

    /// <summary>Names of fragment types.</summary>
    public HashSet<string> Fragments { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the page members of fragments.</summary>
    public HashSet<string> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of gets, puts, maps and addresses.</summary>
    public HashSet<string> Operations { get; } = new(StringComparer.Ordinal);

    public static BoundNames Of(FragmentModel model, IEnumerable<IAssemblySymbol> annotated)
    {
        BoundNames names = new();
        foreach (ISymbol symbol in model.Bound.Keys)
        {
            if (symbol is INamedTypeSymbol type)
                names.Add(type, model);
            else
                names.AddMember(symbol, model);
        }

        Stack<INamespaceOrTypeSymbol> stack = new();
        foreach (IAssemblySymbol assembly in annotated)
            stack.Push(assembly.GlobalNamespace);
        while (stack.Count > 0)
        {
            INamespaceOrTypeSymbol container = stack.Pop();
            foreach (ISymbol member in container.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    stack.Push(inner);
            }

            if (container is INamedTypeSymbol type)
                names.Add(type, model);
        }

        return names;
    }

    private void Add(INamedTypeSymbol type, FragmentModel model)
    {
        if (model.Is(type, Role.Fragment))
            Fragments.Add(type.Name);
        foreach (ISymbol member in type.GetMembers())
            AddMember(member, model);
    }

    private void AddMember(ISymbol member, FragmentModel model)
    {
        if (member is not (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IFieldSymbol or IPropertySymbol))
            return;
        RoleSet roles = model.RolesOf(member);
        if (roles.IsEmpty)
            return;
        if (roles.Has(Role.FragmentPage))
            Pages.Add(member.Name);
        if (Array.Exists(s_operations, roles.Has))
            Operations.Add(member.Name);
    }
}
