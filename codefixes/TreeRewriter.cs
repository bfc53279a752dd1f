using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>A site that is left as it is, with what the compiler would say of its conversion.</summary>
internal readonly struct LeftOut
{
    public LeftOut(Site site, Diagnostic problem)
    {
        Site = site;
        Problem = problem;
    }

    public Site Site { get; }

    public Diagnostic Problem { get; }
}

/// <summary>
/// Applies the edits of chosen sites to one tree, once. What would not compile afterwards is left out, site by site:
/// the result has no compiler error, and no warning about null, that the tree did not have before.
/// </summary>
internal sealed class TreeRewriter
{
    /// <summary>How often sites may be left out before all of them are: each round costs a compilation of the tree.</summary>
    private const int MostRounds = 8;

    private readonly SemanticModel _semantics;
    private readonly SyntaxNode _root;
    private readonly SourceText _text;
    private readonly ImmutableArray<AdditionalText> _files;
    private readonly FragmentModel _model;
    private readonly Dictionary<(string Rule, TextSpan Span), Site> _sites = new();

    private TreeRewriter(SemanticModel semantics, ImmutableArray<AdditionalText> files, FragmentModel model, CancellationToken cancellation)
    {
        _semantics = semantics;
        _root = semantics.SyntaxTree.GetRoot(cancellation);
        _text = semantics.SyntaxTree.GetText(cancellation);
        _files = files;
        _model = model;
    }

    /// <summary>Null where nothing is bound.</summary>
    public static TreeRewriter? Create(SemanticModel semantics, ImmutableArray<AdditionalText> files, CancellationToken cancellation) =>
        FragmentModel.For(semantics.Compilation, files, cancellation) is FragmentModel model ? new TreeRewriter(semantics, files, model, cancellation) : null;

    /// <summary>The same of a document.</summary>
    public static async Task<TreeRewriter?> CreateAsync(Document document, CancellationToken cancellation) =>
        await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is SemanticModel semantics
            ? Create(semantics, document.Project.AnalyzerOptions.AdditionalFiles, cancellation)
            : null;

    /// <summary>The convertible site that a diagnostic reports; null when there is none at that place (any more).</summary>
    public Site? SiteOf(Diagnostic diagnostic)
    {
        TextSpan span = diagnostic.Location.SourceSpan;
        if (diagnostic.Location.SourceTree != _root.SyntaxTree || !_root.FullSpan.Contains(span))
            return null;
        if (!_sites.ContainsKey((diagnostic.Id, span)))
            FindSitesAround(span);
        return _sites.TryGetValue((diagnostic.Id, span), out Site? site) && site.IsFixable ? site : null;
    }

    /// <summary>The text with the sites converted, or null when none of them can be.</summary>
    public SourceText? Rewrite(ImmutableArray<Site> sites, CancellationToken cancellation) => Rewrite(sites, null, cancellation);

    /// <summary>The text with the sites converted, or null when none of them can be.</summary>
    /// <param name="sites">What to convert.</param>
    /// <param name="leftOut">Takes the sites that were not converted.</param>
    /// <param name="cancellation">Stops it.</param>
    public SourceText? Rewrite(ImmutableArray<Site> sites, ICollection<LeftOut>? leftOut, CancellationToken cancellation)
    {
        for (int round = 0; !sites.IsEmpty; round++)
        {
            Rendering rendering = Rendering.Of(_text, _root, _semantics, sites, cancellation);
            SemanticModel changed = Changed(_semantics, rendering.Text);
            List<Diagnostic> problems = NewProblems(changed, cancellation);
            if (problems.Count == 0)
                return rendering.Text;
            if (WithForgiving(changed, problems, cancellation) is SourceText forgiving)
                return forgiving;
            ImmutableArray<Site> good = round < MostRounds ? WithoutCauses(sites, rendering, changed, problems, cancellation) : ImmutableArray<Site>.Empty;
            foreach (Site site in sites.Except(good))
                leftOut?.Add(new LeftOut(site, problems.FirstOrDefault(problem => rendering.Touches(site, problem.Location.SourceSpan)) ?? problems[0]));
            sites = good;
        }

        return null;
    }

