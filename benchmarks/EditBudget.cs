using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Benchmarks;

/// <summary>
/// What an editor pays: the driver tree of the samples, copied so many times into one compilation; a line is added to
/// one driver, and that file's diagnostics are asked for: without any analyzer, with one that does nothing, and with all of
/// ours. What Roslyn's driver does for any analyzer grows with the compilation, as binding alone does: it works on a copy.
/// </summary>
internal static class EditBudget
{
    private const int Rounds = 9;

    public static void Print(params int[] copies)
    {
        Console.WriteLine($"one edit, one file's diagnostics; medians of {Rounds} rounds, one thread");
        foreach (int count in copies)
            Print(count, Tree.Product);
    }

    /// <summary>Each analyzer by itself, and one that does nothing: what of it all is whose.</summary>
    public static void PrintEach(int copies)
    {
        foreach (DiagnosticAnalyzer analyzer in Tree.Product.Insert(0, new EmptyOperationAnalyzer()))
        {
            Console.WriteLine(analyzer.GetType().Name);
            Print(copies, [analyzer]);
        }
    }

    private static void Print(int copies, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        ImmutableArray<SyntaxTree> trees = [.. Files(copies).Select(file => CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.CSharp13), file.Name))];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Drivers",
            trees,
            Tree.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        SyntaxTree edited = trees.First(tree => tree.FilePath == "0/Net/E1000.cs");
        int findings = Ask(compilation, edited, analyzers);

        ImmutableArray<DiagnosticAnalyzer>[] sides = [[], [new IdleAnalyzer()], analyzers];
        List<(long Bytes, double Cpu)>[] runs = [[], [], []];
        for (int round = 0; round < sides.Length * Rounds; round++)
        {
            SyntaxTree next = WithLine(edited, round);
            compilation = compilation.ReplaceSyntaxTree(edited, next);
            edited = next;
            int side = round % sides.Length;
            runs[side].Add(Budgets.Measure(() => Ask(compilation, edited, sides[side])));
        }

        double[] bytes = [.. runs.Select(run => Budgets.Median(run).Bytes / 1048576.0)];
        double[] cpu = [.. runs.Select(run => Budgets.Median(run).Cpu * 1000)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {trees.Sum(tree => tree.GetText().Lines.Count),9:N0} lines   alone {bytes[0],6:N2} MB {cpu[0],5:N0} ms   an analyzer that does nothing {bytes[1],6:N2} MB {cpu[1],5:N0} ms   with the rules {bytes[2],6:N2} MB {cpu[2],5:N0} ms   the rules {bytes[2] - bytes[1],6:N2} MB   {findings} findings"));
    }

    /// <summary>The file's diagnostics, as an editor asks for them: the compiler's and the analyzers' of one compilation.</summary>
    private static int Ask(CSharpCompilation compilation, SyntaxTree tree, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CompilationWithAnalyzers? run = analyzers.IsEmpty ? null : compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, _, _) => throw exception,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false));
        SemanticModel model = (run?.Compilation ?? compilation).GetSemanticModel(tree);
        if (model.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is Diagnostic error)
            throw new InvalidOperationException($"the driver tree does not compile: {error}");
        return run is null
            ? 0
            : run.GetAnalyzerSyntaxDiagnosticsAsync(tree, CancellationToken.None).GetAwaiter().GetResult().Length
                + run.GetAnalyzerSemanticDiagnosticsAsync(model, null, CancellationToken.None).GetAwaiter().GetResult().Length;
    }

    private static SyntaxTree WithLine(SyntaxTree tree, int round)
    {
        SourceText text = tree.GetText();
        int at = text.ToString().IndexOf("namespace ", StringComparison.Ordinal);
        int body = text.ToString().IndexOf("    {", at, StringComparison.Ordinal);
        body = text.Lines.GetLineFromPosition(body).EndIncludingLineBreak;
        return tree.WithChangedText(text.WithChanges(new TextChange(new TextSpan(body, 0), string.Create(CultureInfo.InvariantCulture, $"        int added{round} = {round};\n"))));
    }

    private static IEnumerable<(string Name, string Text)> Files(int copies)
    {
        yield return ("FragApi.Annotations.g.cs", Tree.Annotations);
        string root = Path.Combine(Root(), "samples", "Drivers");
        (string Name, string Text)[] files =
        [
            .. new[] { "Kernel", "Core", "Net", "Storage", "Virt", "Vendor.Octeon" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs"))
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file))),
        ];
        for (int copy = 0; copy < copies; copy++)
        {
            foreach ((string name, string text) in files)
            {
                yield return (
                    $"{copy}/{name}",
                    text.Replace("Drivers.", $"Drivers{copy}.", StringComparison.Ordinal).Replace("Vendor.Octeon", $"Vendor{copy}.Octeon", StringComparison.Ordinal));
            }
        }
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "FragApi.Analyzers.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the benchmark runs from a build of the repository: samples/Drivers is its input");
    }
}

/// <summary>Asks for every file's semantic model, as most analyzers do, and does nothing with it.</summary>
#pragma warning disable RS1001, RS1036, RS1038 // not for users
internal sealed class IdleAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [FragApi.Analyzers.Rules.RawGet];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
#pragma warning disable RS0030
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
#pragma warning restore RS0030
        context.RegisterSemanticModelAction(_ => { });
    }
}
