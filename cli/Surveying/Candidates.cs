using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Surveying;

/// <summary>
/// The files in which a rule may find anything, told from names: what is in the others need not be bound. A file has to
/// have a name by which code gets hold of what has a role (<see cref="Reach"/>), one of the base library's pairs, or of a
/// member that uses these on behalf of its callers, along with the type that has the member.
/// </summary>
internal sealed class Candidates
{
    private readonly Dictionary<LoadedProject, HashSet<SyntaxTree>> _concerned = [];
    private readonly HashSet<LoadedProject> _whole = [];

    private Candidates()
    {
    }

    /// <summary>How many files are not bound, in a sentence; null when all are.</summary>
    public string? Remark { get; private set; }

    /// <summary>All of a project's files are bound: it has been asked for, or names do not tell what its generators or its options make of it.</summary>
    public bool IsWhole(LoadedProject project) => _whole.Contains(project);

    /// <summary>A rule may find something in the file.</summary>
    public bool Concerns(LoadedProject project, SyntaxTree tree) => _concerned[project].Contains(tree);

    /// <summary>The files of a project that are bound.</summary>
    public IEnumerable<SyntaxTree> In(LoadedProject project) => IsWhole(project) ? project.Sources : project.Sources.Where(_concerned[project].Contains);

    /// <summary>Their paths; null for all.</summary>
    public IReadOnlySet<string>? PathsIn(LoadedProject project) => IsWhole(project) ? null : In(project).Select(tree => tree.FilePath).ToHashSet(StringComparer.Ordinal);

    /// <summary>Nobody will ask about the project any more.</summary>
    public void LetGo(LoadedProject project) => _concerned.Remove(project);

    /// <param name="code">What was loaded.</param>
    /// <param name="bindsAll">Every file is bound, whatever is in it.</param>
    /// <param name="isWhole">Projects that are bound whole for another reason.</param>
    /// <param name="withOwnership">Whether more than the use of fragments is looked for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Candidates Of(CodeBase code, bool bindsAll, Func<LoadedProject, bool> isWhole, bool withOwnership, CancellationToken cancellation)
    {
        Candidates candidates = new();
        Search? search = SearchIn(code, withOwnership, cancellation);
        Dictionary<string, bool> bound = new(StringComparer.Ordinal);
        foreach (LoadedProject project in code.Requested)
        {
            bool isUnbounded = search is null || search.IsUnbounded && search.Models.ContainsKey(project);
            if (bindsAll || isUnbounded || !project.Generated.IsEmpty || isWhole(project))
                candidates._whole.Add(project);
            candidates._concerned.Add(project, isUnbounded ? [.. project.Compilation.SyntaxTrees] : search!.Found(project));
            foreach (SyntaxTree tree in project.Sources)
            {
                bool isBound = candidates.IsWhole(project) || candidates.Concerns(project, tree);
                // Some come with every project, and nobody counts them.
                if (!GeneratedFile.Is(tree, project.Compilation, cancellation))
                    bound[tree.FilePath] = isBound || bound.GetValueOrDefault(tree.FilePath);
                if (withOwnership && !isBound)
                    BodyIndex.PassOver(tree);
            }
        }

        int unbound = bound.Values.Count(isBound => !isBound);
        if (unbound > 0)
            candidates.Remark = $"{unbound} of {bound.Count} files not bound: no name in them concerns a rule. Whether they compile was not asked (--full).";
        return candidates;
    }

    /// <summary>Null where the compiler fails over a declaration: then nobody knows what names stand for.</summary>
    private static Search? SearchIn(CodeBase code, bool withOwnership, CancellationToken cancellation)
    {
        try
        {
            return Search.In(code, withOwnership, cancellation);
        }
        catch (Exception problem) when (Mishap.Is(problem, cancellation))
        {
            return null;
        }
    }

    private sealed class Search
    {
        /// <summary>As far as the rules follow calls.</summary>
        private const int Rounds = 8;

