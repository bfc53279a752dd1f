using System;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Lifetime;

/// <summary>FRAG4001-4008: what a container's fragments owe to their owners.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LifetimeAnalyzer : FlowAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Rules.FlagsLost, Rules.KeptWithoutOrphaning, Rules.StaleFragment, Rules.ChangedWhileShared,
        Rules.AppendUnchecked, Rules.PartlyFilled, Rules.ReleasedInFlight, Rules.MergedWithoutDestructor);

    private protected override Interest Interest => Interest.Lifetime;

#pragma warning disable RS1012 // the base class registers
    private protected override IBodyRule? RuleFor(CompilationStartAnalysisContext context, FragmentModel? model, BodyIndex index) =>
        model is null ? null : new Rule(model);
#pragma warning restore RS1012

    private sealed class Rule : IBodyRule
    {
        private readonly FragmentModel _model;

        public Rule(FragmentModel model)
        {
            _model = model;
        }

        public Action<CompilationAnalysisContext>? Finish => null;

        public void Analyze(Body body)
        {
            Member member = Member.Of(body, _model);
            if (Member.IsWhole(body.Syntax))
            {
                foreach (LostFlags lost in LostFlags.In(member))
                    body.Report(lost.ToDiagnostic());
                KeepRule.Check(member, body.Report);
                AppendRule.Check(member, body.Report);
                FillRule.Check(member, body.Report);
                MergeRule.Check(member, body.Report);
            }

            bool shares = SharingWalker.Applies(member);
            bool flies = FlightWalker.Applies(member);
            if (!shares && !flies || member.Code.IsAccessorCode(body.Syntax) || body.FlowGraph is not BodyGraph graph)
                return;
            SharingWalker sharing = new(graph, member);
            if (shares && sharing.Walk(body.Cancellation) != PathOutcome.GaveUp)
                sharing.ReportAll(body.Report);
            FlightWalker flight = new(graph, member);
            if (flies && flight.Walk(body.Cancellation) != PathOutcome.GaveUp)
                flight.ReportAll(body.Report);
        }
    }
}
