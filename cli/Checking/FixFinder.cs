using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Checking;

/// <summary>
/// The fix of each finding by itself, as the light bulb would offer it: its own edits, and only if the file compiles
/// with them. Sites in different members cannot disturb each other, so the compiler is asked about one site of every
/// member of every file at once; where it objects, about each of the file's sites alone.
/// </summary>
internal sealed class FixFinder
{
    private readonly LoadedProject _project;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentDictionary<Diagnostic, FindingFix> _fixes = new();

    private FixFinder(LoadedProject project, CancellationToken cancellation)
    {
        _project = project;
        _cancellation = cancellation;
    }

    /// <summary>The fixes of those diagnostics that have one.</summary>
    public static IReadOnlyDictionary<Diagnostic, FindingFix> Of(LoadedProject project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        FixFinder finder = new(project, cancellation);
        HashSet<string> fixable = [.. RewriteTable.Rows.Select(row => row.Rule.Id)];
        List<IGrouping<SyntaxTree, Diagnostic>> byTree =
        [
            .. diagnostics
                .Where(diagnostic => fixable.Contains(diagnostic.Id) && diagnostic.Location.SourceTree is SyntaxTree tree && !project.Generated.Contains(tree))
                .GroupBy(diagnostic => diagnostic.Location.SourceTree!),
        ];
        FixableFile?[] files = new FixableFile?[byTree.Count];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, index => files[index] = FixableFile.Of(project, byTree[index], cancellation));
        for (int layer = 0; files.Any(file => layer < file?.Layers.Count); layer++)
            finder.Try([.. files.OfType<FixableFile>().Where(file => layer < file.Layers.Count)], layer);
        return finder._fixes;
    }

    private void Try(IReadOnlyList<FixableFile> files, int layer)
    {
        CSharpCompilation compilation = _project.Compilation;
        Layer[] changed = new Layer[files.Count];
        Parallel.For(0, changed.Length, new ParallelOptions { CancellationToken = _cancellation }, index => changed[index] = files[index].Render(layer, _cancellation));
        for (int index = 0; index < changed.Length; index++)
            compilation = compilation.ReplaceSyntaxTree(files[index].Tree, changed[index].Tree);
        Parallel.For(0, changed.Length, new ParallelOptions { CancellationToken = _cancellation }, index =>
        {
            FixableFile file = files[index];
            bool good = !file.HasNewProblems(changed[index], compilation.GetSemanticModel(changed[index].Tree), _cancellation);
            foreach ((Diagnostic diagnostic, Site site) in file.Layers[layer])
            {
                if ((good ? file.ChangesOf(site, _cancellation) : file.ChangesAlone(site, _cancellation)) is { IsEmpty: false } changes)
                    _fixes[diagnostic] = new FindingFix($"Use '{site.Accessor!.Name}'", changes, [.. changes.Select(change => file.Text.Lines.GetLinePositionSpan(change.Span))]);
            }
        });
    }

    /// <summary>A file with one site of each member converted.</summary>
    /// <param name="Tree">The new text.</param>
    /// <param name="Old">Where new problems can be, in the old text; null for all of the file.</param>
    /// <param name="New">The same in the new text.</param>
    private sealed record Layer(SyntaxTree Tree, TextSpan? Old, TextSpan? New);

    /// <summary>A file with its convertible sites, in layers of at most one for each member.</summary>
    private sealed class FixableFile
    {
        private readonly TreeRewriter _rewriter;
        private readonly SemanticModel _semantics;
        private readonly SyntaxNode _root;
        private readonly SourceText _text;

        private FixableFile(TreeRewriter rewriter, SemanticModel semantics, CancellationToken cancellation)
        {
            _rewriter = rewriter;
            _semantics = semantics;
            _root = semantics.SyntaxTree.GetRoot(cancellation);
            _text = semantics.SyntaxTree.GetText(cancellation);
        }

        public SourceText Text => _text;

        public SyntaxTree Tree => _semantics.SyntaxTree;

        public List<List<(Diagnostic Diagnostic, Site Site)>> Layers { get; } = [];

        public static FixableFile? Of(LoadedProject project, IGrouping<SyntaxTree, Diagnostic> diagnostics, CancellationToken cancellation)
        {
            SemanticModel semantics = project.Compilation.GetSemanticModel(diagnostics.Key);
            if (TreeRewriter.Create(semantics, project.Options.AdditionalFiles, cancellation) is not TreeRewriter rewriter)
                return null;
            FixableFile file = new(rewriter, semantics, cancellation);
            Dictionary<SyntaxNode, int> sitesOf = [];
            foreach (Diagnostic diagnostic in diagnostics)
            {
                if (rewriter.SiteOf(diagnostic) is not { Accessor: not null } site)
                    continue;
                SyntaxNode member = MemberOf(site.Node);
                int layer = sitesOf.GetValueOrDefault(member);
                sitesOf[member] = layer + 1;
                if (layer == file.Layers.Count)
                    file.Layers.Add([]);
                file.Layers[layer].Add((diagnostic, site));
            }

            return file;
        }

        public Layer Render(int layer, CancellationToken cancellation)
        {
            Rendering rendering = Rendering.Of(_text, _root, _semantics, [.. Layers[layer].Select(entry => entry.Site)], cancellation);
            Rendered changed = new(Tree.FilePath, _text, rendering.Changes);
            TextSpan[] members = [.. Layers[layer].Select(entry => MemberOf(entry.Site.Node).FullSpan)];
            TextSpan all = TextSpan.FromBounds(members.Min(member => member.Start), members.Max(member => member.End));
            // An import is seen by the whole file.
            bool isLocal = rendering.Changes.All(change => all.Contains(change.Span));
            return new Layer(Tree.WithChangedText(changed.Text), isLocal ? all : null, isLocal ? changed.NewSpan(all) : null);
        }

        public bool HasNewProblems(Layer layer, SemanticModel changed, CancellationToken cancellation)
        {
            List<Diagnostic> problems = Problems.In(changed, cancellation, layer.New);
            return problems.Count > 0 && Problems.New(problems, Problems.In(_semantics, cancellation, layer.Old)).Count > 0;
        }

        /// <summary>The edits of a site whose conversion is known to compile.</summary>
        public ImmutableArray<TextChange> ChangesOf(Site site, CancellationToken cancellation) =>
            Rendering.Of(_text, _root, _semantics, [site], cancellation).Changes;

        /// <summary>The edits of a site, if its conversion compiles; else none.</summary>
        public ImmutableArray<TextChange> ChangesAlone(Site site, CancellationToken cancellation) =>
            _rewriter.Rewrite([site], cancellation) is SourceText changed ? [.. changed.GetTextChanges(_text)] : [];

        /// <summary>The declaration whose code can see the site's; all top-level statements are one.</summary>
        private static SyntaxNode MemberOf(SyntaxNode node)
        {
            foreach (SyntaxNode ancestor in node.AncestorsAndSelf())
            {
                if (ancestor is MemberDeclarationSyntax and not GlobalStatementSyntax)
                    return ancestor;
            }

            return node.SyntaxTree.GetRoot();
        }
    }
}
