using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using FragApi.Analyzers;
using FragApi.Analyzers.Accessors;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Converting;

/// <summary>
/// The sites of one file, as all the compilations that it is in see them together: a site is converted only if no
/// compilation in which its code is active objects, and all of them would write the same.
/// </summary>
internal sealed class FileSites(string path, SourceText text)
{
    private sealed record View(LoadedProject Project, SyntaxTree Tree, TreeSurvey Survey);

    private sealed class Decision(string rule, TextSpan span)
    {
        public string Rule { get; } = rule;

        public TextSpan Span { get; } = span;

        public SiteStatus Status { get; set; } = SiteStatus.Converted;

        public string? Reason { get; set; }

        public List<(View View, Site Site)> Sites { get; } = [];

        public void Leave(string reason)
        {
            Status = SiteStatus.NeedsHuman;
            Reason = reason;
        }
    }

    private readonly List<View> _views = [];
    private readonly Dictionary<(string Rule, TextSpan Span), Decision> _decisions = [];

    public string Path { get; } = path;

    public IEnumerable<LoadedProject> Projects => _views.Select(view => view.Project);

    /// <summary>A rule or the compiler failed in it: what it has is not known to the last, and nothing is converted.</summary>
    public bool IsLost { get; set; }

    public bool HasConversions => _decisions.Values.Any(decision => decision.Status == SiteStatus.Converted);

    /// <summary>Adds what one compilation sees in the file; null when nothing.</summary>
    public void Add(LoadedProject project, SyntaxTree tree, TreeSurvey? survey) => _views.Add(new View(project, tree, survey ?? new TreeSurvey()));

    /// <summary>Gives every site its status, as far as it can be said without compiling.</summary>
    /// <param name="leave">Why the whole file is left alone; null when it is not.</param>
    /// <param name="selection">The rules that are to be converted.</param>
    public void Decide(string? leave, Selection selection)
    {
        foreach (View view in _views)
        {
            foreach (Site site in view.Survey.Sites)
                Of(site.Rule.Id, site.Span).Sites.Add((view, site));
        }

        foreach (Decision decision in _decisions.Values)
        {
            if ((leave ?? (selection.Takes(decision.Sites[0].Site.Rule) ? null : "not selected (--rules)")) is string why)
                (decision.Status, decision.Reason) = (SiteStatus.Skipped, why);
            else if (IsLost)
                decision.Leave("the analysis of this file failed, so no rewrite can be proved right");
            else if (decision.Sites.Select(site => site.Site.Reason).FirstOrDefault(reason => reason is not null) is string reason)
                decision.Leave(reason);
        }

        foreach (View view in _views)
        {
            foreach ((TextSpan span, DiagnosticDescriptor rule, string? reason) in view.Survey.Others)
            {
                if (_decisions.ContainsKey((rule.Id, span)))
                    continue;
                Decision decision = Of(rule.Id, span);
                (decision.Status, decision.Reason) = (reason is null ? SiteStatus.Already : SiteStatus.Skipped, reason);
            }

            foreach ((TextSpan span, DiagnosticDescriptor rule) in view.Survey.Held.Where(held => !_decisions.ContainsKey((held.Rule.Id, held.Span))))
            {
                Decision decision = Of(rule.Id, span);
                if ((leave ?? (selection.Takes(rule) ? null : "not selected (--rules)")) is string why)
                    (decision.Status, decision.Reason) = (SiteStatus.Skipped, why);
                else
                    decision.Leave("it stands in a site that has no fix, and is left with it");
            }

            // What another framework compiles, that one has looked at.
            foreach (TextSpan span in view.Survey.Disabled.Where(span => _views.TrueForAll(other => IsDisabled(other, span))))
            {
                Decision decision = Of(Rules.RawUseInDisabledText.Id, span);
                if (leave is not null)
                    (decision.Status, decision.Reason) = (SiteStatus.Skipped, leave);
                else
                    decision.Leave("text that #if disables is not compiled, so no rewrite can be proved right");
            }
        }
    }

    private Decision Of(string rule, TextSpan span)
    {
        if (!_decisions.TryGetValue((rule, span), out Decision? decision))
            _decisions.Add((rule, span), decision = new Decision(rule, span));
        return decision;
    }

    private static bool IsDisabled(View view, TextSpan span) =>
        view.Tree.GetRoot().FindTrivia(span.Start).IsKind(SyntaxKind.DisabledTextTrivia);

    /// <summary>The new text. Sites that two compilations would write differently are left.</summary>
    public Rendered Render(CancellationToken cancellation)
    {
        while (true)
        {
            List<TextChange> changes = [];
            Decision? conflict = null;
            foreach (View view in _views)
            {
                ImmutableArray<Site> sites = Conversions(view);
                if (sites.IsEmpty)
                    continue;
                Rendering rendering = Rendering.Of(text, view.Tree.GetRoot(cancellation), view.Survey.NewModel(), sites, cancellation);
                changes = Merge(changes, rendering.Changes, (known, other) => conflict ??= DecisionAt(view, other) ?? DecisionAt(view, known));
            }

            if (conflict is null)
                return new Rendered(Path, text, [.. changes]);
            conflict.Leave("target frameworks, or projects that share the file, would write it differently");
        }
    }

