using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.Cli.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Which file says what: each binding file lies with the project that declares what it names, so that nobody reads a line that
/// means nothing to him; what only that project can name lies in one of its own. Other projects are made to read them.
/// </summary>
internal sealed class VocabularyFiles
{
    private const string Shared = "FragApi.Bindings.txt";
    private const string Own = "FragApi.Bindings.Internal.txt";

    private readonly CodeBase _code;
    private readonly Corpus _corpus;
    private readonly SourceStore _sources;
    private readonly Dictionary<string, (LoadedProject Home, List<Proposal> Proposals, List<Question> Questions)> _files = new(StringComparer.Ordinal);

    private VocabularyFiles(CodeBase code, Corpus corpus, SourceStore sources)
    {
        _code = code;
        _corpus = corpus;
        _sources = sources;
    }

    /// <summary>The binding files as they would be, by path, each with its old text if there is one.</summary>
    public Dictionary<string, (SourceText? Old, SourceText New)> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>The project files that would change.</summary>
    public List<ChangedFile> Projects { get; } = [];

    /// <summary>What a person has to do by hand.</summary>
    public List<string> Remarks { get; } = [];

    /// <param name="code">The code base.</param>
    /// <param name="corpus">What was read of it.</param>
    /// <param name="sources">Where files are read.</param>
    /// <param name="proposals">What is new.</param>
    /// <param name="questions">What is open.</param>
    public static VocabularyFiles Of(CodeBase code, Corpus corpus, SourceStore sources, IReadOnlyCollection<Proposal> proposals, IReadOnlyCollection<Question> questions)
    {
        VocabularyFiles files = new(code, corpus, sources);
        ISymbol? fragment = proposals.FirstOrDefault(proposal => proposal.Role == Role.Fragment)?.Symbol ?? proposals.FirstOrDefault()?.Symbol ?? questions.FirstOrDefault()?.Symbol;
        LoadedProject? center = fragment is null ? null : corpus.ProjectOf(fragment);
        foreach (Proposal proposal in proposals)
            files.FileFor(proposal.Symbol, center)?.Proposals.Add(proposal);
        foreach (Question question in questions)
            files.FileFor(question.Symbol, center)?.Questions.Add(question);
        files.Write();
        files.LetOthersRead();
        return files;
    }

    /// <summary>The code base with the new texts read, in memory; its compilations are others, so that nothing stays with those that were loaded.</summary>
    public CodeBase Bind(CodeBase code)
    {
        CodeBase copy = code.With(project => project.Compilation.Clone());
        return new CodeBase(copy.Root, copy.IsLoose, [.. copy.Projects.Zip(code.Projects).Select(pair => pair.First with { Options = new AnalyzerOptions(FilesFor(pair.Second), pair.Second.Options.AnalyzerConfigOptionsProvider) })], copy.Notes, copy.Losses);
    }

    /// <summary>The additional files of a project with the new texts among them.</summary>
    private ImmutableArray<AdditionalText> FilesFor(LoadedProject project)
    {
        List<AdditionalText> files = [.. project.Options.AdditionalFiles.Select(file => Texts.TryGetValue(Path.GetFullPath(file.Path), out (SourceText? Old, SourceText New) changed) ? new TextInMemory(file.Path, changed.New) : file)];
        foreach ((string path, (LoadedProject home, _, _)) in _files)
        {
            if (!files.Exists(file => Path.GetFullPath(file.Path) == path) && (home.FilePath == project.FilePath || Path.GetFileName(path) == Shared && Refers(project, home)))
                files.Add(new TextInMemory(path, Texts[path].New));
        }

        return [.. files];
    }

