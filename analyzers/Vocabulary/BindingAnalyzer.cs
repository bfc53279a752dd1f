using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>FRAG9001-9003: what is wrong with the binding files, at the exact place in them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BindingAnalyzer : FragmentAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rules.MalformedBinding, Rules.UnresolvedBinding, Rules.ContradictoryBinding);

    private protected override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        context.RegisterAdditionalFileAction(file =>
        {
            foreach (Diagnostic diagnostic in model.Diagnostics)
            {
                if (diagnostic.Location.GetLineSpan().Path == file.AdditionalFile.Path)
                    file.ReportDiagnostic(diagnostic);
            }
        });
    }
}
