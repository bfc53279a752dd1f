using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>The names by which code calls accessors, which have no role of their own when their type has it.</summary>
internal static class AccessorNames
{
    /// <summary>Those of every fragment type.</summary>
    public static IEnumerable<string> Of(FragmentModel model)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ISymbol symbol in model.Bound.Keys)
        {
            if (symbol is INamedTypeSymbol type && model.Is(type, Role.Fragment))
                names.UnionWith(Of(type, model));
        }

        Stack<INamespaceOrTypeSymbol> stack = new();
        foreach (IAssemblySymbol assembly in model.AnnotatedAssemblies())
            stack.Push(assembly.GlobalNamespace);
        while (stack.Count > 0)
        {
            foreach (ISymbol member in stack.Pop().GetMembers())
            {
                if (member is not INamespaceOrTypeSymbol inner)
                    continue;
                stack.Push(inner);
                if (inner is INamedTypeSymbol type && model.Is(type, Role.Fragment))
                    names.UnionWith(Of(type, model));
            }
        }

        return names;
    }

    /// <summary>Those of one fragment type.</summary>
    public static IEnumerable<string> Of(INamedTypeSymbol fragment, FragmentModel model)
    {
        AccessorCatalog catalog = model.AccessorsOf(fragment);
        if (catalog.Type is not null)
            yield return catalog.Type.Name;
        foreach (FragmentOperation operation in Enum.GetValues(typeof(FragmentOperation)))
        {
            foreach (Accessor accessor in catalog.Of(operation))
                yield return accessor.Method.Name;
        }
    }
}
