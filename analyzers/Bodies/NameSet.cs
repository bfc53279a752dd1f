using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// The names that have to occur in a body for a rule to have anything to say about it. Looking for them is reading the
/// text once: nothing is bound, and no node is made.
/// </summary>
internal sealed class NameSet
{
    private const int Chunk = 16 * 1024;

    private static readonly int[] s_nowhere = new int[0];

    private readonly ConditionalWeakTable<SourceText, int[]> _places = new();
    private readonly string?[] _table;

    public NameSet(IEnumerable<string> names)
    {
        HashSet<string> all = new(names, StringComparer.Ordinal);
        all.Remove("");
        _table = new string?[Math.Max(16, Ceiling(all.Count * 4))];
        foreach (string name in all)
        {
            int slot = (int)(Hash(name) & (uint)(_table.Length - 1));
            while (_table[slot] is not null)
                slot = (slot + 1) & (_table.Length - 1);
            _table[slot] = name;
        }

        Count = all.Count;
    }

    public int Count { get; }

    public bool Contains(string name)
    {
        for (int slot = (int)(Hash(name) & (uint)(_table.Length - 1)); _table[slot] is string entry; slot = (slot + 1) & (_table.Length - 1))
        {
            if (entry == name)
                return true;
        }

        return false;
    }

    /// <summary>
    /// The names of what has one of these roles: methods (also where a parameter or the result has it), types whose
    /// constructors do, fields and properties, in every assembly that carries annotations, and in the binding files.
    /// </summary>
    public static NameSet OfRoles(FragmentModel model, IEnumerable<string> others, params Role[] roles)
    {
        HashSet<string> names = new(others, StringComparer.Ordinal);
        foreach (KeyValuePair<ISymbol, List<RoleBinding>> symbol in model.Bound)
            AddMember(symbol.Key is IParameterSymbol parameter ? parameter.ContainingSymbol : symbol.Key, symbol.Value.Any(IsAsked));
        Stack<INamespaceOrTypeSymbol> stack = new();
        foreach (IAssemblySymbol assembly in model.AnnotatedAssemblies())
            stack.Push(assembly.GlobalNamespace);
        while (stack.Count > 0)
        {
            foreach (ISymbol member in stack.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    stack.Push(inner);
                else
                    AddMember(member, bound: false);
            }
        }

        return new NameSet(names);

        void AddMember(ISymbol? member, bool bound)
        {
            if (member is not (IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.Constructor or MethodKind.PropertyGet } or IFieldSymbol or IPropertySymbol) || member.IsImplicitlyDeclared)
                return;
            // What inherits its roles has the name of what it inherits them from.
            if (!bound && !Has(member) && (member is not IMethodSymbol method || !method.Parameters.Any(Has)))
                return;
            string name = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.ContainingType.Name
                : member is IMethodSymbol { AssociatedSymbol: ISymbol property } ? property.Name
                : member.Name;
            // An explicit implementation's name is 'Namespace.IInterface.Name'.
            names.Add(name.Substring(name.LastIndexOf('.') + 1));
        }

        bool Has(ISymbol symbol)
        {
            if (symbol.GetAttributes().IsEmpty && (symbol is not IMethodSymbol method || method.GetReturnTypeAttributes().IsEmpty))
                return false;
            return FragmentModel.RolesByAttribute(symbol).Any(IsAsked);
        }

        bool IsAsked(RoleBinding binding) => Array.IndexOf(roles, binding.Role) >= 0;
    }

    /// <summary>Where the names occur, as identifiers, in order; in comments and literals too.</summary>
    public int[] PlacesIn(SyntaxTree tree, ref char[]? buffer, CancellationToken cancellation)
    {
        SourceText text = tree.GetText(cancellation);
        if (_places.TryGetValue(text, out int[]? places))
            return places;
        buffer ??= new char[Chunk];
        return _places.GetValue(text, Find(text, buffer));
    }

    private ConditionalWeakTable<SourceText, int[]>.CreateValueCallback Find(SourceText text, char[] buffer) => _ =>
    {
        List<int>? places = null;
        uint hash = Start;
        int begin = -1;
        for (int from = 0; from < text.Length; from += buffer.Length)
        {
            int count = Math.Min(buffer.Length, text.Length - from);
            text.CopyTo(from, buffer, 0, count);
            for (int i = 0; i < count; i++)
            {
                char c = buffer[i];
                if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= '0' and <= '9' || c > 127 && char.IsLetterOrDigit(c))
                {
                    if (begin < 0)
                    {
                        begin = from + i;
                        hash = Start;
                    }

                    hash = (hash ^ c) * Prime;
                }
                else if (begin >= 0)
                {
                    End(from + i);
                }
            }
        }

        if (begin >= 0)
            End(text.Length);
        return places?.ToArray() ?? s_nowhere;

        void End(int end)
        {
            for (int slot = (int)(hash & (uint)(_table.Length - 1)); _table[slot] is string entry; slot = (slot + 1) & (_table.Length - 1))
            {
                if (entry.Length == end - begin && Is(entry, begin))
                {
                    (places ??= new List<int>()).Add(begin);
                    break;
                }
            }

            begin = -1;
        }

        bool Is(string entry, int at)
        {
            for (int i = 0; i < entry.Length; i++)
            {
                if (text[at + i] != entry[i])
                    return false;
            }

            return true;
        }
    };

    private const uint Start = 2166136261;
    private const uint Prime = 16777619;

    private static uint Hash(string name)
    {
        uint hash = Start;
        foreach (char c in name)
            hash = (hash ^ c) * Prime;
        return hash;
    }

    private static int Ceiling(int count)
    {
        int size = 16;
        while (size < count)
            size *= 2;
        return size;
    }
}