        private readonly CancellationToken _cancellation;
        private readonly SourceWords _source;
        private readonly Dictionary<LoadedProject, HashSet<SyntaxTree>> _found = [];
        private readonly Dictionary<SyntaxTree, LoadedProject> _homes = [];
        private readonly IReadOnlyCollection<MetadataMention> _metadata;

        private Search(CodeBase code, CancellationToken cancellation)
        {
            _cancellation = cancellation;
            foreach (LoadedProject project in code.Requested)
            {
                _found.Add(project, []);
                if (FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, cancellation) is FragmentModel model)
                    Models.Add(project, model);
                foreach (SyntaxTree tree in project.Compilation.SyntaxTrees)
                    _homes.TryAdd(tree, project);
            }

            _source = new SourceWords(code.Projects.SelectMany(project => project.Compilation.SyntaxTrees).Distinct(), cancellation);
            Vocabularies vocabularies = Vocabularies.Of(_source.Trees, Models.Values, cancellation);
            _metadata = vocabularies.Metadata;
            Reach reach = Reach.Of(vocabularies.Types, vocabularies.Members, _source, _metadata, cancellation);
            IsUnbounded = vocabularies.IsUnbounded || reach.IsUnbounded;
            if (IsUnbounded || vocabularies.Types.Count == 0)
                return;
            foreach (SyntaxTree tree in reach.Touched(_homes.Where(home => Models.ContainsKey(home.Value)).Select(home => home.Key)))
                _found[_homes[tree]].Add(tree);
            foreach ((LoadedProject project, FragmentModel model) in Models)
                _found[project].UnionWith(project.Sources.AsParallel().WithCancellation(cancellation).Where(tree => DisabledTextAnalyzer.MayFindIn(tree, model, cancellation)));
        }

        /// <summary>The projects that have a vocabulary.</summary>
        public Dictionary<LoadedProject, FragmentModel> Models { get; } = [];

        /// <summary>Names tell nothing of what has a vocabulary.</summary>
        public bool IsUnbounded { get; }

        public HashSet<SyntaxTree> Found(LoadedProject project) => _found[project];

        public static Search In(CodeBase code, bool withOwnership, CancellationToken cancellation)
        {
            Search search = new(code, cancellation);
            if (withOwnership)
                search.AddOwnership();
            return search;
        }

        /// <summary>The base library's pairs, which need no vocabulary, and the members that somebody else uses them through.</summary>
        private void AddOwnership()
        {
            HelperNames helpers = new();
            // Names of roles mean something only where there is a way to what has them.
            Dictionary<string, uint> passed = [];
            foreach (KeyValuePair<string, uint> name in Models.Values.SelectMany(model => model.Index.Names.All))
            {
                if (Interests.ThroughCalls(Interests.Of(name.Value)) is var interest and not Interest.None)
                    passed[name.Key] = passed.GetValueOrDefault(name.Key) | (uint)interest;
            }

            foreach (string operation in Enum.GetNames<FragmentOperation>().Where(_ => Models.Values.Any(model => model.Index.Names.Has(Role.Fragment))).Where(name => name == nameof(FragmentOperation.DmaMap)))
                passed[operation] = passed.GetValueOrDefault(operation) | (uint)Interest.Dma;
            _source.Find(passed, _found.Values.SelectMany(trees => trees).ToList(), (_, places) => helpers.Add(places), _cancellation);
            Dictionary<LoadedProject, PairNames> pairs = _found.Keys.ToDictionary(project => project, project => PairNames.In(project.Compilation, _source));
            Dictionary<string, HashSet<SyntaxTree>> near = pairs.Values.SelectMany(names => names.Ends).GroupBy(end => end.Name, end => end.Types).ToDictionary(end => end.Key, end => TouchedBy([.. end.SelectMany(types => types).Distinct()]));
            foreach (IGrouping<LoadedProject, SyntaxTree> trees in _homes.GroupBy(home => home.Value, home => home.Key))
            {
                PairNames names = pairs[trees.Key];
                _source.Find(names.All, trees, (tree, places) =>
                {
                    places.RemoveAll(place => !names.MayBe(place.Token.ValueText, tree, near));
                    if (places.Count == 0)
                        return;
                    Add(tree);
                    helpers.Add(places);
                }, _cancellation);
            }

            for (int round = 1; round < Rounds && helpers.Take() is { Names.Count: > 0 } taken; round++)
            {
                // Whose members they are, and what leads to these.
                HashSet<SyntaxTree> touched = Reach.Of(taken.Homes, taken.Extensions, _source, _metadata, _cancellation).Touched(_homes.Keys);
                _source.Find(taken.Names, touched, (tree, places) =>
                {
                    Add(tree);
                    helpers.Add(places);
                }, _cancellation);
            }
        }

