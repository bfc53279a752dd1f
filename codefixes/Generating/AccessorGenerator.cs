using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>A compilation with its additional files, as an editor or the tool has it.</summary>
internal sealed class GeneratorUnit
{
    public GeneratorUnit(Compilation compilation, ImmutableArray<AdditionalText> files)
    {
        Compilation = compilation;
        Files = files;
    }

    public Compilation Compilation { get; }

    public ImmutableArray<AdditionalText> Files { get; }
}

/// <summary>Raw uses in one tree of a unit; all that are there where no places are given.</summary>
internal sealed class UsesIn
{
    public UsesIn(int unit, SyntaxTree tree, ImmutableHashSet<TextSpan>? places = null)
    {
        Unit = unit;
        Tree = tree;
        Places = places;
    }

    public int Unit { get; }

    public SyntaxTree Tree { get; }

    public ImmutableHashSet<TextSpan>? Places { get; }
}

/// <summary>
/// Writes the accessors that raw uses wait for. What is written compiles without a warning, and is taken by the
/// conversion: it is tried on the uses before it is handed out, and what none of them takes is left out.
/// </summary>
internal sealed class AccessorGenerator
{
    /// <summary>A use may find that it needs a second accessor only when it has the first.</summary>
    private const int MostRounds = 4;

    private readonly ImmutableArray<GeneratorUnit> _units;
    private readonly bool _withInner;
    private readonly Func<SyntaxTree, bool> _isWritable;
    private readonly CancellationToken _cancellation;
    private readonly Generated _result = new();
    private readonly Dictionary<Compilation, (Draft Draft, Compilation Changed)> _drafted = new();
    private AccessorHome? _home;

    private AccessorGenerator(ImmutableArray<GeneratorUnit> units, bool withInner, Func<SyntaxTree, bool> isWritable, CancellationToken cancellation)
    {
        _units = units;
        _withInner = withInner;
        _isWritable = isWritable;
        _cancellation = cancellation;
    }

    /// <summary>The accessors that the uses wait for.</summary>
    /// <param name="units">The compilations, each behind those that it refers to.</param>
    /// <param name="uses">Where the uses are.</param>
    /// <param name="withInner">What stands inside of a use is converted once that is, and what it then needs is written, too.</param>
    /// <param name="isWritable">Whether a tree has a file that can be changed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Generated Generate(ImmutableArray<GeneratorUnit> units, IEnumerable<UsesIn> uses, bool withInner, Func<SyntaxTree, bool> isWritable, CancellationToken cancellation)
    {
        AccessorGenerator generator = new(units, withInner, isWritable, cancellation);
        ImmutableArray<UsesIn> places = uses.ToImmutableArray();
        List<Waiting> waiting = places.SelectMany(place => generator.In(place, null)).ToList();
        foreach (IGrouping<string, Waiting> fragment in waiting.Where(use => use.Site.Missing is not null).GroupBy(use => KeyOf(use.Fragment)).OrderBy(group => group.Key, StringComparer.Ordinal).ToList())
            generator.Fragment(fragment.ToList(), places);
        return generator._result;
    }

    /// <summary>A raw use with the compilation it was seen in.</summary>
    private sealed class Waiting
    {
        public Waiting(UsesIn place, Site site, FragmentModel model)
        {
            Place = place;
            Site = site;
            Model = model;
            Fragment = site.Missing is MissingAccessor missing ? Declaring(missing, model) : null!;
        }

        public UsesIn Place { get; }

        public Site Site { get; }

        public FragmentModel Model { get; }

        /// <summary>The type that declares the parts: an accessor of it takes those derived from it.</summary>
        public INamedTypeSymbol Fragment { get; }

