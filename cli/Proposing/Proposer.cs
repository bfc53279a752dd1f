using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;

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
    public static ProposalResult Of(CodeBase code, SourceStore sources, bool attributes, IProgressSteps progress, CancellationToken cancellation)
    {
        Proposer proposer = new(code, sources, progress, cancellation);
        proposer.Look();
        return proposer.Result();
    }

    private void Look()
    {
        _progress.Step("looking for what counts", 0, Steps);
        Counting.Find(_corpus, _vocabulary);
        KnownPairs.Find(_corpus, _vocabulary);
        Wrappers.Find(_corpus, _vocabulary, Role.PageGet);
        Wrappers.Find(_corpus, _vocabulary, Role.PagePut);
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

    private ProposalResult Result()
    {
        // What a comment of a binding file names, a person has thought of.
        List<Proposal> proposals = [.. _vocabulary.Found.Where(proposal => !_vocabulary.IsMentioned(proposal.Symbol)).OrderBy(proposal => proposal.Confidence).ThenBy(proposal => proposal.Role)];
        List<Question> questions = [.. _vocabulary.Questions.Where(question => !_vocabulary.IsMentioned(question.Symbol))];
        VocabularyFiles files = VocabularyFiles.Of(_code, _corpus, _sources, proposals, questions);
        return new ProposalResult(
            [.. proposals],
            [.. questions],
            [.. _accessors],
            [.. files.Texts.Where(file => file.Value.Old is not null).Select(file => new ChangedFile(file.Key, file.Value.Old!, file.Value.New)), .. files.Projects],
            [.. files.Texts.Where(file => file.Value.Old is null).Select(file => (file.Key, file.Value.New.ToString()))],
            _vocabulary.CountSaid(_corpus))
        { Remarks = [.. files.Remarks] };
    }
}
