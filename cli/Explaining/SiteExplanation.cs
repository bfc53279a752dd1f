using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Checking;
using FragApi.Cli.Converting;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Reporting;
using FragApi.Cli.Surveying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Explaining;

/// <summary>What the rules see in a line, and why: the answer to "why does it not see this?".</summary>
internal sealed class SiteExplanation
{
    private readonly CodeBase _code;
    private readonly string _file;
    private readonly int _line;
    private readonly CancellationToken _cancellation;
    private readonly StringBuilder _text = new();

    private SiteExplanation(CodeBase code, string file, int line, CancellationToken cancellation)
    {
        _code = code;
        _file = file;
        _line = line;
        _cancellation = cancellation;
    }

    /// <summary>Explains a line.</summary>
    /// <param name="site"><c>FILE:LINE</c>, the file relative to the current folder or to the root.</param>
    /// <param name="code">What was loaded.</param>
    /// <param name="progress">Told what it is at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ToolException">There is no such line.</exception>
    public static async Task<string> OfAsync(string site, CodeBase code, IProgressSteps progress, CancellationToken cancellation)
    {
        int colon = site.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(site.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line) || line < 1)
            throw new ToolException(ExitCode.Usage, $"--site {site}: give FILE:LINE, such as Net/Card.cs:41.");
        string name = site[..colon];
        HashSet<string> known = [.. code.Requested.SelectMany(project => project.Sources).Select(tree => tree.FilePath)];
        string[] candidates = [Path.GetFullPath(name), Path.GetFullPath(name, code.Root)];
        if (Array.Find(candidates, known.Contains) is not string file)
        {
            throw new ToolException(ExitCode.Usage, Array.Exists(candidates, File.Exists)
                ? $"--site {site}: no project that was given compiles {name}, so that no rule sees it."
                : $"--site {site}: there is no file {name} here or in {code.Root}.");
        }

