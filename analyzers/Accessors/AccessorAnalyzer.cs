using System.Collections.Generic;
using System.Collections.Immutable;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Accessors;

/// <summary>FRAG1001-1010: raw use of a fragment where an accessor belongs. One analyzer, since every site belongs to one rule only.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessorAnalyzer : MemberAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Rules.RawGet, Rules.RawPut, Rules.RawMap, Rules.RawAddress, Rules.RawStore, Rules.RawRead, Rules.RawExtent,
        Rules.PageSlotEscapes, Rules.HandleAsAddress, Rules.Unsealed);

    private protected override void Analyze(List<IOperation> roots, FragmentModel model, SemanticModelAnalysisContext file)
    {
        foreach (Site site in SiteFinder.Find(model, file.SemanticModel, roots, file.CancellationToken))
            file.ReportDiagnostic(site.ToDiagnostic());
    }
}
