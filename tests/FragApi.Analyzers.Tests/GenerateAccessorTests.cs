using System;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes.Generating;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace FragApi.Analyzers.Tests;

public sealed class GenerateAccessorTests
{
    [Fact]
    public async Task Eyes()
    {
        string kernel = System.IO.File.ReadAllText("/tmp/acc/kernel.cs");
        string raw = System.IO.File.ReadAllText("/tmp/acc/raw.cs");
        Microsoft.CodeAnalysis.Testing.SolutionState state = TestHost.NewState();
        state.Sources.Add(raw);
        state.Sources.Add(kernel);
        state.Sources.Add(FakeKernel.Annotations);
        Solution solution = TestHost.CreateSolution(state, TestHost.DefaultParseOptions);
        SolutionAnalysis analysis = new([new AccessorAnalyzer()]);
        AnalyzerRun run = await analysis.RunAsync(solution.MainProject());
        foreach (Diagnostic d in run.CompilerErrors.Concat(run.Reported))
            Console.WriteLine(d);
        Solution changed = await FixAllRunner.ApplyAsync(solution, new GenerateAccessorFix(), FixAllScope.Solution, analysis);
        foreach (Document document in changed.MainProject().Documents.Where(d => d.Name != "Test2.cs" && d.Name != "Test0.cs"))
            Console.WriteLine($"--- {document.Name} {document.FilePath}\n{await document.GetTextAsync()}");
        Solution fixedUp = await FixAllRunner.ApplyAsync(changed, new FragApi.CodeFixes.UseAccessorFix(), FixAllScope.Solution, analysis);
        AnalyzerRun after = await analysis.RunAsync(fixedUp.MainProject());
        Console.WriteLine("--- " + await fixedUp.MainProject().Documents.First().GetTextAsync());
        foreach (Diagnostic d in after.Compiler.Concat(after.Reported).Where(d => d.Severity != DiagnosticSeverity.Hidden))
            Console.WriteLine(d);
    }
}
