using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>
/// The names by which a project's code gets to the base library's pairs. Many a code base has a pool of its own that is called
/// like one: a type that there is not has no name, and one that a file does not import has none in it. An end that is called on
/// what it was acquired from, as <c>Return</c> is on a pool, is one where there is a way to such a thing.
/// </summary>
internal sealed class PairNames
{
    private readonly HashSet<string> _methods = [];
    private readonly Dictionary<string, HashSet<string>> _types = [];
    private readonly Dictionary<string, HashSet<string>> _ends = [];
    private readonly Dictionary<string, bool> _isEverywhere = [];
    private readonly SourceWords _source;

    private PairNames(SourceWords source) => _source = source;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<KeyValuePair<string, uint>> All => [.. _methods.Union(_types.Keys).Union(_ends.Keys).Select(name => KeyValuePair.Create(name, (uint)Interest.Ownership))];

    public static PairNames In(Compilation compilation, SourceWords source)
    {
        PairNames names = new(source);
        foreach (PairRow row in BaseLibraryFile.Rows)
        {
            if (compilation.GetTypesByMetadataName(row.Member.MetadataName).IsEmpty)
                continue;
            PairMember[] members = row.End is PairMember end ? [row.Member, end] : [row.Member];
            foreach (string name in row.Names)
            {
                if (row.End is { Operand: not PairMember.This } called && called.Method == name && IsOnValue(called, compilation))
                    Add(names._ends, name, called.Type);
                else if (members.Any(member => member.Method == name))
                    names._methods.Add(name);
                foreach (PairMember member in members.Where(member => member.Type == name))
                    Add(names._types, name, member.Namespace);
            }
        }

        List<HashSet<string>> imports = [.. compilation.SyntaxTrees.Where(tree => source.Has(tree, ["global", "using"])).SelectMany(ImportsForAll)];
        foreach (string home in names._types.Values.SelectMany(homes => homes).Distinct())
            names._isEverywhere.Add(home, imports.Exists(import => import.IsSupersetOf(home.Split('.'))));
        return names;
    }

    /// <summary>The names of ends, and the types on values of which they are called.</summary>
    public IEnumerable<(string Name, IReadOnlyCollection<string> Types)> Ends => _ends.Where(end => !_methods.Contains(end.Key)).Select(end => (end.Key, (IReadOnlyCollection<string>)end.Value));

    private static bool IsOnValue(PairMember end, Compilation compilation) =>
        compilation.GetTypesByMetadataName(end.MetadataName).SelectMany(type => type.GetMembers(end.Method)).All(method => !method.IsStatic);

    private static void Add(Dictionary<string, HashSet<string>> sets, string name, string value)
    {
        if (!sets.TryGetValue(name, out HashSet<string>? set))
            sets.Add(name, set = []);
        set.Add(value);
    }

    private static IEnumerable<HashSet<string>> ImportsForAll(SyntaxTree tree) => tree.GetRoot() is CompilationUnitSyntax unit
        ? unit.Usings.Where(import => import.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword)).Select(import => import.DescendantTokens().Select(token => token.ValueText).ToHashSet())
        : [];

    /// <summary>The name may be meant where a file has it: a method's anywhere, a type's where the words of its namespace are in the file, or in an import for all.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tree">The file.</param>
    /// <param name="near">For the name of an end, the files in which there is a way to what it is called on.</param>
    public bool MayBe(string name, SyntaxTree tree, IReadOnlyDictionary<string, HashSet<SyntaxTree>> near) =>
        _methods.Contains(name)
        || near.TryGetValue(name, out HashSet<SyntaxTree>? files) && files.Contains(tree)
        || _types.TryGetValue(name, out HashSet<string>? namespaces) && namespaces.Any(home => _isEverywhere[home] || _source.Has(tree, home.Split('.')));
}
