using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Accessors;

/// <summary>FRAG1001-1010: raw use of a fragment where an accessor belongs. One analyzer, since every site belongs to one rule only.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessorAnalyzer : FragmentAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Rules.RawGet, Rules.RawPut, Rules.RawMap, Rules.RawAddress, Rules.RawStore, Rules.RawRead, Rules.RawExtent,
        Rules.PageSlotEscapes, Rules.HandleAsAddress, Rules.Unsealed);

    private protected override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        context.RegisterCodeBlockAction(block =>
        {
            if (MemberCode.Of(block) is not SyntaxNode code)
                return;
            List<IOperation> roots = MemberCode.Roots(code, block.SemanticModel, block.CancellationToken);
            foreach (Site site in SiteFinder.Find(model, block.SemanticModel, roots, block.CancellationToken))
                block.ReportDiagnostic(site.ToDiagnostic());
        });
    }
}
