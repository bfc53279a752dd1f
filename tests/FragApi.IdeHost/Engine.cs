using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.MSBuild;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.IdeHost;

/// <summary>
/// The light bulb. <c>ICodeFixService</c> is internal to Roslyn: everything that touches it goes by reflection, and by
/// the names of one SDK.
/// </summary>
internal static class Engine
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task<int> RunAsync(string solutionPath, string fileName, string snippet, string id)
    {
        Assembly features = Assembly.Load("Microsoft.CodeAnalysis.Features");
        MefHostServices host = MefHostServices.Create(MefHostServices.DefaultAssemblies.Concat(
            [features, Assembly.Load("Microsoft.CodeAnalysis.CSharp.Features"), typeof(MSBuildWorkspace).Assembly]));
        using MSBuildWorkspace workspace = MSBuildWorkspace.Create(host);
        Solution solution = await workspace.OpenSolutionAsync(solutionPath);
        foreach (WorkspaceDiagnostic problem in workspace.Diagnostics)
            Console.WriteLine($"workspace: {problem}");

        Document document = solution.Projects
            .OrderBy(project => project.Name, StringComparer.Ordinal)
            .SelectMany(project => project.Documents)
            .First(candidate => candidate.Name == fileName);
        string text = (await document.GetTextAsync()).ToString();
        TextSpan caret = new(text.IndexOf(snippet, StringComparison.Ordinal), 0);

        CodeAction? ours = null;
        object? fixAllState = null;
        await foreach (object collection in StreamFixesAsync(features, host, document, caret))
        {
            object? state = Get(collection, "FixAllState");
            foreach (object fix in (IEnumerable)Get(collection, "Fixes")!)
            {
                CodeAction action = (CodeAction)Get(fix, "Action")!;
                ImmutableArray<Diagnostic> diagnostics = (ImmutableArray<Diagnostic>)Get(fix, "Diagnostics")!;
                string scopes = string.Join(",", ((IEnumerable)Get(collection, "SupportedScopes")!).Cast<FixAllScope>());
                Console.WriteLine($"bulb: {string.Join(",", diagnostics.Select(diagnostic => diagnostic.Id))} | {action.Title} | {scopes}");
                if (ours is null && state is not null && Get(collection, "Provider")!.GetType().Assembly.GetName().Name == "FragApi.CodeFixes")
                    (ours, fixAllState) = (action, state);
            }
        }

        if (ours is null)
        {
            Console.WriteLine("no bulb");
            return 1;
        }

        Solution once = await ChangedAsync(ours);
        string line = (await once.GetDocument(document.Id)!.GetTextAsync()).Lines.GetLineFromPosition(caret.Start).ToString().Trim();
        Console.WriteLine($"single: {line}");

        foreach (FixAllScope scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            Solution all = await ChangedAsync(await FixAllAsync(fixAllState!, document, scope, ours.EquivalenceKey!)
                ?? throw new InvalidOperationException($"no fix-all action for {scope}"));
            int before = await CountAsync(solution, document, scope, id);
            int after = await CountAsync(all, document, scope, id);
            Console.WriteLine($"fixall {scope}: {before} -> {after}");
        }

        return 0;
    }

    private static IAsyncEnumerable<object> StreamFixesAsync(Assembly features, MefHostServices host, Document document, TextSpan span)
    {
        Type service = features.GetType("Microsoft.CodeAnalysis.CodeFixes.ICodeFixService", throwOnError: true)!;
        object exports = typeof(MefHostServices).GetInterfaces().Single(type => type.Name == "IMefHostExportProvider");
        MethodInfo getExports = ((Type)exports).GetMethods().Single(method => method.Name == "GetExports" && method.GetGenericArguments().Length == 1);
        object lazy = ((IEnumerable)getExports.MakeGenericMethod(service).Invoke(host, null)!).Cast<object>().Single();
        object engine = Get(lazy, "Value")!;
        MethodInfo stream = service.GetMethod("StreamFixesAsync") ?? throw new MissingMethodException("ICodeFixService.StreamFixesAsync");
        return (IAsyncEnumerable<object>)stream.Invoke(engine, [document, span, null, CancellationToken.None])!;
    }

    /// <summary>The fix-all action of the engine's own state: its provider, its ids, its source of diagnostics.</summary>
    private static Task<CodeAction?> FixAllAsync(object state, Document document, FixAllScope scope, string key)
    {
        CodeFixProvider provider = (CodeFixProvider)Get(state, "Provider")!;
        FixAllContext context = new(
            document, provider, scope, key,
            (IEnumerable<string>)Get(state, "DiagnosticIds")!,
            (FixAllContext.DiagnosticProvider)Get(state, "DiagnosticProvider")!,
            CancellationToken.None);
        return provider.GetFixAllProvider()!.GetFixAsync(context);
    }

    private static async Task<Solution> ChangedAsync(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private static async Task<int> CountAsync(Solution solution, Document document, FixAllScope scope, string id)
    {
        int count = 0;
        foreach (Project project in scope == FixAllScope.Solution ? solution.Projects : [solution.GetProject(document.Project.Id)!])
        {
            ImmutableArray<DiagnosticAnalyzer> analyzers =
                [.. project.AnalyzerReferences.SelectMany(reference => reference.GetAnalyzers(LanguageNames.CSharp)).Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id))];
            if (analyzers.IsEmpty)
                continue;
            Compilation compilation = (await project.GetCompilationAsync())!;
            Diagnostic? error = compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            if (error is not null)
                throw new InvalidOperationException($"{project.Name} does not compile: {error}");
            ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(analyzers, project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
            string? path = scope == FixAllScope.Document ? document.FilePath : null;
            count += diagnostics.Count(diagnostic => diagnostic.Id == id && (path is null || diagnostic.Location.SourceTree?.FilePath == path));
        }

        return count;
    }

    private static object? Get(object target, string name)
    {
        Type type = target.GetType();
        return type.GetProperty(name, Members) is PropertyInfo property
            ? property.GetValue(target)
            : (type.GetField(name, Members) ?? throw new MissingMemberException(type.FullName, name)).GetValue(target);
    }
}