        private static INamedTypeSymbol Declaring(MissingAccessor missing, FragmentModel model)
        {
            INamedTypeSymbol type = missing.Fragment.OriginalDefinition;
            while (type.BaseType is { SpecialType: SpecialType.None } inner && model.Is(inner, Role.Fragment)
                && missing.Members.All(member => member.Member is null || !SymbolEqualityComparer.Default.Equals(member.Member.ContainingType.OriginalDefinition, type)))
            {
                type = inner.OriginalDefinition;
            }

            INamedTypeSymbol? contract = missing.Members.Select(member => member.Member?.ContainingType.OriginalDefinition).FirstOrDefault(declaring => declaring is { TypeKind: TypeKind.Interface });
            return contract is not null && model.Is(contract, Role.Fragment) ? contract : type;
        }
    }

    private static string KeyOf(INamedTypeSymbol fragment) => $"{DocumentationCommentId.CreateDeclarationId(fragment)} {fragment.ContainingAssembly?.Name}";

    /// <summary>The raw uses of a tree, in the unit as it is or as a draft leaves it.</summary>
    private IEnumerable<Waiting> In(UsesIn place, Draft? draft)
    {
        GeneratorUnit unit = _units[place.Unit];
        Compilation compilation = draft is null ? unit.Compilation : With(unit.Compilation, draft);
        SyntaxTree? tree = compilation.ContainsSyntaxTree(place.Tree) ? place.Tree : compilation.SyntaxTrees.FirstOrDefault(other => other.FilePath == place.Tree.FilePath);
        if (tree is null || FragmentModel.For(compilation, draft is null ? unit.Files : WithBinding(unit.Files, draft), _cancellation) is not FragmentModel model)
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
                    yield return new Waiting(place, site, model);
            }
        }
    }

    /// <summary>
    /// A compilation with the draft in it. The same file may be compiled for several targets: what is the same on disk is
    /// the same in each of them, and in those that they refer to.
    /// </summary>
    private Compilation With(Compilation compilation, Draft draft)
    {
        if (compilation == _home!.Compilation)
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
            if (reference is CompilationReference inner && With(inner.Compilation, draft) is Compilation other && other != inner.Compilation)
                changed = changed.ReplaceReference(reference, other.ToMetadataReference(inner.Properties.Aliases, inner.Properties.EmbedInteropTypes));
        }

        _drafted[compilation] = (draft, changed);
        return changed;
    }

    private ImmutableArray<AdditionalText> WithBinding(ImmutableArray<AdditionalText> files, Draft draft)
    {
        if (_home?.New?.Binding is not (AdditionalText file, TextChange change))
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

    /// <summary>All that one fragment's uses wait for.</summary>
    private void Fragment(List<Waiting> waiting, ImmutableArray<UsesIn> places)
    {
        Waiting first = waiting[0];
        _home = HomeOf(first, out string? refused);
        if (_home is null)
        {
            foreach (FragmentOperation operation in waiting.Select(use => use.Site.Missing!.Operation).Distinct())
                _result.Refuse(first.Fragment, operation, refused!);
            return;
        }

        // A use of it may be any that touches this fragment: an accessor that takes three stores at once is seen at one of them.
        ImmutableArray<UsesIn> ours = places.Where(place => waiting.Exists(use => use.Place == place)).ToImmutableArray();
        SpelledTypes types = new();
        AccessorWriter writer = new(_home, types);
        List<WrittenAccessor> members = new();
        HashSet<string> tried = new();
        HashSet<WrittenAccessor> used = new();
        List<Waiting> left = waiting;
        Draft? draft = null;
        for (int round = 0; round < MostRounds; round++)
        {
            List<MissingAccessor> missing = left.Select(use => use.Site.Missing!).Where(use => !tried.Contains(NameOf(use))).ToList();
            if (missing.Count == 0)
                break;
            tried.UnionWith(missing.Select(NameOf));
            List<(FragmentOperation Operation, string Reason)> impossible = new();
            foreach (AccessorNeed need in new Needs(_home.Compilation, _home.Within, missing, left[0].Model, left[0].Fragment).All(impossible))
            {
                ImmutableArray<WrittenAccessor> written = writer.Write(need, out string? why);
                if (why is not null)
                    impossible.Add((need.Operation, why));
                members.AddRange(written);
            }

            foreach ((FragmentOperation operation, string why) in impossible)
                _result.Refuse(first.Fragment, operation, why);
            draft = Compiling(members, types, first.Fragment);
            if (draft is null)
                return;
            (used, left) = TryOn(draft, ours, first.Fragment);
        }

        foreach (IGrouping<FragmentOperation, Waiting> still in left.Where(use => use.Site.Missing is not null).GroupBy(use => use.Site.Missing!.Operation))
            _result.Refuse(first.Fragment, still.Key, still.First().Site.Reason ?? "");
        Keep(members, used, draft!, types, first.Fragment, ours);
    }

    private static string NameOf(MissingAccessor missing) => $"{missing.Operation} {missing.Called?.ToDisplayString()}";

    /// <summary>What the uses take stays, with the form that it calls.</summary>
    private void Keep(List<WrittenAccessor> members, HashSet<WrittenAccessor> used, Draft draft, SpelledTypes types, INamedTypeSymbol fragment, ImmutableArray<UsesIn> ours)
    {
        List<WrittenAccessor> kept = members.FindAll(member => used.Contains(member) || !member.ByIndex && members.Exists(other => other.ByIndex && other.Need == member.Need && used.Contains(other)));
        foreach (WrittenAccessor useless in members.Where(member => !kept.Exists(other => other.Operation == member.Operation)))
            _result.Refuse(fragment, useless.Operation, In(ours, draft).Select(use => use.Site).FirstOrDefault(site => !site.IsFixable && site.Row?.Operation == useless.Operation)?.Reason ?? "no use would take it");
        if (kept.Count == 0)
            return;
        kept = kept.OrderBy(member => member.Operation).ToList();
        if (!kept.SequenceEqual(draft.Places.Select(place => place.Member)))
            draft = Draft.Of(_home!, types, kept.ToImmutableArray(), _cancellation);
        if (draft.Problems.Count > 0)
        {
            foreach (WrittenAccessor member in kept)
                _result.Refuse(fragment, member.Operation, WouldNotCompile(draft.Problems[0]));
            return;
        }

        _result.Add(draft, _home!, fragment);
    }

    private IEnumerable<Waiting> In(ImmutableArray<UsesIn> places, Draft draft) => places.SelectMany(place => In(place, draft));

    /// <summary>The uses that take a member of the draft, by member; and those that still wait.</summary>
    private (HashSet<WrittenAccessor> Used, List<Waiting> Left) TryOn(Draft draft, ImmutableArray<UsesIn> places, INamedTypeSymbol fragment)
    {
        Dictionary<string, WrittenAccessor> methods = new();
        foreach ((WrittenAccessor member, SyntaxTree tree, TextSpan span, _) in draft.Places)
        {
            SyntaxNode root = tree.GetRoot(_cancellation);
            if (root.DescendantNodes(span).OfType<MethodDeclarationSyntax>().FirstOrDefault(method => span.Contains(method.Span)) is MethodDeclarationSyntax declared
                && draft.Compilation.GetSemanticModel(tree).GetDeclaredSymbol(declared, _cancellation) is IMethodSymbol symbol
                && DocumentationCommentId.CreateDeclarationId(symbol) is string id)
            {
                methods[id] = member;
            }
        }

        HashSet<WrittenAccessor> used = new();
        List<Waiting> left = new();
        foreach (Waiting use in In(places, draft))
        {
            if (use.Site.Missing is not null)
            {
                if (KeyOf(use.Fragment) == KeyOf(fragment))
                    left.Add(use);
                continue;
            }

            foreach (Accessor? accessor in new[] { use.Site.Accessor, use.Site.Inner })
            {
                if (accessor is not null && DocumentationCommentId.CreateDeclarationId(accessor.Method.OriginalDefinition) is string id && methods.TryGetValue(id, out WrittenAccessor? member)
                    // Parameters are told apart by type and order; what was meant has to be what is understood.
                    && (member.Need.OffsetParameter is null || accessor.ParameterOf(Part.Offset)?.Name == member.Need.OffsetParameter))
                    used.Add(member);
            }
        }

        return (used, left);
    }

    /// <summary>The draft without what the compiler objects to; null when nothing is left.</summary>
    private Draft? Compiling(List<WrittenAccessor> members, SpelledTypes types, INamedTypeSymbol fragment)
    {
        while (members.Count > 0)
        {
            Draft draft = Draft.Of(_home!, types, members.ToImmutableArray(), _cancellation);
            if (draft.Problems.Count == 0)
                return draft;
            List<WrittenAccessor> bad = draft.Places.Where(place => draft.Problems.Exists(problem => problem.Location.SourceTree == place.Tree && problem.Location.SourceSpan.IntersectsWith(place.Span))).Select(place => place.Member).ToList();
            if (bad.Count == 0)
                bad = members.ToList();
            foreach (WrittenAccessor member in bad)
            {
                Diagnostic problem = draft.Problems[0];
                foreach ((WrittenAccessor placed, SyntaxTree tree, TextSpan span, _) in draft.Places)
                {
                    if (placed == member && draft.Problems.Find(found => found.Location.SourceTree == tree && found.Location.SourceSpan.IntersectsWith(span)) is Diagnostic own)
                        problem = own;
                }

                members.Remove(member);
                // The form that takes a container is nothing without the other.
                members.RemoveAll(other => !member.ByIndex && other.ByIndex && other.Need == member.Need);
                if (!member.ByIndex)
                    _result.Refuse(fragment, member.Operation, WouldNotCompile(problem));
            }
        }

        return null;
    }

    private static string WouldNotCompile(Diagnostic problem) => $"it would not compile: {problem.Id} {problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    private AccessorHome? HomeOf(Waiting use, out string? refused)
    {
        INamedTypeSymbol fragment = use.Fragment;
        AccessorCatalog catalog = use.Model.AccessorsOf(fragment);
        INamedTypeSymbol lies = catalog.Type ?? fragment;
        string? id = DocumentationCommentId.CreateDeclarationId(lies);
        GeneratorUnit own = _units[use.Place.Unit];
        GeneratorUnit? unit = lies.DeclaringSyntaxReferences.IsEmpty
            ? null
            : _units.FirstOrDefault(other => lies.DeclaringSyntaxReferences.Any(reference => other.Compilation.ContainsSyntaxTree(reference.SyntaxTree)));
        if (unit is null && catalog.Type is not null)
        {
            refused = $"'{catalog.Type.Name}', where the accessors are, has no source here";
            return null;
        }

        unit ??= own;
        INamedTypeSymbol? there = Find(fragment, unit.Compilation);
        if (there is null)
        {
            refused = $"'{fragment.Name}' is not to be seen in '{unit.Compilation.AssemblyName}'";
            return null;
        }

        INamedTypeSymbol? existing = catalog.Type is null ? null : Find(catalog.Type, unit.Compilation);
        List<Accessor> known = Enumerable.Range(0, Operations.All.Length).SelectMany(operation => catalog.Of((FragmentOperation)operation)).ToList();
        if (unit != own)
            unit = new GeneratorUnit(unit.Compilation, unit.Files.Concat(own.Files).GroupBy(file => file.Path).Select(file => file.First()).ToImmutableArray());
        return AccessorHome.Of(unit, there, existing, known, use.Place.Tree, _isWritable, out refused, _cancellation);
    }

    private static INamedTypeSymbol? Find(INamedTypeSymbol type, Compilation compilation) =>
        DocumentationCommentId.CreateDeclarationId(type.OriginalDefinition) is string id ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol : null;
}
