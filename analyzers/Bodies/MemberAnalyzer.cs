using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// The ceremony of the rules that look at members as they are written, without a graph. A file comes whole, since what
/// Roslyn's driver does to hand out code blocks grows with the compilation.
/// </summary>
public abstract class MemberAnalyzer : FragmentAnalyzer
{
    private protected MemberAnalyzer()
    {
    }

    /// <summary>There is anything to say in a compilation with such a vocabulary.</summary>
    private protected virtual bool Applies(FragmentModel model) => true;

    /// <summary>Looks at one member.</summary>
    /// <param name="roots">The operations of a member's bodies and initializers.</param>
    /// <param name="model">The roles.</param>
    /// <param name="file">Where the member stands.</param>
    private protected abstract void Analyze(List<IOperation> roots, FragmentModel model, SemanticModelAnalysisContext file);

    private protected sealed override void Register(CompilationStartAnalysisContext context, FragmentModel model)
    {
        if (!Applies(model))
            return;
        context.RegisterSemanticModelAction(file =>
        {
            if (file.IsGeneratedCode)
                return;
            foreach (SyntaxNode code in MemberCode.In(file.SemanticModel.SyntaxTree.GetRoot(file.CancellationToken)))
            {
                file.CancellationToken.ThrowIfCancellationRequested();
                List<IOperation> roots = MemberCode.Roots(code, file.SemanticModel, file.CancellationToken);
                if (roots.Count > 0)
                    Analyze(roots, model, file);
            }
        });
    }
}