        SiteExplanation explanation = new(code, file, line - 1, cancellation);
        await explanation.WriteAsync(site, progress).ConfigureAwait(false);
        return explanation._text.ToString();
    }

    private async Task WriteAsync(string site, IProgressSteps progress)
    {
        List<(LoadedProject Project, SyntaxTree Tree)> views = [.. _code.Requested.SelectMany(project => project.Sources.Where(tree => tree.FilePath == _file).Select(tree => (project, tree)))];
        SourceText text = views[0].Tree.GetText(_cancellation);
        if (_line >= text.Lines.Count)
            throw new ToolException(ExitCode.Usage, $"--site {site}: the file has {text.Lines.Count} lines.");
        Line($"{_code.Relative(_file)}({_line + 1}): {text.Lines[_line].ToString().Trim()}");

        Selection selection = new([_code.Relative(_file)], [], []) { BindsAll = true };
        Plan plan = await Converting.Conversion.PlanAsync(_code, selection, progress, _cancellation).ConfigureAwait(false);
        Section("sites of a conversion", plan.Sites.Where(one => one.File == _file && text.Lines.IndexOf(one.Extent.Start) <= _line && _line <= text.Lines.IndexOf(one.Extent.End))
            .Select(one => $"{At(one.Start)} {one.Rule} {PlanJson.NameOf(one.Status)}: {one.Reason ?? (one.After is null ? "an accessor is used" : $"becomes {OneLine.Of(one.After)}")}"));

        foreach ((LoadedProject project, SyntaxTree tree) in views)
        {
            TextSpan span = text.Lines[_line].Span;
            Line("");
            Line($"{project.Name}:");
            SyntaxNode root = await tree.GetRootAsync(_cancellation).ConfigureAwait(false);
            if (root.FindTrivia(span.Start + text.ToString(span).TakeWhile(char.IsWhiteSpace).Count()).IsKind(SyntaxKind.DisabledTextTrivia))
            {
                Line("  #if disables this line there: it is not compiled, and only FRAG1011 looks at its text");
                continue;
            }

            SemanticModel semantics = project.Compilation.GetSemanticModel(tree);
            Section("  findings", await FindingsAsync(project, semantics).ConfigureAwait(false), "  ");
            FragmentModel? model = FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, _cancellation);
            if (model is null)
                Line("  no vocabulary: no annotation is declared in what it references, and it reads no binding file ('fragapi explain bindings')");
            RoleOrigin? origins = model is null ? null : new RoleOrigin(model, project, _code, _cancellation);
            List<SyntaxNode> nodes = [.. root.DescendantNodes(node => node.FullSpan.IntersectsWith(span)).Where(node => node.Span.IntersectsWith(span) && text.Lines.IndexOf(node.SpanStart) == _line)];
            if (origins is not null)
                Section("  roles", Symbols(nodes, semantics).SelectMany(symbol => origins.Of(symbol).Select(role => $"{Named(symbol)}: {role}")), "  ", "  no role: nothing in this line is annotated or bound");
            CallExplanation calls = new(model, origins, project.Compilation, _cancellation);
            Section("  calls", nodes.OfType<InvocationExpressionSyntax>().Select(node => semantics.GetOperation(node, _cancellation)).OfType<IInvocationOperation>()
                .Select(call => (call.TargetMethod, Said: calls.Of(call))).Where(call => call.Said is not null).Select(call => $"{Named(call.TargetMethod)}: {call.Said}"), "  ");
        }
    }

    private async Task<IEnumerable<string>> FindingsAsync(LoadedProject project, SemanticModel semantics)
    {
        CompilationWithAnalyzers run = project.Compilation.WithAnalyzers(
            Checker.Analyzers, new CompilationWithAnalyzersOptions(project.Options, onAnalyzerException: (_, _, _) => { }, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));
        ImmutableArray<Diagnostic> found = await run.GetAnalyzerSemanticDiagnosticsAsync(semantics, filterSpan: null, _cancellation).ConfigureAwait(false);
        found = [.. found, .. await run.GetAnalyzerSyntaxDiagnosticsAsync(semantics.SyntaxTree, _cancellation).ConfigureAwait(false)];
        return found.Where(diagnostic => Touches(diagnostic.Location) || diagnostic.AdditionalLocations.Any(Touches))
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => $"{At(diagnostic.Location.GetLineSpan().StartLinePosition)} {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}{Suppressed(diagnostic, project)}");
    }

    private string Suppressed(Diagnostic diagnostic, LoadedProject project)
    {
        if (!diagnostic.IsSuppressed)
            return "";
        SyntaxReference? attribute = diagnostic.GetSuppressionInfo(project.Compilation)?.Attribute?.ApplicationSyntaxReference;
        return attribute is null
            ? " (suppressed by #pragma warning disable)"
            : string.Create(CultureInfo.InvariantCulture, $" (suppressed by the attribute at {_code.Relative(attribute.SyntaxTree.FilePath)}({attribute.SyntaxTree.GetLineSpan(attribute.Span).StartLinePosition.Line + 1}))");
    }

    private bool Touches(Location location)
    {
        FileLinePositionSpan lines = location.GetLineSpan();
        return lines.Path == _file && lines.StartLinePosition.Line <= _line && _line <= lines.EndLinePosition.Line;
    }

    /// <summary>What the line names, with the types of the values and the parameters of the methods.</summary>
    private IEnumerable<ISymbol> Symbols(IEnumerable<SyntaxNode> nodes, SemanticModel semantics)
    {
        HashSet<ISymbol> symbols = new(SymbolEqualityComparer.Default);
        foreach (SyntaxNode node in nodes)
        {
            ISymbol? symbol = node is ExpressionSyntax ? semantics.GetSymbolInfo(node, _cancellation).Symbol : semantics.GetDeclaredSymbol(node, _cancellation);
            if (symbol is null)
                continue;
            symbols.Add(symbol);
            if (symbol is IMethodSymbol method)
                symbols.UnionWith(method.Parameters);
            if (symbol switch { ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null } is INamedTypeSymbol type)
                symbols.Add(type);
        }

        return symbols;
    }

    private static string Named(ISymbol symbol) => symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol method }
        ? $"{method.ContainingType?.Name}.{method.Name}#{symbol.Name}"
        : symbol is IMethodSymbol or IFieldSymbol or IPropertySymbol ? $"{symbol.ContainingType?.Name}.{symbol.Name}" : symbol.Name;

    private void Section(string title, IEnumerable<string> lines, string indent = "", string? none = null)
    {
        List<string> all = [.. lines.Distinct()];
        if (all.Count == 0)
        {
            Line(none ?? $"{title}: none");
            return;
        }

        Line($"{title}:");
        foreach (string line in all)
            Line($"{indent}  {line}");
    }

    private static string At(LinePosition place) => string.Create(CultureInfo.InvariantCulture, $"({place.Line + 1},{place.Character + 1})");

    private void Line(string line) => _text.Append(line).Append('\n');
}
