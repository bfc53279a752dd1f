using System.Collections.Generic;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Bodies;

/// <summary>What a rule that follows paths says of a compilation.</summary>
internal interface IBodyRule
{
    /// <summary>The names one of which a body has to contain to be looked at.</summary>
    NameSet Names { get; }

    /// <summary>Looks at one body: a method, an accessor, a lambda, a local function.</summary>
    void Analyze(Body body);

    /// <summary>What is to be said once all files are done; null for nothing.</summary>
    System.Action<CompilationAnalysisContext>? Finish { get; }
}

/// <summary>
/// The ceremony of the rules that follow paths. Which bodies matter is decided by the text; only they are bound, and a
/// compilation in which the names do not occur registers no action at all.
/// </summary>
public abstract class FlowAnalyzer : FragmentAnalyzer
{
    private protected sealed override void Register(CompilationStartAnalysisContext context, FragmentModel model) => RegisterRule(context, model);

    private protected sealed override void RegisterUnbound(CompilationStartAnalysisContext context) => RegisterRule(context, null);

    /// <summary>The rule for a compilation, or null if it has nothing to say there; the model is null where nothing is bound.</summary>
    private protected abstract IBodyRule? RuleFor(CompilationStartAnalysisContext context, FragmentModel? model);

    private void RegisterRule(CompilationStartAnalysisContext context, FragmentModel? model)
    {
        if (RuleFor(context, model) is not IBodyRule rule || rule.Names.Count == 0)
            return;
        Dictionary<SyntaxTree, int[]> places = new();
        char[]? buffer = null;
        foreach (SyntaxTree tree in context.Compilation.SyntaxTrees)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            int[] found = rule.Names.PlacesIn(tree, ref buffer, context.CancellationToken);
            if (found.Length > 0)
                places.Add(tree, found);
        }

        if (places.Count == 0)
            return;
        context.RegisterSemanticModelAction(file =>
        {
            if (!file.IsGeneratedCode && places.TryGetValue(file.SemanticModel.SyntaxTree, out int[]? found))
                BodyFinder.Analyze(rule, file, found);
        });
        if (rule.Finish is not null)
            context.RegisterCompilationEndAction(rule.Finish);
    }
}
