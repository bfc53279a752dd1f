using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>Reads a code base, and proposes what in it counts, what is a fragment, what maps, and who owns.</summary>
internal sealed class Proposer
{
    private const int Steps = 4;

    private readonly CodeBase _code;
    private readonly SourceStore _sources;
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly IProgressSteps _progress;
    private List<FragmentAccessor> _accessors = [];

    private Proposer(CodeBase code, SourceStore sources, IProgressSteps progress, CancellationToken cancellation)
    {
        _code = code;
        _sources = sources;
        _progress = progress;
        _corpus = new Corpus(code, cancellation);
        _vocabulary = new Vocabulary(_corpus);
    }

    /// <param name="code">The code base.</param>
    /// <param name="sources">Where files are read.</param>
    /// <param name="attributes">What is said of sources is to be said there, with attributes, and not in a binding file.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ProposalResult Of(CodeBase code, SourceStore sources, bool attributes, IProgressSteps progress, CancellationToken cancellation) =>
        new Proposer(code, sources, progress, cancellation).Vocabulary(attributes, out _);

    /// <summary>The same, and the accessors that the code base's raw uses wait for once that is said.</summary>
    public static async Task<ProposalResult> WithAccessorsAsync(CodeBase code, SourceStore sources, bool attributes, IProgressSteps progress, CancellationToken cancellation)
    {
        ProposalResult result = new Proposer(code, sources, progress, cancellation).Vocabulary(attributes, out CodeBase? bound);
        return bound is null ? result : Together(result, await AccessorProposer.OfAsync(bound, progress, cancellation).ConfigureAwait(false));
    }

    /// <param name="attributes">What is said of sources is to be said there.</param>
    /// <param name="bound">The code base with all of it said, in memory; null where there is no fragment in it.</param>
    private ProposalResult Vocabulary(bool attributes, out CodeBase? bound)
    {
        Look();
        // What a comment of a binding file names, a person has thought of.
        List<Proposal> proposals = [.. _vocabulary.Found.Where(proposal => !_vocabulary.IsMentioned(proposal.Symbol)).OrderBy(proposal => proposal.Confidence).ThenBy(proposal => proposal.Role)];
        List<Question> questions = [.. _vocabulary.Questions.Where(question => !_vocabulary.IsMentioned(question.Symbol))];
        AttributedSources? sources = attributes ? AttributedSources.Of(_corpus, proposals) : null;
        proposals = [.. proposals.Select(proposal => sources?.Said.Contains(proposal) == true ? proposal : OfAllFrameworks(proposal)).OrderBy(proposal => proposal.Confidence).ThenBy(proposal => proposal.Role)];
        VocabularyFiles files = VocabularyFiles.Of(_code, _corpus, _sources, [.. sources is null ? proposals : proposals.Except(sources.Said)], questions);
        bound = proposals.Exists(proposal => proposal is { Role: Role.Fragment, Confidence: Confidence.Sure }) ? files.Bind(sources?.Apply(_code) ?? _code) : null;
        return new ProposalResult(
            [.. proposals],
            [.. questions],
            [.. _accessors],
            [.. files.Texts.Where(file => file.Value.Old is not null).Select(file => new ChangedFile(file.Key, file.Value.Old!, file.Value.New)), .. files.Projects, .. sources?.Changed ?? []],
            [.. files.Texts.Where(file => file.Value.Old is null).Select(file => (file.Key, file.Value.New.ToString())), .. sources?.Added ?? []],
            _vocabulary.CountSaid(_corpus))
        { Remarks = [.. files.Remarks] };
    }

    /// <summary>A binding file is read in every target framework, and a line that names nothing in one of them is reported there.</summary>
    private Proposal OfAllFrameworks(Proposal proposal)
    {
        if (proposal.Confidence != Confidence.Sure || _corpus.ProjectOf(proposal.Symbol) is not LoadedProject home)
            return proposal;
        string id = Proposal.IdOf(proposal.Symbol is IParameterSymbol parameter ? parameter.ContainingSymbol : proposal.Symbol);
        List<string> without = [.. _code.Requested.Where(project => project.FilePath == home.FilePath && project != home && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, project.Compilation) is null).Select(project => project.Framework)];
        return without.Count == 0 ? proposal : proposal with { Confidence = Confidence.Likely, Reason = $"there is none in {string.Join(", ", without)}, where this file is read as well: say it with an attribute" };
    }

    /// <summary>The vocabulary, and the accessors that were written on top of it: a file that both change has the changes of both.</summary>
    private static ProposalResult Together(ProposalResult vocabulary, AccessorProposal accessors)
    {
        Dictionary<string, SourceText> later = accessors.Changed.ToDictionary(file => file.Path, file => file.New, StringComparer.Ordinal);
        HashSet<string> both = [.. vocabulary.Changed.Select(file => file.Path), .. vocabulary.Added.Select(file => file.Path)];
        return vocabulary with
        {
            Accessors = [.. vocabulary.Accessors, .. accessors.Accessors],
            Changed = [.. vocabulary.Changed.Select(file => later.TryGetValue(file.Path, out SourceText? text) ? file with { New = text } : file), .. accessors.Changed.Where(file => !both.Contains(file.Path))],
            Added = [.. vocabulary.Added.Select(file => later.TryGetValue(file.Path, out SourceText? text) ? (file.Path, text.ToString()) : file), .. accessors.Added],
            Refused = accessors.Refused,
            Losses = accessors.Losses,
        };
    }

    private void Look()
    {
        _progress.Step("looking for what counts", 0, Steps);
        Counting.Find(_corpus, _vocabulary);
        KnownPairs.Find(_corpus, _vocabulary);
        Wrappers.OfCounts(_corpus, _vocabulary);
        _vocabulary.Count(_corpus);
        // Fragments, mappings and owners are all about what is counted.
        if (_vocabulary.Counted.Count == 0)
            return;
        _progress.Step("looking for fragments", 1, Steps);
        AddressUses addresses = new();
        IReadOnlyList<Descriptor> fragments = Descriptors.Find(_corpus, _vocabulary, addresses);
        addresses.Propose(_corpus, _vocabulary);
        Wrappers.Find(_corpus, _vocabulary, Role.PageAddress);
        Wrappers.Find(_corpus, _vocabulary, Role.PagePhys);
        _progress.Step("looking for mappings", 2, Steps);
        HashSet<ISymbol> maps = new(SameSymbol.Comparer);
        _accessors = [.. fragments.SelectMany(fragment => ExistingAccessors.Find(_corpus, _vocabulary, fragment, maps))];
        Mapping.Find(_corpus, _vocabulary, fragments, maps);
        Containers.Find(_corpus, _vocabulary, fragments);
        _progress.Step("looking for who owns", 3, Steps);
        Owners.Find(_corpus, _vocabulary);
    }
}
