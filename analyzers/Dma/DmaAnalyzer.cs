using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Dma;

/// <summary>FRAG3001-3006: mappings for DMA, from the map to the unmap.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DmaAnalyzer : FlowAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Rules.MapLeaked, Rules.MapUnchecked, Rules.UnmapDiffers, Rules.OffsetWrong, Rules.PutBeforeUnmap, Rules.UnmappedTwice);

    private protected override Interest Interest => Interest.Dma;

#pragma warning disable RS1012 // the base class registers
    private protected override IBodyRule? RuleFor(CompilationStartAnalysisContext context, FragmentModel? model, BodyIndex index) =>
        model is null ? null : new Rule(model);
#pragma warning restore RS1012

    private sealed class Rule : IBodyRule
    {
        private readonly FragmentModel _model;
        private readonly HashSet<string> _checks;
        private readonly MapSummaries _summaries;

        public Rule(FragmentModel model)
        {
            _model = model;
            _checks = new HashSet<string>(model.Index.Names.Of(Role.MapCheck));
            _summaries = new MapSummaries(model, _checks);
        }

        public Action<CompilationAnalysisContext>? Finish => null;

        public void Analyze(Body body)
        {
            Member member = Member.Of(body, _model);
            if (member.Code.IsAccessorCode(body.Syntax))
                return;
            if (Member.IsWhole(body.Syntax))
            {
                MismatchRule.Check(member, body.Report);
                OffsetRule.Check(member, body.Report);
            }

            if (HasMapping(member))
                FollowPaths(body, member);
        }

        private static bool HasMapping(Member member)
        {
            foreach (IOperation operation in member.Operations)
            {
                // A helper may map as well.
                if (operation is IInvocationOperation call && (Mapping.OfMap(call, member.Code) is not null || member.Model.Is(call.TargetMethod, Role.PageUnmap) || Summaries.IsOwn(call.TargetMethod)))
                    return true;
            }

            return false;
        }

        // What maps or unmaps on behalf of others owes nothing itself.
        private bool IsMapper(IMethodSymbol method) =>
            _model.RolesOf(method) is RoleSet roles && (roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap) || roles.Has(Role.MapCheck));

        private void FollowPaths(Body body, Member member)
        {
            if (IsMapper(body.Method) || body.FlowGraph is not BodyGraph graph)
                return;
            MapWalker walker = new(body, graph, body.Facts, member, _checks, _summaries, System.Array.Empty<IMethodSymbol>());
            if (walker.Walk(PathState.Empty) == PathOutcome.GaveUp)
                return;
            foreach (KeyValuePair<int, MapFate> fate in walker.Fates)
                Report(walker.MapAt(fate.Key), fate.Value, walker, body, member);
            foreach (KeyValuePair<SyntaxNode, SyntaxNode> put in walker.PutsBefore)
                body.Report(new FlowReport().At(put.Value.GetLocation(), "unmapped here").Create(Rules.PutBeforeUnmap, put.Key.GetLocation(), Expressions.TextOf(put.Key)));
            foreach (KeyValuePair<SyntaxNode, SyntaxNode> second in walker.Twice)
                body.Report(new FlowReport().At(second.Value.GetLocation(), "unmapped here first").Create(Rules.UnmappedTwice, second.Key.GetLocation(), Expressions.TextOf(second.Key)));
        }

        private static void Report(IOperation map, MapFate fate, MapWalker walker, Body body, Member member)
        {
            if (map is not IInvocationOperation { TargetMethod.Name: string name } || body.IsNothingBut(map.Syntax))
                return;
            if (fate.Leaks.Count > 0)
            {
                fate.Leaks.Sort((one, other) => one.SourceSpan.CompareTo(other.SourceSpan));
                int line = fate.Leaks[0].GetLineSpan().StartLinePosition.Line + 1;
                string where = !fate.IsSettled ? "on any path" : $"on the path that ends at line {line}";
                FlowReport report = new();
                if (fate.Trails.TryGetValue(fate.Leaks[0], out Trail? trail) && body.FlowGraph is BodyGraph graph)
                    Trails.Add(report, graph, trail, map.Syntax.GetLocation(), fate.Leaks[0]);
                foreach (Location leak in fate.Leaks)
                {
                    if (leak.SourceSpan != map.Syntax.Span)
                        report.At(leak, "still mapped here");
                }

                body.Report(report.Create(Rules.MapLeaked, map.Syntax.GetLocation(), name, where));
            }

            foreach (KeyValuePair<int, (SyntaxNode At, ISymbol? Storage)> use in fate.Uses)
            {
                if (walker.CheckedLater.Contains(use.Key) || use.Value.Storage is ISymbol storage && MapChecks.IsStorageChecked(storage, use.Value.At, member))
                    continue;
                body.Report(new FlowReport()
                    .At(use.Value.At == map.Syntax ? null : map.Syntax.GetLocation(), "mapped here")
                    .Create(Rules.MapUnchecked, use.Value.At.GetLocation(), name));
                break;
            }
        }
    }
}
