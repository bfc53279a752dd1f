using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Cli.Surveying;

/// <summary>
/// The names without one of which no code can have to do with some types: theirs, and those of all that leads to a value of
/// theirs. Whatever else is called <c>Get</c> or <c>Page</c>: what mentions none of these names has none of those types. A member
/// of one of the types counts for nothing by itself: who calls it has a value of that type, by another of the names.
/// </summary>
internal sealed class Reach
{
    /// <summary>Declarations that lead to one another any longer are no code that anybody wrote.</summary>
    private const int MostRounds = 32;

    private const uint AsMember = 1;
    private const uint AsType = 2;

    private readonly SourceWords _source;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentDictionary<string, bool> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string? Home), bool> _members = new();
    // Types in types, which may be qualified by whatever derives from those.
    private readonly ConcurrentDictionary<string, bool> _nested = new(StringComparer.Ordinal);
    private readonly bool _isSourceOnly;

    private Reach(SourceWords source, bool isSourceOnly, CancellationToken cancellation) => (_source, _isSourceOnly, _cancellation) = (source, isSourceOnly, cancellation);

    /// <summary>Nothing narrows it down: any code may have to do with them.</summary>
    public bool IsUnbounded { get; private set; }

    /// <summary>The names that lead to some types.</summary>
    /// <param name="types">The types' names.</param>
    /// <param name="members">Names that are as good as a type's: of what can be called without one.</param>
    /// <param name="source">All the source that there is.</param>
    /// <param name="metadata">What assemblies that are not source declare.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Reach Of(IReadOnlyCollection<string> types, IEnumerable<string> members, SourceWords source, IReadOnlyCollection<MetadataMention> metadata, CancellationToken cancellation)
    {
        Reach reach = new(source, metadata.Count == 0, cancellation);
        foreach (string member in members)
            reach._members.TryAdd((member, null), true);
        ICollection<string> added = [.. types.Distinct()];
        for (int round = 0; added.Count > 0 && !reach.IsUnbounded; round++)
        {
            reach.IsUnbounded |= round == MostRounds;
            foreach (string name in added)
                reach._types.TryAdd(name, true);
            added = reach.Follow([.. added], areHomes: round == 0, metadata);
        }

        return reach;
    }

    /// <summary>The files that have one of the names.</summary>
    public HashSet<SyntaxTree> Touched(IEnumerable<SyntaxTree> trees)
    {
        if (IsUnbounded)
            return [.. trees];
        ConcurrentBag<SyntaxTree> touched = [];
        HashSet<string> members = [.. _members.Keys.Where(member => member.Home is null || !_types.ContainsKey(member.Home)).Select(member => member.Name)];
        _source.Find(
            [.. members.Select(name => KeyValuePair.Create(name, AsMember)), .. _types.Keys.Where(name => !members.Contains(name)).Select(name => KeyValuePair.Create(name, AsType))],
            trees,
            (tree, places) =>
            {
                if (places.Exists(place => place.Bits == AsMember || MayBeType(place.Token)))
                    touched.Add(tree);
            },
            _cancellation);
        return [.. touched];
    }

    private bool MayBeType(SyntaxToken token) => TypeMention.MayBe(token, _isSourceOnly && !_nested.ContainsKey(token.ValueText) ? _source.Qualifiers : null);

    /// <summary>What the declarations that mention some types add; of the first, what extends others can be called without them.</summary>
    private ICollection<string> Follow(HashSet<string> names, bool areHomes, IReadOnlyCollection<MetadataMention> metadata)
    {
        ConcurrentDictionary<string, bool> added = new(StringComparer.Ordinal);
        Declared declared = new(AddType, AddMember);
        _source.Find([.. names.Select(name => KeyValuePair.Create(name, 1u))], _source.Trees, (_, places) =>
        {
            foreach ((SyntaxToken token, uint _) in places)
            {
                // What is in it can be called by its own name, and in any file.
                if (token.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { Alias: null } import && import.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) && import.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
                    IsUnbounded = true;
                if (token.Parent is BaseTypeDeclarationSyntax { Parent: TypeDeclarationSyntax } or DelegateDeclarationSyntax { Parent: TypeDeclarationSyntax })
                    _nested.TryAdd(token.ValueText, true);
                if (areHomes && token.Parent is TypeDeclarationSyntax home && home.Identifier == token)
                    declared.ExtensionsIn(home);
                // Of a type in another the qualifier is not known before all of them are read.
                if (TypeMention.MayBe(token, null))
                    declared.Around(token);
            }
        }, _cancellation);
        foreach (MetadataMention mention in metadata.Where(mention => mention.Types.Overlaps(names)))
        {
            if (mention.IsType)
                AddType(mention.Name);
            else
                AddMember(mention.Name, mention.Home);
        }

        return added.Keys;

        void AddType(string name)
        {
            if (name.Length > 0 && !_types.ContainsKey(name))
                added.TryAdd(name, true);
        }

        void AddMember(string name, string? home) => _members.TryAdd((name, home), true);
    }
}