    /// <summary>The changes of several views, in order. Equal ones are one.</summary>
    private static List<TextChange> Merge(List<TextChange> known, ImmutableArray<TextChange> others, Action<TextSpan, TextSpan> conflict)
    {
        List<TextChange> merged = [];
        int next = 0;
        foreach (TextChange other in others)
        {
            for (; next < known.Count && known[next].Span.End <= other.Span.Start && known[next].Span != other.Span; next++)
                merged.Add(known[next]);
            if (next == known.Count || !(known[next].Span == other.Span || known[next].Span.OverlapsWith(other.Span)))
                merged.Add(other);
            else if (!known[next].Equals(other))
                conflict(known[next].Span, other.Span);
        }

        merged.AddRange(known.Skip(next));
        return merged;
    }

    private ImmutableArray<Site> Conversions(View view) =>
        [.. _decisions.Values.Where(decision => decision.Status == SiteStatus.Converted).SelectMany(decision => decision.Sites).Where(site => site.View == view).Select(site => site.Site)];

    private Decision? DecisionAt(View view, TextSpan span) =>
        _decisions.Values.FirstOrDefault(decision => decision.Status == SiteStatus.Converted && decision.Sites.Exists(site => site.View == view && site.Site.Edits.Any(edit => edit.Span.IntersectsWith(span))))
        ?? _decisions.Values.FirstOrDefault(decision => decision.Status == SiteStatus.Converted && decision.Sites.Exists(site => site.View == view));

    /// <summary>Leaves the sites that a project's compiler objects to; false when it cannot be said that it is any of these.</summary>
    public bool BackOut(LoadedProject project, Diagnostic problem, bool wholly, CancellationToken cancellation)
    {
        if (_views.Find(view => view.Project == project) is not View view || Conversions(view) is not { IsEmpty: false } sites)
            return false;
        List<LeftOut> leftOut = [];
        if (!wholly && TreeRewriter.Create(view.Survey.NewModel(), project.Options.AdditionalFiles, cancellation) is TreeRewriter rewriter)
            rewriter.Rewrite(sites, leftOut, cancellation);
        foreach (LeftOut left in leftOut)
            _decisions[(left.Site.Rule.Id, left.Site.Span)].Leave(Reason(left.Problem));
        if (leftOut.Count == 0)
            BackOutAll(problem);
        return true;
    }

    /// <summary>Leaves everything in the file.</summary>
    public void BackOutAll(Diagnostic problem) => BackOutAll(Reason(problem));

    /// <summary>Leaves everything in the file.</summary>
    public void BackOutAll(string reason)
    {
        foreach (Decision decision in _decisions.Values.Where(decision => decision.Status == SiteStatus.Converted))
            decision.Leave(reason);
    }

    private static string Reason(Diagnostic problem) => $"converted, it would not compile: {problem.Id} {problem.GetMessage(CultureInfo.InvariantCulture)}";

    /// <summary>The sites with what becomes of them.</summary>
    public IEnumerable<PlannedSite> Plan(Rendered? rendered)
    {
        foreach (Decision decision in _decisions.Values)
        {
            bool converted = decision.Status == SiteStatus.Converted;
            TextSpan span = converted ? Extent(decision) : decision.Span;
            yield return new PlannedSite(
                Path, _views[0].Project.Name, decision.Span, span, text.Lines.GetLinePosition(decision.Span.Start), decision.Rule, decision.Status, decision.Reason,
                text.ToString(span), converted ? rendered!.TextOf(span) : null)
            { Waits = decision.Status == SiteStatus.NeedsHuman ? decision.Sites.Select(found => found.Site).FirstOrDefault(site => site.Declined == DeclineReason.NoAccessor)?.Missing?.Operation : null };
        }
    }

    /// <summary>The sites that are left for want of an accessor, by view.</summary>
    public IEnumerable<WaitingUses> Waiting() =>
        from decision in _decisions.Values
        where decision.Status == SiteStatus.NeedsHuman
        from found in decision.Sites
        where found.Site.Missing is not null
        group found.Site.Span by found.View into places
        select new WaitingUses(places.Key.Project, places.Key.Tree, [.. places]);

    /// <summary>What is shown of a site: the raw form with the edits around it, as far as they lie close by.</summary>
    private TextSpan Extent(Decision decision)
    {
        TextSpan all = decision.Span;
        foreach (Edit edit in decision.Sites[0].Site.Edits)
            all = TextSpan.FromBounds(Math.Min(all.Start, edit.Span.Start), Math.Max(all.End, edit.Span.End));
        const int Close = 6;
        return text.Lines.IndexOf(all.End) - text.Lines.IndexOf(all.Start) <= Close ? all : decision.Span;
    }
}
