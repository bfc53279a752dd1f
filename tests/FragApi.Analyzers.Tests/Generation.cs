using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers.Accessors;
using FragApi.CodeFixes;
using FragApi.CodeFixes.Generating;
using FragApi.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>The missing accessors of a source are generated, and what waited for them is converted: what came of it.</summary>
/// <param name="Generated">With the accessors.</param>
/// <param name="Converted">And with the raw uses converted.</param>
/// <param name="Left">What is reported then.</param>
internal sealed record Generation(Solution Generated, Solution Converted, ImmutableArray<Diagnostic> Left)
{
    private static readonly SolutionAnalysis s_analysis = new([new AccessorAnalyzer()]);

    /// <summary>The first source, the one with the raw uses, once they are converted.</summary>
    public string Text => Converted.MainProject().Documents.First().GetTextAsync().Result.ToString();

    /// <summary>Generates, converts, and holds the result to what every generated accessor owes: no new error or warning, and nothing of it is raw.</summary>
    public static async Task<Generation> OfAsync(Solution solution)
    {
        string[] before = Problems(await s_analysis.RunAsync(solution.MainProject()));
        Solution generated = await FixAllRunner.ApplyAsync(solution, new GenerateAccessorFix(), FixAllScope.Solution, s_analysis);
        Solution converted = await FixAllRunner.ApplyAsync(generated, new UseAccessorFix(), FixAllScope.Solution, s_analysis);
        foreach (Solution after in new[] { generated, converted })
        {
            List<string> known = [.. before];
            Assert.DoesNotContain(Problems(await s_analysis.RunAsync(after.MainProject())), problem => !known.Remove(problem));
        }

        return new Generation(generated, converted, [.. (await s_analysis.RunAsync(converted.MainProject())).Reported]);
    }

    /// <summary>A solution of sources; the annotations are one of them unless a binding file stands in for them.</summary>
    public static Solution Solution(string[] sources, LanguageVersion version = LanguageVersion.Default, bool nullable = false, string? bindings = null)
    {
        SolutionState state = TestHost.NewState();
        foreach (string source in sources)
            state.Sources.Add(source);
        if (bindings is null)
            state.Sources.Add(FakeKernel.Annotations);
        else
            state.AdditionalFiles.Add(("/0/FragApi.Bindings.txt", bindings));
        Solution solution = TestHost.CreateSolution(state, TestHost.DefaultParseOptions.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose));
        Project project = solution.MainProject();
        CSharpCompilationOptions options = ((CSharpCompilationOptions)project.CompilationOptions!).WithNullableContextOptions(nullable ? NullableContextOptions.Enable : NullableContextOptions.Disable);
        return project.WithCompilationOptions(options.WithSpecificDiagnosticOptions(options.SpecificDiagnosticOptions.Add("CS1591", ReportDiagnostic.Suppress))).Solution;
    }

    /// <summary>The declarations of a type's methods that were not there before, a line each, without <c>public static</c>.</summary>
    public string[] NewIn(string type, Solution before) => [.. MethodsOf(Generated, type).Except(MethodsOf(before, type)).Select(method => method.Replace("public static ", "", StringComparison.Ordinal))];

    /// <summary>The text of the type that was made.</summary>
    public string TextOf(string type) => TypesIn(Generated).Single(found => found.Identifier.Text == type).ToString();

    /// <summary>The document of that name once the accessors are there.</summary>
    public string File(string name) => Generated.MainProject().Documents.Single(document => document.Name == name).GetTextAsync().Result.ToString();

    private static IEnumerable<string> MethodsOf(Solution solution, string type) =>
        TypesIn(solution).Where(found => found.Identifier.Text == type).SelectMany(found => found.Members.OfType<MethodDeclarationSyntax>())
            .Select(method => $"{string.Concat(method.Modifiers.Select(word => word.Text + " "))}{method.ReturnType} {method.Identifier}{method.TypeParameterList}{method.ParameterList}{string.Concat(method.ConstraintClauses.Select(clause => " " + clause))}");

    private static IEnumerable<TypeDeclarationSyntax> TypesIn(Solution solution) =>
        solution.Projects.SelectMany(project => project.Documents).Where(document => document.Name is not null)
            .SelectMany(document => document.GetSyntaxRootAsync().Result!.DescendantNodes().OfType<TypeDeclarationSyntax>());

    private static string[] Problems(AnalyzerRun run) =>
        [.. run.Compiler.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => $"{diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
}
