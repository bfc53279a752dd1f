using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Bodies;
using FragApi.Cli.Surveying;
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
        RawUses uses = new(survey);
        foreach (Diagnostic error in errors)
        {
            TextSpan place = OldSpan(PlaceOf(error), edited);
            string problem = $"{error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}";
            List<Site> sites = uses.At(place);
            if (sites.Count == 0 && (SiteBehind(uses, error, compilation, edited) ?? SiteAround(uses, NodeOf(error), edited)) is Site behind)
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

    /// <summary>The raw use in the innermost expression around: <c>null</c> in <c>frag.Page == null</c> is where the compiler points.</summary>
    private static Site? SiteAround(RawUses uses, SyntaxNode? node, Rendered? edited)
    {
        for (; node is ExpressionSyntax or PatternSyntax or SubpatternSyntax or ArgumentSyntax or ArgumentListSyntax or VariableDesignationSyntax; node = node.Parent)
        {
            if (uses.At(OldSpan(node.Span, edited)).FirstOrDefault() is Site site)
                return site;
        }

        return null;
    }

    /// <summary>The error is where a local is used: the raw use is where the local got its page.</summary>
    private static Site? SiteBehind(RawUses uses, Diagnostic error, Compilation compilation, Rendered? edited)
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
                    if (uses.At(OldSpan(declaration.Span, edited)).FirstOrDefault() is Site site)
                        return site;
                    if (SiteAround(uses, declaration, edited) is Site around)
                        return around;
                    if (declaration is VariableDeclaratorSyntax { Initializer.Value: var value })
                        open.Enqueue(value);
                }
            }
        }

        return null;
    }

    private static TextSpan OldSpan(TextSpan span, Rendered? edited) => edited?.OldSpan(span) ?? span;

    /// <summary>The raw uses of pages in one tree; offsets and sizes are no business of the sealed page's.</summary>
    private sealed class RawUses(TreeSurvey survey)
    {
        private readonly SyntaxNode? _root = survey.Tree?.GetRoot();

        private readonly ILookup<SyntaxNode, Site> _byMember = survey.Sites.Where(site => site.Rule.Id != Rules.RawExtent.Id)
            .ToLookup(site => MemberCode.Around(site.Node.SyntaxTree.GetRoot(), site.Span).FirstOrDefault() ?? site.Node);

        /// <summary>Those that lie there, else the one that has an edit there.</summary>
        public List<Site> At(TextSpan place)
        {
            List<Site> near = _root is null ? [] : [.. MemberCode.Around(_root, place).SelectMany(member => _byMember[member])];
            List<Site> inside = near.FindAll(site => site.Span.OverlapsWith(place));
            return inside.Count > 0 ? inside : [.. near.Where(site => site.Edits.Any(edit => edit.Span.Contains(place))).Take(1)];
        }
    }
}
