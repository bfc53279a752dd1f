using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Bodies;

/// <summary>What the rules of a family say of a compilation's bodies.</summary>
internal interface IBodyRule
{
    /// <summary>Looks at one body: a method, an accessor, an initializer, a lambda, a local function.</summary>
    void Analyze(Body body);

    /// <summary>What is to be said once all files are done; null for nothing.</summary>
    System.Action<CompilationAnalysisContext>? Finish { get; }
}

/// <summary>
/// The ceremony of the rules that look at whole bodies. Which bodies matter is told by the index, who builds them is the
/// host; a compilation in which nothing matters to a family registers no action for it.
/// </summary>
public abstract class FlowAnalyzer : FragmentAnalyzer
{
    private protected FlowAnalyzer()
    {
    }

    /// <summary>The family.</summary>
    private protected abstract Interest Interest { get; }

    private protected sealed override void Register(CompilationStartAnalysisContext context, FragmentModel model) => RegisterRule(context, model);

    private protected sealed override void RegisterUnbound(CompilationStartAnalysisContext context) => RegisterRule(context, null);

    /// <summary>The rule for a compilation, or null if it has nothing to say there; the model is null where nothing is bound.</summary>
    private protected abstract IBodyRule? RuleFor(CompilationStartAnalysisContext context, FragmentModel? model, BodyIndex index);

    private void RegisterRule(CompilationStartAnalysisContext context, FragmentModel? model)
    {
        BodyIndex index = BodyIndex.For(context.Compilation, model, context.CancellationToken);
        if ((index.All & Interest) == Interest.None || RuleFor(context, model, index) is not IBodyRule rule)
            return;
        BodyHost host = BodyHost.For(context.Compilation, index);
        host.Join(Interest);
        context.RegisterSemanticModelAction(file =>
        {
            if (!file.IsGeneratedCode)
                host.Offer(rule, Interest, file);
        });
        if (rule.Finish is not null)
            context.RegisterCompilationEndAction(rule.Finish);
    }
}
