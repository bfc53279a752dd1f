using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>An accessor that is generated.</summary>
internal sealed class GeneratedAccessor
{
    public GeneratedAccessor(INamedTypeSymbol fragment, FragmentOperation operation, string home, string signature)
    {
        Fragment = fragment;
        Operation = operation;
        Home = home;
        Signature = signature;
    }

    public INamedTypeSymbol Fragment { get; }

    public FragmentOperation Operation { get; }

    /// <summary>The type that it goes to.</summary>
    public string Home { get; }

    /// <summary>Its declaration, without body.</summary>
    public string Signature { get; }
}

/// <summary>An accessor that raw uses wait for and that cannot be written.</summary>
internal sealed class RefusedAccessor
{
    public RefusedAccessor(INamedTypeSymbol fragment, FragmentOperation operation, string reason)
    {
        Fragment = fragment;
        Operation = operation;
        Reason = reason;
    }

    public INamedTypeSymbol Fragment { get; }

    public FragmentOperation Operation { get; }

    public string Reason { get; }
}

/// <summary>Accessors, the texts that have them, and what could not be written.</summary>
internal sealed class Generated
{
    private readonly List<GeneratedAccessor> _accessors = new();
    private readonly List<RefusedAccessor> _refused = new();
    private readonly List<(SyntaxTree Tree, ImmutableArray<TextChange> Changes)> _changes = new();
    private readonly List<AddedFile> _added = new();
    private readonly List<(AdditionalText File, TextChange Change)> _bindings = new();

    public IReadOnlyList<GeneratedAccessor> Accessors => _accessors;

    public IReadOnlyList<RefusedAccessor> Refused => _refused;

    /// <summary>The files that are new.</summary>
    public IReadOnlyList<AddedFile> Added => _added;

    /// <summary>The files that change.</summary>
    public IEnumerable<(SyntaxTree Tree, SourceText Text)> Changed =>
        _changes.GroupBy(change => change.Tree).Select(tree => (tree.Key, tree.Key.GetText().WithChanges(tree.SelectMany(change => change.Changes).OrderBy(change => change.Span.Start).Distinct())));

    /// <summary>The binding files that change: a fragment's line names the type of its accessors.</summary>
    public IEnumerable<(AdditionalText File, SourceText Text)> Bindings =>
        _bindings.GroupBy(binding => binding.File.Path).Select(file => (file.First().File, file.First().File.GetText()!.WithChanges(file.Select(binding => binding.Change).OrderBy(change => change.Span.Start))));

    public void Refuse(INamedTypeSymbol fragment, FragmentOperation operation, string reason)
    {
        if (!_refused.Exists(known => known.Operation == operation && SymbolEqualityComparer.Default.Equals(known.Fragment, fragment)))
            _refused.Add(new RefusedAccessor(fragment, operation, reason));
    }

    public void Add(Draft draft, AccessorHome home, INamedTypeSymbol fragment)
    {
        foreach ((WrittenAccessor member, _, _, string declaration) in draft.Places)
            _accessors.Add(new GeneratedAccessor(fragment, member.Operation, home.Name, declaration));
        foreach ((SyntaxTree old, SyntaxTree now) in draft.Changed)
            _changes.Add((old, now.GetText().GetTextChanges(old.GetText()).ToImmutableArray()));
        if (draft.Added is AddedFile added)
            _added.Add(added);
        if (home.New?.Binding is (AdditionalText, TextChange) binding)
            _bindings.Add(binding);
        // Some uses take another way, and the operation is there for the others.
        _refused.RemoveAll(refused => SymbolEqualityComparer.Default.Equals(refused.Fragment, fragment) && draft.Places.Any(place => place.Member.Operation == refused.Operation));
    }
}
