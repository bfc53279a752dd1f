using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Surveying;

/// <summary>What an analyzer wants to be called for in a compilation, kept so that it can be called for some files only.</summary>
/// <param name="analyzer">The analyzer.</param>
internal sealed class RecordedActions(DiagnosticAnalyzer analyzer)
{
    public DiagnosticAnalyzer Analyzer { get; } = analyzer;

    public List<Action<SemanticModelAnalysisContext>> Files { get; } = [];

    public List<Action<CodeBlockAnalysisContext>> Blocks { get; } = [];

    public List<Action<SymbolAnalysisContext>> Fields { get; } = [];

    /// <summary>Asks an analyzer. What it wants at the end of a compilation cannot be had without all of it, and what concerns additional files is had elsewhere.</summary>
    /// <exception cref="NotSupportedException">It wants something else.</exception>
    public static RecordedActions Of(DiagnosticAnalyzer analyzer, Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        RecordedActions recorded = new(analyzer);
        Session session = new();
        analyzer.Initialize(session);
        Start start = new(recorded, compilation, options, cancellation);
        foreach (Action<CompilationStartAnalysisContext> action in session.Starts)
            action(start);
        return recorded;
    }

    private sealed class Session : AnalysisContext
    {
        public List<Action<CompilationStartAnalysisContext>> Starts { get; } = [];

        public override void EnableConcurrentExecution()
        {
        }

        public override void ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags analysisMode)
        {
        }

        public override void RegisterCompilationStartAction(Action<CompilationStartAnalysisContext> action) => Starts.Add(action);

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterCompilationAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();
    }

    private sealed class Start(RecordedActions recorded, Compilation compilation, AnalyzerOptions options, CancellationToken cancellation) : CompilationStartAnalysisContext(compilation, options, cancellation)
    {
        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => recorded.Blocks.Add(action);

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => recorded.Files.Add(action);

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds)
        {
            foreach (SymbolKind kind in symbolKinds)
            {
                if (kind is not (SymbolKind.Field or SymbolKind.Property))
                    throw new NotSupportedException();
            }

            recorded.Fields.Add(action);
        }

        public override void RegisterAdditionalFileAction(Action<AdditionalFileAnalysisContext> action)
        {
        }

        public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action)
        {
        }

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();
    }
}