        /// <summary>The files in which there is a way to values of types of the base library: by source, and by assemblies that have to do with these.</summary>
        private HashSet<SyntaxTree> TouchedBy(IReadOnlyCollection<string> types)
        {
            HashSet<string> seen = [];
            List<MetadataMention> mentions = [];
            foreach (LoadedProject project in _found.Keys)
            {
                foreach (IAssemblySymbol assembly in project.Compilation.SourceModule.ReferencedAssemblySymbols)
                {
                    if (project.Compilation.GetMetadataReference(assembly) is PortableExecutableReference reference && seen.Add(assembly.Identity.GetDisplayName()) && MetadataMention.RefersTo(reference, types))
                        mentions.AddRange(MetadataMention.In(assembly));
                }
            }

            return Reach.Of(types, [], _source, mentions, _cancellation).Touched(_homes.Keys);
        }

        private void Add(SyntaxTree tree)
        {
            if (!_homes.TryGetValue(tree, out LoadedProject? project))
                return;
            lock (_found)
                _found[project].Add(tree);
        }
    }

    /// <summary>Members that do what is looked for on behalf of those who use them, each with the type that has it.</summary>
    private sealed class HelperNames
    {
        private readonly Dictionary<(string Name, string? Home), uint> _known = [];
        private HelperBatch _new = new();

        public void Add(List<(SyntaxToken Token, uint Bits)> places)
        {
            lock (_known)
            {
                foreach ((SyntaxToken token, uint bits) in places)
                {
                    SortedDictionary<string, uint> helpers = new(StringComparer.Ordinal);
                    Helper.AddAround(token, Interests.Here(bits), helpers);
                    if ((bits & Interests.Acquires) != 0 || BaseLibraryFile.AcquiringNames.Contains(token.ValueText))
                        Helper.AddType(token, Interests.Here(bits), helpers);
                    if (helpers.Count == 0)
                        continue;
                    string? home = Declared.HomeOf(token, out string? extension);
                    foreach ((string name, uint gained) in helpers)
                    {
                        uint known = _known.GetValueOrDefault((name, home));
                        uint all = known | (uint)Interests.ThroughCalls(gained) | gained & Interests.Acquires;
                        if (all == known)
                            continue;
                        _known[(name, home)] = all;
                        _new.Add(name, all, home, extension);
                    }
                }
            }
        }

        /// <summary>Those that were not there before.</summary>
        public HelperBatch Take()
        {
            HelperBatch taken = _new;
            _new = new HelperBatch();
            return taken;
        }
    }

    /// <summary>Names of helpers, the types that have them, and the names by which some are called on what they extend.</summary>
    private sealed class HelperBatch
    {
        public Dictionary<string, uint> Names { get; } = [];

        public HashSet<string> Homes { get; } = [];

        public HashSet<string> Extensions { get; } = [];

        public void Add(string name, uint bits, string? home, string? extension)
        {
            Names[name] = Names.GetValueOrDefault(name) | bits;
            if (home is not null)
                Homes.Add(home);
            if (extension is not null)
                Extensions.Add(extension);
        }
    }
}
