using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes;

/// <summary>
/// Applies the edits of chosen sites to one document, once. What would not compile afterwards is left out, site by
/// site: the result has no compiler error, and no warning about null, that the document did not have before.
/// </summary>
internal sealed class DocumentRewriter
{
    /// <summary>How often sites may be left out before all of them are: each round costs a compilation of the document.</summary>
    private const int MostRounds = 8;

    private readonly Document _document;
    private readonly SemanticModel _semantics;
    private readonly SyntaxNode _root;
    private readonly SourceText _text;
    private readonly FragmentModel _model;
    private readonly Dictionary<(string Rule, TextSpan Span), Site> _sites = new();

    private DocumentRewriter(Document document, SemanticModel semantics, SyntaxNode root, SourceText text, FragmentModel model)
    {
        _document = document;
        _semantics = semantics;
        _root = root;
        _text = text;
        _model = model;
    }

    public static async Task<DocumentRewriter?> CreateAsync(Document document, CancellationToken cancellation)
    {
        SemanticModel? semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (semantics is null || root is null)
            return null;
        FragmentModel? model = FragmentModel.For(semantics.Compilation, document.Project.AnalyzerOptions.AdditionalFiles, cancellation);
        if (model is null)
            return null;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return new DocumentRewriter(document, semantics, root, text, model);
    }

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

    /// <summary>The document with the sites converted, or null when none of them can be.</summary>
    public async Task<Document?> RewriteAsync(ImmutableArray<Site> sites, CancellationToken cancellation)
    {
        for (int round = 0; round < MostRounds && !sites.IsEmpty; round++)
        {
            Rendering rendering = Rendering.Of(_text, _root, _semantics, sites, cancellation);
            Document changed = _document.WithText(rendering.Text);
            IReadOnlyList<Diagnostic> problems = await NewProblemsAsync(changed, cancellation).ConfigureAwait(false);
            if (problems.Count == 0)
                return changed;
            if (await WithForgivingAsync(changed, problems, cancellation).ConfigureAwait(false) is Document forgiving)
                return forgiving;
            List<TextSpan> errors = problems.Select(problem => problem.Location.SourceSpan).ToList();
            ImmutableArray<Site> good = sites.RemoveAll(site => errors.Any(error => rendering.Touches(site, error)));
            if (good.Length == sites.Length)
            {
                // An error that lies in no edit comes from those around it together, or from all of them.
                SyntaxNode changedRoot = (await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
                List<TextSpan> members = errors.Select(error => MemberAround(changedRoot, error)).ToList();
                ImmutableArray<Site> around = sites.RemoveAll(site => !members.Any(member => rendering.Touches(site, member)));
                // A raw use that stays may live on a null test that is no longer of the same expression: tests go first.
                ImmutableArray<Site> tests = around.RemoveAll(site => site.Node is not ExpressionSyntax raw || !NullableFlow.TeachesAboutNull(raw));
                good = sites.RemoveRange(tests.IsEmpty ? around : tests);
            }

            sites = good.Length == sites.Length ? ImmutableArray<Site>.Empty : good;
        }

        return null;
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
        foreach (SyntaxNode member in MemberCode.In(root))
        {
            if (!member.Span.Contains(span))
                continue;
            List<IOperation> roots = MemberCode.Roots(member, semantics, CancellationToken.None);
            foreach (Site site in SiteFinder.Find(model, semantics, roots, CancellationToken.None))
                yield return site;
        }
    }

    /// <summary>
    /// What the compiler learnt from a raw test or store it no longer knows of the raw uses that are still to be converted: they get a
    /// <c>!</c>, which their own conversion keeps or drops. So the outcome does not depend on which rule is fixed first.
    /// </summary>
    private async Task<Document?> WithForgivingAsync(Document changed, IReadOnlyList<Diagnostic> problems, CancellationToken cancellation)
    {
        SemanticModel? semantics = await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? root = await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (semantics is null || root is null || FragmentModel.For(semantics.Compilation, changed.Project.AnalyzerOptions.AdditionalFiles, cancellation) is not FragmentModel model)
            return null;
        HashSet<int> ends = new();
        foreach (Diagnostic problem in problems)
        {
            if (problem.Severity != DiagnosticSeverity.Warning
                || root.FindNode(problem.Location.SourceSpan, getInnermostNodeForTie: true) is not MemberAccessExpressionSyntax raw
                || semantics.GetSymbolInfo(raw, cancellation).Symbol is not { } part
                || !model.Is(part, Role.FragmentPage)
                || !SitesAround(raw.Span, root, semantics, model).Any(site => site.IsFixable && site.Span.Contains(raw.Span)))
            {
                return null;
            }

            ends.Add(raw.Span.End);
        }

        SourceText text = await changed.GetTextAsync(cancellation).ConfigureAwait(false);
        Document forgiving = changed.WithText(text.WithChanges(ends.OrderBy(end => end).Select(end => new TextChange(new TextSpan(end, 0), "!"))));
        return (await NewProblemsAsync(forgiving, cancellation).ConfigureAwait(false)).Count == 0 ? forgiving : null;
    }

    /// <summary>The compiler errors, and warnings about null, that the changed document has and the old one has not.</summary>
    private Task<IReadOnlyList<Diagnostic>> NewProblemsAsync(Document changed, CancellationToken cancellation) =>
        NewProblemsAsync(_semantics, changed, cancellation);

    /// <summary>The compiler errors, and warnings about null, that a changed document has and the old one has not.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> NewProblemsAsync(SemanticModel before, Document changed, CancellationToken cancellation)
    {
        SemanticModel? semantics = await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        List<Diagnostic> errors = Errors(semantics);
        if (errors.Count == 0)
            return System.Array.Empty<Diagnostic>();
        // Errors move with the text; by id and message they can be told from new ones.
        List<string> old = Errors(before).ConvertAll(Name);
        return errors.Where(error => !old.Remove(Name(error))).ToList();

        List<Diagnostic> Errors(SemanticModel? model) =>
            model?.GetDiagnostics(cancellationToken: cancellation).Where(IsProblem).ToList() ?? new List<Diagnostic>();

        static bool IsProblem(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Severity == DiagnosticSeverity.Warning && IsAboutNull(diagnostic.Id);

        // The nullable warnings: CS8597 and CS8600 to CS8670, CS8714, CS8762 to CS8777, CS8819.
        static bool IsAboutNull(string id) =>
            id.Length == 6 && id.StartsWith("CS8", System.StringComparison.Ordinal) && string.CompareOrdinal(id, "CS8597") >= 0
            && (string.CompareOrdinal(id, "CS8670") <= 0 || id == "CS8714" || string.CompareOrdinal(id, "CS8762") >= 0 && string.CompareOrdinal(id, "CS8819") <= 0);

        static string Name(Diagnostic diagnostic) => diagnostic.Id + diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
    }
}
