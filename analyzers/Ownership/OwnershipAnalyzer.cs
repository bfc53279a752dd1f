using System;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Flow;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2001-2008, 2011 and 2012: who holds a reference, and whether it is released. Works without any annotation on the
/// base class library's own pairs, and with annotations or binding files on everything else.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnershipAnalyzer : FlowAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Rules.Leak, Rules.LeakOfPooled, Rules.NotTracked, Rules.NotTrackedSummary, Rules.LeakOnPath, Rules.LeakOnPathOfPooled, Rules.ReleasedTwice, Rules.ReleasedUntaken,
        Rules.UsedAfterRelease, Rules.Overwritten, Rules.OverwrittenPooled, Rules.Discarded, Rules.DiscardedPooled, Rules.BorrowedReleased, Rules.ReturnedAsBorrowed,
        Rules.NotConsumed, Rules.LeakOnException, Rules.WrongPool, Rules.ReleasedWhileUsed, Rules.FieldKeepsReleased, Rules.RentedLength, Rules.ReturnedUncleared);

    private protected override Interest Interest => Interest.Ownership;

#pragma warning disable RS1012 // the base class registers
    private protected override IBodyRule? RuleFor(CompilationStartAnalysisContext context, FragmentModel? model, BodyIndex index) =>
        new OwnershipRule(context.Compilation, context.Options, model, index);
#pragma warning restore RS1012
}

/// <summary>The rules of one compilation.</summary>
internal sealed class OwnershipRule : IBodyRule
{
    private readonly Contracts _contracts;
    private readonly Summaries _summaries;
    private readonly KeptFieldRule _kept;
    private readonly Untracked _untracked = new();
    private readonly Compilation _compilation;
    private readonly AnalyzerOptions _options;

    public OwnershipRule(Compilation compilation, AnalyzerOptions options, FragmentModel? model, BodyIndex index)
    {
        _compilation = compilation;
        _options = options;
        _contracts = new ReferenceContracts(model);
        _summaries = new Summaries(_contracts, index, CallEnds.For(compilation));
        _kept = new KeptFieldRule(Walker, _summaries);
    }

    public Action<CompilationAnalysisContext>? Finish => Options.IsStrictAnywhere(_options, _compilation) ? _untracked.Report : null;

    public void Analyze(Body body)
    {
        if (IsAccessor(body.Method))
            return;
        bool exceptions = Options.IsEnabled(Rules.LeakOnException, _compilation, body.Syntax.SyntaxTree, body.Cancellation);
        BodyGraph? graph = exceptions ? BodyGraphBuilder.Build(body, _summaries.Ends.Of, exceptions) : body.FlowGraph;
        if (graph is null)
        {
            _untracked.GaveUp();
            return;
        }

        OwnershipWalker walker = Walker(body, graph, body.Facts);
        if (walker.Walk(walker.Initial(probe: false)) == PathOutcome.GaveUp)
        {
            _untracked.GaveUp();
            return;
        }

        OwnershipReports.Report(body, graph, walker, _contracts, Options.IsStrict(body.Options, body.Syntax.SyntaxTree), _untracked);
        _kept.Check(body, graph, body.Facts, walker);
        KeptElementsRule.Check(body, _contracts);
        RentedLengthRule.Check(body, _contracts);
        UntakenRule.Check(body, _contracts);
        if (Options.IsEnabled(Rules.ReturnedUncleared, _compilation, body.Syntax.SyntaxTree, body.Cancellation))
            UnclearedRule.Check(body, _contracts);
    }

    private OwnershipWalker Walker(Body body, BodyGraph graph, BodyFacts facts) => new(body, graph, facts, _contracts, _summaries, new SummaryChain());

    // Accessors take and drop references on behalf of others: that is what they are for.
    private bool IsAccessor(IMethodSymbol method)
    {
        if (_contracts.Model is not FragmentModel model)
            return false;
        for (ISymbol? symbol = method; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (model.Is(symbol, Role.FragmentAccessor) || symbol is IMethodSymbol { AssociatedSymbol: ISymbol property } && model.Is(property, Role.FragmentAccessor))
                return true;
        }

        return false;
    }
}
