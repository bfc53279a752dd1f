using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>
/// The ceremony of every rule: no generated code, concurrency on, and, unless a rule knows something by itself, no
/// inner action at all in a compilation that binds nothing.
/// </summary>
public abstract class FragmentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
#pragma warning disable RS0030 // the one place that does the ceremony
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
#pragma warning restore RS0030
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            FragmentModel? model = FragmentModel.For(start.Compilation, start.Options.AdditionalFiles, start.CancellationToken);
            if (model is not null)
                Register(start, model);
            else
                RegisterUnbound(start);
        });
    }

    /// <summary>Registers the rule's actions in a compilation that binds something.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext context, FragmentModel model);

    /// <summary>Registers what the rule knows without any binding; nothing, for most.</summary>
#pragma warning disable RS1012 // it is for those that do
    private protected virtual void RegisterUnbound(CompilationStartAnalysisContext context)
#pragma warning restore RS1012
    {
    }
}
