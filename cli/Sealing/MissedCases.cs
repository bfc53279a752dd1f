using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Analyzers.Accessors;
using FragApi.Cli.Converting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>What stands in the way of the sealed page in one file, as all its compilations see it: each place once.</summary>
/// <param name="tree">The file as it is on disk.</param>
/// <param name="isRaw">A site reads or stores the page's member itself, and does not get the page from an accessor.</param>
internal sealed class MissedCases(SyntaxTree tree, Func<Site, bool> isRaw)
{
    /// <summary>How many locals a page is followed through, from where it hurts to where it was read.</summary>
    private const int MostHops = 8;

    private readonly SortedDictionary<TextSpan, MissedCase> _cases = [];
    private readonly SourceText _text = tree.GetText();

    /// <summary>By place. An error inside a raw use that is listed as a whole is not listed again.</summary>
    public IEnumerable<MissedCase> All() => _cases.Values;

    /// <param name="survey">What the rules see in the file as it is on disk.</param>
    /// <param name="compilation">The compilation with the pages sealed.</param>
    /// <param name="edited">What sealing changed in the file; null when nothing.</param>
    /// <param name="errors">Its new errors in this file.</param>
    /// <param name="onlyCompiled">Everything is sealed on disk: what compiles is no missed case.</param>
    public void Add(TreeSurvey survey, Compilation compilation, Rendered? edited, IEnumerable<Diagnostic> errors, bool onlyCompiled)
    {
        HashSet<Site> hit = [];
        foreach (Diagnostic error in errors)
        {
            TextSpan place = OldSpan(PlaceOf(error), edited);
            string problem = $"{error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}";
            List<Site> sites = SitesAt(survey, place);
            if (sites.Count == 0 && (SiteBehind(survey, error, compilation, edited) ?? SiteAround(survey, NodeOf(error), edited)) is Site behind)
            {
                hit.Add(behind);
                _cases.TryAdd(place, Case(place, behind.Rule.Id, problem, inAccessor: false));
            }
            else if (sites.Count == 0)
            {
                List<(TextSpan Span, DiagnosticDescriptor Rule, string? Reason)> others = [.. survey.Others.Where(other => other.Reason is not null && other.Span.IntersectsWith(place))];
                // What the user silenced is seen all the same.
                string? silenced = others.Find(other => other.Reason != TreeSurvey.InAccessor && other.Rule.Id != Rules.RawExtent.Id).Rule?.Id;
                _cases.TryAdd(place, Case(place, silenced, problem, inAccessor: silenced is null && others.Count > 0));
            }

            foreach (Site site in sites)
            {
                hit.Add(site);
                _cases.TryAdd(site.Span, Case(site.Span, site.Rule.Id, problem, inAccessor: false));
            }
        }

        // A raw use of the page that compiles all the same: boxed, compared, passed to a generic method.
        foreach (Site site in survey.Sites.Where(site => site.Rule.Id != Rules.RawExtent.Id && !hit.Contains(site) && !onlyCompiled && isRaw(site)))
            _cases.TryAdd(site.Span, Case(site.Span, site.Rule.Id, problem: null, inAccessor: false));
    }

    private MissedCase Case(TextSpan span, string? rule, string? problem, bool inAccessor) =>
        new(tree.FilePath, _text.Lines.GetLinePosition(span.Start), _text.ToString(span), rule, problem, inAccessor);

    private static SyntaxNode? NodeOf(Diagnostic error) =>
        error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>Of a member that is not there, the compiler points at the name; what it was looked for in belongs to it.</summary>
    private static TextSpan PlaceOf(Diagnostic error) =>
        NodeOf(error) is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name && access.Name == name ? access.Span : error.Location.SourceSpan;

    /// <summary>The raw uses of the page that lie there; offsets and sizes are no business of the sealed page's.</summary>
    private static List<Site> SitesAt(TreeSurvey survey, TextSpan place)
    {
        List<Site> pages = [.. survey.Sites.Where(site => site.Rule.Id != Rules.RawExtent.Id)];
        List<Site> inside = [.. pages.Where(site => site.Span.OverlapsWith(place))];
        return inside.Count > 0 ? inside : [.. pages.Where(site => site.Edits.Any(edit => edit.Span.Contains(place))).Take(1)];
    }

    /// <summary>The raw use in the innermost expression around: <c>null</c> in <c>frag.Page == null</c> is where the compiler points.</summary>
    private static Site? SiteAround(TreeSurvey survey, SyntaxNode? node, Rendered? edited)
    {
        for (; node is ExpressionSyntax or PatternSyntax or SubpatternSyntax or ArgumentSyntax or ArgumentListSyntax or VariableDesignationSyntax; node = node.Parent)
        {
            if (SitesAt(survey, OldSpan(node.Span, edited)).FirstOrDefault() is Site site)
                return site;
        }

        return null;
    }

    /// <summary>The error is where a local is used: the raw use is where the local got its page.</summary>
    private static Site? SiteBehind(TreeSurvey survey, Diagnostic error, Compilation compilation, Rendered? edited)
    {
        if (NodeOf(error) is not SyntaxNode start)
            return null;
        SemanticModel semantics = compilation.GetSemanticModel(start.SyntaxTree);
        Queue<SyntaxNode> open = new([start]);
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        while (open.TryDequeue(out SyntaxNode? node) && seen.Count < MostHops)
        {
            foreach (IdentifierNameSyntax name in node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            {
                if (semantics.GetSymbolInfo(name).Symbol is not ILocalSymbol local || !seen.Add(local))
                    continue;
                foreach (SyntaxReference reference in local.DeclaringSyntaxReferences)
                {
                    SyntaxNode declaration = reference.GetSyntax();
                    if (SitesAt(survey, OldSpan(declaration.Span, edited)).FirstOrDefault() is Site site)
                        return site;
                    if (SiteAround(survey, declaration, edited) is Site around)
                        return around;
                    if (declaration is VariableDeclaratorSyntax { Initializer.Value: var value })
                        open.Enqueue(value);
                }
            }
        }

        return null;
    }

    /// <summary>Where a stretch of the new text was in the old one. Sealing only inserts.</summary>
    private static TextSpan OldSpan(TextSpan span, Rendered? edited) =>
        edited is null ? span : TextSpan.FromBounds(OldPosition(span.Start, edited), OldPosition(span.End, edited));

    private static int OldPosition(int position, Rendered edited)
    {
        int shift = 0;
        foreach (TextChange change in edited.Changes)
        {
            int start = change.Span.Start + shift;
            int length = change.NewText?.Length ?? 0;
            if (position <= start)
                break;
            if (position < start + length)
                return change.Span.Start;
            shift += length;
        }

        return position - shift;
    }
}