    /// <summary>The sites but for those that problems come from; none when it cannot be said from which.</summary>
    private static ImmutableArray<Site> WithoutCauses(ImmutableArray<Site> sites, Rendering rendering, SemanticModel changed, List<Diagnostic> problems, CancellationToken cancellation)
    {
        List<TextSpan> errors = problems.ConvertAll(problem => problem.Location.SourceSpan);
        ImmutableArray<Site> good = sites.RemoveAll(site => errors.Any(error => rendering.Touches(site, error)));
        if (good.Length == sites.Length)
        {
            // An error that lies in no edit comes from those around it together, or from all of them.
            SyntaxNode changedRoot = changed.SyntaxTree.GetRoot(cancellation);
            List<TextSpan> members = errors.ConvertAll(error => MemberAround(changedRoot, error));
            ImmutableArray<Site> around = sites.RemoveAll(site => !members.Any(member => rendering.Touches(site, member)));
            // A raw use that stays may live on a null test that is no longer of the same expression: tests go first.
            ImmutableArray<Site> tests = around.RemoveAll(site => site.Rule.Id == Rules.RawExtent.Id || site.Node is not ExpressionSyntax raw || !NullableFlow.TeachesAboutNull(raw));
            good = sites.RemoveRange(tests.IsEmpty ? around : tests);
        }

        return good.Length == sites.Length ? ImmutableArray<Site>.Empty : good;
    }

    /// <summary>The same tree with another text, in a compilation that is the same for the rest.</summary>
    private static SemanticModel Changed(SemanticModel semantics, SourceText text)
    {
        SyntaxTree tree = semantics.SyntaxTree.WithChangedText(text);
        return semantics.Compilation.ReplaceSyntaxTree(semantics.SyntaxTree, tree).GetSemanticModel(tree);
    }

    private static TextSpan MemberAround(SyntaxNode root, TextSpan error) =>
        (root.FindNode(error).AncestorsAndSelf().FirstOrDefault(node => node is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax and not BaseNamespaceDeclarationSyntax) ?? root).Span;

    private void FindSitesAround(TextSpan span)
    {
        foreach (Site site in SitesAround(span, _root, _semantics, _model))
            _sites[(site.Rule.Id, site.Span)] = site;
    }

    private static IEnumerable<Site> SitesAround(TextSpan span, SyntaxNode root, SemanticModel semantics, FragmentModel model)
    {
        foreach (SyntaxNode member in MemberCode.Around(root, span))
        {
            List<IOperation> roots = MemberCode.Roots(member, semantics, CancellationToken.None);
            foreach (Site site in SiteFinder.Find(model, semantics, roots, CancellationToken.None))
                yield return site;
        }
    }

    /// <summary>
    /// What the compiler learnt from a raw test or store it no longer knows of the raw uses that are still to be converted: they get a
    /// <c>!</c>, which their own conversion keeps or drops. So the outcome does not depend on which rule is fixed first.
    /// </summary>
    private SourceText? WithForgiving(SemanticModel changed, List<Diagnostic> problems, CancellationToken cancellation)
    {
        if (FragmentModel.For(changed.Compilation, _files, cancellation) is not FragmentModel model)
            return null;
        SyntaxNode root = changed.SyntaxTree.GetRoot(cancellation);
        HashSet<int> ends = new();
        foreach (Diagnostic problem in problems)
        {
            if (problem.Severity != DiagnosticSeverity.Warning
                || root.FindNode(problem.Location.SourceSpan, getInnermostNodeForTie: true) is not MemberAccessExpressionSyntax raw
                || changed.GetSymbolInfo(raw, cancellation).Symbol is not { } part
                || !model.Is(part, Role.FragmentPage)
                || !SitesAround(raw.Span, root, changed, model).Any(site => site.IsFixable && site.Span.Contains(raw.Span)))
            {
                return null;
            }

            ends.Add(raw.Span.End);
        }

        SourceText forgiving = changed.SyntaxTree.GetText(cancellation).WithChanges(ends.OrderBy(end => end).Select(end => new TextChange(new TextSpan(end, 0), "!")));
        return NewProblems(Changed(changed, forgiving), cancellation).Count == 0 ? forgiving : null;
    }

    private List<Diagnostic> NewProblems(SemanticModel changed, CancellationToken cancellation)
    {
        List<Diagnostic> problems = Problems.In(changed, cancellation);
        return problems.Count == 0 ? problems : Problems.New(problems, Problems.In(_semantics, cancellation));
    }
}
