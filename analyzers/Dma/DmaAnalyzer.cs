using System;
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
        model is null ? null : new Rule(model, index, CallEnds.For(context.Compilation));
#pragma warning restore RS1012

    private sealed class Rule : IBodyRule
    {
        private readonly FragmentModel _model;
        private readonly MappingContracts _contracts;
        private readonly Summaries _summaries;

        public Rule(FragmentModel model, BodyIndex index, CallEnds ends)
        {
            _model = model;
            _contracts = new MappingContracts(model);
            _summaries = new Summaries(_contracts, index, ends);
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

            if (HasMapping(member) && !IsMapper(body.Method) && body.FlowGraph is BodyGraph graph)
                FollowPaths(body, graph, member);
        }

        private static bool HasMapping(Member member)
        {
            foreach (IOperation operation in member.Operations)
            {
                IMethodSymbol? called = operation switch
                {
                    IInvocationOperation call => call.TargetMethod,
                    IPropertyReferenceOperation property => property.Property.GetMethod,
                    _ => null,
                };
                // A helper may map as well.
                if (called is not null && (Mapping.IsMap(called, member.Model) || member.Model.Is(called, Role.PageUnmap) || Summaries.IsOwn(called)))
                    return true;
            }

            return false;
        }

        // What maps or unmaps on behalf of others owes nothing itself.
        private bool IsMapper(IMethodSymbol method) =>
            _model.RolesOf(method) is RoleSet roles && (roles.Has(Role.PageMap) || roles.Has(Role.PageUnmap) || roles.Has(Role.MapCheck));

        private void FollowPaths(Body body, BodyGraph graph, Member member)
        {
            OwnershipWalker walker = new(body, graph, body.Facts, _contracts, _summaries, new SummaryChain());
            if (walker.Walk(walker.Initial(probe: false)) != PathOutcome.GaveUp)
                MappingReports.Report(body, graph, walker, member);
        }
    }
}
