using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>The raw uses in the compilations, as they are or as a draft leaves them.</summary>
internal sealed class UnitsWithDraft
{
    private readonly ImmutableArray<GeneratorUnit> _units;
    private readonly bool _withInner;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Compilation, (Draft Draft, Compilation Changed)> _drafted = new();

    public UnitsWithDraft(ImmutableArray<GeneratorUnit> units, bool withInner, CancellationToken cancellation)
    {
        _units = units;
        _withInner = withInner;
        _cancellation = cancellation;
    }

    /// <summary>The raw uses of a tree, in the unit as it is or as a draft leaves it.</summary>
    public IEnumerable<WaitingUse> In(UsesIn place, AccessorHome? home, Draft? draft)
    {
        GeneratorUnit unit = _units[place.Unit];
        Compilation compilation = draft is null ? unit.Compilation : With(unit.Compilation, home!, draft);
        SyntaxTree? tree = compilation.ContainsSyntaxTree(place.Tree) ? place.Tree : compilation.SyntaxTrees.FirstOrDefault(other => other.FilePath == place.Tree.FilePath);
        if (tree is null || FragmentModel.For(compilation, draft is null ? unit.Files : WithBinding(unit.Files, home!), _cancellation) is not FragmentModel model)
            yield break;
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        SyntaxNode root = tree.GetRoot(_cancellation);
        IEnumerable<SyntaxNode> members = place.Places is { Count: < 8 } few && tree == place.Tree ? few.SelectMany(span => MemberCode.Around(root, span)).Distinct() : MemberCode.In(root);
        foreach (SyntaxNode member in members)
        {
            foreach (Site site in SiteFinder.Find(model, semantics, MemberCode.Roots(member, semantics, _cancellation), _cancellation))
            {
                TextSpan span = tree == place.Tree ? site.Span : draft!.OldSpan(tree, site.Span);
                if (place.Places is null || place.Places.Contains(span) || _withInner && place.Places.Any(outer => outer.Contains(span)))
                    yield return new WaitingUse(place, site, model);
            }
        }
    }

    /// <summary>
    /// A compilation with the draft in it. The same file may be compiled for several targets: what is the same on disk is
    /// the same in each of them, and in those that they refer to.
    /// </summary>
    private Compilation With(Compilation compilation, AccessorHome home, Draft draft)
    {
        if (compilation == home.Compilation)
            return draft.Compilation;
        if (_drafted.TryGetValue(compilation, out (Draft Draft, Compilation Changed) known) && known.Draft == draft)
            return known.Changed;
        Compilation changed = compilation;
        foreach ((SyntaxTree old, SyntaxTree now) in draft.Changed)
        {
            if (old.FilePath.Length > 0 && compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == old.FilePath) is SyntaxTree same)
                changed = changed.ReplaceSyntaxTree(same, same.WithChangedText(now.GetText(_cancellation)));
        }

        if (draft.Added is AddedFile added && compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == added.Beside.FilePath && tree.FilePath.Length > 0) is SyntaxTree beside)
            changed = changed.AddSyntaxTrees(CSharpSyntaxTree.ParseText(added.Text, (CSharpParseOptions)beside.Options, added.Path, _cancellation));
        foreach (MetadataReference reference in compilation.References)
        {
            if (reference is CompilationReference inner && With(inner.Compilation, home, draft) is Compilation other && other != inner.Compilation)
                changed = changed.ReplaceReference(reference, other.ToMetadataReference(inner.Properties.Aliases, inner.Properties.EmbedInteropTypes));
        }

        _drafted[compilation] = (draft, changed);
        return changed;
    }

    private ImmutableArray<AdditionalText> WithBinding(ImmutableArray<AdditionalText> files, AccessorHome home)
    {
        if (home.New?.Binding is not (AdditionalText file, TextChange change))
            return files;
        return files.Select(other => other.Path == file.Path ? new EditedFile(file.Path, file.GetText(_cancellation)!.WithChanges(change)) : other).ToImmutableArray();
    }

    private sealed class EditedFile : AdditionalText
    {
        private readonly SourceText _text;

        public EditedFile(string path, SourceText text)
        {
            Path = path;
            _text = text;
        }

        public override string Path { get; }

        public override SourceText? GetText(CancellationToken cancellationToken = default) => _text;
    }
}