    private (LoadedProject Home, List<Proposal> Proposals, List<Question> Questions)? FileFor(ISymbol symbol, LoadedProject? center)
    {
        // What lies in metadata is said where the fragment is, or by the first who sees it.
        LoadedProject? home = _corpus.ProjectOf(symbol)
            ?? _corpus.Projects.OrderBy(project => project.FilePath != center?.FilePath).FirstOrDefault(project => project.Compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly => assembly.Identity.Equals(symbol.ContainingAssembly?.Identity)));
        if (home is null)
            return null;
        string folder = Directory.Exists(home.FilePath) ? home.FilePath : Path.GetDirectoryName(home.FilePath)!;
        bool isShared = IsSeenOutside(symbol) || !_corpus.Projects.Any(project => project != home && Refers(project, home));
        string path = Path.Combine(folder, isShared ? Shared : Own);
        if (!_files.TryGetValue(path, out (LoadedProject Home, List<Proposal> Proposals, List<Question> Questions) file))
            _files.Add(path, file = (home, [], []));
        return file;
    }

    /// <summary>Another assembly can name it.</summary>
    private static bool IsSeenOutside(ISymbol symbol)
    {
        for (ISymbol? at = symbol is IParameterSymbol ? symbol.ContainingSymbol : symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }

    private static bool Refers(LoadedProject project, LoadedProject home) =>
        project.FilePath != home.FilePath && project.Compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly => assembly.Identity.Equals(home.Compilation.Assembly.Identity));

    private void Write()
    {
        BindingWriter writer = new(_code.Relative);
        foreach ((string path, (_, List<Proposal> proposals, List<Question> questions)) in _files)
        {
            SourceText? old = File.Exists(path) ? _sources.Read(path, encoding: null) : null;
            string asked = old?.ToString() ?? "";
            List<Question> open = [.. questions.Where(question => !asked.Contains($"#? {Proposal.IdOf(question.Symbol)}:", StringComparison.Ordinal))];
            if (proposals.Count + open.Count > 0)
                Texts.Add(path, (old, SourceText.From(writer.Write(old?.ToString(), proposals, open))));
        }

        foreach (string path in _files.Keys.Where(path => !Texts.ContainsKey(path)).ToList())
            _files.Remove(path);
    }

    private void LetOthersRead()
    {
        if (_code.IsLoose)
            return;
        foreach (LoadedProject project in _corpus.Projects)
        {
            HashSet<string> read = [.. _code.Projects.Where(other => other.FilePath == project.FilePath).SelectMany(other => other.Options.AdditionalFiles).Select(file => Path.GetFullPath(file.Path))];
            List<string> missing =
            [
                .. _files.Where(file => Path.GetFileName(file.Key) == Shared && !read.Contains(file.Key) && Refers(project, file.Value.Home) && Uses(project, file.Value.Proposals)).Select(file => file.Key).Order(StringComparer.Ordinal),
            ];
            if (missing.Count == 0)
                continue;
            SourceText? old = RealPath.IsUnder(project.FilePath, _code.Root) && File.Exists(project.FilePath) ? _sources.Read(project.FilePath, encoding: null) : null;
            if (old is not null && ProjectItem.Add(old, project.FilePath, missing) is SourceText text)
                Projects.Add(new ChangedFile(project.FilePath, old, text));
            else
                Remarks.Add($"{project.Name} has to read {string.Join(" and ", missing.Select(_code.Relative))}: add <FragApiBindings Include=\"…\" /> to it by hand");
        }
    }

    /// <summary>A name that the file speaks of occurs in the project.</summary>
    private bool Uses(LoadedProject project, List<Proposal> proposals)
    {
        NameTable names = new([.. proposals.Select(proposal => (proposal.Symbol is IParameterSymbol parameter ? parameter.ContainingSymbol : proposal.Symbol).Name).Distinct(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, 1u))]);
        return project.Sources.AsParallel().Any(tree => names.FindIn(tree, _corpus.Cancellation) is not null);
    }
}

/// <summary>An additional file that is not on disk yet.</summary>
internal sealed class TextInMemory(string path, SourceText text) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(System.Threading.CancellationToken cancellationToken = default) => text;
}
